"""What is found about play at a moment, and when somebody looks again."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from players.engines.law import Limit
from players.engines.play_facts import Stretch, Subject, Usage
from players.engines.watch import THIS, Law, Look, Stretched, look
from players.enums import AlertKind, RealNameStatus
from tests.factories.law import ACCOUNT, GAME, local, published, rules_of, subject

CN = Law("CN", rules_of("CN"), published)
VN = Law("VN", rules_of("VN"), published)
HANOI = "Asia/Ho_Chi_Minh"
WINDOW = "CN-2021-WINDOW"


def looked(
    start: datetime, at: datetime, who: Subject | None = None, law: Law = CN, *, usage: Usage | None = None
) -> Look:
    who, played = who or subject(), usage or Usage()

    def limits(moment: datetime) -> Sequence[Limit]:
        return law.limits(who, moment, played)

    return look(Stretched(start), at, who, law, limits)  # type: ignore[arg-type]


def kinds(found: Look) -> list[str]:
    return [finding.kind for finding in found.findings]


def test_a_child_in_the_window_is_looked_at_fifteen_minutes_before_its_end() -> None:
    found = looked(local("2026-12-04T20:00:00"), local("2026-12-04T20:00:00"))

    assert (found.findings, found.again_at) == ((), local("2026-12-04T20:45:00"))


def test_the_reminder_comes_at_a_quarter_to_nine_and_the_stop_at_nine() -> None:
    start = local("2026-12-04T20:10:00")

    before = looked(start, local("2026-12-04T20:45:00"))
    after = looked(start, local("2026-12-04T21:00:00"))

    assert [(f.kind, f.rule, f.cause_at) for f in before.findings] == [
        (AlertKind.ENDS_SOON, "CN-REMINDER", local("2026-12-04T20:45:00"))
    ]
    assert before.again_at == local("2026-12-04T21:00:00")
    assert [(f.kind, f.rule, f.cause_at) for f in after.findings] == [
        (AlertKind.OUTSIDE_WINDOW, WINDOW, local("2026-12-04T21:00:00"))
    ]


def test_who_begins_within_the_last_minutes_is_reminded_at_once() -> None:
    start = local("2026-12-04T20:50:00")

    (finding,) = looked(start, start).findings

    assert (finding.kind, finding.cause_at) == (AlertKind.ENDS_SOON, start)


def test_play_outside_the_window_is_a_cause_from_its_beginning_on() -> None:
    start = local("2026-12-02T12:00:00")

    (finding,) = looked(start, local("2026-12-02T12:30:00")).findings

    assert (finding.kind, finding.occurrence, finding.cause_at) == (AlertKind.OUTSIDE_WINDOW, THIS, start)


def test_a_look_that_comes_late_says_when_the_window_ended() -> None:
    (finding,) = looked(local("2026-12-04T20:10:00"), local("2026-12-04T22:17:00")).findings

    assert finding.cause_at == local("2026-12-04T21:00:00")


def test_play_without_a_name_is_one_cause() -> None:
    start = local("2026-12-04T20:10:00")
    guest = subject(None, is_guest=True, real_name=RealNameStatus.NONE)

    assert kinds(looked(start, start, guest)) == [AlertKind.UNVERIFIED]
    assert kinds(looked(start, start, subject("1990-01-01", real_name=RealNameStatus.NONE))) == [AlertKind.UNVERIFIED]


def test_minutes_that_are_used_up_are_one_cause_a_day() -> None:
    start = local("2026-03-02T08:00:00", HANOI)
    usage = Usage((Stretch(ACCOUNT, GAME, start, start + timedelta(minutes=60)),))

    found = looked(start, start + timedelta(minutes=60), law=VN, usage=usage)

    assert [(f.kind, f.rule, f.occurrence) for f in found.findings] == [
        (AlertKind.OVER_MINUTES, "VN-GAME-MINUTES", f"{THIS}:2026-03-02")
    ]
    assert found.findings[0].cause_at == start + timedelta(minutes=60)


def test_the_warning_of_vietnam_comes_every_half_hour_and_missed_ones_are_not_made_up_for() -> None:
    start = local("2026-03-02T08:00:00", HANOI)
    adult = subject("1990-01-01")

    assert looked(start, start + timedelta(minutes=29), adult, VN).findings == ()
    assert [f.occurrence for f in looked(start, start + timedelta(minutes=30), adult, VN).findings] == [f"{THIS}:1"]
    late = looked(start, start + timedelta(minutes=100), adult, VN)
    assert [(f.occurrence, f.facts) for f in late.findings] == [(f"{THIS}:3", {"minutes": 90})]
    assert late.again_at == start + timedelta(minutes=120)


@pytest.mark.parametrize(("minutes", "found"), [(299, []), (300, [AlertKind.LONG_SESSION])])
def test_five_hours_in_one_go_are_long(minutes: int, found: list[str]) -> None:
    start = local("2026-12-02T09:00:00")

    assert kinds(looked(start, start + timedelta(minutes=minutes), subject("1990-01-01"))) == found


@pytest.mark.parametrize(
    ("start", "at", "found"),
    [
        ("2026-12-01T23:30:00", "2026-12-02T00:59:59", []),
        ("2026-12-01T23:30:00", "2026-12-02T01:00:00", [AlertKind.NIGHT_PLAY]),
        ("2026-12-02T04:30:00", "2026-12-02T05:30:00", [AlertKind.NIGHT_PLAY]),
        ("2026-12-02T05:30:00", "2026-12-02T07:30:00", []),
    ],
)
def test_an_hour_between_midnight_and_six_is_night_play(start: str, at: str, found: list[str]) -> None:
    looking = looked(local(start), local(at), subject("1990-01-01"))

    assert kinds(looking) == found
    assert all(finding.occurrence == "2026-12-02" for finding in looking.findings)


starts = st.integers(0, 14 * 24 * 60).map(lambda n: local("2026-11-25T00:00:00") + timedelta(minutes=n))


@settings(deadline=None)
@given(starts, st.integers(0, 600), st.sampled_from(["2012-05-20", "1990-01-01"]))
def test_looking_when_told_to_finds_whatever_looking_each_minute_finds(
    start: datetime, minutes: int, born: str
) -> None:
    who, end = subject(born), start + timedelta(minutes=minutes)

    def names(at: datetime) -> set[tuple[str, str, str]]:
        return {(f.kind, f.rule, f.occurrence) for f in looked(start, at, who).findings}

    stops = {AlertKind.OUTSIDE_WINDOW, AlertKind.UNVERIFIED}
    each_minute: set[tuple[str, str, str]] = set()
    for n in range(minutes + 1):
        each_minute |= names(start + timedelta(minutes=n))
        if {kind for kind, _rule, _name in each_minute} & stops:
            break  # who plays on against the law is not asked to rest as well
    when_told, at = set[tuple[str, str, str]](), start
    while at <= end:
        when_told |= names(at)
        at = looked(start, at, who).again_at
    assert when_told == each_minute
