"""The ladder as pure decisions: the playbooks, the states, when a player may be contacted, who gets no marketing."""

import copy
import json
from datetime import UTC, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from players.engines.interventions import (
    LEVELS,
    OVERALL,
    TARGETS,
    TRANSITIONS,
    InvalidPlaybooks,
    contact_window,
    is_quiet,
    moves_from,
    next_state,
    outcomes_from,
    planned_for,
    read_ladder,
    suppression,
)
from players.enums import Approver, InterventionMove, InterventionState, InterventionWay
from players.queries.playbooks import DATA

RAW = json.loads(DATA.read_text(encoding="utf-8"))
LADDER = read_ladder(RAW)
SHANGHAI, BERLIN = "Asia/Shanghai", "Europe/Berlin"
S, M = InterventionState, InterventionMove
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 -- given a zone here


def local(text: str, zone: str = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def test_every_dimension_and_the_whole_has_a_playbook_at_each_level() -> None:
    assert set(LADDER.playbooks) == {f"{target}-{level}" for target, level in product(TARGETS, LEVELS)}
    assert len(LADDER.playbooks) == 32
    spans = {level: span / timedelta(minutes=1) for level, span in LADDER.due.items()}
    assert spans == {1: 72 * 60, 2: 24 * 60, 3: 4 * 60, 4: 15}


def test_whatever_restricts_or_is_grave_is_approved_by_a_person() -> None:
    by_program = {code for code, one in LADDER.playbooks.items() if one.approver == Approver.DECIDER}

    assert not any(LADDER.playbooks[code].restricts or LADDER.playbooks[code].level > 2 for code in by_program)


def test_nothing_about_health_restricts_anybody() -> None:
    assert not any(one.restricts for one in LADDER.playbooks.values() if one.dimension in {"health", "self_harm"})


def test_who_is_contacted_reads_words_in_both_languages() -> None:
    for one in LADDER.playbooks.values():
        assert (InterventionWay.INSIDE in one.ways) != one.contacts
        assert bool(one.zh.text) == bool(one.en.text) == one.contacts
        assert len(one.zh.steps) == len(one.en.steps) > 0


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda d: d["playbooks"].pop(), "one playbook for each"),
        (lambda d: d["playbooks"].append(d["playbooks"][0]), "one playbook for each"),
        (lambda d: d["due_minutes"].pop("4"), "a span for each level"),
        (lambda d: d["playbooks"][7].update(restricts=True, approver="decider"), "a person has to approve"),
        (lambda d: d["playbooks"][7].update(ways=["inside"]), "stays inside"),
        (lambda d: d["playbooks"][4]["en"].update(text=""), "words are missing"),
        (lambda d: d["playbooks"][4].update(ways=["pigeon"]), "pigeon"),
        (lambda d: d["playbooks"][4].update(level=2), "is about"),
        (lambda d: d.pop("quiet_hours"), "quiet_hours"),
    ],
)
def test_playbooks_that_do_not_fit_together_are_refused(change, word) -> None:  # type: ignore[no-untyped-def]
    data = copy.deepcopy(RAW)
    change(data)

    with pytest.raises(InvalidPlaybooks, match=word):
        read_ladder(data)


@pytest.mark.parametrize(("state", "move"), list(product(InterventionState, InterventionMove)))
def test_each_move_leads_where_the_table_says_or_nowhere(state: InterventionState, move: InterventionMove) -> None:
    allowed = {
        (S.PLANNED, M.APPROVE): S.APPROVED,
        (S.APPROVED, M.SEND): S.SENT,
        (S.SENT, M.ACKNOWLEDGE): S.ACKNOWLEDGED,
        (S.SENT, M.FINISH): S.DONE,
        (S.ACKNOWLEDGED, M.FINISH): S.DONE,
        (S.PLANNED, M.WITHDRAW): S.DONE,
        (S.APPROVED, M.WITHDRAW): S.DONE,
    }
    if (state, move) in allowed:
        assert next_state(state, move) == allowed[state, move]
        assert move in moves_from(state)
    else:
        with pytest.raises(KeyError):
            next_state(state, move)
        assert move not in moves_from(state)


def test_every_state_can_end_and_the_end_is_the_end() -> None:
    assert moves_from(S.DONE) == []
    assert {before for table in TRANSITIONS.values() for before in table} == set(S) - {S.DONE}


def test_who_never_answered_has_not_refused() -> None:
    assert outcomes_from(S.PLANNED, contacts=True) == ()
    assert "refused" not in outcomes_from(S.SENT, contacts=True)
    assert set(outcomes_from(S.ACKNOWLEDGED, contacts=True)) == {"effective", "no_effect", "refused"}
    assert set(outcomes_from(S.SENT, contacts=False)) == {"effective", "no_effect"}


@pytest.mark.parametrize(
    ("at", "next_at"),
    [
        ("2026-12-01T21:59:59", "2026-12-01T21:59:59"),
        ("2026-12-01T22:00:00", "2026-12-02T08:00:00"),
        ("2026-12-01T23:59:59", "2026-12-02T08:00:00"),
        ("2026-12-02T00:00:00", "2026-12-02T08:00:00"),
        ("2026-12-02T07:59:59", "2026-12-02T08:00:00"),
        ("2026-12-02T08:00:00", "2026-12-02T08:00:00"),
    ],
)
def test_nobody_is_contacted_between_ten_and_eight_of_the_games_own_clock(at: str, next_at: str) -> None:
    window = contact_window(LADDER, LADDER.playbook("health", 3), local(at), SHANGHAI, ())

    assert window.next_at == local(next_at)
    assert window.is_open == (at == next_at)
    assert window.reasons == (() if at == next_at else ("quiet_hours",))


