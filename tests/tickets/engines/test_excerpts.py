"""The words around a hit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.engines.excerpts import LENGTH, excerpt, stands_in
from tickets.engines.search_text import Phrase


def asked_for(asked: str) -> list[Phrase]:
    return [Phrase(word, is_open=True) for word in asked.split()]


def said(text: str, asked: str) -> list[tuple[str, bool]]:
    return [(piece.text, piece.is_hit) for piece in excerpt(text, asked_for(asked))]


def test_hits_are_marked_where_they_stand():
    assert said("我的账号被盗了", "被盗") == [("我的账号", False), ("被盗", True), ("了", False)]
    assert said("Error code E-4402", "error 4402") == [("Error", True), (" code E-", False), ("4402", True)]


@pytest.mark.parametrize(
    ("text", "asked", "marked"),
    [
        ("我的帳號没了", "账号", "帳號"),
        ("订单 ＧＰ-88213 没到", "gp88213", "ＧＰ-88213"),
        ("CAFÉ closed", "cafe", "CAFÉ"),
        ("uid77001", "77001", "77001"),
        ("掉单 648 元", "掉单648", "掉单 648"),
    ],
)
def test_a_hit_in_another_script_width_or_accent_is_marked_too(text, asked, marked):
    assert [piece for piece, is_hit in said(text, asked) if is_hit] == [marked]


@pytest.mark.parametrize(("text", "stands"), [("steam", True), ("steamy", False), ("my team", False), ("STEAM!", True)])
def test_a_closed_word_stands_alone(text, stands):
    assert stands_in(text, Phrase("steam")) is stands


@pytest.mark.parametrize("asked", ["", "!!", "别的"])
def test_without_a_hit_the_beginning_is_shown(asked):
    assert said("一二三", asked) == [("一二三", False)]


def test_a_long_text_is_cut_around_the_first_hit():
    pieces = said("前" * 200 + "掉单" + "后" * 200, "掉单")

    assert pieces[0] == ("…", False)
    assert ("掉单", True) in pieces
    assert pieces[-1] == ("…", False)


def test_lines_become_one():
    assert said("a\n\n  b", "") == [("a b", False)]


@given(st.text(max_size=300), st.text(max_size=20))
def test_the_pieces_are_the_text_itself(text, asked):
    shown = "".join(piece.text for piece in excerpt(text, asked_for(asked)))

    assert shown.strip("…") in " ".join(text.split())
    assert len(shown) <= LENGTH + 2
