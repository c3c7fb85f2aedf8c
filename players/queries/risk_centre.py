"""What the risk centre shows: levels and how they moved, alerts, overrides that end soon, one player in depth."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from core import clock
from core.enums import Permission
from core.models import Agent, Event
from core.policies import permissions
from core.policies.scoping import in_games
from players.enums import OverrideStatus, RiskDimension, RiskTaskKind, RiskTaskStatus
from players.models import Player, RiskDayCount, RiskOverride, RiskState, RiskTask
from players.queries.alert_sources import AlertRow, Wanted
from players.queries.names import players_called
from players.queries.risk import RESTRICTED, in_words, overrides_of, rules_of

SPARK_DAYS: Final = 7
PATH_SHOWN: Final = 12
SEARCH_SHOWN: Final = 20
OVERRIDES_SHOWN: Final = 100


@dataclass(frozen=True)
class LevelCard:
    """How many players stand at a level, against yesterday (None: not known), and the days before for a line."""

    level: int
    players: int
    change: int | None
    days: Sequence[int]


def level_cards(agent: Agent) -> list[LevelCard]:
    """The levels of the agent's games, the gravest first: L1 to L4 as they are now, L0 as it was counted last."""
    today = clock.now().astimezone(UTC).date()
    counts = RiskDayCount.objects.filter(
        in_games(agent, Permission.RISK_VIEW), date__gt=today - timedelta(days=SPARK_DAYS)
    )
    by_day: dict[tuple[int, Any], int] = {}
    for level, day, players in counts.values_list("level", "date", "players"):
        by_day[level, day] = by_day.get((level, day), 0) + players
    now = _levels_now(agent) | {0: by_day.get((0, today), 0)}
    return [_card(level, now.get(level, 0), by_day, today) for level in (4, 3, 2, 1, 0)]


def _levels_now(agent: Agent) -> dict[int, int]:
    rows = RiskState.objects.filter(in_games(agent, Permission.RISK_VIEW, game="player__game"), level__gt=0)
    return dict(rows.values("level").annotate(players=Count("pk")).values_list("level", "players"))


def _card(level: int, players: int, by_day: Mapping[tuple[int, Any], int], today: Any) -> LevelCard:
    before = [by_day.get((level, today - timedelta(days=back))) for back in range(SPARK_DAYS - 1, 0, -1)]
    known = [count for count in before if count is not None]
    change = None if before[-1] is None else players - before[-1]
    return LevelCard(level, players, change, [*known, players])


def level_bounds(player: Player) -> tuple[int, ...]:
    """The points from which L1 to L4 begin by the rules of the player's rating; empty for one who was never rated."""
    state = RiskState.objects.select_related("evaluation__rules").filter(player=player).first()
    return rules_of(state.evaluation.rules).levels if state is not None else ()


def waiting_tasks(agent: Agent, wanted: Wanted) -> QuerySet[RiskTask]:
    """Tasks that are not done, of the games for which the agent may see risk."""
    rows = RiskTask.objects.exclude(status=RiskTaskStatus.DONE)
    rows = rows.filter(in_games(agent, Permission.RISK_VIEW, game="player__game"))
    if wanted.key:
        rows = rows.filter(pk=wanted.key.removeprefix("task-"))
    if wanted.level is not None:
        rows = rows.filter(level=wanted.level)
    if wanted.player is not None:
        rows = rows.filter(player=wanted.player)
    if wanted.mine:
        rows = rows.filter(taken_by=agent)
    if wanted.dimension:
        rows = rows.filter(Q(player__risk__gravest=wanted.dimension) | Q(target=wanted.dimension))
    return rows


def task_rows(agent: Agent, wanted: Wanted, limit: int) -> list[AlertRow]:
    """Tasks as rows of the list of alerts, by a fixed number of statements."""
    rows = waiting_tasks(agent, wanted).select_related(
        "player__game", "player__risk__evaluation__rules", "taken_by", "created_by"
    )
    return [_row(agent, task) for task in rows.order_by("-level", "created_at", "pk")[:limit]]


def _row(agent: Agent, task: RiskTask) -> AlertRow:
    state = getattr(task.player, "risk", None)
    gravest = task.target if task.target in RiskDimension.values else (state.gravest if state else "")
    is_hidden = gravest in RESTRICTED and not _sees_restricted(agent, task.player)
    return AlertRow(
        key=f"task-{task.pk}",
        player=task.player,
        level=task.level,
        matter=_("Personal safety") if is_hidden else _matter(gravest),
        why=_("Only the crisis group sees more.") if is_hidden else _why(task, state),
        since=task.created_at,
        taken_by=task.taken_by.name if task.taken_by else "",
        taken_by_id=task.taken_by_id,
        is_hidden=is_hidden,
    )


