"""A player's problem becomes a ticket: the one way in for form, API, phone note, chat and mail."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import clock
from core.actions import events
from core.actions.originals import insert_with, sealed_rows
from core.engines.redaction import Redacted, cut
from core.enums import Permission
from core.errors import InvalidInput
from core.models import Actor, Game, SealedNumber
from core.policies.permissions import check
from knowledge.models import Category
from players.models import Player
from tickets.actions.crisis import page_crisis_staff
from tickets.actions.messages import add_files, carry_message, new_message, originals_in
from tickets.actions.tracking import new_link, url_for
from tickets.actions.triage import House, Triaged, as_ours, house_in_use, triage
from tickets.enums import Channel, LinkKind, Visibility
from tickets.models import Classification, Message, Ticket, TicketLink, TrackingLink
from tickets.policies.facts import checked_facts
from tickets.policies.texts import BODY_MAX, SUBJECT_MAX, checked_line, checked_tags, checked_text

FIRST_CATEGORY, FIRST_GROUP = "OT-09", "FL"


@dataclass(frozen=True)
class Intake:
    """What came in. `key` makes the intake idempotent: the same key never opens a second ticket."""

    game: Game
    player: Player
    channel: Channel
    subject: str
    body: str
    category: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    in_game_now: bool | None = None
    contact_email: str = ""
    is_player_verified: bool = False
    attachment_ids: Iterable[UUID | str] = ()
    uploader_key: str = ""
    tags: tuple[str, ...] = ()
    follows: Ticket | None = None
    written_by: Actor | None = None  # one of us who turns to the player: the words are not the player's
    carries: Message | None = None  # of another ticket of the player, which is locked: the words that open this one
    key: str | None = None


@dataclass(frozen=True)
class Opened:
    """The ticket; `tracking_url` is the player's key to it; `is_new` is False when the key had opened it before.

    `verdict` is what was said of a new one.
    """

    ticket: Ticket
    tracking_url: str
    is_new: bool
    verdict: Classification | None = None


def open_ticket(intake: Intake, *, by: Actor) -> Opened:
    """Open the ticket with its first message, classified by rule, with its tracking link, in one transaction.

    Repeated with the same `key` it returns the ticket of the first time, also when both come at the same moment.
    Raises `InvalidInput` for texts and facts, `UploadNotYours` for files, `NotAllowed` for an agent without the right.
    """
    if by.agent is not None:
        check(by.agent, Permission.TICKET_CREATE, intake.game)
    known = _known(intake)
    if known is not None:
        return known
    opening = _prepared(intake)
    try:
        with transaction.atomic(savepoint=bool(intake.key or intake.attachment_ids)):  # else nothing refuses any more
            return _write(opening, intake, by=by)
    except IntegrityError:
        known = _known(intake)
        if known is None:
            raise
        return known


def _known(intake: Intake) -> Opened | None:
    if not intake.key:
        return None
    ticket = Ticket.objects.filter(intake_key=intake.key).first()
    if ticket is None:
        return None
    link = ticket.tracking_links.order_by("id").last()
    return Opened(ticket, url_for(link) if link else "", is_new=False)


@dataclass(frozen=True)
class _Opening:
    """What will be written: a ticket that is classified, its link, and its first message if it is not carried over."""

    ticket: Ticket
    triaged: Triaged
    link: TrackingLink
    message: Message | None


def _prepared(intake: Intake) -> _Opening:
    """Everything that can be refused by its looks is refused here; nothing is written yet."""
    category = _category(intake.category)
    body = checked_text(intake.body, "body", longest=BODY_MAX)
    house = house_in_use(Ticket, TrackingLink)
    ticket = _ticket(intake, house, category, body)
    triaged = triage(
        ticket,
        house,
        text=body,
        chosen_category=category.code if category else "",
        in_game_now=intake.in_game_now,
        by=Actor.system(),
    )
    if intake.written_by is not None:
        triaged = as_ours(ticket, triaged, house, chosen_category=category.code if category else FIRST_CATEGORY)
    return _Opening(ticket, triaged, new_link(ticket, house.keys[1]), _first_message(ticket, intake, body))


def _write(opening: _Opening, intake: Intake, *, by: Actor) -> Opened:
    ticket, triaged, message = opening.ticket, opening.triaged, opening.message
    rows = [ticket, *triaged.rows, opening.link, *([message] if message else [])]
    insert_with(rows, [*_originals_in(ticket), *(originals_in(message) if message else ())])
    told: dict[str, Any] = {"channel": ticket.channel, "version": ticket.version}
    if intake.written_by is not None:
        told["is_ours"] = True
    if intake.carries is not None:
        told["split_from"] = intake.carries.ticket.number
        carry_message(ticket, intake.carries)
    opened = events.Deed("ticket.opened", subject=ticket, by=by, data=told)
    linked = events.Deed("ticket.link_made", subject=ticket, by=by, data={"revoked": 0})
    events.record_all([opened, triaged.deed, linked])
    if message is not None:
        add_files(message, intake.attachment_ids, uploader_key=intake.uploader_key)
    if intake.follows is not None:
        TicketLink.objects.create(ticket=ticket, other=intake.follows, kind=LinkKind.FOLLOWS, created_at=clock.now())
    if triaged.verdict.needs_person and intake.written_by is None:
        page_crisis_staff(ticket)
    return Opened(ticket, url_for(opening.link), is_new=True, verdict=triaged.row)


def _ticket(intake: Intake, house: House, category: Category | None, body: str) -> Ticket:
    """The ticket before anybody has read it, not yet written."""
    now = clock.now()
    return Ticket(
        id=house.keys[0],
        game=intake.game,
        player=intake.player,
        channel=intake.channel,
        subject=checked_line(intake.subject, "subject", longest=SUBJECT_MAX, required=False) or _first_line(body),
        category_id=category.code if category else FIRST_CATEGORY,
        group=house.groups[FIRST_GROUP],
        facts=checked_facts(intake.facts, category),
        in_game_now=bool(intake.in_game_now),
        contact_email=intake.contact_email,
        is_player_verified=intake.is_player_verified,
        tags=checked_tags(list(intake.tags)),
        placed_at=now,
        waiting_since=now,
        created_at=now,
        updated_at=now,
        intake_key=intake.key,
    )


def _first_message(ticket: Ticket, intake: Intake, body: str) -> Message | None:
    """The words that open the ticket, not yet written; none where they are carried over from another one."""
    if intake.carries is not None:
        return None
    author = intake.written_by or Actor.of_player(intake.player.pk, intake.player.nickname)
    return new_message(ticket, by=author, visibility=Visibility.PUBLIC, body=body)


def _originals_in(ticket: Ticket) -> list[SealedNumber]:
    """What was taken out of what the ticket says of itself; of a subject that the body gave, the body knows it."""
    facts = [row for name, value in ticket.facts.items() for row in sealed_rows(ticket, f"facts.{name}", value)]
    return [*sealed_rows(ticket, "subject", ticket.subject), *facts]


def _category(code: str) -> Category | None:
    if not code:
        return None
    category = Category.objects.filter(code=code, is_active=True).first()
    if category is None:
        raise InvalidInput({"category": [_("There is no such category.")]})
    return category


def _first_line(body: str) -> str:
    return str(cut(Redacted(" ".join(body.split())), 60))