@pytest.mark.parametrize("target", TARGETS)
def test_the_gravest_level_has_no_quiet_hours(target: str) -> None:
    assert contact_window(LADDER, LADDER.playbook(target, 4), local("2026-12-01T03:00:00"), SHANGHAI, ()).is_open


def test_the_same_moment_is_night_here_and_day_there() -> None:
    at, playbook = local("2026-12-02T03:00:00"), LADDER.playbook("health", 2)

    assert not contact_window(LADDER, playbook, at, SHANGHAI, ()).is_open
    assert contact_window(LADDER, playbook, at, BERLIN, ()).is_open  # 20:00 there


def test_work_inside_the_house_knows_no_hours_and_no_cap() -> None:
    playbook = LADDER.playbook("escalation", 2)

    assert contact_window(
        LADDER, playbook, local("2026-12-02T03:00:00"), SHANGHAI, [local("2026-12-01T20:00:00")]
    ).is_open


@pytest.mark.parametrize(
    ("at", "next_at", "reasons"),
    [
        ("2026-12-08T09:59:59", "2026-12-08T10:00:00", ("cap",)),
        ("2026-12-08T10:00:00", "2026-12-08T10:00:00", ()),
        ("2026-12-05T23:00:00", "2026-12-08T10:00:00", ("cap",)),
    ],
)
def test_one_health_contact_in_seven_days(at: str, next_at: str, reasons: tuple[str, ...]) -> None:
    contacted = [local("2026-11-20T10:00:00"), local("2026-12-01T10:00:00")]

    window = contact_window(LADDER, LADDER.playbook("health", 2), local(at), SHANGHAI, contacted)

    assert (window.next_at, window.reasons) == (local(next_at), reasons)


def test_the_cap_holds_at_l4_too_unless_a_person_answers_for_it() -> None:
    playbook, at = LADDER.playbook("health", 4), local("2026-12-02T10:00:00")
    contacted = [local("2026-12-01T10:00:00")]

    assert not contact_window(LADDER, playbook, at, SHANGHAI, contacted).is_open
    assert contact_window(LADDER, playbook, at, SHANGHAI, contacted, uncapped=True).is_open


def test_a_cap_that_ends_at_night_ends_in_the_morning() -> None:
    """A colleague reached the player at 23:00 once, at L4; seven days later it is night again."""
    window = contact_window(
        LADDER, LADDER.playbook("health", 2), local("2026-12-03T12:00:00"), SHANGHAI, [local("2026-12-01T23:00:00")]
    )

    assert (window.next_at, window.reasons) == (local("2026-12-09T08:00:00"), ("cap", "quiet_hours"))


def test_other_dimensions_have_no_cap() -> None:
    playbook = LADDER.playbook("account_theft", 2)

    assert contact_window(
        LADDER, playbook, local("2026-12-01T12:00:00"), SHANGHAI, [local("2026-12-01T11:00:00")]
    ).is_open


@given(
    at=moments,
    zone=st.sampled_from([SHANGHAI, BERLIN, "America/New_York", "Asia/Kolkata", "Pacific/Apia", "UTC"]),
    code=st.sampled_from(sorted(LADDER.playbooks)),
    ago=st.lists(st.integers(0, 20 * 24 * 60), max_size=3),
)
def test_the_next_moment_is_always_allowed_itself(at: datetime, zone: str, code: str, ago: list[int]) -> None:
    playbook, contacted = LADDER.playbooks[code], [at - timedelta(minutes=m) for m in ago]

    window = contact_window(LADDER, playbook, at, zone, contacted)
    then = contact_window(LADDER, playbook, window.next_at, zone, contacted)

    assert window.next_at >= at
    assert then.is_open
    assert window.is_open == (not window.reasons)
    if playbook.contacts:
        assert not is_quiet(window.next_at, zone, playbook.level, LADDER.quiet)
        assert window.next_at - at <= timedelta(days=7, hours=11)


def test_one_rise_is_planned_once() -> None:
    assert planned_for({OVERALL: (0, 3), "health": (0, 3), "abuse": (1, 2)}) == {"health": 3, "abuse": 2}
    assert planned_for({OVERALL: (2, 3), "health": (2, 2), "abuse": (0, 2)}) == {"abuse": 2, OVERALL: 3}
    assert planned_for({OVERALL: (3, 2), "health": (3, 2)}) == {}
    assert planned_for({OVERALL: (0, 0), "fraud": (0, 0)}) == {}


@given(st.dictionaries(st.sampled_from(TARGETS), st.tuples(st.integers(0, 4), st.integers(0, 4))))
def test_only_what_rose_is_planned_at_the_level_it_reached(rises: dict[str, tuple[int, int]]) -> None:
    for name, level in planned_for(rises).items():
        assert rises[name][1] == level > rises[name][0]


@pytest.mark.parametrize(
    ("band", "level", "levels", "consent", "reasons"),
    [
        ("adult", 0, {}, True, ()),
        ("adult", 1, {"health": 1}, True, ()),
        ("adult", 2, {}, True, ("risk_level",)),
        ("adult", 0, {"abuse": 2}, True, ("risk_level",)),
        ("16_17", 0, {}, True, ("minor",)),
        ("u8", 4, {"minor": 4}, False, ("minor", "risk_level", "no_consent")),
        ("unknown", 0, {}, True, ("age_unknown",)),
        ("adult", 0, {}, False, ("no_consent",)),
    ],
)
def test_who_gets_no_marketing(
    band: str,
    level: int,
    levels: dict[str, int],
    consent: bool,
    reasons: tuple[str, ...],
) -> None:
    verdict = suppression(band, level, levels, has_consent=consent)

    assert (verdict.reasons, verdict.is_allowed) == (reasons, not reasons)
