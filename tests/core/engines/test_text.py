"""What people type, judged before it is stored or shown."""

import pytest

from core.engines.text import is_blank, is_storable, plain_line


@pytest.mark.parametrize(
    "text", ["", " ", "\u3000", "\u200b", "\u00ad\u2060\ufeff", "\n\t", "\u3164\u2800", "\u202e", "\u0301"]
)
def test_what_nobody_sees_is_blank(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", ["a", " 。", "👩‍👩‍👧‍👦", "é", "ع", "\u200b1"])
def test_what_can_be_read_is_not_blank(text: str) -> None:
    assert not is_blank(text)


def test_nul_and_half_characters_cannot_be_stored() -> None:
    assert [is_storable(text) for text in ("ok 👩", "\x00", "a\ud800b", "\udfff")] == [True, False, False, False]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  a \n b\t c ", "a b c"),
        ("\u202eabc\u2066", "abc"),
        ("a\u200bb\u00adc\ufeff", "abc"),
        ("a\x1b[31mb\u2028c", "a [31mb c"),
        ("👩‍👩‍👧‍👦 مرحبا שלום", "👩‍👩‍👧‍👦 مرحبا שלום"),
    ],
)
def test_a_line_cannot_turn_or_break_what_stands_around_it(text: str, line: str) -> None:
    assert plain_line(text) == line
