"""Signs are kept once, players are rated in one transaction, and a change of level is told once."""

import threading
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from core import clock
from core.errors import InvalidInput, NotThere
from core.models import Actor, Event
from players.actions.risk import NewSignal, add_signals, confirm_signal, evaluate, look_at_due
from players.actions.risk_rules import load_risk_rules, publish_risk_rules, shipped_rules
from players.engines.risk_records import same_again
from players.enums import RiskSource, RiskTaskKind
from players.models import Player, RiskEvaluation, RiskRuleVersion, RiskSignal, RiskState, RiskTask
from players.queries.risk import rules_of
from tests.factories.people import make_agent, make_game, make_player

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 4, 0, tzinfo=UTC)
SYSTEM = Actor.system()


def add(player: Player, *codes: str, at: datetime = NOW, key: str = "", **facts: Any) -> RiskState | None:
    """The signs were seen at that moment."""
    with clock.frozen(at):
        signs = [NewSignal(code, key or f"{at:%m%d%H%M}", at=at, **facts) for code in codes]
        return add_signals(player.pk, signs, by=SYSTEM)


def told() -> list[tuple[str, str]]:
    rows = Event.objects.filter(name="risk.level_changed").order_by("id")
    return list(rows.values_list("data__from", "data__to"))


def test_signs_give_a_level_with_its_reasons_a_state_for_lists_a_task_and_an_event() -> None:
    player = make_player()

    state = add(player, "AT1", "AT2", "AT4")

    assert state is not None
    assert (state.level, state.score, state.gravest) == (4, Decimal("90.000000"), "account_theft")
    evaluation = RiskEvaluation.objects.get()
    assert [row["code"] for row in evaluation.contributions] == ["AT4", "AT1", "AT2"]
    assert told() == [("L0", "L4")]
    task = RiskTask.objects.get()
    assert (task.kind, task.level, task.status) == (RiskTaskKind.LEVEL, 4, "open")


def test_the_same_fact_told_again_counts_once_and_rates_nobody() -> None:
    player = make_player()
    add(player, "FR1", key="order:1")

    again = add(player, "FR1", key="order:1", at=NOW + timedelta(hours=1))

    assert again is None
    assert (RiskSignal.objects.count(), RiskEvaluation.objects.count()) == (1, 1)


def test_a_fact_grows_stronger_or_gains_a_mark_and_never_becomes_weaker() -> None:
    player = make_player()
    add(player, "AB2", key="t:1", strength=Decimal("0.6"))

    stronger = add(player, "AB2", key="t:1", marks=("place_or_time",), at=NOW + timedelta(minutes=1))
    weaker = add(player, "AB2", key="t:1", strength=Decimal("0.2"), at=NOW + timedelta(minutes=2))

    assert stronger is not None
    assert (stronger.level, weaker) == (4, None)
    assert RiskSignal.objects.get().strength == 1


def test_a_code_that_the_rules_do_not_know_is_left_out() -> None:
    assert add(make_player(), "ZZ9") is None
    assert not RiskSignal.objects.exists()


def test_what_is_dated_tomorrow_is_of_now() -> None:
    player = make_player()

    with clock.frozen(NOW):
        add_signals(player.pk, [NewSignal("AB1", "1", at=NOW + timedelta(days=9))], by=SYSTEM)

    assert RiskSignal.objects.get().at == NOW


def test_a_player_who_is_gone_cannot_be_rated() -> None:
    with pytest.raises(NotThere):
        evaluate(999_999)


def test_a_level_falls_by_itself_at_the_moment_that_was_foreseen() -> None:
    player = make_player()
    state = add(player, "AB3", source=RiskSource.TEXT)
    assert state is not None
    assert state.look_at is not None
    with clock.frozen(state.look_at - timedelta(minutes=2)):
        assert look_at_due() == 0
    with clock.frozen(state.look_at):
        assert look_at_due() == 1
    below = RiskState.objects.get()
    assert below.look_at is not None

    with clock.frozen(below.look_at):
        look_at_due()

    assert told() == [("L0", "L2"), ("L2", "L1")]
    assert RiskState.objects.get().since == below.look_at


def test_nothing_is_due_twice() -> None:
    player = make_player()
    state = add(player, "AB3", source=RiskSource.TEXT)
    assert state is not None
    assert state.look_at is not None

    with clock.frozen(state.look_at):
        assert [look_at_due(), look_at_due()] == [1, 0]


def test_a_confirmed_statement_of_a_minor_stands_at_l3() -> None:
    player = make_player()
    add(player, "MI2", source=RiskSource.TEXT)

    with clock.frozen(NOW + timedelta(hours=1)):
        state = confirm_signal(RiskSignal.objects.get().pk, "confirmed", by=SYSTEM)

    assert state.level == 3


