"""Drafts that survive a closed browser, and sent texts that can be taken back for a few seconds."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core import clock
from core.actions import events
from core.actions.notifications import notify
from core.actions.originals import has_tokens, keep_originals, move_originals
from core.enums import Permission
from core.errors import DomainError, NotAllowed, NotThere
from core.models import Actor, Agent
from core.policies.redaction import redact, redact_all
from tickets.actions import lifecycle, replies
from tickets.actions.attachments import check_uploads
from tickets.actions.changing import check_move, check_seen, check_writable, locked
from tickets.actions.messages import place_of
from tickets.actions.watches import mentioned_in
from tickets.enums import DraftState, Move, Visibility
from tickets.models import Draft, Message, Ticket
from tickets.policies.access import check_can
from tickets.policies.outgoing import check_outgoing
from tickets.policies.texts import BODY_MAX, TRIMMED, checked_text, is_storable
from tickets.queries.news import known_to
from tickets.queries.spans import lifecycle_for

UNSENT = [DraftState.WRITING, DraftState.REFUSED]
OVERTAKEN = timedelta(seconds=10)  # longer than a request that keeps a draft can be on its way
AFTER_SEND = {"": Move.REPLY, "ask_player": Move.ASK_PLAYER, "resolve": Move.RESOLVE}


class AlreadySent(DomainError):
    """The few seconds for taking it back are over."""

    code = "draft.sent"
    status = 409
    message = _("It has been sent already and cannot be taken back.")


class SaidAlready(DomainError):
    """The agent has sent this very text to this ticket, or it is about to go out."""

    code = "bulk.no_change"
    status = 409
    message = _("You have sent this text already.")


def save_draft(
    ticket: Ticket,
    *,
    agent: Agent,
    visibility: Visibility,
    body: str,
    seen: int,
    promise_due_at: datetime | None = None,
    shows: Collection[int] = (),
    asks: bool = False,
    attachment_ids: Collection[UUID] = (),
) -> Draft | None:
    """Keep what the agent is writing, one draft a ticket and kind; an empty text forgets it and returns None.

    With it go its promise, its files and whether it `asks` the player.

    `shows` names the refused drafts that the composer holds: the text replaces them too. One that the page does not
    show yet is left alone. What was sent a moment ago is not kept again by a request that was overtaken.
    """
    mine = Draft.objects.filter(ticket=ticket, agent=agent, visibility=visibility)
    open_ones = _shown(mine, shows)
    if not body.strip() or not is_storable(body):
        open_ones.delete()
        return None
    body = redact(body)
    if _was_just_sent(mine, body):
        return None
    values = {
        "body": body,
        "seen_version": seen,
        "promise_due_at": promise_due_at,
        "attachment_ids": list(attachment_ids),
        "updated_at": clock.now(),
    }
    refused = open_ones.filter(state=DraftState.REFUSED)
    if refused.update(**values):
        open_ones.filter(state=DraftState.WRITING).delete()
        draft = refused.first()
    else:
        draft, _created = mine.update_or_create(
            state=DraftState.WRITING,
            defaults=values,
            create_defaults=values | {"ticket": ticket, "agent": agent, "visibility": visibility},
        )
    open_ones.filter(then__in=["", "ask_player"]).update(then="ask_player" if asks else "")
    return draft


def _shown(mine: QuerySet[Draft], shows: Collection[int]) -> QuerySet[Draft]:
    """The drafts that the composer in the page stands for."""
    return mine.filter(Q(state=DraftState.WRITING) | Q(state=DraftState.REFUSED, pk__in=shows))


def _was_just_sent(mine: QuerySet[Draft], body: str) -> bool:
    since = clock.now() - OVERTAKEN
    sent = mine.filter(state__in=[DraftState.QUEUED, DraftState.RELEASED], updated_at__gte=since)
    return sent.filter(body__startswith=body.strip(TRIMMED)).exists()


@transaction.atomic
def queue_send(
    ticket: Ticket | int,
    *,
    by: Actor,
    visibility: Visibility,
    body: str,
    seen: int,
    then: str = "",
    then_data: dict[str, Any] | None = None,
    attachment_ids: list[UUID] | None = None,
    promise_due_at: datetime | None = None,
    shows: Collection[int] = (),
    is_from_composer: bool = True,
) -> Draft:
    """Everything is checked now and sent after the undo span; until then `undo_send` brings the text back.

    What the agent's own deeds changed since `seen` is no news to the agent; the same text once more from the same page
    is the one that was sent. `shows` is as for `save_draft`; a text that comes from elsewhere leaves what stands in the
    composer alone, and raises `SaidAlready` where the agent has sent the same words: it must not stand for a text that
    somebody typed. Raises what sending would raise (`StaleTicket` with what is new, `InvalidInput`, `MoveNotAllowed`),
    so a refusal is seen while the agent still looks at it. It is checked again at release.
    """
    row = locked(ticket)
    agent = _agent(by)
    is_note = visibility == Visibility.INTERNAL
    check_can(by, Permission.TICKET_NOTE if is_note else Permission.TICKET_REPLY, row)
    text = checked_text(body, "body", longest=BODY_MAX)
    if is_note:
        check_writable(row)
        mentioned_in(row, text, by=by)
    else:
        check_outgoing(text)
        check_move(row, AFTER_SEND[then])
    files = check_uploads(attachment_ids or (), uploader_key=f"agent:{by.id}")
    check_seen(row, known_to(agent, row.pk, seen), text=text)
    mine = Draft.objects.filter(ticket=row, agent=agent, visibility=visibility)
    same = mine.filter(state__in=[DraftState.QUEUED, DraftState.RELEASED], body=text, seen_version=seen, then=then)
    pressed_again = same.order_by("-pk").first()
    if pressed_again is not None:
        if not is_from_composer:
            raise SaidAlready
        return pressed_again
    (_shown(mine, shows) if is_from_composer else mine.filter(state__in=UNSENT, pk__in=shows)).delete()
    now = clock.now()
    draft = Draft.objects.create(
        ticket=row,
        agent=agent,
        visibility=visibility,
        body=text,
        seen_version=seen,
        state=DraftState.QUEUED,
        then=then,
        then_data=redact_all(then_data or {}),
        attachment_ids=files,
        promise_due_at=promise_due_at,
        updated_at=now,
        release_at=now + timedelta(seconds=lifecycle_for(row.game_id).undo_send_seconds),
    )
    keep_originals(row, {_place_of(draft): text})
    return draft


def _place_of(draft: Draft) -> str:
    """Under which place of the ticket the numbers of a text are kept until it is a message."""
    return f"draft:{draft.pk}"


@transaction.atomic
def undo_send(draft_id: int, *, by: Actor) -> Draft:
    """Take a queued text back: it is a draft again, nothing was sent. Raises `AlreadySent` when it is too late.

    What the agent has begun to write since then stands after it.
    """
    draft = Draft.objects.select_for_update().filter(pk=draft_id, agent=_agent(by)).first()
    if draft is None:
        raise NotThere
    if draft.state != DraftState.QUEUED:
        raise AlreadySent
    _give_back(draft)
    return draft


@transaction.atomic
def withdraw(draft_id: int, *, by: Actor) -> None:
    """Take a queued text back that nobody typed on its ticket: nothing is sent or kept. Raises `AlreadySent`."""
    draft = Draft.objects.select_for_update().filter(pk=draft_id, agent=_agent(by)).first()
    if draft is None or draft.state != DraftState.QUEUED:
        raise AlreadySent
    draft.delete()


def _give_back(draft: Draft) -> None:
    """The queued text is the agent's one draft again, with what was written meanwhile after it: no word is lost."""
    meanwhile = Draft.objects.filter(
        ticket_id=draft.ticket_id, agent_id=draft.agent_id, visibility=draft.visibility, state=DraftState.WRITING
    )
    for later in meanwhile:
        _add(draft, later)
    meanwhile.delete()
    draft.state, draft.release_at, draft.updated_at = DraftState.WRITING, None, clock.now()
    draft.save(update_fields=["state", "release_at", "updated_at", "body", "attachment_ids"])


