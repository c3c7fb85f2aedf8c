"""What the rating does by itself, every few seconds: looks that are due, overrides that end,
interventions that are due, the day's numbers."""

from datetime import UTC, timedelta
from typing import Final

from django.db import connection

from core import clock
from players.actions.intervention_sweep import sweep_interventions
from players.actions.risk import look_at_due
from players.actions.risk_overrides import expire_due
from players.actions.risk_reports import look_at_reported
from players.models import RiskDayCount

FRESH: Final = timedelta(minutes=10)
_COUNT = """
INSERT INTO players_riskdaycount (game_id, date, level, players, counted_at)
SELECT g.id, %(today)s::date, l.level, count(s.player_id), %(now)s::timestamptz
FROM core_game g CROSS JOIN generate_series(0, 4) AS l (level)
LEFT JOIN (players_riskstate s JOIN players_player p ON p.id = s.player_id) ON p.game_id = g.id AND s.level = l.level
GROUP BY g.id, l.level
ON CONFLICT (game_id, date, level) DO UPDATE SET players = excluded.players, counted_at = excluded.counted_at
"""


def sweep_risk() -> int:
    """Do all that is due; return how much was done. Two at once change nothing."""
    done = expire_due() + look_at_due() + look_at_reported() + sweep_interventions()
    count_levels()  # which is the same however often it is done
    return done


def count_levels(*, again: bool = False) -> int:
    """Keep how many players stand at each level today, once in ten minutes; return whether it was counted."""
    now = clock.now()
    today = now.astimezone(UTC).date()
    if not again and RiskDayCount.objects.filter(date=today, counted_at__gt=now - FRESH).exists():
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"today": today, "now": now})
    return 1
