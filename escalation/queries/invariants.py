"""The invariants of clocks, alarms and alerts. Each counts rows that break it, so 0 means that all is well.

S01 a fired alarm has exactly one alert of its generation, any other alarm has none
S02 no running alarm is more than a minute overdue while a timer is up
S03 every alert has its event and that event is waiting or was handled; every such event has its alert
S04 no alert was given before its deadline
S05 no alarm is armed in a generation whose alert was given
S06 no alert belongs to a generation that had been stopped, paused or moved before it was given
"""

from core.queries.invariants import register

S01 = """
SELECT (SELECT count(*) FROM escalation_alarm a
        WHERE a.state = 'fired' AND a.changed_at >= %(since)s
          AND (SELECT count(*) FROM escalation_alert x
               WHERE x.alarm_id = a.id AND x.generation = a.generation) <> 1)
     + (SELECT count(*) FROM escalation_alert x
        JOIN escalation_alarm a ON a.id = x.alarm_id AND a.generation = x.generation
        WHERE a.state <> 'fired' AND x.recorded_at >= %(since)s)
"""
S02 = """
SELECT count(*) FROM escalation_alarm a
WHERE a.state = 'running' AND a.due_at < clock_timestamp() - interval '60 seconds'
  AND a.changed_at < clock_timestamp() - interval '60 seconds'
  AND EXISTS (SELECT 1 FROM core_heartbeat h
              WHERE h.name = 'timers' AND h.at > clock_timestamp() - interval '30 seconds')
"""
S03 = """
SELECT (SELECT count(*) FROM escalation_alert x
        LEFT JOIN core_event e ON e.id = x.event_id
        WHERE x.recorded_at >= %(since)s
          AND (e.id IS NULL OR e.name NOT IN ('sla.warned', 'sla.breached', 'promise.broken')
               OR NOT (EXISTS (SELECT 1 FROM core_outboxentry o WHERE o.event_id = e.id)
                       OR EXISTS (SELECT 1 FROM core_eventreceipt r WHERE r.event_id = e.id))))
     + (SELECT count(*) FROM core_event e
        WHERE e.name IN ('sla.warned', 'sla.breached', 'promise.broken') AND e.at >= %(since)s
          AND NOT EXISTS (SELECT 1 FROM escalation_alert x WHERE x.event_id = e.id))
"""
S04 = """
SELECT count(*) FROM escalation_alert x
WHERE x.recorded_at >= %(since)s AND (x.created_at < x.due_at OR x.late_by <> x.created_at - x.due_at)
"""
S05 = """
SELECT count(*) FROM escalation_alert x
JOIN escalation_alarm a ON a.id = x.alarm_id AND a.generation = x.generation
WHERE x.recorded_at >= %(since)s AND a.state IN ('running', 'paused')
"""
S06 = """
SELECT count(*) FROM escalation_alert x
JOIN escalation_alarm a ON a.id = x.alarm_id
WHERE x.recorded_at >= %(since)s
  AND (x.generation > a.generation OR (x.generation < a.generation AND x.recorded_at > a.changed_at))
"""


def register_invariants() -> None:
    """Let the auditor ask these as well."""
    for code, sql in {"S01": S01, "S02": S02, "S03": S03, "S04": S04, "S05": S05, "S06": S06}.items():
        register(f"sla.{code}", sql)
