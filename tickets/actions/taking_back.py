"""The way back of a deed on many tickets: every column that it wrote is again what it was, and nothing else happens.

That is no deed of its own: it is not a reopening, not a correction to learn from, and not "given back to the group". So
it does not run the ordinary actions backwards; it writes what was kept, when nothing else has happened to the ticket.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy

from core.errors import DomainError
from core.models import Actor, Agent
from tickets.actions.changing import advance, apply, check_move, check_seen, locked
from tickets.enums import Move, VerdictSource
from tickets.models import Classification, Correction, Ticket
from tickets.policies.access import check_can
from tickets.policies.bulk import DEMANDS

Answers = Mapping[str, Any]


class NoWayBack(DomainError):
    """This row cannot be put back: it was sent, or somebody has gone on from there."""

    code = "bulk.no_way_back"
    status = 409
    message = gettext_lazy("This cannot be taken back any more.")


@dataclass(frozen=True)
class Done:
    """One ticket to be put back: what was noted `before`, the `version` that the deed left, the text that waits.

    `before` holds the columns as they were (`was`) and as the deed left them (`left`), and what the deed noted besides.
    """

    deed: str
    ticket: int
    by: Actor
    answers: Answers
    before: Mapping[str, Any]
    version: int | None
    draft: int | None


def kept(ticket: Ticket, columns: Iterable[str]) -> dict[str, Any]:
    """These columns as JSON keeps them; moments to the microsecond, so that they compare and come back exactly."""
    return {name: _plain(getattr(ticket, name)) for name in columns}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


@transaction.atomic
def put_back(done: Done, *, counts: bool = True) -> Ticket:
    """Write the columns of the deed as they were before it; return the ticket, locked. The caller says so in an event.

    Without `counts` the deed raised no version, and neither does this. Raises `StaleTicket` when the ticket was changed
    since, `NoWayBack` when one of the columns was, or when who had it has left, and what `check_can` raises.
    """
    row = locked(done.ticket)
    check_can(done.by, DEMANDS[done.deed].permission, row)
    check_move(row, Move.TAKE_BACK)
    was, left = done.before.get("was", {}), done.before.get("left", {})
    if counts:
        check_seen(row, done.version)
    if not was or kept(row, left) != left:
        raise NoWayBack
    fields = {name: _value(name, value) for name, value in was.items()}
    holder = fields.get("assignee_id")
    if holder not in {None, row.assignee_id} and not Agent.objects.filter(pk=holder, is_active=True).exists():
        raise NoWayBack
    if not counts:
        apply(row, bump=False, **fields)
        return row
    advance(row, Move.TAKE_BACK, by=done.by, back_to=fields.pop("status", row.status), **fields)
    return row


def _value(name: str, value: Any) -> Any:
    """The column's value out of JSON."""
    return next(field for field in Ticket._meta.concrete_fields if field.attname == name).to_python(value)


def forget_correction(ticket: Ticket, field: str) -> None:
    """The newest thing that a person said about this field of the locked ticket was never said: nobody learns from it.

    It is the deed's own one: another would have raised the version. The event log keeps that it was said.
    """
    _drop_newest(Correction.objects.filter(ticket=ticket, field=field))
    if field == "category":
        _drop_newest(Classification.objects.filter(ticket=ticket, source=VerdictSource.PERSON))


def _drop_newest(rows: Any) -> None:
    newest = rows.order_by("-pk").first()
    if newest is not None:
        newest.delete()
