"""Which tickets stand before anybody looks: the newest, and two of every status."""

from collections.abc import Iterable
from datetime import datetime

from helpdesk.demo.content import Do
from helpdesk.demo.pace import Moment, Time, moments_of
from helpdesk.demo.plan import Plan, TicketPlan
from tickets.enums import Move, Status
from tickets.workflow import next_status

NEWEST, OF_EACH, QUICK_TICKETS = 18, 2, 30
ARCHIVED = "archived"
MOVES: dict[Do | Time, Move] = {
    Do.REPLY: Move.REPLY, Do.PROMISE: Move.REPLY, Do.NOTE: Move.TAKE, Do.HAND_OVER: Move.TAKE, Do.FOLLOW_UP: Move.TAKE,
    Do.ASK: Move.ASK_PLAYER, Do.PLAYER: Move.PLAYER_MESSAGE, Do.ESCALATE: Move.ESCALATE, Do.ANSWER: Move.CASE_ANSWERED,
    Do.RESOLVE: Move.RESOLVE, Do.SOLVED: Move.CLOSE, Do.NOT_SOLVED: Move.REOPEN, Time.CLOSE: Move.CLOSE,
}  # fmt: skip


def quick_tickets(plan: Plan, now: datetime) -> tuple[TicketPlan, ...]:
    """The part of a first look, the oldest first; no conversation occurs twice in it."""
    by_status: dict[str, list[TicketPlan]] = {}
    for ticket in reversed(plan.tickets):
        by_status.setdefault(status_after(moments_of(ticket, now)), []).append(ticket)
    wanted = [ticket for found in by_status.values() for ticket in found[:OF_EACH]]
    spread = plan.tickets[:: max(1, len(plan.tickets) // QUICK_TICKETS)]
    chosen: dict[str, TicketPlan] = {}
    for ticket in (*wanted, *reversed(plan.tickets[-NEWEST:]), *spread):
        if len(chosen) < QUICK_TICKETS:
            chosen.setdefault(ticket.scenario.key, ticket)
    return tuple(sorted(chosen.values(), key=lambda ticket: ticket.opened_at))


def rest_tickets(plan: Plan, now: datetime) -> tuple[TicketPlan, ...]:
    """Everything that is not among `quick_tickets`."""
    done = {ticket.key for ticket in quick_tickets(plan, now)}
    return tuple(ticket for ticket in plan.tickets if ticket.key not in done)


def status_after(moments: Iterable[Moment]) -> str:
    """The status that these moments lead to, by the product's own table; `archived` for the last one."""
    status = Status.NEW
    for moment in moments:
        if moment.deed == Time.ARCHIVE:
            return ARCHIVED
        if moment.deed in MOVES:
            status = next_status(status, MOVES[moment.deed]) or status
    return status
