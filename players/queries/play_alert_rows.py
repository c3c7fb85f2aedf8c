"""Alerts about play and money as rows of the risk centre."""

from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.models import Agent
from players.enums import AlertKind, AlertOutcome, AlertState
from players.models import PlayAlert
from players.queries.alert_sources import AlertRow, Wanted
from players.queries.alerts import alerts_for

NAME: Final = "play"
OUTCOMES: Final = (
    AlertOutcome.GAME_INFORMED,
    AlertOutcome.PLAYER_CONTACTED,
    AlertOutcome.GUARDIAN_CONTACTED,
    AlertOutcome.NO_ACTION,
)
"""What people may say came of it; the others are the desk's own words."""


def waiting_alerts(agent: Agent, wanted: Wanted) -> QuerySet[PlayAlert]:
    """Alerts about play and money that nobody has settled, of the games for which the agent sees risk.

    They are no side of a rating, so where one is asked for there are none.
    """
    rows = alerts_for(agent).exclude(state=AlertState.RESOLVED)
    if wanted.key:
        rows = rows.filter(pk=wanted.key.removeprefix(f"{NAME}-"))
    if wanted.level is not None:
        rows = rows.filter(severity=wanted.level)
    if wanted.player is not None:
        rows = rows.filter(player=wanted.player)
    if wanted.mine:
        rows = rows.filter(taken_by=agent)
    return rows.none() if wanted.dimension else rows


def play_alert_rows(agent: Agent, wanted: Wanted, limit: int) -> list[AlertRow]:
    """The gravest first, of the same severity the oldest, by one statement."""
    rows = waiting_alerts(agent, wanted).select_related("player__game", "taken_by")
    return [_row(alert) for alert in rows.order_by("-severity", "recorded_at", "pk")[:limit]]


def _row(alert: PlayAlert) -> AlertRow:
    return AlertRow(
        key=f"{NAME}-{alert.pk}",
        player=alert.player,
        level=alert.severity,
        matter=_("Play and spending"),
        why=f"{AlertKind(alert.kind).label} · {alert.rule}",
        since=alert.recorded_at,
        taken_by=alert.taken_by.name if alert.taken_by else "",
        taken_by_id=alert.taken_by_id,
        outcomes=tuple((one.value, str(one.label)) for one in OUTCOMES),
    )


def count_play_alerts(agent: Agent, wanted: Wanted) -> int:
    """How many wait."""
    return waiting_alerts(agent, wanted).count()
