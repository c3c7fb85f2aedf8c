"""Plans of interventions: made where a level rises, or by hand; one waits for a player and a matter, never two."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.actions import events
from core.enums import Permission
from core.errors import InvalidInput, NotThere
from core.models import Actor
from core.policies.permissions import check
from core.policies.redaction import redact
from players.actions.risk_tasks import checked_reason
from players.engines.interventions import LEVELS, OVERALL, TARGETS, WAITING, planned_for
from players.enums import InterventionOutcome, InterventionState
from players.errors import InterventionPlanned
from players.models import Intervention, Player, RiskEvaluation
from players.queries.interventions import is_guarded
from players.queries.playbooks import ladder


@transaction.atomic
def plan_for_rise(evaluation_id: int) -> list[Intervention]:
    """What rose with this evaluation has its playbook planned, each cause once however often this is called.

    A plan that waits for the same matter at a lower level gives way to the new one; at the same or a higher one it
    stands, and nothing is added. An evaluation that is gone, or of a player who is, plans nothing.
    """
    found = RiskEvaluation.objects.filter(pk=evaluation_id).first()
    player = Player.objects.select_for_update(no_key=True).filter(pk=found.player_id).first() if found else None
    if player is None:
        return []
    evaluation = RiskEvaluation.objects.get(pk=evaluation_id)  # again, now that the player is held
    wanted = planned_for(_rises(evaluation))
    return [row for name, level in wanted.items() if (row := _planned(player, name, level, evaluation)) is not None]


@transaction.atomic
def plan(player_id: int, *, by: Actor, dimension: str, level: int, reason: str) -> Intervention:
    """Somebody plans a playbook by hand; another person approves it.

    Raises `InterventionPlanned` where one about the dimension waits already, `InvalidInput`, `NotAllowed`, `NotThere`.
    """
    player = _locked_player(player_id)
    if by.agent is not None:
        check(by.agent, Permission.RISK_DECIDE, player.game_id)
    if dimension not in TARGETS:
        raise InvalidInput({"dimension": [_("There is no such dimension.")]})
    if level not in LEVELS:
        raise InvalidInput({"level": [_("Choose a level from L1 to L4.")]})
    text = checked_words(reason, "reason")
    waiting = Intervention.objects.filter(player=player, dimension=dimension, state__in=list(WAITING)).first()
    if waiting is not None:
        raise InterventionPlanned(intervention=str(waiting.pk), state=waiting.state)
    return _create(player, dimension, level, by=by, reason=text)


def checked_words(text: str, name: str) -> str:
    """A reason without numbers of persons; raises `InvalidInput` for an empty or a too long one."""
    return str(redact(checked_reason(text, name)))[: Intervention._meta.get_field("reason").max_length]


def record(name: str, row: Intervention, by: Actor, **data: Any) -> None:
    """Record what happened to the intervention: never of which kind where that is for few."""
    told: dict[str, Any] = {"player": row.player_id, "level": f"L{row.level}", "version": row.version}
    if not is_guarded(row):
        told |= {"dimension": row.dimension, "playbook": row.playbook}
    events.record(name, subject=row, by=by, game=row.game_id, data=told | data)


def _locked_player(player_id: int) -> Player:
    player = Player.objects.select_for_update(no_key=True).filter(pk=player_id).first()
    if player is None:
        raise NotThere
    return player


def _rises(evaluation: RiskEvaluation) -> Mapping[str, tuple[int, int]]:
    """Each level before and after the evaluation; who was never rated stood at L0."""
    before = RiskEvaluation.objects.filter(player=evaluation.player_id, pk__lt=evaluation.pk).order_by("-pk").first()
    was, now = _levels(before), _levels(evaluation)
    return {name: (was.get(name, 0), level) for name, level in now.items()}


def _levels(evaluation: RiskEvaluation | None) -> dict[str, int]:
    if evaluation is None:
        return {}
    sides = {code: int(row["level"]) for code, row in evaluation.result["dimensions"].items()}
    return sides | {OVERALL: evaluation.level}


def _planned(player: Player, dimension: str, level: int, evaluation: RiskEvaluation) -> Intervention | None:
    known = Intervention.objects.filter(player=player, dimension=dimension)
    if known.filter(level=level, evaluation=evaluation).exists():
        return None
    waiting = known.filter(state__in=list(WAITING)).select_for_update().first()
    if waiting is not None:
        if waiting.level >= level:
            return None
        _give_way(waiting)
    return _create(player, dimension, level, by=Actor.system(), evaluation=evaluation)


def _give_way(row: Intervention) -> None:
    """A graver plan takes its place; nothing of it was sent."""
    row.state, row.outcome, row.send_at = InterventionState.DONE, InterventionOutcome.WITHDRAWN, None
    row.ended_at, row.version = clock.now(), row.version + 1
    row.save(update_fields=["state", "outcome", "send_at", "ended_at", "version"])
    record("intervention.withdrawn", row, Actor.system(), cause="level_rose")


def _create(
    player: Player,
    dimension: str,
    level: int,
    *,
    by: Actor,
    evaluation: RiskEvaluation | None = None,
    reason: str = "",
) -> Intervention:
    rules, now = ladder(), clock.now()
    playbook = rules.playbook(dimension, level)
    row = Intervention.objects.create(
        player=player,
        game_id=player.game_id,
        dimension=dimension,
        level=level,
        playbook=playbook.code,
        playbook_version=rules.version,
        evaluation=evaluation,
        reason=reason,
        planned_at=now,
        planned_by=by.agent,
        due_at=now + rules.due[level],
    )
    record("intervention.planned", row, by, due_at=row.due_at.isoformat())
    return row