def _add(draft: Draft, other: Draft) -> None:
    """Put the text and the files of `other` after those of `draft`, unless they are there."""
    if other.body.strip() not in draft.body:
        draft.body = f"{draft.body}\n\n{other.body}"
    draft.attachment_ids = list(dict.fromkeys([*draft.attachment_ids, *other.attachment_ids]))


def _agent(by: Actor) -> Agent:
    """The agent who acts; nobody else has drafts."""
    if by.agent is None:
        raise NotAllowed
    return by.agent


def release(draft_id: int) -> bool:
    """Send one queued text whose time has come; exactly one of any number of callers does it. True when it was sent.

    When the ticket changed meanwhile nothing is sent: the agent gets the text back as a refused draft, with a notice.
    """
    try:
        with transaction.atomic():
            draft = (
                Draft.objects.select_for_update(skip_locked=True).filter(pk=draft_id, state=DraftState.QUEUED).first()
            )
            if draft is None:
                return False
            _send(draft)
            Draft.objects.filter(pk=draft.pk).update(state=DraftState.RELEASED, updated_at=clock.now())
            return True
    except DomainError as refusal:
        _refuse(draft_id, refusal)
        return False


def _send(draft: Draft) -> None:
    agent = Agent.objects.get(pk=draft.agent_id)
    by = Actor.of_agent(agent)
    seen = known_to(agent, draft.ticket_id, draft.seen_version)
    if draft.visibility == Visibility.INTERNAL:
        note = replies.add_note(draft.ticket_id, by=by, body=draft.body, seen=seen, attachment_ids=draft.attachment_ids)
        _give_originals(draft, note)
        return
    move = Move.ASK_PLAYER if draft.then == "ask_player" else Move.REPLY
    message = replies.send_reply(
        draft.ticket_id,
        by=by,
        body=draft.body,
        seen=seen,
        move=move,
        attachment_ids=draft.attachment_ids,
    )
    _give_originals(draft, message)
    if draft.promise_due_at is not None:
        data = {"message_seq": message.seq, "due_at": draft.promise_due_at.isoformat(), "text": draft.body[:200]}
        events.record("promise.asked", subject=message.ticket, by=by, data=data)
    if draft.then == "resolve":
        lifecycle.resolve(draft.ticket_id, by=by, **draft.then_data)


