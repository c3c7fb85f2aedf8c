"""How moments and spans are said, in both languages, by the house's own clock."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from core import clock
from core.templatetags import clocks

NOW = datetime(2026, 11, 20, 12, 8, tzinfo=UTC)  # 20:08 in Shanghai


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (0, "00:00", "00:00"),
        (252, "04:12", "04:12"),
        (3599, "59:59", "59:59"),
        (6120, "1 时 42 分", "1 h 42 min"),
        (183_600, "2 天 3 时", "2 d 3 h"),
        (-5, "00:00", "00:00"),
    ],
)
def test_a_span_is_as_short_as_it_can_be_read(seconds: int, zh: str, en: str) -> None:
    with translation.override("zh-hans"):
        chinese = clocks.span_text(seconds)
    with translation.override("en"):
        english = clocks.span_text(seconds)

    assert (chinese, english) == (zh, en)


@pytest.mark.parametrize(
    ("away", "zh", "en"),
    [
        (timedelta(seconds=20), "刚刚", "just now"),
        (timedelta(minutes=3), "3 分钟前", "3 min ago"),
        (timedelta(hours=5, minutes=59), "5 小时前", "5 h ago"),
        (timedelta(days=2), "2 天前", "2 d ago"),
        (timedelta(days=9), "11 月 11 日", "11 Nov"),
        (timedelta(days=400), "2025 年 10 月 16 日", "16 Oct 2025"),
        (-timedelta(minutes=30), "30 分钟后", "in 30 min"),
        (-timedelta(minutes=59, seconds=31), "1 小时后", "in 1 h"),
        (-timedelta(hours=3, minutes=59, seconds=40), "4 小时后", "in 4 h"),
        (-timedelta(hours=3, minutes=50), "3 小时 50 分钟后", "in 3 h 50 min"),
    ],
)
def test_a_moment_is_told_from_now_and_from_a_week_on_by_its_date(away: timedelta, zh: str, en: str) -> None:
    with clock.frozen(NOW):
        with translation.override("zh-hans"):
            chinese = clocks.ago_text(NOW - away)
        with translation.override("en"):
            english = clocks.ago_text(NOW - away)

    assert (chinese, english) == (zh, en)


@pytest.mark.parametrize(
    ("at", "zh"),
    [
        (NOW, "20:08"),
        (NOW - timedelta(days=1), "昨天 20:08"),
        (NOW + timedelta(hours=5), "明天 01:08"),
        (NOW - timedelta(days=2), "11 月 18 日 20:08"),
    ],
)
def test_a_minute_stands_alone_only_today(at: datetime, zh: str) -> None:
    with clock.frozen(NOW), translation.override("zh-hans"):
        assert clocks.moment_text(at) == zh


@pytest.mark.parametrize(("days", "said"), [(1, "in 1 day"), (2, "in 2 days"), (6, "in 6 days")])
def test_a_day_that_comes_is_said_in_whole_words(days: int, said: str) -> None:
    with clock.frozen(NOW), translation.override("en"):
        assert clocks.ago_text(NOW + timedelta(days=days)) == said


@pytest.mark.parametrize(
    ("state", "due_in", "since", "kind", "look"),
    [
        ("running", 1000, 500, "", "ok"),
        ("running", 250, 750, "", "soon"),
        ("running", 1000, 500, "promise", "promise"),
        ("running", 100, 900, "promise", "soon"),
        ("running", -1, 900, "", "over"),
        ("breached", -1, 900, "", "over"),
        ("paused", 1000, 500, "", "paused"),
        ("met", 1000, 500, "", "met"),
    ],
)
def test_a_clock_asks_for_attention_from_a_quarter_of_its_time_on(
    state: str, due_in: int, since: int, kind: str, look: str
) -> None:
    with clock.frozen(NOW):
        shown = clocks.look_of(state, NOW + timedelta(seconds=due_in), NOW - timedelta(seconds=since), kind)

    assert shown == look


def test_the_scripts_have_every_word_that_the_server_says() -> None:
    said = {
        "now",
        "minutes_ago",
        "hours_ago",
        "days_ago",
        "in_minutes",
        "in_hours",
        "in_hours_minutes",
        "hours",
        "days",
        "over",
    }

    assert said <= set(clocks.SCRIPT_WORDS)
