"""Which tickets make up one conversation: a ticket and all that is merged into it, directly or by way of another.

Messages are never carried over: they are read from every ticket of the family, so taking one apart again is exact.
"""

from django.db import connection
from django.db.models.expressions import RawSQL

from tickets.models import Ticket

_IDS = """
WITH RECURSIVE family(id) AS (
  SELECT %s::bigint UNION SELECT t.id FROM tickets_ticket t JOIN family f ON t.merged_into_id = f.id)
SELECT id FROM family ORDER BY id
"""
_HEAD = """
WITH RECURSIVE way(id, into_id) AS (
  SELECT id, merged_into_id FROM tickets_ticket WHERE id = %s
  UNION SELECT t.id, t.merged_into_id FROM tickets_ticket t JOIN way w ON t.id = w.into_id)
SELECT id FROM way WHERE into_id IS NULL
"""


def in_family(ticket: Ticket) -> RawSQL:
    """The same as a condition of another statement: `ticket__in=in_family(ticket)`."""
    return RawSQL(_IDS, [ticket.pk])  # noqa: S611 -- a fixed statement, its value apart


def family_ids(ticket: Ticket) -> list[int]:
    """The ticket itself and every one whose messages its conversation shows; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_IDS, [ticket.pk])
        return [pk for (pk,) in cursor.fetchall()]


def head_id(ticket_id: int) -> int:
    """The ticket in which this one goes on now: itself, unless it is merged; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_HEAD, [ticket_id])
        row = cursor.fetchone()
    return int(row[0]) if row else ticket_id
