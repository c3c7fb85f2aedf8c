"""What people have to do about a player's risk: look at a level that rose, a flag, a decision, an ended override."""

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.actions import events
from core.engines.redaction import cut
from core.enums import Permission
from core.errors import InvalidInput, NotThere
from core.models import Actor
from core.policies.permissions import check
from core.policies.redaction import redact
from players.enums import RiskDimension, RiskTaskKind, RiskTaskStatus
from players.errors import RiskTaskNotOpen
from players.models import Player, RiskOverride, RiskTask

TEXT_MAX = 1000


def open_task(
    player: Player,
    kind: RiskTaskKind,
    target: str,
    *,
    level: int,
    text: str = "",
    override: RiskOverride | None = None,
    by: Actor | None = None,
) -> RiskTask:
    """The one task of this kind and target that waits for the player; a graver level lifts it. Inside a transaction."""
    waiting = RiskTask.objects.filter(player=player, kind=kind, target=target).exclude(status=RiskTaskStatus.DONE)
    task = waiting.select_for_update().first()
    if task is None:
        task = RiskTask.objects.create(
            player=player,
            kind=kind,
            target=target,
            level=level,
            text=text,
            override=override,
            created_at=clock.now(),
            created_by=by.agent if by else None,
        )
    elif level > task.level or override != task.override:
        task.level, task.override = max(level, task.level), override
        task.save(update_fields=["level", "override"])
    else:
        return task
    _say(task, by or Actor.system(), "opened")
    return task


@transaction.atomic
def flag(player_id: int, *, by: Actor, dimension: str, reason: str) -> RiskTask:
    """Somebody of the front line suggests that the player is at risk; risk staff decide. It changes no level."""
    player = _player(player_id)
    _check(by, Permission.RISK_FLAG, player)
    if dimension not in RiskDimension.values:
        raise InvalidInput({"dimension": [_("There is no such dimension.")]})
    text = checked_reason(reason, "reason")
    return open_task(player, RiskTaskKind.FLAG, dimension, level=1, text=text, by=by)


@transaction.atomic
def take_task(task_id: int, *, by: Actor) -> RiskTask:
    """The agent has the task; taking one's own again changes nothing. Raises `RiskTaskNotOpen` naming who has it."""
    task = _locked(task_id)
    _check(by, Permission.RISK_DECIDE, task.player)
    if task.status == RiskTaskStatus.TAKEN and task.taken_by_id == by.id:
        return task
    if task.status != RiskTaskStatus.OPEN:
        raise RiskTaskNotOpen(status=task.status, by=task.taken_by.name if task.taken_by else "")
    task.status, task.taken_by, task.taken_at = RiskTaskStatus.TAKEN, by.agent, clock.now()
    task.save(update_fields=["status", "taken_by", "taken_at"])
    _say(task, by, "taken")
    return task


@transaction.atomic
def finish_task(task_id: int, *, by: Actor, outcome: str) -> RiskTask:
    """The task is done, with what came of it. Somebody else's may be finished too; one that is done may not."""
    task = _locked(task_id)
    _check(by, Permission.RISK_DECIDE, task.player)
    text = checked_reason(outcome, "outcome")
    if task.status == RiskTaskStatus.DONE:
        raise RiskTaskNotOpen(status=task.status, by=task.done_by.name if task.done_by else "")
    close_task(task, by=by, outcome=text)
    return task


def close_task(task: RiskTask, *, by: Actor, outcome: str) -> None:
    """The task is done. Inside a transaction that holds its row."""
    task.status, task.done_by, task.done_at, task.outcome = RiskTaskStatus.DONE, by.agent, clock.now(), outcome
    task.save(update_fields=["status", "done_by", "done_at", "outcome"])
    _say(task, by, "done")


def checked_reason(text: str, name: str) -> str:
    """The reason without blanks around it or numbers of persons; raises `InvalidInput` for none or a too long one."""
    text = text.strip()
    if not text:
        raise InvalidInput({name: [_("Please give a reason.")]})
    if len(text) > TEXT_MAX:
        raise InvalidInput({name: [_("At most %(count)s characters.") % {"count": TEXT_MAX}]})
    return str(cut(redact(text), TEXT_MAX))


def _say(task: RiskTask, by: Actor, what: str) -> None:
    data = {"task": task.pk, "kind": task.kind, "level": f"L{task.level}", "status": what}
    events.record("risk.task_changed", subject=task.player, by=by, data=data)


def _check(by: Actor, permission: Permission, player: Player) -> None:
    if by.agent is not None:
        check(by.agent, permission, player.game_id)


def _player(player_id: int) -> Player:
    player = Player.objects.select_for_update(no_key=True).filter(pk=player_id).first()
    if player is None:
        raise NotThere
    return player


def _locked(task_id: int) -> RiskTask:
    player_id = RiskTask.objects.filter(pk=task_id).values_list("player_id", flat=True).first()
    if player_id is None:
        raise NotThere
    _player(player_id)
    return (
        RiskTask.objects.select_for_update(of=["self"]).select_related("player", "taken_by", "done_by").get(pk=task_id)
    )
