"""What stands about risk beside a ticket: the level, where it comes from, and why, in words that need no handbook."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from core import clock
from core.enums import Permission
from core.models import Agent
from core.policies.permissions import has
from players.engines.decay import MICRO, halved
from players.engines.risk_records import points
from players.models import Player
from players.queries.law import band_of
from players.queries.risk import MINORS, may_see_restricted, risk_of

REASONS: Final = 3
LEAST: Final = MICRO // 10
"""A sign of which less than a tenth of a point is left is no reason any more."""
OF_MINORS: Final = "minor"


@dataclass(frozen=True)
class PanelReason:
    """A sign in plain words: what was seen, by whom, when, and how much of its weight is left."""

    name: str
    told: str
    full: str
    now: str
    left: str


@dataclass(frozen=True)
class RiskPanel:
    """The panel as plain values; `hidden` names what this reader may not look into."""

    level: str
    is_known: bool
    since: datetime | None
    dimensions: list[dict[str, Any]]
    reasons: list[PanelReason]
    triggers: list[str]
    hidden: list[str]

    @property
    def hidden_names(self) -> str:
        """The dimensions that are kept from this reader, whether there is something in them or not."""
        return _(", ").join(self.hidden)


def risk_panel(player: Player, agent: Agent) -> RiskPanel | None:
    """The panel for who may see risk; None for everybody else, and for a player of whom nothing was ever seen.

    Danger to oneself, and what is rated about a minor, is shown in detail only to who decides on risk or looks after
    people in danger (domain.md 3.6).
    """
    if not has(agent, Permission.RISK_VIEW, player.game_id):
        return None
    told = risk_of(player, agent)
    if told["since"] is None:
        return None
    shut = set() if may_see_restricted(agent, player) else _of_minors(player)
    hidden = [row["name"] for row in told["dimensions"] if row["restricted"] or row["dimension"] in shut]
    seen = [row for row in told["dimensions"] if not row["restricted"] and row["dimension"] not in shut]
    return RiskPanel(
        level=told["level"],
        is_known=told["known"],
        since=told["since"],
        dimensions=[row for row in seen if row["level"] not in {None, "L0"}],
        reasons=_reasons([row for row in told["why"] if row["dimension"] not in shut], told["evaluated_at"]),
        triggers=[row["name"] for row in told["triggers"] if row["dimension"] not in shut],
        hidden=hidden,
    )


def _of_minors(player: Player) -> set[str]:
    """What is kept from the front line: how a child is rated, and whatever hints that a child plays."""
    return {OF_MINORS, "health"} if band_of(player) in MINORS else {OF_MINORS}


def _reasons(rows: list[dict[str, Any]], rated_at: datetime) -> list[PanelReason]:
    """The heaviest signs as they weigh now: a rating that nothing has changed since may be old."""
    now = clock.now()
    left = [(_left_now(row, now - rated_at), row) for row in rows]
    heavy = sorted(left, key=lambda pair: -pair[0])
    return [_reason(row, weight, now) for weight, row in heavy if weight >= LEAST][:REASONS]


def _left_now(row: dict[str, Any], since: timedelta) -> int:
    return halved(int(Decimal(row["points_now"]) * MICRO), since, timedelta(days=row["half_life_days"]))


def _reason(row: dict[str, Any], left: int, now: datetime) -> PanelReason:
    sources = {"O": _("seen in the operation's data"), "T": _("said by the player"), "M": _("noted by a colleague")}
    days = (now - row["at"]).days
    when = _("today") if days < 1 else _("%(n)d days ago") % {"n": days}
    full = int(Decimal(row["points_new"]) * MICRO)
    return PanelReason(
        name=row["name"],
        told=_("%(source)s, %(when)s") % {"source": sources[row["source"]], "when": when},
        full=row["points_new"],
        now=points(left),
        left=_fading(round(100 * left / full) if full else 0, row["half_life_days"]),
    )


def _fading(share: int, half_life: int) -> str:
    """How a sign loses weight, in words: what is left of it today, and how long it takes to halve."""
    if share >= 99:
        return _("counts in full, half of it in %(days)d days") % {"days": half_life}
    return _("%(share)d %% of it still counts, half of that in %(days)d days") % {"share": share, "days": half_life}
