"""How good the rules are on the labelled messages. The floors are what was measured, less a little."""

import sys

import pytest

from tickets.classifiers.rules.evaluate import Labelled, evaluate, labelled_messages, table


def test_the_labelled_messages_cover_all_first_levels_in_both_languages() -> None:
    messages = labelled_messages()

    assert len(messages) >= 400
    assert len({message.category[:2] for message in messages}) == 19
    assert sum(message.text.isascii() for message in messages) >= 150


def test_the_rules_are_as_good_as_they_were(capsys: pytest.CaptureFixture[str]) -> None:
    report = evaluate(labelled_messages())

    with capsys.disabled():
        sys.stdout.write(f"\n{table(report)}\n")
    assert report.first_level >= 0.94
    assert report.second_level >= 0.92
    assert report.among_three >= 0.97
    assert report.confident >= 0.68
    assert report.right_when_confident >= 0.97
    assert min(line.recall for line in report.lines) >= 0.75


def test_the_report_counts() -> None:
    report = evaluate([Labelled("AC-02", "账号被盗了"), Labelled("PY-01", "账号被盗了")])

    lines = {line.category: line for line in report.lines}
    assert (report.size, report.first_level, report.second_level) == (2, 0.5, 0.5)
    assert (lines["AC"].there, lines["AC"].guessed, lines["AC"].precision, lines["AC"].recall) == (1, 2, 0.5, 1.0)
    assert (lines["PY"].precision, lines["PY"].recall) == (0.0, 0.0)
    assert table(report).splitlines()[0].startswith("2 messages · first level 50.0%")


def test_nothing_to_count_is_no_error() -> None:
    assert evaluate([]).first_level == 0.0
