"""The week of a service calendar as a person writes it."""

from typing import Any

import pytest
from django.utils import translation

from escalation.forms.settings import CalendarForm, DayForm
from escalation.models import ServiceCalendar

WORKDAYS = ["09:00-21:00"] * 5 + ["", ""]


def form_of(lines: list[str], present: ServiceCalendar | None = None) -> CalendarForm:
    week = {f"week_{day}": line for day, line in enumerate(lines)}
    names = {"code": "c", "name_zh": "日历", "name_en": "Calendar", "zone": "Asia/Shanghai", "country": "CN"}
    return CalendarForm(names | week, instance=present)


def week_of(lines: list[str]) -> Any:
    return form_of(lines).fields["week"].clean(lines)


def errors_of(lines: list[str]) -> list[str]:
    return [str(text) for text in form_of(lines).errors.get("week", [])]


@pytest.fixture(autouse=True)
def _unique(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the table says to a code is no matter of these tests, which need no database."""
    monkeypatch.setattr(CalendarForm, "_post_clean", lambda _form: None)


@pytest.mark.parametrize(
    ("line", "windows"),
    [
        ("09:00-12:00, 13:00-18:00", ["09:00-12:00", "13:00-18:00"]),
        ("9:00 - 12:30", ["9:00 - 12:30"]),
        ("22:00-06:00", ["22:00-06:00"]),
        ("00:00-24:00", ["00:00-24:00"]),
        ("10:00-16:00, 12:00-18:00", ["10:00-16:00", "12:00-18:00"]),
        ("09：00—12：00，13：00～18：00", ["09:00-12:00", "13:00-18:00"]),
        ("  ", []),
        ("", []),
    ],
)
def test_a_line_is_read_as_a_person_writes_it(line: str, windows: list[str]) -> None:
    assert week_of([line, *WORKDAYS[1:]])[0] == windows


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("soon", "Monday: “soon” cannot be read. Please write times such as 09:00-12:00."),
        ("09:00", "Monday: “09:00” cannot be read. Please write times such as 09:00-12:00."),
        ("09:00-25:00", "Monday: “09:00-25:00” names a time that does not exist. A day goes from 00:00 to 24:00."),
        ("09:75-10:00", "Monday: “09:75-10:00” names a time that does not exist. A day goes from 00:00 to 24:00."),
        ("09:00-09:00", "Monday: “09:00-09:00” has no length. The whole day is 00:00-24:00."),
        ("24:00-06:00", "Monday: “24:00-06:00” begins at 24:00. That is 00:00 of the next day; please write it there."),
        ("100%", "Monday: “100%” cannot be read. Please write times such as 09:00-12:00."),
    ],
)
def test_a_line_that_cannot_be_read_says_the_day_and_why(line: str, said: str) -> None:
    with translation.override("en"):
        assert errors_of([line, *WORKDAYS[1:]]) == [said]


def test_each_day_says_its_own_mistake_in_the_readers_language() -> None:
    with translation.override("zh-hans"):
        errors = errors_of(["x", "09:00-18:00", "y", *WORKDAYS[3:]])

    assert errors == [
        "星期一：看不懂“x”，请写成 09:00-12:00 这样。",
        "星期三：看不懂“y”，请写成 09:00-12:00 这样。",
    ]


def test_a_week_that_never_opens_is_refused() -> None:
    with translation.override("en"):
        assert errors_of([""] * 7) == ["Please give opening hours on at least one day of the week."]


def test_after_a_mistake_everything_stands_as_it_was_typed_and_the_day_is_marked() -> None:
    form = form_of(["09：00—12：00 ", "soon<b>", *WORKDAYS[2:]])
    assert form.errors

    html = str(form["week"])
    inputs = [line for line in html.splitlines() if "<input" in line]
    assert 'value="09：00—12：00 "' in inputs[0]
    assert 'value="soon&lt;b&gt;"' in inputs[1]
    assert ["aria-invalid" in line for line in inputs] == [False, True, False, False, False, False, False]


def test_a_kept_week_is_shown_as_lines_and_is_no_change_when_sent_back() -> None:
    week = [["09:00-12:00", "13:00-18:00"], ["22:00-06:00"], [], [], [], [], ["9:0-10:00"]]
    kept = ServiceCalendar(code="c", name_zh="日历", name_en="Calendar", country="CN", week=week)
    shown = ["09:00-12:00, 13:00-18:00", "22:00-06:00", "", "", "", "", "9:0-10:00"]

    html = str(CalendarForm(instance=kept)["week"])
    back, other = form_of(shown, kept), form_of(["09:00-12:00", *shown[1:]], kept)

    assert all(f'value="{line}"' in html for line in shown)
    assert (back.changed_data, back.errors) == ([], {})
    assert back.cleaned_data["week"] == week
    assert other.changed_data == ["week"]


def test_the_hours_of_a_special_day_are_a_line_too() -> None:
    given = {"on": "2026-12-24", "rule": "special", "windows": "10:00-12:00、13:00-16:00"}
    form, wrong = DayForm(given), DayForm(given | {"windows": "x"})

    assert (form.errors, form.cleaned_data["windows"]) == ({}, ["10:00-12:00", "13:00-16:00"])
    assert "windows" in wrong.errors
