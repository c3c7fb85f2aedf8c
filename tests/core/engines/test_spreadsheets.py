"""Cells that a spreadsheet would run are texts."""

import pytest

from core.engines.spreadsheets import csv_lines, safe_cell


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1+1", "\u3000=1"])
def test_what_could_be_a_formula_gets_an_apostrophe(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize(("value", "cell"), [("青衫", "青衫"), (5, "5"), (None, ""), ("a=b", "a=b"), ("", "")])
def test_what_is_none_stays_as_it_is(value: object, cell: str) -> None:
    assert safe_cell(value) == cell


def test_lines_are_quoted_where_they_must_be() -> None:
    assert list(csv_lines(["a", "b"], [['x,"y"', "=1"]])) == ["\ufeffa,b\r\n", '"x,""y""",\'=1\r\n']
