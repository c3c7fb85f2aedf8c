"""Which alerts and reminders somebody may see."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from core.enums import Permission
from core.errors import NotThere
from core.models import Agent
from core.policies.scoping import in_games
from players.models import PlayAlert, PlayReminder

AT_ONCE = 2000


def alerts_for(agent: Agent) -> QuerySet[PlayAlert]:
    """The alerts of the games for which the agent sees risk."""
    return PlayAlert.objects.select_related("player", "game", "reminder").filter(in_games(agent, Permission.RISK_VIEW))


def alert_for(agent: Agent, pk: int) -> PlayAlert:
    """That alert, or `NotThere` when there is none or the agent may not know."""
    alert = alerts_for(agent).filter(pk=pk).first()
    if alert is None:
        raise NotThere
    return alert


def reminders_given(agent: Agent, since: datetime, until: datetime) -> Iterator[dict[str, Any]]:
    """The evidence: who was to be reminded when, by which text, and when it was shown and confirmed; oldest first."""
    mine = in_games(agent, Permission.RISK_VIEW, game="alert__game")
    rows = PlayReminder.objects.filter(mine, given_at__gte=since, given_at__lt=until)
    yield from (
        rows.order_by("given_at", "id")
        .values(
            "id", "given_at", "channel", "template", "template_version", "language", "shown_at", "acknowledged_at",
            "alert_id", "alert__kind", "alert__rule", "alert__cause_at", "alert__player_id", "alert__player__uid",
            "alert__game__slug",
        )
        .iterator(AT_ONCE)
    )  # fmt: skip
