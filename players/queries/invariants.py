"""The invariants of alerts about play. Each counts rows that break it, so 0 means that all is well.

L01 every alert has exactly one event that tells of it, and that event is waiting or was handled
L02 no open play is more than a minute past its moment while a timer is up
L03 no alert was recorded before its cause
L04 every reminder has an alert of the kind that its text is for, and nobody confirmed what was not given
"""

from core.queries.invariants import register

L01 = """
SELECT count(*) FROM players_playalert a
WHERE a.recorded_at >= %(since)s
  AND (SELECT count(*) FROM core_event e
       WHERE e.subject_type = 'playalert' AND e.subject_id = a.id AND e.seq = 1
         AND e.name IN ('play.stop_due', 'play.reminder_due', 'spend.blocked', 'play.attempt_refused')
         AND (EXISTS (SELECT 1 FROM core_outboxentry o WHERE o.event_id = e.id)
              OR EXISTS (SELECT 1 FROM core_eventreceipt r WHERE r.event_id = e.id))) <> 1
"""
L02 = """
SELECT count(*) FROM players_playsession s
WHERE s.ended_at IS NULL AND s.next_check_at < clock_timestamp() - interval '60 seconds'
  AND EXISTS (SELECT 1 FROM core_heartbeat h
              WHERE h.name = 'timers' AND h.at > clock_timestamp() - interval '30 seconds')
"""
L03 = """
SELECT count(*) FROM players_playalert a WHERE a.recorded_at >= %(since)s AND a.recorded_at < a.cause_at
"""
L04 = """
SELECT count(*) FROM players_playreminder r JOIN players_playalert a ON a.id = r.alert_id
WHERE r.given_at >= %(since)s AND (r.given_at < a.cause_at OR r.acknowledged_at < r.shown_at)
"""

INVARIANTS = {"L01": L01, "L02": L02, "L03": L03, "L04": L04}


def register_invariants() -> None:
    """From now on the auditor asks these too."""
    for code, sql in INVARIANTS.items():
        register(f"play.{code}", sql)