@pytest.mark.parametrize(
    ("status", "birth_date", "expected"),
    [
        ("verified", date(2012, 1, 1), 3),
        ("verified", date(1990, 1, 1), 2),
        ("none", date(2012, 1, 1), 2),
        ("verified", None, 2),
    ],
)
def test_a_health_risk_of_a_verified_minor_is_graver(status: str, birth_date: date | None, expected: int) -> None:
    player = make_player(real_name_status=status, birth_date=birth_date)

    state = add(player, "HE1", "HE2")

    assert state is not None
    assert state.level == expected


def test_danger_to_oneself_is_not_named_in_the_event() -> None:
    player = make_player()

    add(player, "SH1", source=RiskSource.TEXT)

    data = Event.objects.get(name="risk.level_changed").data
    assert (data["to"], data["dimensions"]) == ("L4", {})


def test_stored_inputs_give_the_stored_result_again_under_their_rules_also_when_others_are_in_use() -> None:
    player = make_player()
    add(player, "AT1", "HE4", "ES1", strength=Decimal("0.777"))
    rules = shipped_rules()
    rules["signals"][0]["weight"] = 10
    publish_risk_rules(rules, note="new device counts less", by=Actor.of_agent(make_agent("admin")))
    add(player, "AT3", at=NOW + timedelta(days=3))

    evaluations = list(RiskEvaluation.objects.select_related("rules").order_by("pk"))

    assert [e.rules.number for e in evaluations] == [1, 2]
    assert all(same_again(rules_of(e.rules), e.inputs, e.result) for e in evaluations)
    assert not same_again(rules_of(evaluations[1].rules), evaluations[0].inputs, evaluations[0].result)


def test_a_new_version_of_the_rules_rates_from_the_next_evaluation_on() -> None:
    player = make_player()
    add(player, "AB2", source=RiskSource.TEXT)
    rules = shipped_rules()
    rules["signals"] = [row for row in rules["signals"] if row["code"] != "AB2"]
    rules["triggers"] = [row for row in rules["triggers"] if row["signal"] != "AB2"]

    publish_risk_rules(rules, note="without threats", by=Actor.of_agent(make_agent("admin")))
    with clock.frozen(NOW + timedelta(hours=1)):
        state = evaluate(player.pk)

    assert state.score == 0
    assert state.level == 3  # a person lowers it, no rule does
    assert RiskRuleVersion.objects.get(is_active=True).number == 2


@pytest.mark.parametrize(
    "spoil",
    [
        lambda rules: rules.pop("levels"),
        lambda rules: rules.update(levels=[20, 40, 40, 90]),
        lambda rules: rules["signals"][0].update(weight=-1),
        lambda rules: rules["signals"][0].update(weight="30"),
        lambda rules: rules["signals"][0].update(half_life_days=0),
        lambda rules: rules["signals"][0].update(dimension="mood"),
        lambda rules: rules["signals"].append(rules["signals"][0]),
        lambda rules: rules["triggers"][0].update(signal="ZZ1"),
        lambda rules: rules["triggers"][0].update(level=5),
        lambda rules: rules.update(signals="none"),
    ],
)
def test_rules_that_cannot_work_are_refused(spoil: object) -> None:
    rules = shipped_rules()
    spoil(rules)  # type: ignore[operator]
    load_risk_rules()

    with pytest.raises(InvalidInput):
        publish_risk_rules(rules, note="x", by=Actor.of_agent(make_agent("admin")))
    assert RiskRuleVersion.objects.count() == 1


def test_the_rules_of_the_release_hold_every_sign_in_both_languages() -> None:
    rules = rules_of(load_risk_rules())

    assert len(rules.signals) == 47
    assert {len(d.caps) for d in rules.dimensions} == {3}
    assert [rules.by_code[code].weight for code in ("AT1", "HE7", "SH1", "AB2", "ES8")] == [30, 35, 90, 70, 15]


@pytest.mark.django_db(transaction=True)
def test_two_evaluations_at_once_tell_one_change_of_level() -> None:
    player = make_player(make_game())
    load_risk_rules()
    start = threading.Barrier(4)

    def work(number: int) -> None:
        try:
            start.wait()
            for code in ("AT1", "AT2", "AT4"):
                add_signals(player.pk, [NewSignal(code, "same", at=NOW)], by=SYSTEM)
            evaluate(player.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    changes = told()
    assert [new for _old, new in changes[:-1]] == [old for old, _new in changes[1:]]
    assert len(changes) == len(set(changes))
    assert RiskSignal.objects.count() == 3
    assert RiskTask.objects.count() == 1
