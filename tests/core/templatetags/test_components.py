"""The small parts: what they say to eyes and ears, and that nobody's name becomes markup."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template import engines
from django.utils import translation

from core import clock

NOW = datetime(2026, 11, 20, 12, 8, tzinfo=UTC)
EVIL = '"><img src=x onerror=alert(1)>'


def render(source: str, **context: object) -> str:
    loaded = "{% load components clocks lines figures pages %}" + source
    return engines["django"].from_string(loaded).render(context)


def test_an_icon_is_drawn_inline_and_silent() -> None:
    svg = render('{% icon "inbox" 14 %}')

    assert svg.startswith("<svg")
    assert 'class="i i-14"' in svg
    assert 'aria-hidden="true"' in svg
    assert 'stroke-width="1.75"' in svg


@pytest.mark.parametrize(
    "tag",
    [
        "{% avatar evil evil 28 label=evil %}",
        '{% chip evil kind="line" %}',
        '{% channel "web" evil %}',
        '{% status_chip "open" evil %}',
        '{% sla_chip "met" text=evil label=evil %}',
        "{% tier evil %}",
        "{% risk 2 evil %}",
        "{% meter 5 label=evil %}",
        "{% figure 5 evil %}",
        '{% include "components/message.html" with side="player" name=evil body=evil at=now %}',
        '{% include "components/empty.html" with title=evil text=evil %}',
        '{% include "components/banner.html" with text=evil %}',
        '{% include "components/event.html" with icon_name="clock" text=evil at=now %}',
    ],
)
def test_a_word_that_a_person_typed_never_becomes_markup(tag: str) -> None:
    html = render(tag, evil=EVIL, now=NOW)

    assert "<img" not in html
    assert "&lt;img" in html


def test_a_person_always_has_the_same_tint_and_shows_a_letter_of_the_name() -> None:
    first, again = render('{% avatar "林夏" 7 %}'), render('{% avatar "林夏" 7 %}')

    assert first == again
    assert ">林</span>" in first


def test_a_number_with_its_kind_is_the_key_that_a_conversation_has() -> None:
    assert render('{% avatar "林夏" 7 kind="agent" %}') == render('{% avatar "林夏" "agent7" %}')
    assert render('{% avatar "林夏" 7 kind="agent" %}') != render('{% avatar "林夏" 7 %}')


@pytest.mark.parametrize(("name", "letter"), [("\u202e\u200bmira", "M"), ("", "?"), ("  ", "?"), ("🐱猫", "🐱")])
def test_a_name_of_marks_and_blanks_still_has_a_face(name: str, letter: str) -> None:
    assert render("{% avatar name 1 %}", name=name).endswith(f">{letter}</span>")


def test_priority_is_told_by_bars_and_by_word() -> None:
    lit = [render(f"{{% prio {rank} %}}").count('class="on"') for rank in range(1, 5)]

    assert lit == [4, 3, 2, 1]
    assert 'class="vh">P2' in render("{% prio 2 bare=True %}")


def test_a_running_clock_carries_what_the_script_needs_to_go_on() -> None:
    with clock.frozen(NOW), translation.override("zh-hans"):
        chip = render(
            '{% sla_chip "running" due_at=due from_at=since label="回复" %}',
            due=NOW + timedelta(seconds=252),
            since=NOW - timedelta(seconds=648),
        )

    assert 'data-state="ok"' in chip
    assert 'data-due="2026-11-20T12:12:12Z"' in chip
    assert 'data-from="2026-11-20T11:57:12Z"' in chip
    assert 'title="回复，2026-11-20 20:12:12 (UTC+8) 到期"' in chip
    assert '<span class="sla__t">回复 04:12</span>' in chip
    assert 'width="28.0"' in chip


def test_an_overdue_clock_says_so_in_words_and_has_no_line() -> None:
    with clock.frozen(NOW), translation.override("zh-hans"):
        chip = render('{% sla_chip "breached" due_at=due %}', due=NOW - timedelta(seconds=192))

    assert "超时 03:12" in chip
    assert "sla__line" not in chip


def test_a_cancelled_clock_is_not_shown() -> None:
    assert render('{% sla_chip "cancelled" %}') == ""


def test_a_rate_shows_how_sure_it_is() -> None:
    html = render("{% percent 0.912 n=1240 low=0.895 high=0.926 %}")

    assert "91 %" in html
    assert "90–93 %" in html  # 89.5 rounds to even
    assert "n = 1,240" in html


def test_the_present_step_is_marked_for_ears_too() -> None:
    steps = [{"label": "接收", "state": "done"}, {"label": "解答", "state": "now"}, {"label": "归档", "state": "idle"}]

    html = render("{% steps_line steps %}", steps=steps)

    assert html.count("<li") == 3
    assert html.count('aria-current="step"') == 1


def test_a_promise_that_has_passed_ends_in_a_diamond() -> None:
    with clock.frozen(NOW):
        running = render("{% promise_line a b %}", a=NOW - timedelta(minutes=4), b=NOW + timedelta(minutes=26))
        over = render("{% promise_line a b %}", a=NOW - timedelta(minutes=40), b=NOW - timedelta(minutes=1))

    assert ('cx="13.33%"' in running, "n-over" in running) == (True, False)
    assert ('cx="100.00%"' in over, "n-over" in over) == (True, True)


def test_words_for_scripts_are_data_in_the_readers_language() -> None:
    with translation.override("zh-hans"):
        html = render("{% js_words %}")

    assert html.startswith('<script id="words" type="application/json">')
    assert "\\u521a\\u521a" in html or "刚刚" in html


@pytest.mark.parametrize(
    ("language", "label", "between"),
    [("en", "Game", ": "), ("en", "What happened?", " "), ("zh-hans", "游戏", "："), ("zh-hans", "遇到了什么？", "")],
)
def test_no_colon_stands_after_a_question_mark(language: str, label: str, between: str) -> None:
    with translation.override(language):
        assert render("{{ label|colon }}.", label=label) == f"{between}."


def test_single_letters_of_a_key_are_capitals() -> None:
    assert ">Ctrl K<" in render('{% keys "Mod+k" %}')