def _sees_restricted(agent: Agent, player: Player) -> bool:
    wanted = (Permission.TICKET_VIEW_RESTRICTED, Permission.RISK_DECIDE)
    return any(permissions.has(agent, permission, player.game_id) for permission in wanted)


def _matter(dimension: str) -> str:
    return str(RiskDimension(dimension).label) if dimension in RiskDimension.values else _("The whole")


def _why(task: RiskTask, state: RiskState | None) -> str:
    """One line: the heaviest sign for a level, what was written for a flag."""
    if task.kind == RiskTaskKind.FLAG:
        by = task.created_by.name if task.created_by else ""
        return _("%(name)s: %(text)s") % {"name": by, "text": task.text}
    if task.kind != RiskTaskKind.LEVEL:
        return str(RiskTaskKind(task.kind).label)
    if state is None:
        return ""
    rules, names = rules_of(state.evaluation.rules), []
    for row in state.evaluation.contributions:
        if row["now"] and row["dimension"] == state.gravest and row["code"] in rules.by_code:
            rule = rules.by_code[row["code"]]
            names.append(in_words(rule.zh, rule.en))
    return _(" + ").join(list(dict.fromkeys(names))[:2])


def count_tasks(agent: Agent, wanted: Wanted) -> int:
    """How many tasks wait."""
    return waiting_tasks(agent, wanted).count()


def overrides_due(agent: Agent) -> list[RiskOverride]:
    """Decisions in force or waiting for a second person, the one first that ends first."""
    rows = RiskOverride.objects.select_related("player__game", "created_by", "approved_by")
    rows = rows.filter(in_games(agent, Permission.RISK_VIEW, game="player__game"))
    rows = rows.filter(status__in=(OverrideStatus.ACTIVE, OverrideStatus.PENDING)).order_by("expires_at", "pk")
    return [
        row for row in rows[:OVERRIDES_SHOWN] if row.target not in RESTRICTED or _sees_restricted(agent, row.player)
    ]


def overrides_shown(player: Player, agent: Agent) -> list[RiskOverride]:
    """The decisions about one player that are in force or wait, as far as the reader may see them."""
    return [row for row in overrides_of(player) if row.target not in RESTRICTED or _sees_restricted(agent, player)]


def players_found(agent: Agent, text: str) -> list[Player]:
    """Players whose id or name begins so, of the games for which the agent may see risk, each with its `level`."""
    text = text.strip()
    if not text or len(text) > 80:
        return []
    found = players_called(agent, text, permission=Permission.RISK_VIEW)[:SEARCH_SHOWN]
    rated = Player.objects.filter(pk__in=[player.pk for player in found]).annotate(level=Coalesce("risk__level", 0))
    return list(rated.select_related("game").order_by("pk"))


@dataclass(frozen=True)
class Step:
    """One step of what was done about a player: when, in words, and whether it is still to come."""

    at: datetime
    words: str
    kind: str = ""


def path_of(player: Player, agent: Agent) -> list[Step]:
    """What happened to the player's risk, the newest last, and what is due."""
    names = ("risk.level_changed", "risk.task_changed", "risk.override_changed")
    rows = Event.objects.filter(subject_type="player", subject_id=player.pk, name__in=names).order_by("-pk")
    steps = [step for event in reversed(rows[:PATH_SHOWN]) if (step := _step(event)) is not None]
    ends = RiskOverride.objects.filter(player=player, status=OverrideStatus.ACTIVE).order_by("expires_at")
    for row in ends if not _hides(agent, player) else ends.exclude(target__in=RESTRICTED):
        words = _("The decision on %(target)s ends") % {"target": _matter(row.target)}
        steps.append(Step(row.expires_at, words, "soon"))
    return steps


def _hides(agent: Agent, player: Player) -> bool:
    return not _sees_restricted(agent, player)


def _step(event: Event) -> Step | None:
    data, who = event.data, event.actor_name or _("The system")
    if event.name == "risk.level_changed":
        if data["from"] == data["to"]:
            return None
        words = _("%(who)s: %(before)s → %(after)s") % {"who": who, "before": data["from"], "after": data["to"]}
        return Step(event.at, words, "key")
    told = _TASK_STEPS if event.name == "risk.task_changed" else _OVERRIDE_STEPS
    sentence = told.get((data.get("status") or data.get("what", "")).partition(":")[0])
    return Step(event.at, str(sentence) % {"who": who}, "key" if told is _TASK_STEPS else "") if sentence else None


_TASK_STEPS: Final = {"taken": lazy("%(who)s took it"), "done": lazy("%(who)s finished it")}
_OVERRIDE_STEPS: Final = {
    "asked": lazy("%(who)s asked for a decision"),
    "decided": lazy("%(who)s: a decision is in force"),
    "refused": lazy("%(who)s did not agree"),
    "expired": lazy("A decision ended"),
}
