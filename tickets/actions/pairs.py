"""Two tickets at once: locked in one order everywhere, so that nobody waits for somebody who waits for them."""

from django.db import OperationalError, transaction
from psycopg2.errors import DeadlockDetected

from tickets.actions.changing import locked
from tickets.errors import TicketBusy
from tickets.models import Ticket
from tickets.queries.family import head_id


def locked_pair(one: Ticket | int, other: Ticket | int) -> tuple[Ticket, Ticket]:
    """Both tickets, locked, the older one first; raises `NotThere`, or `TicketBusy` when they are held crosswise.

    The same ticket twice is one row.
    """
    first, second = (ticket if isinstance(ticket, int) else ticket.pk for ticket in (one, other))
    try:
        rows = {pk: locked(pk) for pk in sorted({first, second})}
    except OperationalError as error:
        if isinstance(error.__cause__, DeadlockDetected):
            raise TicketBusy from error
        raise
    return rows[first], rows[second]


def locked_head(ticket: Ticket | int) -> Ticket:
    """The ticket, locked, or the one that it goes on in; raises `NotThere`.

    A lock on a ticket that turns out to be merged is let go before the next one is asked for: whoever merges and takes
    apart locks both in the order of their ids, and this may be the other order.
    """
    pk = ticket if isinstance(ticket, int) else ticket.pk
    while True:
        try:
            with transaction.atomic():
                row = locked(pk)
                if row.is_merged:
                    raise _GoesOnElsewhere
                return row
        except _GoesOnElsewhere:
            pk = head_id(pk)


def locked_with_head(ticket: Ticket | int) -> tuple[Ticket, Ticket]:
    """The ticket and the one in which it goes on (itself, unless it is merged), both locked; raises as `locked_pair`.

    While both are locked neither merging nor taking apart can change the way from the one to the other: the last step
    of it needs the head's lock, and a step before the last is never undone first.
    """
    pk = ticket if isinstance(ticket, int) else ticket.pk
    while True:
        try:
            with transaction.atomic():
                row, head = locked_pair(pk, head_id(pk))
                if head.is_merged or head_id(pk) != head.pk:
                    raise _GoesOnElsewhere
                return row, head
        except _GoesOnElsewhere:
            continue


class _GoesOnElsewhere(Exception):
    """Rolls the lock of a merged ticket back."""
