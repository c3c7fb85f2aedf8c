"""Who should have a ticket, over plain values."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.engines.routing import Candidate, Matter, Need, Patience, fit, rank

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
PATIENCE = Patience(level=300, skill=900, language=1800)
MATTER = Matter(
    group=1,
    group_code="FL",
    game=7,
    language="en",
    needs=(Need(5, 2, "支付", "Payments"),),
    waited=0,
    patience=PATIENCE,
)
AGENT = Candidate(
    id=1,
    name="林夏",
    groups=frozenset({1}),
    games=None,
    languages=frozenset({"zh-Hans", "en"}),
    skills={5: 2},
    active=2,
    capacity=8,
)


def codes(found):
    return [reason.code for reason in found.reasons]


def test_who_fits_is_told_why():
    found = fit(AGENT, replace(MATTER, waited=241.7))

    assert found.waivers == 0
    assert found.as_json() == [
        {"code": "group", "group": "FL"},
        {"code": "language", "language": "en"},
        {"code": "skill", "zh": "支付", "en": "Payments", "level": 2},
        {"code": "load", "active": 3, "capacity": 8},
        {"code": "waited", "seconds": 241},
    ]


@pytest.mark.parametrize(
    "lacking",
    [
        {"groups": frozenset({2})},
        {"groups": frozenset()},
        {"games": frozenset({8})},
        {"languages": frozenset({"zh-Hans"})},
        {"skills": {}},
        {"skills": {5: 1}},
        {"skills": {6: 3}},
    ],
)
def test_who_lacks_one_thing_does_not_fit_at_first(lacking):
    assert fit(replace(AGENT, **lacking), MATTER) is None


@pytest.mark.parametrize("lacking", [{"groups": frozenset({2})}, {"games": frozenset({8})}])
def test_group_and_game_are_never_waived(lacking):
    assert fit(replace(AGENT, **lacking), replace(MATTER, waited=10**9)) is None


@pytest.mark.parametrize(
    ("lacking", "after", "code"),
    [
        ({"skills": {5: 1}}, 300, "level_waived"),
        ({"skills": {}}, 900, "skill_waived"),
        ({"languages": frozenset({"zh-Hans"})}, 1800, "language_waived"),
    ],
)
def test_a_wish_is_waived_at_its_span_and_not_a_second_before(lacking, after, code):
    candidate = replace(AGENT, **lacking)

    assert fit(candidate, replace(MATTER, waited=after - 1)) is None
    assert code in codes(fit(candidate, replace(MATTER, waited=after)))


def test_a_language_that_nobody_knows_is_no_wish():
    assert "language" not in codes(fit(replace(AGENT, languages=frozenset()), replace(MATTER, language="und")))


def test_the_smallest_part_of_the_capacity_comes_first():
    half, third = replace(AGENT, id=1, active=4, capacity=8), replace(AGENT, id=2, active=1, capacity=3)

    assert [found.candidate.id for found in rank([half, third], MATTER)] == [2, 1]


def test_among_equals_who_was_given_nothing_for_longest_comes_first_and_who_never_was_before_all():
    late, early, never = (
        replace(AGENT, id=1, given_at=NOON),
        replace(AGENT, id=2, given_at=NOON - timedelta(minutes=1)),
        replace(AGENT, id=3, given_at=None),
    )

    assert [found.candidate.id for found in rank([late, early, never], MATTER)] == [3, 2, 1]


def test_who_fits_whole_comes_before_who_fits_by_patience_however_free():
    whole, waived = replace(AGENT, id=1, active=7), replace(AGENT, id=2, active=0, skills={})

    assert [found.candidate.id for found in rank([waived, whole], replace(MATTER, waited=900))] == [1, 2]


@pytest.mark.parametrize(("active", "capacity"), [(8, 8), (9, 8), (0, 0)])
def test_who_has_no_room_is_given_nothing(active, capacity):
    assert rank([replace(AGENT, active=active, capacity=capacity)], MATTER) == []


people = st.builds(
    Candidate,
    id=st.integers(1, 9),
    name=st.just(""),
    groups=st.frozensets(st.integers(1, 2)),
    games=st.none() | st.frozensets(st.integers(7, 8)),
    languages=st.frozensets(st.sampled_from(["zh-Hans", "en"])),
    skills=st.dictionaries(st.integers(5, 6), st.integers(1, 3)),
    active=st.integers(0, 9),
    capacity=st.integers(0, 9),
    given_at=st.none() | st.integers(0, 99).map(lambda n: NOON + timedelta(seconds=n)),
)
matters = st.builds(
    Matter,
    group=st.integers(1, 2),
    group_code=st.just("FL"),
    game=st.integers(7, 8),
    language=st.sampled_from(["zh-Hans", "en", "und"]),
    needs=st.lists(st.builds(Need, st.integers(5, 6), st.integers(1, 3)), max_size=2).map(tuple),
    waited=st.sampled_from([0, 299, 300, 899, 900, 1799, 1800, 10**6]),
    patience=st.just(PATIENCE),
)


@given(st.lists(people, max_size=6), matters)
def test_a_ranking_holds_only_who_may_and_can_and_is_in_order(candidates, matter):
    order = rank(candidates, matter)

    for found in order:
        own = found.candidate
        assert own.active < own.capacity
        assert matter.group in own.groups
        assert own.games is None or matter.game in own.games
    keys = [(found.waivers, found.candidate.active / found.candidate.capacity) for found in order]
    assert keys == sorted(keys)


@given(people, matters, st.integers(0, 10**7))
def test_patience_only_ever_lets_more_people_in(candidate, matter, more):
    if fit(candidate, matter) is not None:
        assert fit(candidate, replace(matter, waited=matter.waited + more)) is not None


@given(st.lists(people, max_size=6), matters)
def test_the_order_in_which_people_are_named_changes_nothing(candidates, matter):
    unique = list({found.id: found for found in candidates}.values())

    ways = (rank(unique, matter), rank(reversed(unique), matter))

    assert ways[0] == ways[1]
