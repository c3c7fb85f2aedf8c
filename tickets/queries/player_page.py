"""What a player sees of a ticket: where it stands in plain words, the seven steps, and what was said to the player."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch, Q
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from core import clock
from core.enums import ActorKind
from core.models import Event, Group
from tickets.enums import ScanState, Status, Step, Visibility
from tickets.models import Attachment, Message, Ticket
from tickets.policies.crisis import CRISIS_CATEGORY, is_in_crisis
from tickets.queries.family import in_family
from tickets.queries.player_joins import JOINS, LEADS, join_text
from tickets.queries.spans import lifecycle_for

HANDED, ESCALATED, REOPENED = "ticket.handed_over", "ticket.escalated", "ticket.reopened"
CHANGED = "ticket.changed"  # told when it takes a resolve back
ENDS = ("ticket.resolved", REOPENED, "ticket.closed")
TOLD = (HANDED, ESCALATED, *ENDS, *JOINS)
ICONS = {
    HANDED: "forward",
    ESCALATED: "forward",
    "ticket.resolved": "circle-check",
    REOPENED: "rotate-ccw",
    CHANGED: "rotate-ccw",
    "ticket.closed": "archive",
    **JOINS,
}
WITH_US = frozenset({Status.NEW, Status.OPEN, Status.ON_HOLD})
"""Something is going to come from us: here, news is worth waiting for."""

UNNAMED = CRISIS_CATEGORY
"""A matter that our page does not name: who is in danger is spoken to and not labelled, and the label may be wrong."""


@dataclass(frozen=True)
class Line:
    """One thing in the conversation: a message of a side, or an event with an icon."""

    at: datetime
    side: str  # me, us, event
    text: str
    name: str = ""
    key: str = ""
    icon: str = ""
    files: list[dict[str, Any]] = field(default_factory=list)
    goes_to: int | None = None  # id of the player's other ticket that an event speaks of
    url: str = ""  # its page


@dataclass(frozen=True)
class PlayerPage:
    """The tracking page as plain values. `revision` changes when anything on it does."""

    ticket: Ticket
    matter: str
    headline: str
    text: str
    steps: list[dict[str, str]]
    lines: list[Line]
    revision: str
    is_with_us: bool
    asks_solved: bool
    asks_missing: bool
    may_reopen: bool
    goes_on_in_new: bool
    agent_name: str


def player_page(ticket: Ticket) -> PlayerPage:
    """The page of this ticket; internal notes are never read for it."""
    names = Q(name__in=TOLD) | Q(name=CHANGED, data__taken_back="resolve")
    told = list(Event.objects.filter(names, subject_type="ticket", subject_id=ticket.pk).order_by("seq"))
    groups = _groups_of(told)
    lines = sorted([*_messages(ticket), *_events(told, groups)], key=lambda line: line.at)
    agent_name = ticket.assignee.name if ticket.assignee else ""
    no = _unanswered_no(ticket, told, lines)
    may_reopen = _may_reopen(ticket)
    headline, text = _plain_words(ticket, agent_name, is_sorry=no is not None, may_reopen=may_reopen)
    return PlayerPage(
        ticket=ticket,
        matter=matter_of(ticket),
        headline=headline,
        text=text,
        steps=steps_of(ticket, was_handed=any(_goes_to_specialist(event, groups) for event in told)),
        lines=lines,
        revision=revision_of(ticket),
        is_with_us=ticket.status in WITH_US,
        asks_solved=ticket.status == Status.RESOLVED and not is_in_crisis(ticket),
        asks_missing=no is not None and not _said_since(no, lines),
        may_reopen=may_reopen,
        goes_on_in_new=ticket.status == Status.CLOSED,
        agent_name=agent_name,
    )


def matter_of(ticket: Ticket) -> str:
    """What the player reads as the matter, or nothing where it is not named."""
    return "" if ticket.category_id.startswith(UNNAMED) else ticket.category.name


def revision_of(ticket: Ticket) -> str:
    """A short text that changes whenever the page would."""
    return f"{ticket.pk}-{ticket.version}-{ticket.event_seq}-{get_language() or ''}"


def steps_of(ticket: Ticket, *, was_handed: bool) -> list[dict[str, str]]:
    """The seven steps (接收 … 归档) with the present one; a hand-over that was not needed is passed over."""
    now = _present_step(ticket, was_handed=was_handed)
    order, labels = list(Step), _step_labels()
    steps = []
    for place, step in enumerate(order):
        passed = place < order.index(now) or ticket.is_archived
        skipped = passed and not was_handed and step in {Step.HAND_OVER, Step.FOLLOW_UP}
        state = "skip" if skipped else "done" if passed else "now" if step == now else "idle"
        steps.append({"label": labels[step], "state": state})
    return steps


def _step_labels() -> Mapping[Step, str]:
    """Seven words that a player understands and that stand side by side on a phone."""
    return {
        Step.INTAKE: pgettext("step", "Sent"),
        Step.CLASSIFY: pgettext("step", "Read"),
        Step.ANSWER: pgettext("step", "Reply"),
        Step.HAND_OVER: pgettext("step", "Check"),
        Step.FOLLOW_UP: pgettext("step", "Update"),
        Step.REPORT_BACK: pgettext("step", "Result"),
        Step.ARCHIVE: pgettext("step", "Done"),
    }


def _present_step(ticket: Ticket, *, was_handed: bool) -> Step:
    if ticket.status == Status.CLOSED:
        return Step.ARCHIVE
    if ticket.status == Status.RESOLVED:
        return Step.REPORT_BACK
    if ticket.status == Status.ON_HOLD:
        return Step.HAND_OVER
    return Step.FOLLOW_UP if was_handed else Step.ANSWER


def _plain_words(ticket: Ticket, agent: str, *, is_sorry: bool, may_reopen: bool) -> tuple[str, str]:
    if ticket.is_archived:
        return _("This ticket is filed"), _(
            "You can read it here at any time. What you write below becomes a new ticket that is linked to this one."
        )
    if ticket.status == Status.CLOSED and may_reopen:
        return _("This ticket is closed"), _(
            "Thank you. If it is still not right, or something new comes up, tell us below."
        )
    if is_in_crisis(ticket) and ticket.status in {Status.RESOLVED, Status.CLOSED}:
        return _("We are still here"), _("Write below whenever you like. A person reads it.")
    if is_sorry:
        goes_on = _("%(agent)s goes on with it.") % {"agent": agent} if agent else _("We go on with it.")
        return _("Sorry that it is not solved yet"), goes_on
    if ticket.status == Status.OPEN and agent:
        return _("%(agent)s is looking after it") % {"agent": agent}, _("You need not wait on this page.")
    return _words_by_status()[Status(ticket.status)]


def _words_by_status() -> Mapping[Status, tuple[str, str]]:
    return {
        Status.NEW: (
            _("We have it, an agent will be with you"),
            _("You need not explain it again. What you sent is safe, also when you close this page."),
        ),
        Status.OPEN: (
            _("An agent is looking after it"),
            _("You need not wait on this page."),
        ),
        Status.PENDING: (
            _("We need one more thing from you"),
            _("Please read our last message below. We go on as soon as you answer."),
        ),
        Status.ON_HOLD: (
            _("A specialist is checking it"),
            _("Your agent stays with you and tells you as soon as there is a result."),
        ),
        Status.RESOLVED: (
            _("It should be solved. Is it?"),
            _("Please have a look and tell us below. If not, it goes straight back to us."),
        ),
        Status.CLOSED: (
            _("This ticket is closed"),
            _("Thank you. What you write below becomes a new ticket that is linked to this one."),
        ),
    }


def _messages(ticket: Ticket) -> list[Line]:
    files = Prefetch("attachments", Attachment.objects.order_by("created_at", "id"))
    shown = Message.objects.filter(ticket__in=in_family(ticket), visibility=Visibility.PUBLIC, moved_to=None)
    rows = shown.prefetch_related(files).defer("search").order_by("created_at", "pk")
    return [
        Line(
            at=row.created_at,
            side="me" if row.is_from_player else "us",
            text=row.body,
            name=_("Assistant") if row.author_kind in {ActorKind.BOT, ActorKind.SYSTEM} else row.author_name,
            key=str(row.author_id or ""),
            files=[_file(file) for file in row.attachments.all()],
        )
        for row in rows
    ]


def _file(file: Attachment) -> dict[str, Any]:
    warning = "" if file.state == ScanState.CLEAN else str(ScanState(file.state).label)
    return {"id": str(file.pk), "name": file.name, "size": file.size, "warning": warning}


def _groups_of(told: list[Event]) -> Mapping[str, Group]:
    """The groups that the ticket went to, by code; no statement where it went nowhere."""
    codes = {_target(event) for event in told} - {""}
    return {group.code: group for group in Group.objects.filter(code__in=codes)} if codes else {}


def _target(event: Event) -> str:
    return str(event.data.get("to") or event.data.get("group") or "") if event.name in {HANDED, ESCALATED} else ""


def _goes_to_specialist(event: Event, groups: Mapping[str, Group]) -> bool:
    group = groups.get(_target(event))
    return event.name in {HANDED, ESCALATED} and not (group and group.is_front_line)


def _events(told: list[Event], groups: Mapping[str, Group]) -> Iterator[Line]:
    """What happened, and what the player said with an answer to "solved?"."""
    for event in told:
        is_back = event.name == HANDED and not _goes_to_specialist(event, groups)
        icon = "headset" if is_back else ICONS[event.name]
        text = _event_text(event, groups)
        if text:
            goes_to = event.data.get("ticket") if event.name in LEADS else None
            yield Line(at=event.at, side="event", text=text, icon=icon, goes_to=goes_to)
        if event.actor_kind == ActorKind.PLAYER and event.data.get("comment"):
            yield Line(at=event.at, side="me", text=str(event.data["comment"]))


def _event_text(event: Event, groups: Mapping[str, Group]) -> str:
    if event.name in {HANDED, ESCALATED}:
        group = groups.get(_target(event))
        if not _goes_to_specialist(event, groups):
            return _("Back with your support team, who go on with it")
        if group is None or group.is_restricted:
            return _("Passed on to a specialist")
        return _("Passed on to %(group)s") % {"group": group.name}
    if event.name in JOINS:
        return join_text(event)
    return {
        "ticket.resolved": _("We have finished our part"),
        REOPENED: _("Opened again"),
        CHANGED: _("Opened again"),
        "ticket.closed": _("Closed"),
    }[event.name]


def _unanswered_no(ticket: Ticket, told: list[Event], lines: list[Line]) -> Event | None:
    """The player's "no, not solved", as long as nobody of ours has spoken since."""
    last = next((event for event in reversed(told) if event.name in ENDS), None)
    if last is None or ticket.status != Status.OPEN or last.name != REOPENED:
        return None
    is_no = last.actor_kind == ActorKind.PLAYER and last.data.get("reason") != "message"
    return last if is_no and not any(line.side == "us" and line.at > last.at for line in lines) else None


def _said_since(no: Event, lines: list[Line]) -> bool:
    """Whether the player has told what is missing: with the no itself, or in a message since then."""
    return bool(no.data.get("comment")) or any(line.side == "me" and line.at >= no.at for line in lines)


def _may_reopen(ticket: Ticket) -> bool:
    if ticket.status != Status.CLOSED or ticket.is_archived or ticket.resolved_at is None:
        return False
    return clock.now() <= ticket.resolved_at + timedelta(days=lifecycle_for(ticket.game_id).reopen_within_days)
