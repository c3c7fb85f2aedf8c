"""Let the alarms that are due go off: exactly once each, never early, also when many sweeps run and some are killed.

One SQL statement is one commit: the alarm's state, its alert, the event in the ticket's history, the event's outbox
row and the missed clock or broken promise become true together or not at all. A sweep that is killed leaves nothing
behind, and the next one finds the alarm still running. Why it is safe:

- The statement locks the alarm and its ticket and skips what others hold, so it never waits and cannot deadlock with
  the actions, which lock the ticket first. What it skips is due again a second later.
- A row that somebody changed meanwhile is looked at again in its newest version before it is locked: an alarm that was
  stopped or moved is not taken.
- Event numbers come from the ticket's own counter, raised under its lock as `core.actions.events.record` does; ids
  come from the sequence under the same lock. So a ticket's events stay without a gap and in order.
- The database's clock decides, read once a statement. A unique key on alarm and generation is the last word.
"""

from django.db import connection

BATCH = 200

STATEMENT = """
WITH moment AS MATERIALIZED (SELECT app_now() AS now),
due AS MATERIALIZED (
  SELECT a.id, a.generation, a.level, a.due_at, a.cause, a.game_id,
         c.id AS clock_id, c.kind, c.number, c.promise_id, c.ticket_id
  FROM escalation_alarm a
  JOIN escalation_clock c ON c.id = a.clock_id
  JOIN tickets_ticket t ON t.id = c.ticket_id
  WHERE a.state = 'running' AND a.due_at <= (SELECT now FROM moment)
  ORDER BY a.due_at, a.id LIMIT %(limit)s
  FOR UPDATE OF a, t SKIP LOCKED),
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
    given = batch = _sweep_batch(limit)
    while batch == limit:
        batch = _sweep_batch(limit)
        given += batch
    return given


def _sweep_batch(limit: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, {"limit": limit})
        return int(cursor.rowcount)
