"""The rating by the rules of the release: decay, caps, levels, triggers, hysteresis, what people decide."""

import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import pytest

from players.actions.risk_rules import shipped_rules
from players.engines.decay import MICRO
from players.engines.risk import OVERALL, Hit, Inputs, Override, Rating, rate
from players.engines.risk_records import inputs_record, memories, points, rating_record, same_again
from players.engines.risk_rules import read_rules
from players.engines.risk_times import next_look

RULES = read_rules(shipped_rules())
NOW = datetime(2026, 12, 1, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def hit(code: str, *, at: datetime = NOW, strength: int = 1000, ref: str = "", marks: tuple[str, ...] = ()) -> Hit:
    source = RULES.by_code[code].sources[0]
    return Hit(ref or f"{code}@{at:%m%d%H%M%S}", code, source, strength, at, at, marks)


def override(target: str, kind: Literal["set", "floor", "ceiling"], level: int, *, at: datetime = NOW) -> Override:
    return Override("1", target, kind, level, at)


def after(rating: Rating, inputs: Inputs, at: datetime, **changes: Any) -> tuple[Rating, Inputs]:
    """The next evaluation of the same player, which remembers the one before."""
    following = replace(inputs, at=at, memory=memories(rating_record(rating)), **changes)
    return rate(RULES, following), following


def rated(*hits: Hit, at: datetime = NOW, **facts: Any) -> Rating:
    return rate(RULES, Inputs(at=at, hits=hits, **facts))


def score(rating: Rating, dimension: str) -> str:
    return points(next(one.score for one in rating.dimensions if one.code == dimension))


def level(rating: Rating, dimension: str) -> int:
    return next(one.level for one in rating.dimensions if one.code == dimension)


THEFT = (hit("AT1"), hit("AT4"), hit("AT2"))


def test_the_worked_theft_case_halves_in_a_week_and_stays_where_it_was_until_a_person_lowers_it() -> None:
    inputs = Inputs(at=NOW, hits=THEFT)
    first = rate(RULES, inputs)
    week, inputs_week = after(first, inputs, NOW + 7 * DAY)
    fortnight, _ = after(week, inputs_week, NOW + 14 * DAY)

    assert [score(r, "account_theft") for r in (first, week, fortnight)] == ["90.000000", "45.000000", "22.500000"]
    assert [level(r, "account_theft") for r in (first, week, fortnight)] == [4, 4, 4]
    assert next(d.computed for d in week.dimensions if d.code == "account_theft") == 2


@pytest.mark.parametrize(
    ("strength", "expected"),
    [(665, 0), (667, 1), (1000, 1)],
)
def test_a_level_begins_exactly_at_its_threshold(strength: int, expected: int) -> None:
    """AT1 weighs 30, so 20 points are two thirds of it."""
    assert level(rated(hit("AT1", strength=strength)), "account_theft") == expected


def test_twenty_forty_seventy_and_ninety_points_begin_a_level() -> None:
    edges = [RULES.level_of(points_ * MICRO - low) for points_ in (20, 40, 70, 90) for low in (1, 0)]

    assert edges == [0, 1, 1, 2, 2, 3, 3, 4]


@pytest.mark.parametrize(
    ("codes", "dimension"),
    [
        (("HE7", "HE8"), "health"),
        (("ES1", "ES2", "ES3"), "escalation"),
    ],
)
def test_words_alone_count_fifty_at_most_where_facts_are_wanted(codes: tuple[str, ...], dimension: str) -> None:
    rating = rated(*(hit(code) for code in codes))

    assert score(rating, dimension) == "50.000000"
    assert level(rating, dimension) == 2


def test_words_count_in_full_where_they_are_the_fact() -> None:
    assert score(rated(hit("MI2"), hit("MI3")), "minor") == "95.000000"
    assert score(rated(hit("SH1")), "self_harm") == "90.000000"


def test_words_and_facts_add_up_beyond_the_cap_of_words() -> None:
    assert score(rated(hit("HE7"), hit("HE8"), hit("HE4")), "health") == "75.000000"


def test_no_score_is_above_a_hundred() -> None:
    assert score(rated(*THEFT, hit("AT3"), hit("AT5")), "account_theft") == "100.000000"


def test_the_whole_is_the_gravest_dimension_and_five_for_each_other_grave_one_ten_at_most() -> None:
    alone = rated(hit("AB2"))
    two = rated(hit("AB2"), hit("MI2"))
    three = rated(hit("AB2"), hit("MI2"), hit("SH2"))
    four = rated(hit("AB2"), hit("MI2"), hit("SH2"), hit("ES1"), hit("ES2"))
    nearly = rated(hit("AB2"), hit("MI2", strength=888))

    assert [points(r.overall.score) for r in (alone, two, three, four, nearly)] == [
        "70.000000", "75.000000", "80.000000", "80.000000", "70.000000",
    ]  # fmt: skip


def test_a_sign_that_is_seen_again_counts_once_in_its_window() -> None:
    twice = rated(hit("AB1"), hit("AB1", at=NOW - timedelta(hours=23)))
    apart = rated(hit("AB1"), hit("AB1", at=NOW - timedelta(hours=24)))

    assert score(twice, "abuse") == "10.000000"
    assert score(apart, "abuse") > "19.000000"


def test_every_chargeback_counts() -> None:
    assert score(rated(hit("FR1", ref="a"), hit("FR1", ref="b")), "fraud") == "70.000000"


def test_the_heaviest_of_repeated_signs_counts_not_the_newest() -> None:
    weak_later = rated(hit("AB2", at=NOW - timedelta(hours=3)), hit("AB2", strength=100))

    assert score(weak_later, "abuse") > "69.000000"


@pytest.mark.parametrize(
    ("sign", "dimension", "expected"),
    [
        (hit("SH1", strength=300), "self_harm", 4),
        (hit("AB2", marks=("place_or_time",)), "abuse", 4),
        (hit("AB2"), "abuse", 3),
        (hit("AT4", marks=("online",)), "account_theft", 4),
        (hit("AT4"), "account_theft", 1),
        (hit("MI2", marks=("confirmed",)), "minor", 3),
        (hit("MI2"), "minor", 2),
        (hit("MI3", marks=("confirmed",)), "minor", 3),
        (hit("ES7"), "escalation", 3),
        (hit("FR7"), "fraud", 3),
    ],
    ids=lambda value: value.code + "".join(value.marks) if isinstance(value, Hit) else str(value),
)
def test_a_hard_trigger_lifts_the_level_at_once(sign: Hit, dimension: str, expected: int) -> None:
    rating = rated(sign)

    assert (level(rating, dimension), rating.overall.level) == (expected, expected)


@pytest.mark.parametrize(("minor", "expected"), [(True, 3), (False, 2), (None, 2)])
def test_a_verified_minor_at_a_health_risk_stands_at_l3(minor: bool | None, expected: int) -> None:
    rating = rated(hit("HE7"), hit("HE3"), is_verified_minor=minor)

    assert score(rating, "health") == "45.000000"
    assert level(rating, "health") == expected


def test_a_minor_with_little_of_a_health_risk_is_not_lifted() -> None:
    assert level(rated(hit("HE7"), is_verified_minor=True), "health") == 1


def test_l2_falls_only_after_a_day_below_its_threshold_less_five() -> None:
    """AB3 weighs 40 and has 90 days: 35.0 is crossed after 17.34 days."""
    inputs = Inputs(at=NOW, hits=(hit("AB3"),))
    first = rate(RULES, inputs)
    above, following = after(first, inputs, NOW + 17 * DAY)
    below, following = after(above, following, NOW + 18 * DAY)
    still, following = after(below, following, NOW + 19 * DAY - timedelta(seconds=1))
    fallen, _ = after(still, following, NOW + 19 * DAY)

    assert [level(r, "abuse") for r in (first, above, below, still, fallen)] == [2, 2, 2, 2, 1]


def test_the_next_look_is_when_the_level_may_fall() -> None:
    inputs = Inputs(at=NOW, hits=(hit("AB3"),))
    first = rate(RULES, inputs)
    crossing = next_look(RULES, inputs, first)
    assert crossing is not None
    below, following = after(first, inputs, crossing)
    due = next_look(RULES, following, below)
    assert due is not None
    fallen, _ = after(below, following, due)

    assert timedelta(days=17) < crossing - NOW < timedelta(days=18)
    assert due == crossing + DAY
    assert (level(below, "abuse"), level(fallen, "abuse")) == (2, 1)


def test_a_rise_in_between_begins_the_day_anew() -> None:
    inputs = Inputs(at=NOW, hits=(hit("AB3"),))
    first = rate(RULES, inputs)
    below, following = after(first, inputs, NOW + 18 * DAY)
    again = (*inputs.hits, hit("AB1", at=NOW + 18 * DAY + timedelta(hours=1)))
    risen, following = after(below, following, NOW + 18 * DAY + timedelta(hours=1), hits=again)
    a_day_later, _ = after(risen, following, NOW + 19 * DAY)

    assert [level(r, "abuse") for r in (below, risen, a_day_later)] == [2, 2, 2]


def test_l3_and_l4_never_fall_by_themselves() -> None:
    inputs = Inputs(at=NOW, hits=(hit("AB2"),))
    years_later, _ = after(rate(RULES, inputs), inputs, NOW + 3000 * DAY)

    assert (level(years_later, "abuse"), score(years_later, "abuse")) == (3, "0.000000")
    assert years_later.overall.level == 3


def test_a_level_does_not_fall_while_the_data_that_held_it_up_is_missing() -> None:
    inputs = Inputs(at=NOW, hits=(hit("HE4"), hit("HE1")), unknown=frozenset({"HE4"}))
    low, following = after(rate(RULES, inputs), inputs, NOW + 60 * DAY)
    kept, following = after(low, following, NOW + 62 * DAY)
    known, _ = after(kept, following, NOW + 62 * DAY, unknown=frozenset())

    assert [level(r, "health") for r in (low, kept, known)] == [2, 2, 0]
    assert kept.dimensions[1].is_kept
    assert kept.dimensions[1].unknown == ("HE4",)


def test_without_any_data_nothing_is_known_which_is_not_the_same_as_safe() -> None:
    blind = RULES.operation_codes("health")
    rating = rated(unknown=blind)
    mostly = rated(unknown=blind - {"HE1", "HE2", "HE3", "HE4"})
    with_a_sign = rated(hit("HE7"), unknown=blind)

    assert [r.dimensions[1].is_known for r in (rating, mostly, with_a_sign)] == [False, True, True]
    assert [r.overall.is_known for r in (rating, mostly, with_a_sign)] == [False, True, True]


# -- what people decide ------------------------------------------------------------------------------------------------


def test_a_set_level_goes_before_the_score_and_the_triggers_that_were_known() -> None:
    inputs = Inputs(at=NOW, hits=(hit("AB2", marks=("place_or_time",), at=NOW - DAY),))
    first = rate(RULES, inputs)
    later = NOW + timedelta(hours=1)
    lowered, following = after(first, inputs, later, overrides=(override("abuse", "set", 1, at=later),))
    ended, _ = after(lowered, following, NOW + 90 * DAY, overrides=())

    assert [level(r, "abuse") for r in (first, lowered, ended)] == [4, 1, 1]
    assert lowered.overall.level == 1
    assert ended.dimensions[5].computed == 1


def test_a_trigger_that_comes_after_a_set_level_beats_it() -> None:
    lowered = Inputs(at=NOW, hits=(hit("SH1", at=NOW - DAY),), overrides=(override("self_harm", "set", 0),))
    again = replace(lowered, at=NOW + DAY, hits=(*lowered.hits, hit("SH1", at=NOW + timedelta(hours=2))))

    assert level(rate(RULES, lowered), "self_harm") == 0
    assert level(rate(RULES, again), "self_harm") == 4


def test_a_hard_trigger_beats_a_ceiling_and_a_score_does_not() -> None:
    by_score = rated(*THEFT, overrides=(override("account_theft", "ceiling", 1),))
    by_trigger = rated(hit("SH1", at=NOW - DAY), overrides=(override("self_harm", "ceiling", 1),))

    assert level(by_score, "account_theft") == 1
    assert level(by_trigger, "self_harm") == 4


def test_a_floor_lifts_and_its_end_lets_go() -> None:
    inputs = Inputs(at=NOW, overrides=(override("fraud", "floor", 3),))
    lifted = rate(RULES, inputs)
    ended, _ = after(lifted, inputs, NOW + DAY, overrides=())

    assert (level(lifted, "fraud"), lifted.overall.level) == (3, 3)
    assert (level(ended, "fraud"), ended.overall.level) == (0, 0)


def test_what_a_person_lowered_does_not_lift_the_whole() -> None:
    rating = rated(*THEFT, hit("AB1"), overrides=(override("account_theft", "set", 0),))

    assert (rating.overall.level, points(rating.overall.score)) == (0, "19.999999")


def test_the_end_of_an_override_gives_the_computed_level_back() -> None:
    inputs = Inputs(at=NOW, hits=THEFT, overrides=(override("account_theft", "set", 1),))
    lowered = rate(RULES, inputs)
    ended, _ = after(lowered, inputs, NOW + 7 * DAY, overrides=())

    assert (level(lowered, "account_theft"), level(ended, "account_theft")) == (1, 2)


def test_an_override_of_the_whole_counts_for_the_whole_alone() -> None:
    rating = rated(hit("AB2"), overrides=(override(OVERALL, "set", 2),))

    assert (level(rating, "abuse"), rating.overall.level) == (3, 2)


# -- properties --------------------------------------------------------------------------------------------------------


def some_hits(dice: random.Random, many: int) -> list[Hit]:
    codes = [rule.code for rule in RULES.signals]
    return [
        hit(
            dice.choice(codes),
            at=NOW - timedelta(minutes=dice.randrange(60 * 24 * 40)),
            strength=dice.randrange(1, 1001),
            ref=str(number),
        )
        for number in range(many)
    ]


@pytest.mark.parametrize("seed", range(60))
def test_another_sign_never_lowers_a_score_and_time_never_raises_one(seed: int) -> None:
    dice = random.Random(seed)
    hits, more = some_hits(dice, 25), some_hits(dice, 26)[-1]
    hits[3:6] = [replace(hits[0], ref=f"r{n}", at=hits[0].at + n * timedelta(hours=9)) for n in range(3)]
    later = NOW + timedelta(minutes=dice.randrange(1, 60 * 24 * 100))

    plain, fuller, aged = rated(*hits), rated(*hits, more), rated(*hits, at=later)

    for before, with_more, when_aged in zip(plain.dimensions, fuller.dimensions, aged.dimensions, strict=True):
        assert with_more.score >= before.score >= when_aged.score
    assert fuller.overall.score >= plain.overall.score >= aged.overall.score


@pytest.mark.parametrize("seed", range(20))
def test_stored_inputs_give_the_same_rating_bit_by_bit_in_whatever_order(seed: int) -> None:
    dice = random.Random(seed)
    hits = some_hits(dice, 30)
    inputs = Inputs(at=NOW, hits=tuple(hits), overrides=(override("fraud", "ceiling", 1),), is_verified_minor=True)
    stored = json.loads(json.dumps(inputs_record(inputs)))
    result = json.loads(json.dumps(rating_record(rate(RULES, inputs))))
    dice.shuffle(stored["hits"])

    assert same_again(RULES, stored, result)
