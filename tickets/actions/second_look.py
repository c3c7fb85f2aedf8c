"""The learned model looks again at a new ticket, seconds after intake; a person's word always goes before it."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, transaction

from core import clock
from core.actions import events
from core.errors import NotThere
from core.models import Actor, Group
from tickets.actions.absorbing import lend_urgency
from tickets.actions.changing import apply
from tickets.actions.classifier import LearnedMissing, classifier_in_use
from tickets.actions.crisis import page_crisis_staff
from tickets.actions.likeness import keep_vector
from tickets.actions.pairs import locked_with_head
from tickets.actions.triage import (
    FIRST,
    Place,
    call_for_help,
    context_of,
    fields_of,
    in_use,
    keep,
    places_in_use,
    told,
)
from tickets.classifiers.verdicts import Context, Verdict
from tickets.enums import Priority, Status, VerdictSource
from tickets.errors import TicketBusy
from tickets.models import Correction, Message, PendingLook, Ticket
from tickets.policies.crisis import CRISIS_GROUP
from tickets.queries.urgency import lent_to

log = logging.getLogger(__name__)
SHOWN = frozenset({"category_id", "priority", "group"})
"""Changes that a person would want to see before answering; they raise the version."""
FRONT_LINE = "FL"
LONG = timedelta(days=1)


def look_at_waiting(*, least_age: timedelta = timedelta(0), limit: int = 50) -> int:
    """Let the learned classifier read the messages that wait for it, oldest first; return how many were read.

    Any number of processes may do this: each message is claimed by its row. A text on which the classifier fails stays
    as the rules read it. `least_age` leaves fresh ones to another process that has the model loaded already.
    """
    before = clock.now() - least_age
    for done in range(limit):
        with transaction.atomic():
            waiting = PendingLook.objects.select_for_update(skip_locked=True).filter(created_at__lte=before)
            row = waiting.order_by("pk").first()
            if row is None:
                return done
            _read(row)
            row.delete()
    return limit


def _read(row: PendingLook) -> None:
    try:
        with transaction.atomic():
            if row.seq == FIRST:
                look_again(row.ticket_id, chosen_category=row.chosen_category)
            else:
                look_for_danger(row.ticket_id, row.seq)
    except (OperationalError, InterfaceError, TicketBusy):
        raise  # it is read again
    except Exception:  # the outermost edge: no text may keep the others from being read
        log.exception("the learned classifier failed", extra={"ticket": row.ticket_id, "seq": row.seq})
        Ticket.objects.filter(pk=row.ticket_id).update(is_classification_final=True)


def look_again(ticket_id: int, *, chosen_category: str = "") -> None:
    """Let the learned classifier read the ticket's first message; then its classification is final.

    It may change category, priority and what follows from them, unless a person has said what the ticket is, or danger
    was seen already. Nobody's ticket is moved away from them: the group changes only while nobody has taken it. Where
    danger to a person is possible, the crisis group is called. Without a working model the rules' word becomes final.
    """
    ticket = Ticket.objects.select_related("game", "player").filter(pk=ticket_id).first()
    if ticket is None or ticket.is_classification_final:
        return
    try:
        classifier = classifier_in_use()
    except LearnedMissing as problem:
        log.info("ticket %s stays as the rules read it: %s", ticket_id, problem)
        Ticket.objects.filter(pk=ticket_id).update(is_classification_final=True)
        return
    places = places_in_use()
    context = context_of(ticket, places, chosen_category=chosen_category, in_game_now=ticket.in_game_now or None)
    verdict, vector = classifier.read(_words(ticket, FIRST), ticket.subject, context)
    _apply(ticket_id, in_use(verdict, places), places)
    keep_vector(ticket, vector, family=verdict.category[:2], encoder=classifier.encoder.name)


def look_for_danger(ticket_id: int, seq: int) -> None:
    """Let the learned classifier read a later message for danger alone; where it sees some, help is called.

    That is where the words stand now and are answered: on the ticket that they were moved to, and on the one in which
    it goes on. Both go out of sight, and the latter is paged.
    """
    said = Message.objects.filter(ticket=ticket_id, seq=seq).values_list("pk", flat=True).first()
    message = _shown(said) if said is not None else None
    if message is None or (message.ticket.priority == Priority.P0 and not message.ticket.is_merged):
        return
    if _is_long_over(message.ticket):
        return
    try:
        classifier = classifier_in_use()
    except LearnedMissing:
        return
    verdict, _vector = classifier.read(message.body, "", Context(game_kind=message.ticket.game.kind))
    if verdict.needs_person:
        while not _call_help_for(message, verdict):
            message = _shown(message.pk)


@transaction.atomic
def _call_help_for(message: Message, verdict: Verdict) -> bool:
    """Call help where the message stands; False when somebody has moved it. P0 has been seen to already."""
    row, head = locked_with_head(message.ticket_id)
    if not Message.objects.filter(pk=message.pk, moved_to=None).exists():
        transaction.set_rollback(True)  # the next locks must not be asked for while these are held
        return False
    if head.pk != row.pk and row.priority != Priority.P0:
        call_for_help(row, verdict, source=VerdictSource.MODEL, is_paging=False)
    if head.priority != Priority.P0:
        call_for_help(head, verdict, source=VerdictSource.MODEL)
    return True


def _is_long_over(ticket: Ticket) -> bool:
    """People have read it and ended it more than a day ago: no late reading calls anybody there or moves it."""
    return ticket.closed_at is not None and ticket.closed_at < clock.now() - LONG


def _shown(message_id: int) -> Message:
    """The row that is shown instead of this one now: itself, unless it was moved, perhaps more than once."""
    row = Message.objects.select_related("ticket__game").get(pk=message_id)
    return row if row.moved_to_id is None else _shown(row.moved_to_id)


def _words(ticket: Ticket, seq: int) -> str:
    words: str = ticket.messages.filter(seq=seq).values_list("body", flat=True).first() or ""
    return words


@transaction.atomic
def _apply(ticket_id: int, verdict: Verdict, places: Mapping[str, Place]) -> None:
    try:
        ticket, head = locked_with_head(ticket_id)
    except NotThere:
        return
    if ticket.is_classification_final:
        return
    if (ticket.priority == Priority.P0 and not verdict.needs_person) or _is_long_over(ticket):
        apply(ticket, bump=False, is_classification_final=True)
        return
    fields = _changes(ticket, verdict, places)
    keep(ticket, verdict, source=VerdictSource.MODEL)
    before = {"category": ticket.category_id, "priority": f"P{ticket.priority}", "group": ticket.group.code}
    is_shown = bool(SHOWN & fields.keys())
    apply(ticket, bump=is_shown, is_classification_final=True, **fields)
    if is_shown:
        data = told(ticket, verdict, VerdictSource.MODEL) | {"before": before, "version": ticket.version}
        events.record("ticket.classified", subject=ticket, by=Actor.system(), data=data)
    if head.pk != ticket.pk:
        _tell_head(ticket, head, verdict)
    elif verdict.needs_person:
        page_crisis_staff(ticket)


def _tell_head(ticket: Ticket, head: Ticket, verdict: Verdict) -> None:
    """The ticket was merged before the model had read it: help and urgency are for where it goes on."""
    if not verdict.needs_person:
        lend_urgency(head, ticket.priority, by=Actor.system())
    elif head.priority != Priority.P0:
        call_for_help(head, verdict, source=VerdictSource.MODEL)


def _changes(ticket: Ticket, verdict: Verdict, places: Mapping[str, Place]) -> dict[str, Any]:
    """The columns that really change."""
    fields = fields_of(verdict)
    lent = lent_to(ticket)
    if lent is not None:
        fields["priority"] = min(fields["priority"], lent)
    if not verdict.needs_person and Correction.objects.filter(ticket=ticket, field="priority").exists():
        del fields["priority"]
    group = _group_after(ticket, verdict, places)
    if group is not None:
        fields |= {"group": group, "is_restricted": ticket.is_restricted or group.is_restricted}
        if not verdict.needs_person:
            fields["is_restricted"] = group.is_restricted
    return {name: value for name, value in fields.items() if value != getattr(ticket, name)}


def _group_after(ticket: Ticket, verdict: Verdict, places: Mapping[str, Place]) -> Group | None:
    """Where the ticket belongs now, or None where it stays."""
    if verdict.needs_person:
        return Group.objects.get(code=CRISIS_GROUP)
    if ticket.assignee_id is not None or ticket.status != Status.NEW:
        return None
    now_direct = places[verdict.category].direct_group
    was_direct = places[ticket.category_id].direct_group if ticket.category_id in places else ""
    if now_direct == was_direct or ticket.group.code not in {was_direct, FRONT_LINE}:
        return None  # somebody, or a rule of the house, has put it where it is
    return Group.objects.get(code=now_direct or FRONT_LINE)


def warm_up() -> bool:
    """Load the classifier before the first ticket comes; False where there is none."""
    try:
        classifier_in_use()
    except LearnedMissing:
        return False
    return True
