"""Text made ready, and quoted back as it was written."""

import pytest

from tickets.classifiers.scripts import SIMPLIFIED, TRADITIONAL, fold
from tickets.classifiers.text import clip, read


def folded(text: str) -> str:
    return "".join(fold[char] for char in text)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("帳號被盜請幫我凍結", "账号被盗请帮我冻结"),
        ("儲值沒到帳", "储值没到账"),
        ("ＲＥＦＵＮＤ　６４８", "refund 648"),
        ("аccоunt", "account"),
        ("①②③", "123"),
        ("自\u200b杀\u2060", "自杀"),
        ("a\u0301ccount", "account"),
        ("未到账", "没到账"),
        ("x\x00y\ud800z", "xyz"),
    ],
)
def test_ways_of_writing_meet_in_one_form(written: str, meant: str) -> None:
    assert folded(written) == meant


def test_the_table_of_traditional_characters_is_one_to_one() -> None:
    assert len(TRADITIONAL) == len(SIMPLIFIED)
    assert [char for char in SIMPLIFIED if fold[char] not in {char, "账", "没", "只"}] == []


def test_chinese_is_read_by_character_and_latin_by_word() -> None:
    assert read("用wifi打ranked，掉线3次").words == ("用", "wifi", "打", "ranked", "掉", "线", "3", "次")


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("I can't log in", ("i", "can", "not", "log", "in")),
        ("didn’t work", ("did", "not", "work")),
        ("dont", ("do", "not")),
        ("it's my son's", ("it", "my", "son")),
        ("I'd like, they're", ("i", "would", "like", "they", "are")),
        ("gonna won't", ("going", "to", "will", "not")),
        ("'quoted'", ("quoted",)),
        ("", ()),
        ("？！…", ()),
    ],
)
def test_contractions_are_written_out(written: str, words: tuple[str, ...]) -> None:
    assert read(written).words == words


def test_commas_end_clauses_and_full_stops_end_sentences() -> None:
    text = read("掉线了，重连不上。求处理")

    assert [text.clauses[0], text.clauses[3], text.clauses[-1]] == [0, 1, 2]
    assert [text.sentences[0], text.sentences[3], text.sentences[-1]] == [0, 0, 1]


def test_symbols_between_characters_end_no_stretch() -> None:
    assert set(read("自*杀 自_杀 自.杀").stretches) == {0}


def test_a_quote_is_what_was_written() -> None:
    text = read("賬　號\u200b 被盜，快幫我")

    assert text.quote(0, 3) == "賬　號\u200b 被盜"
    assert text.clause_at(5) == "快幫我"


@pytest.mark.parametrize(
    ("text", "limit", "cut"),
    [
        ("short", 10, "short"),
        ("账号被盗了快帮我", 5, "账号被盗…"),
        ("ab👨‍👩‍👧cd", 4, "ab…"),
        ("ae\u0301\u0301\u0301x", 4, "a…"),
        ("a🇨🇳🇺🇸", 3, "a…"),
        ("👍🏽 ok then", 2, "…"),
    ],
)
def test_a_cut_never_splits_what_a_reader_sees_as_one(text: str, limit: int, cut: str) -> None:
    assert clip(text, limit) == cut
