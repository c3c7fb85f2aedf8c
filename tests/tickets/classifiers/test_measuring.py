"""How good the rules are on the messages they were tuned on, and that counting counts; floors: measured, less some."""

import sys

import pytest

from tickets.classifiers.measuring import Labelled, evaluate, labelled_messages, table
from tickets.classifiers.rules import classify


def test_the_labelled_messages_cover_all_first_levels_in_both_languages() -> None:
    messages = labelled_messages()

    assert len(messages) >= 400
    assert len({message.category[:2] for message in messages}) == 19
    assert sum(message.language == "en" for message in messages) >= 150


def test_the_rules_are_as_good_as_they_were(capsys: pytest.CaptureFixture[str]) -> None:
    report = evaluate(labelled_messages(), classify)

    with capsys.disabled():
        sys.stdout.write(f"\n{table(report)}\n")
    assert report.whole.first_level >= 0.94
    assert report.whole.second_level >= 0.92
    assert report.whole.among_three >= 0.97
    assert report.confident >= 0.68
    assert report.right_when_confident >= 0.97
    assert min(line.recall for line in report.lines) >= 0.75


def test_the_report_counts() -> None:
    messages = [Labelled("AC-02", "账号被盗了", "zh-Hans"), Labelled("PY-01", "账号被盗了", "zh-Hans", is_hard=True)]

    report = evaluate(messages, classify)

    lines = {line.category: line for line in report.lines}
    seconds = {line.category: line for line in report.second_lines}
    assert (report.whole.size, report.whole.first_level, report.whole.second_level) == (2, 0.5, 0.5)
    assert (report.parts["hard"].size, report.parts["hard"].first_level, report.parts["en"].size) == (1, 0.0, 0)
    assert (lines["AC"].there, lines["AC"].guessed, lines["AC"].precision, lines["AC"].recall) == (1, 2, 0.5, 1.0)
    assert (lines["PY"].precision, lines["PY"].recall) == (0.0, 0.0)
    assert (seconds["AC-02"].right, seconds["PY-01"].there) == (1, 1)
    assert table(report).splitlines()[1].split() == ["all", "2", "50.0%", "50.0%", "50.0%"]


def test_danger_and_its_false_alarms_are_counted_apart() -> None:
    messages = [
        Labelled("SF-01", "我不想活了"),
        Labelled("SF-01", "今天的活动几点开始"),
        Labelled("NT-01", "卡死了，气死我了", is_near_danger=True),
    ]

    report = evaluate(messages, classify)

    assert (report.danger_there, report.danger_found) == (2, 0.5)
    assert (report.false_alarms, report.idiom_alarms) == (0.0, 0.0)


def test_nothing_to_count_is_no_error() -> None:
    assert evaluate([], classify).whole.first_level == 0.0