def _give_originals(draft: Draft, message: Message) -> None:
    if has_tokens(draft.body):
        move_originals(message.ticket, _place_of(draft), to=message.ticket, new_place=place_of(message))


def _refuse(draft_id: int, refusal: DomainError) -> None:
    with transaction.atomic():
        draft = Draft.objects.select_for_update().filter(pk=draft_id, state=DraftState.QUEUED).first()
        if draft is None:
            return
        _keep_refused(draft)
        number = Ticket.objects.values_list("number", flat=True).get(pk=draft.ticket_id)
        notify(
            [draft.agent_id],
            key=f"draft-refused:{draft.pk}:{draft.updated_at.isoformat()}",
            kind="draft.refused",
            params={"number": number, "code": refusal.code},
            url=f"/desk/tickets/{number}",
            topic=f"ticket:{draft.ticket_id}",
        )


def _keep_refused(draft: Draft) -> None:
    """The text lies beside what is being written until a page shows it; after an older one that nobody has seen yet."""
    older = Draft.objects.filter(
        ticket_id=draft.ticket_id, agent_id=draft.agent_id, visibility=draft.visibility, state=DraftState.REFUSED
    )
    for before in older:
        before_and_now = Draft(body=before.body, attachment_ids=before.attachment_ids)
        _add(before_and_now, draft)
        draft.body, draft.attachment_ids = before_and_now.body, before_and_now.attachment_ids
        draft.seen_version = min(draft.seen_version, before.seen_version)
    older.delete()
    draft.state, draft.release_at, draft.updated_at = DraftState.REFUSED, None, clock.now()
    draft.save(update_fields=["state", "release_at", "updated_at", "body", "attachment_ids", "seen_version"])
