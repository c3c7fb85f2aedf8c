"""A player's problem becomes a ticket: the one way in for form, API, phone note, chat and mail."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core import clock
from core.actions import events
from core.enums import Permission
from core.errors import InvalidInput
from core.models import Actor, Game, Group
from core.policies.permissions import check
from knowledge.models import Category
from players.models import Player
from tickets.actions.messages import append_message, carry_message
from tickets.actions.tracking import make_first_link, url_for
from tickets.actions.triage import triage
from tickets.enums import Channel, LinkKind, Visibility
from tickets.models import Message, Ticket, TicketLink
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
    carries: Message | None = None  # of another ticket of the player, which is locked: the words that open this one
    key: str | None = None


@dataclass(frozen=True)
class Opened:
    """The ticket; `tracking_url` is the player's key to it; `is_new` is False when the key had opened it before."""

    ticket: Ticket
    tracking_url: str
    is_new: bool


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
    try:
        with transaction.atomic():
            return _open(intake, by=by)
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


def _open(intake: Intake, *, by: Actor) -> Opened:
    now = clock.now()
    category = _category(intake.category)
    body = checked_text(intake.body, "body", longest=BODY_MAX)
    subject = checked_line(intake.subject, "subject", longest=SUBJECT_MAX, required=False) or _first_line(body)
    ticket = Ticket.objects.create(
        game=intake.game,
        player=intake.player,
        channel=intake.channel,
        subject=subject,
        category_id=category.code if category else FIRST_CATEGORY,
        group=Group.objects.get(code=FIRST_GROUP),
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
    told = {"channel": ticket.channel, "version": ticket.version}
    if intake.carries is not None:
        told["split_from"] = intake.carries.ticket.number
    events.record("ticket.opened", subject=ticket, by=by, data=told)
    _write_first(ticket, intake, body)
    if intake.follows is not None:
        TicketLink.objects.create(ticket=ticket, other=intake.follows, kind=LinkKind.FOLLOWS, created_at=now)
    triage(
        ticket,
        text=body,
        chosen_category=category.code if category else "",
        in_game_now=intake.in_game_now,
        by=Actor.system(),
    )
    link = make_first_link(ticket, by=by)
    return Opened(ticket, url_for(link), is_new=True)


def _write_first(ticket: Ticket, intake: Intake, body: str) -> None:
    """The words that open the ticket: written now, or carried over from another one."""
    if intake.carries is not None:
        carry_message(ticket, intake.carries)
        return
    append_message(
        ticket,
        by=Actor.of_player(intake.player.pk, intake.player.nickname),
        visibility=Visibility.PUBLIC,
        body=body,
        attachment_ids=intake.attachment_ids,
        uploader_key=intake.uploader_key,
    )


def _category(code: str) -> Category | None:
    if not code:
        return None
    category = Category.objects.filter(code=code, is_active=True).first()
    if category is None:
        raise InvalidInput({"category": [_("There is no such category.")]})
    return category


def _first_line(body: str) -> str:
    line = " ".join(body.split())
    return line if len(line) <= 60 else f"{line[:59]}…"
