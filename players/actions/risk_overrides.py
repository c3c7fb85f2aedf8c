"""People decide about a level, for a time and with a reason; where care or the law asks for it, two of them.

Two are needed to lower a player who stands at L3 or L4, for anything that lowers danger to oneself or the rating of a
minor, and for a ceiling over these or over the whole, which holds them down. An override ends by itself: the level is
the computed one again, and a task asks somebody to look.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.actions import events
from core.engines.redaction import cut
from core.enums import Permission
from core.errors import InvalidInput, NotThere, Text
from core.models import Actor, Agent
from core.policies.permissions import check
from core.policies.redaction import redact
from players.actions.risk import evaluate
from players.actions.risk_tasks import checked_reason, close_task, open_task
from players.engines.risk import BY_PERSON_FROM, OVERALL
from players.enums import OverrideKind, OverrideReason, OverrideStatus, RiskDimension, RiskTaskKind, RiskTaskStatus
from players.errors import OverrideNotOpen, SecondPersonNeeded
from players.models import Player, RiskOverride, RiskState, RiskTask
from players.queries.risk import RESTRICTED

LONGEST: Final = timedelta(days=30)
LONGEST_L4: Final = timedelta(days=7)
EVIDENCE_MAX: Final = 300
GUARDED: Final = frozenset({"self_harm", "minor"})


@dataclass(frozen=True)
class Decision:
    """What somebody wants to decide. `target` is a dimension or `overall`; `level` is 0 to 4."""

    target: str
    kind: str
    level: int
    reason_code: str
    reason_text: str
    expires_at: datetime
    evidence: str = ""


@transaction.atomic
def decide(player_id: int, decision: Decision, *, by: Actor) -> RiskOverride:
    """The decision is in force, or waits for a second person; one that was in force for the same target is replaced.

    Raises `InvalidInput` for what cannot be decided, `OverrideNotOpen` where another one waits for its second person.
    """
    player = _player(player_id, by)
    _check_decision(decision)
    _check_time(decision)
    if _waiting(player, decision.target) is not None:
        raise OverrideNotOpen(status=OverrideStatus.PENDING.value)
    needs_two = needs_second_person(player, decision)
    row = RiskOverride(
        player=player,
        target=decision.target,
        kind=decision.kind,
        level=decision.level,
        reason_code=decision.reason_code,
        reason_text=checked_reason(decision.reason_text, "reason_text"),
        evidence=str(cut(redact(decision.evidence.strip()), EVIDENCE_MAX)),
        status=OverrideStatus.PENDING,
        created_at=clock.now(),
        created_by=_agent(by),
        expires_at=decision.expires_at,
    )
    if needs_two:
        row.save()
        open_task(player, RiskTaskKind.SECOND_PERSON, row.target, level=row.level, override=row, by=by)
        _say(row, by, "asked")
    else:
        _put_in_force(row, by=by)
    return row


@transaction.atomic
def approve(override_id: int, *, by: Actor) -> RiskOverride:
    """A second person agrees: it is in force. Raises `SecondPersonNeeded` for the one who asked."""
    row = _locked(override_id, by)
    _check_status(row, OverrideStatus.PENDING)
    if row.created_by_id == by.id:
        raise SecondPersonNeeded
    if row.expires_at <= clock.now():
        raise OverrideNotOpen(status=OverrideStatus.EXPIRED.value)
    row.approved_by = by.agent
    _put_in_force(row, by=by)
    _close_tasks(row, by=by, outcome=_("Agreed."))
    return row


@transaction.atomic
def refuse(override_id: int, *, by: Actor, reason: str) -> RiskOverride:
    """A second person does not agree: nothing changes. Who asked may take it back with the same move."""
    row = _locked(override_id, by)
    _check_status(row, OverrideStatus.PENDING)
    text = checked_reason(reason, "reason")
    is_own = row.created_by_id == by.id
    _end(row, OverrideStatus.WITHDRAWN if is_own else OverrideStatus.REFUSED)
    _close_tasks(row, by=by, outcome=text)
    _say(row, by, row.status)
    return row


@transaction.atomic
def withdraw(override_id: int, *, by: Actor, reason: str) -> RiskOverride:
    """The override ends before its time, and the level is the computed one again.

    Ending one that holds a level up lowers the player, so where lowering takes two this waits for its end or for a
    decision by two: raises `SecondPersonNeeded`.
    """
    row = _locked(override_id, by)
    _check_status(row, OverrideStatus.ACTIVE)
    text = checked_reason(reason, "reason")
    if row.kind != OverrideKind.CEILING and (row.level >= BY_PERSON_FROM or row.target in GUARDED):
        raise SecondPersonNeeded(_("This holds a level up. Decide on a lower level instead; a second person agrees."))
    _end(row, OverrideStatus.WITHDRAWN)
    _say(row, by, f"withdrawn: {text}"[:EVIDENCE_MAX])
    evaluate(row.player_id, by=by)
    return row


def expire_due(limit: int = 100) -> int:
    """End the overrides whose time is over, one in each transaction; return how many ended."""
    due = RiskOverride.objects.filter(status__in=(OverrideStatus.ACTIVE, OverrideStatus.PENDING))
    ids = due.filter(expires_at__lte=clock.now()).order_by("expires_at").values_list("pk", flat=True)[:limit]
    return sum(_expire(pk) for pk in list(ids))


@transaction.atomic
def _expire(override_id: int) -> bool:
    """The level is the computed one again, and somebody has to look whether that is right."""
    row = _row(override_id)
    if row is None or row.status not in {OverrideStatus.ACTIVE, OverrideStatus.PENDING} or row.expires_at > clock.now():
        return False
    was_active = row.status == OverrideStatus.ACTIVE
    _end(row, OverrideStatus.EXPIRED)
    _say(row, Actor.system(), "expired")
    if not was_active:
        _close_tasks(row, by=Actor.system(), outcome=_("Nobody agreed in time."))
        return True
    state = evaluate(row.player_id)
    open_task(row.player, RiskTaskKind.REVIEW, row.target, level=state.level, override=row)
    return True


def needs_second_person(player: Player, decision: Decision) -> bool:
    """Whether two have to decide: lowering L3 or L4, or anything that may lower a guarded dimension."""
    now = current_level(player, decision.target)
    if decision.kind == OverrideKind.FLOOR:
        replaced = RiskOverride.objects.filter(player=player, target=decision.target, status=OverrideStatus.ACTIVE)
        return replaced.filter(level__gte=max(decision.level + 1, BY_PERSON_FROM)).exists()
    if decision.kind == OverrideKind.CEILING and decision.target in {OVERALL, *GUARDED}:
        return True
    return (now >= BY_PERSON_FROM or decision.target in GUARDED) and decision.level < now


def current_level(player: Player, target: str) -> int:
    """The level at which the player stands now; 0 for one who was never rated."""
    state = RiskState.objects.filter(player=player).first()
    if state is None:
        return 0
    return state.level if target == OVERALL else int(state.levels.get(target, 0))


def _put_in_force(row: RiskOverride, *, by: Actor) -> None:
    active = RiskOverride.objects.filter(player=row.player, target=row.target, status=OverrideStatus.ACTIVE)
    active.update(status=OverrideStatus.REPLACED, ended_at=clock.now())
    row.status, row.decided_at = OverrideStatus.ACTIVE, clock.now()
    row.save()
    _say(row, by, "decided")
    evaluate(row.player_id, by=by)


def _end(row: RiskOverride, status: OverrideStatus) -> None:
    row.status, row.ended_at = status, clock.now()
    row.save(update_fields=["status", "ended_at"])


def _close_tasks(row: RiskOverride, *, by: Actor, outcome: str) -> None:
    waiting = RiskTask.objects.select_related("player").filter(override=row, kind=RiskTaskKind.SECOND_PERSON)
    for task in waiting.exclude(status=RiskTaskStatus.DONE):
        close_task(task, by=by, outcome=outcome)


def _check_decision(decision: Decision) -> None:
    problems: dict[str, list[Text]] = {}
    if decision.target != OVERALL and decision.target not in RiskDimension.values:
        problems["target"] = [_("There is no such dimension.")]
    if decision.kind not in OverrideKind.values:
        problems["kind"] = [_("Choose set, floor or ceiling.")]
    if not 0 <= decision.level <= 4:
        problems["level"] = [_("A level is L0 to L4.")]
    if decision.reason_code not in OverrideReason.values:
        problems["reason_code"] = [_("Choose one of the reasons.")]
    if not decision.reason_text.strip():
        problems["reason_text"] = [_("Please give a reason.")]
    if len(decision.evidence) > EVIDENCE_MAX:
        problems["evidence"] = [_("At most %(count)s characters.") % {"count": EVIDENCE_MAX}]
    if problems:
        raise InvalidInput(problems)


def _check_time(decision: Decision) -> None:
    """In the future, at most 30 days ahead, at L4 at most 7."""
    now, longest = clock.now(), LONGEST_L4 if decision.level == 4 else LONGEST
    if decision.expires_at <= now:
        raise InvalidInput({"expires_at": [_("Choose a time in the future.")]})
    if decision.expires_at > now + longest:
        raise InvalidInput({"expires_at": [_("At most %(days)s days ahead.") % {"days": longest.days}]})


def _check_status(row: RiskOverride, wanted: OverrideStatus) -> None:
    if row.status != wanted:
        raise OverrideNotOpen(status=row.status)


def _waiting(player: Player, target: str) -> RiskOverride | None:
    return RiskOverride.objects.filter(player=player, target=target, status=OverrideStatus.PENDING).first()


def _player(player_id: int, by: Actor) -> Player:
    player = Player.objects.select_for_update(no_key=True).filter(pk=player_id).first()
    if player is None:
        raise NotThere
    check(_agent(by), Permission.RISK_DECIDE, player.game_id)
    return player


def _agent(by: Actor) -> Agent:
    assert by.agent is not None, "only people decide about a level"
    return by.agent


def _locked(override_id: int, by: Actor) -> RiskOverride:
    row = _row(override_id)
    if row is None:
        raise NotThere
    check(_agent(by), Permission.RISK_DECIDE, row.player.game_id)
    return row


def _row(override_id: int) -> RiskOverride | None:
    """The row, locked after its player, as every deed on a player's risk does."""
    player_id = RiskOverride.objects.filter(pk=override_id).values_list("player_id", flat=True).first()
    if player_id is None:
        return None
    Player.objects.select_for_update(no_key=True).filter(pk=player_id).first()
    return RiskOverride.objects.select_for_update(of=["self"]).select_related("player").get(pk=override_id)


def _say(row: RiskOverride, by: Actor, what: str) -> None:
    data = {"override": row.pk, "kind": row.kind, "what": what, "expires_at": row.expires_at.isoformat()}
    if row.target not in RESTRICTED:
        data |= {"target": row.target, "level": f"L{row.level}"}
    events.record("risk.override_changed", subject=row.player, by=by, data=data)
