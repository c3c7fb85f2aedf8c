"""People decide about levels: for a time, with a reason, two of them where care or the law asks for it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core import clock
from core.errors import InvalidInput, NotAllowed
from core.models import Actor
from players.actions.risk import NewSignal, add_signals
from players.actions.risk_overrides import Decision, approve, decide, expire_due, refuse, withdraw
from players.actions.risk_tasks import finish_task, flag, take_task
from players.enums import OverrideStatus, RiskTaskKind, RiskTaskStatus
from players.errors import OverrideNotOpen, RiskTaskNotOpen, SecondPersonNeeded
from players.models import Player, RiskState, RiskTask
from tests.factories.people import make_agent, make_game, make_player

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 4, 0, tzinfo=UTC)
THEFT, DANGER, RISE = ("AT1", "AT2", "AT4"), ("SH1",), ("AB2",)


@pytest.fixture(autouse=True)
def _now():
    with clock.frozen(NOW):
        yield


@pytest.fixture
def officer() -> Actor:
    return Actor.of_agent(make_agent("risk_officer"))


@pytest.fixture
def second() -> Actor:
    return Actor.of_agent(make_agent("risk_officer"))


def rated(*codes: str) -> Player:
    player = make_player()
    add_signals(player.pk, [NewSignal(code, "1") for code in codes], by=Actor.system())
    return player


def decision(target: str = "account_theft", kind: str = "set", level: int = 1, **facts: Any) -> Decision:
    days = facts.pop("days", 3)
    values = {"reason_code": "verified_owner", "reason_text": "spoke with the owner"} | facts
    return Decision(target=target, kind=kind, level=level, expires_at=NOW + timedelta(days=days), **values)


def level_of(player: Player, target: str = "overall") -> int:
    state = RiskState.objects.get(player=player)
    return state.level if target == "overall" else state.levels[target]


def test_raising_a_level_takes_one_person_and_counts_at_once(officer: Actor) -> None:
    player = rated("AB1")

    row = decide(player.pk, decision("fraud", "floor", 3), by=officer)

    assert row.status == OverrideStatus.ACTIVE
    assert level_of(player) == 3


def test_lowering_l4_waits_for_a_second_person_who_is_another(officer: Actor, second: Actor) -> None:
    player = rated(*THEFT)
    row = decide(player.pk, decision(), by=officer)
    assert (row.status, level_of(player)) == (OverrideStatus.PENDING, 4)

    with pytest.raises(SecondPersonNeeded):
        approve(row.pk, by=officer)
    agreed = approve(row.pk, by=second)

    assert (agreed.status, agreed.approved_by_id) == (OverrideStatus.ACTIVE, second.id)
    assert level_of(player) == 1
    assert RiskTask.objects.get(kind=RiskTaskKind.SECOND_PERSON).status == RiskTaskStatus.DONE


@pytest.mark.parametrize(
    ("signs", "wanted", "status"),
    [
        (("AB3",), decision("abuse", "set", 1), "active"),
        (("AB2",), decision("abuse", "set", 2), "pending"),
        (("AB2",), decision("abuse", "ceiling", 3), "active"),
        (("AB2",), decision("abuse", "ceiling", 2), "pending"),
        (("SH3",), decision("self_harm", "ceiling", 4), "pending"),
        ((), decision("minor", "ceiling", 3), "pending"),
        ((), decision("overall", "ceiling", 3), "pending"),
        (("MI2",), decision("minor", "set", 1), "pending"),
        (("MI2",), decision("minor", "set", 3), "active"),
        (("SH2",), decision("self_harm", "floor", 3), "active"),
    ],
)
def test_who_has_to_agree(signs: tuple[str, ...], wanted: Decision, status: str, officer: Actor) -> None:
    player = rated("AB1", *signs)

    assert decide(player.pk, wanted, by=officer).status == status


def test_a_lower_floor_in_the_place_of_a_high_one_takes_two(officer: Actor) -> None:
    player = rated("AB1")
    decide(player.pk, decision("fraud", "floor", 3), by=officer)

    assert decide(player.pk, decision("fraud", "floor", 1), by=officer).status == OverrideStatus.PENDING
    assert level_of(player) == 3


def test_a_second_person_refuses_and_who_asked_takes_it_back(officer: Actor, second: Actor) -> None:
    player = rated(*THEFT)
    first = refuse(decide(player.pk, decision(), by=officer).pk, by=second, reason="no proof")
    own = refuse(decide(player.pk, decision(), by=officer).pk, by=officer, reason="a mistake")

    assert (first.status, own.status, level_of(player)) == (OverrideStatus.REFUSED, OverrideStatus.WITHDRAWN, 4)
    with pytest.raises(OverrideNotOpen):
        approve(first.pk, by=second)


def test_only_one_decision_waits_for_each_target(officer: Actor) -> None:
    player = rated(*THEFT)
    decide(player.pk, decision(), by=officer)

    with pytest.raises(OverrideNotOpen):
        decide(player.pk, decision(level=0), by=officer)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"target": "mood"}, "target"),
        ({"kind": "guess"}, "kind"),
        ({"level": 5}, "level"),
        ({"reason_code": "because"}, "reason_code"),
        ({"reason_text": "  "}, "reason_text"),
        ({"evidence": "x" * 301}, "evidence"),
        ({"days": 0}, "expires_at"),
        ({"days": 31}, "expires_at"),
        ({"level": 4, "days": 8}, "expires_at"),
    ],
)
def test_what_cannot_be_decided_is_named(facts: dict[str, Any], field: str, officer: Actor) -> None:
    with pytest.raises(InvalidInput) as refused:
        decide(rated("AB1").pk, decision(**facts), by=officer)

    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize(("level", "days"), [(3, 30), (4, 7)])
def test_the_longest_time_is_allowed(level: int, days: int, officer: Actor) -> None:
    assert decide(rated("AB1").pk, decision("fraud", "floor", level, days=days), by=officer).status == "active"


def test_the_end_gives_the_computed_level_back_and_asks_somebody_to_look(officer: Actor, second: Actor) -> None:
    player = rated(*THEFT)
    approve(decide(player.pk, decision(days=7), by=officer).pk, by=second)

    with clock.frozen(NOW + timedelta(days=7) - timedelta(seconds=1)):
        early = expire_due()
    with clock.frozen(NOW + timedelta(days=7)):
        due, again = expire_due(), expire_due()

    assert (early, due, again) == (0, 1, 0)
    assert level_of(player) == 2  # 45 points
    task = RiskTask.objects.get(kind=RiskTaskKind.REVIEW)
    assert (task.level, task.target, task.status) == (2, "account_theft", RiskTaskStatus.OPEN)


def test_a_decision_that_nobody_agreed_to_in_time_is_over(officer: Actor, second: Actor) -> None:
    player = rated(*THEFT)
    row = decide(player.pk, decision(days=1), by=officer)

    with clock.frozen(NOW + timedelta(days=1)):
        with pytest.raises(OverrideNotOpen):
            approve(row.pk, by=second)
        expire_due()

    row.refresh_from_db()
    assert (row.status, level_of(player)) == (OverrideStatus.EXPIRED, 4)
    assert not RiskTask.objects.filter(kind=RiskTaskKind.REVIEW).exists()


def test_ending_early_what_holds_a_player_up_takes_two(officer: Actor) -> None:
    player = rated("AB1")
    high = decide(player.pk, decision("fraud", "floor", 3), by=officer)
    low = decide(player.pk, decision("health", "floor", 2), by=officer)

    with pytest.raises(SecondPersonNeeded):
        withdraw(high.pk, by=officer, reason="enough")
    assert withdraw(low.pk, by=officer, reason="enough").status == OverrideStatus.WITHDRAWN
    assert (level_of(player, "fraud"), level_of(player, "health")) == (3, 0)


def test_who_may_only_flag_decides_nothing_and_changes_no_level() -> None:
    player, agent = rated("AB1"), Actor.of_agent(make_agent("agent"))

    task = flag(player.pk, by=agent, dimension="health", reason="borrowed money to play")

    assert (task.kind, level_of(player)) == (RiskTaskKind.FLAG, 0)
    assert flag(player.pk, by=agent, dimension="health", reason="again").pk == task.pk
    with pytest.raises(NotAllowed):
        decide(player.pk, decision(), by=agent)
    with pytest.raises(NotAllowed):
        take_task(task.pk, by=agent)


def test_a_colleague_of_another_game_may_not_flag() -> None:
    stranger = Actor.of_agent(make_agent("agent", games=[make_game("xinghai")]))

    with pytest.raises(NotAllowed):
        flag(rated("AB1").pk, by=stranger, dimension="health", reason="x")


def test_a_task_is_taken_once_and_done_once(officer: Actor, second: Actor) -> None:
    rated(*RISE)
    task = RiskTask.objects.get()

    take_task(task.pk, by=officer)
    assert take_task(task.pk, by=officer).taken_by_id == officer.id
    with pytest.raises(RiskTaskNotOpen) as refused:
        take_task(task.pk, by=second)
    finish_task(task.pk, by=second, outcome="spoke with the player")

    assert refused.value.extra["by"] == officer.name
    with pytest.raises(RiskTaskNotOpen):
        finish_task(task.pk, by=officer, outcome="again")


def test_a_graver_level_lifts_the_task_that_waits(officer: Actor) -> None:
    player = rated("AB3")
    add_signals(player.pk, [NewSignal("SH1", "1")], by=Actor.system())

    assert RiskTask.objects.get().level == 4
