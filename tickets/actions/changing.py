"""The one way to change a ticket: lock it, see whether the table allows it, change it by compare-and-set, say so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any, cast

from django.db import connection
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from core import clock
from core.actions import events, loads
from core.errors import NotThere
from core.models import Actor, Game, Group
from core.queries.rows import columns_of, models_in
from players.models import Player
from tickets.enums import Move, Status
from tickets.errors import MoveNotAllowed, StaleTicket, TicketArchived, TicketMerged
from tickets.models import Ticket
from tickets.models.tickets import NUMBER_OFFSET
from tickets.queries.news import news_since
from tickets.workflow import IN_HAND, UNOFFERED, allowed_moves, in_hand_of, next_status

RELATIVES: Mapping[str, type[Model]] = {"game": Game, "player": Player, "group": Group}
_LOCKED = """
SELECT {ticket}, {game}, {player}, {group} FROM tickets_ticket t
JOIN core_game g ON g.id = t.game_id JOIN players_player p ON p.id = t.player_id JOIN core_group o ON o.id = t.group_id
WHERE t.id = %s FOR UPDATE OF t
"""


@dataclass(frozen=True)
class Held:
    """A ticket that was read with its lock in this very transaction: it need not be read again."""

    row: Ticket


def locked(ticket: Ticket | Held | int) -> Ticket:
    """Return the ticket with its row locked until the end of the transaction; raises `NotThere`.

    Every writer of a ticket (actions, clocks, sweeps) takes this lock first, so they stand in line.
    """
    if isinstance(ticket, Held):
        return ticket.row
    pk = ticket if isinstance(ticket, int) else ticket.pk
    with connection.cursor() as cursor:
        cursor.execute(_locking(), [pk])
        found = cursor.fetchone()
    if found is None:
        raise NotThere
    row, *relatives = models_in(found, (Ticket, *RELATIVES.values()))
    for name, relative in zip(RELATIVES, relatives, strict=True):
        setattr(row, name, relative)
    return cast(Ticket, row)


@lru_cache(maxsize=1)
def _locking() -> str:
    """Every deed begins with this statement, so it is composed once."""
    aliased = {"ticket": (Ticket, "t"), "game": (Game, "g"), "player": (Player, "p"), "group": (Group, "o")}
    return _LOCKED.format(**{name: columns_of(*table) for name, table in aliased.items()})


def locked_if_free(tickets: QuerySet[Ticket]) -> Ticket | None:
    """The first of these tickets that nobody has locked, locked; None when there is none.

    For passes that may run side by side: each takes another row, and nobody waits.
    """
    rows = tickets.select_for_update(of=("self",), skip_locked=True)
    return rows.select_related("game", "player", "group").first()


def check_seen(ticket: Ticket, seen: int | None, *, text: str = "") -> None:
    """Raise `StaleTicket` with what is new and the text that was not sent, when `seen` is not the present version."""
    if seen is None or seen == ticket.version:
        return
    raise StaleTicket(seen=seen, version=ticket.version, new=news_since(ticket, seen), text=text)


def check_move(ticket: Ticket, move: Move) -> Status:
    """Return the status that the move leads to; raises `TicketArchived` or `MoveNotAllowed` naming the allowed ones."""
    if ticket.is_archived:
        raise TicketArchived(allowed=[])
    allowed = allowed_moves(ticket.status, is_merged=ticket.is_merged)
    if move not in allowed and (move not in UNOFFERED or ticket.is_merged):
        raise _refusal(ticket, move, [m.value for m in allowed])
    return next_status(ticket.status, move)


def check_writable(ticket: Ticket) -> None:
    """Raise `TicketArchived` or `TicketMerged` where nothing may be added, not even a note."""
    if ticket.is_archived:
        raise TicketArchived(allowed=[])
    if ticket.is_merged:
        raise _refusal(ticket, Move.CHANGE, [])


def _refusal(ticket: Ticket, move: Move, allowed: list[str]) -> MoveNotAllowed:
    extra: dict[str, Any] = {"move": move.value, "status": ticket.status, "allowed": allowed}
    if ticket.merged_into_id is None or move == Move.UNMERGE:
        return MoveNotAllowed(**extra)
    number = ticket.merged_into_id + NUMBER_OFFSET
    text = _("This ticket is merged and goes on in #%(number)d. Please do it there.") % {"number": number}
    return TicketMerged(text, into=number, **extra)


def apply(ticket: Ticket, *, bump: bool = True, within_capacity: bool = False, **fields: Any) -> None:
    """Write `fields` to the locked ticket by compare-and-set on its version; `bump` raises the version by one.

    The load of who had it and of who has it now moves with it, and `placed_at`, unless given, when it changes hands.
    Who changes two tickets in one transaction locks both before the first change, or two such changes may wait for
    each other.
    Raises `StaleTicket` when somebody wrote without the lock, and `AtCapacity` when the new assignee must be available
    and have room (`within_capacity`) and is or has not.
    """
    before, now = ticket.version, clock.now()
    place, next_place = Place.of(ticket), Place.of(ticket, fields)
    fields |= {"updated_at": now}
    if place != next_place:
        fields.setdefault("placed_at", now)
    if bump:
        fields["version"] = before + 1
    if Ticket.objects.filter(pk=ticket.pk, version=before).update(**fields) != 1:
        raise StaleTicket(seen=before, version=None, new=[])
    is_given = place.assignee != next_place.assignee
    loads.shift(
        loses=in_hand_of(ticket.assignee_id, ticket.status),
        gains=in_hand_of(next_place.assignee, fields.get("status", ticket.status)),
        is_given=is_given,
        within_capacity=within_capacity,
    )
    for name, value in fields.items():
        setattr(ticket, name, value)


@dataclass(frozen=True)
class Place:
    """Where a ticket is: with somebody, or in a group where it waits (or does not, as long as the player is asked)."""

    assignee: int | None
    group: int | None
    waits: bool

    @classmethod
    def of(cls, ticket: Ticket, fields: Mapping[str, Any] = MappingProxyType({})) -> Place:
        """Where the ticket is, or will be with these fields."""
        assignee, group = (_key_in(fields, name, getattr(ticket, f"{name}_id")) for name in ("assignee", "group"))
        if assignee is not None:
            return cls(assignee, None, waits=False)
        return cls(None, group, waits=fields.get("status", ticket.status) in IN_HAND)


def _key_in(fields: Mapping[str, Any], name: str, before: int | None) -> int | None:
    if name in fields:
        return fields[name].pk if fields[name] is not None else None
    key: int | None = fields.get(f"{name}_id", before)
    return key


def advance(
    ticket: Ticket,
    move: Move,
    *,
    by: Actor,
    data: dict[str, Any] | None = None,
    at: datetime | None = None,
    within_capacity: bool = False,
    back_to: Status | str | None = None,
    **fields: Any,
) -> None:
    """Do a move on the locked ticket: status by the table, the moments that belong to it, `ticket.moved` if it changed.

    `fields` are further columns of the same change; the version rises once. `at` is the moment of the deed, now if not
    given; columns and event carry the same one. `back_to` is where a ticket goes that is taken apart or put back.
    """
    moment = at or clock.now()
    before = Status(ticket.status)
    after = check_move(ticket, move)
    if back_to is not None:
        after = next_status(before, move, before=back_to)
    fields = _moments(after, before, moment) | fields
    apply(ticket, within_capacity=within_capacity, status=after, **fields)
    if after != before:
        events.record(
            "ticket.moved",
            subject=ticket,
            by=by,
            data={
                "move": move.value,
                "from": before.value,
                "to": after.value,
                "version": ticket.version,
                **(data or {}),
            },
            at=moment,
        )


def _moments(after: Status, before: Status, moment: datetime) -> dict[str, Any]:
    if after == before:
        return {}
    if after == Status.RESOLVED:
        return {"resolved_at": moment, "closed_at": None}
    if after == Status.CLOSED:
        return {"closed_at": moment}
    if before in {Status.RESOLVED, Status.CLOSED}:
        return {"resolved_at": None, "closed_at": None, "archived_at": None}
    return {}
