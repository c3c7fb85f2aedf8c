"""Let the alarms that are due go off: exactly once each, never early, also when many sweeps run and some are killed.

One batch is one transaction: the alarm's state, its alert, the event in the ticket's history, the event's outbox row
and the missed clock or broken promise become true together or not at all. A sweep that is killed leaves nothing
behind, and the next one finds the alarm still running. Why it is safe:

- The first statement locks alarms and their tickets and skips what others hold, so it never waits and cannot deadlock
  with the actions, which lock the ticket first. What it skips is due again a second later. A row that was changed
  meanwhile is looked at again in its newest version: an alarm that was stopped or moved is not taken.
- The statements after it begin when the locks are held, so they see everything that was committed about these tickets.
  Where a ticket's history holds more than its clocks have read (the relay is behind), the clocks are read first: an
  answer in time stops the alarm, and only what is still due afterwards goes off.
- Event numbers come from the ticket's own counter, raised under its lock as `core.actions.events.record` does; ids
  come from the sequence under the same lock. So a ticket's events stay without a gap and in order.
- The database's clock decides. A unique key on alarm and generation is the last word.
"""

import logging
from collections.abc import Iterable

from django.db import connection, transaction

from core.errors import DomainError
from escalation.actions.clocks import recompute
from escalation.queries.histories import TELLING

log = logging.getLogger(__name__)
BATCH = 200

LOCK = """
SELECT a.id, c.ticket_id
FROM escalation_alarm a
JOIN escalation_clock c ON c.id = a.clock_id
JOIN tickets_ticket t ON t.id = c.ticket_id
WHERE a.state = 'running' AND a.due_at <= app_now() AND NOT t.id = ANY(%(not_these)s)
ORDER BY a.due_at, a.id LIMIT %(limit)s
FOR UPDATE OF a, t SKIP LOCKED
"""

UNREAD = """
SELECT DISTINCT c.ticket_id
FROM escalation_alarm a JOIN escalation_clock c ON c.id = a.clock_id
WHERE a.id = ANY(%(ids)s) AND EXISTS (
  SELECT 1 FROM core_event e
  WHERE e.subject_type = 'ticket' AND e.subject_id = c.ticket_id AND e.seq > c.seen_seq AND e.name = ANY(%(telling)s))
"""

GIVE = """
WITH moment AS MATERIALIZED (SELECT app_now() AS now),
due AS MATERIALIZED (
  SELECT a.id, a.generation, a.level, a.due_at, a.cause, a.game_id,
         c.id AS clock_id, c.kind, c.number, c.promise_id, c.ticket_id
  FROM escalation_alarm a
  JOIN escalation_clock c ON c.id = a.clock_id
  WHERE a.id = ANY(%(ids)s) AND a.due_at <= (SELECT now FROM moment)),
counted AS (
  UPDATE tickets_ticket t SET event_seq = t.event_seq + s.n
  FROM (SELECT ticket_id, count(*) AS n FROM due GROUP BY ticket_id) s
  WHERE t.id = s.ticket_id
  RETURNING t.id, t.event_seq - s.n AS base),
ranked AS (
  SELECT due.*, counted.base + row_number() OVER (PARTITION BY due.ticket_id ORDER BY due.due_at, due.id) AS seq
  FROM due JOIN counted ON counted.id = due.ticket_id),
told AS MATERIALIZED (
  SELECT r.*, nextval(pg_get_serial_sequence('core_event', 'id')) AS event_id, (SELECT now FROM moment) AS now
  FROM (SELECT * FROM ranked ORDER BY due_at, id) r),
event AS (
  INSERT INTO core_event (id, uid, name, at, game_id, subject_type, subject_id, seq,
                          actor_kind, actor_id, actor_name, data)
  SELECT event_id, gen_random_uuid(),
         CASE WHEN level = 'warn' THEN 'sla.warned' WHEN kind = 'promise' THEN 'promise.broken' ELSE 'sla.breached' END,
         now, game_id, 'ticket', ticket_id, seq, 'system', NULL, '',
         jsonb_build_object('clock', clock_id, 'kind', kind, 'number', number, 'promise', promise_id, 'alarm', id,
                            'generation', generation, 'cause', cause,
                            'due_at', to_char(due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                            'late_by', round(extract(epoch FROM now - due_at), 3))
  FROM told),
outbox AS (
  INSERT INTO core_outboxentry (event_id, lane, attempts, next_try_at, parked_at, last_error)
  SELECT event_id, 'ticket:' || ticket_id, 0, least(now, clock_timestamp()), NULL, '' FROM told),
fired AS (
  UPDATE escalation_alarm a SET state = 'fired', changed_at = clock_timestamp() FROM due WHERE a.id = due.id),
missed AS (
  UPDATE escalation_clock c SET state = 'breached' FROM due WHERE c.id = due.clock_id AND due.level = 'breach'),
broken AS (
  UPDATE escalation_promise p SET state = 'broken' FROM due
  WHERE p.id = due.promise_id AND due.level = 'breach' AND p.state = 'open')
INSERT INTO escalation_alert (alarm_id, game_id, generation, due_at, created_at, recorded_at, late_by, cause, event_id)
SELECT id, game_id, generation, due_at, now, clock_timestamp(), now - due_at, cause, event_id FROM told
"""


def sweep_clocks(limit: int = BATCH) -> int:
    """Give the alert of every alarm that is due, `limit` in one commit; return how many were given."""
    given, was_read, left = 0, set[int](), set[int]()
    while True:
        taken, told, unread = _sweep_batch(limit, left)
        given += told
        left |= unread & was_read  # written to again meanwhile: the next sweep has it
        fresh = unread - was_read
        for ticket_id in fresh:
            _read(ticket_id)
        was_read |= fresh
        if taken < limit and not fresh:
            return given


@transaction.atomic
def _sweep_batch(limit: int, not_these: Iterable[int]) -> tuple[int, int, set[int]]:
    """(alarms locked, alerts given, tickets whose history has to be read first)."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, {"limit": limit, "not_these": list(not_these)})
        due = dict(cursor.fetchall())
        if not due:
            return 0, 0, set()
        cursor.execute(UNREAD, {"ids": list(due), "telling": list(TELLING)})
        unread = {ticket for (ticket,) in cursor.fetchall()}
        ids = [alarm for alarm, ticket in due.items() if ticket not in unread]
        cursor.execute(GIVE, {"ids": ids})
        return len(due), int(cursor.rowcount), unread


def _read(ticket_id: int) -> None:
    """Bring the clocks of a ticket up to date; one that cannot be read now is tried again in the next sweep."""
    try:
        recompute(ticket_id)
    except DomainError as refusal:
        log.warning("clocks of ticket %s cannot be read: %s", ticket_id, refusal.code)
