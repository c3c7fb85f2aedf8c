"""Text is cut the same way for storing and for asking."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tickets.engines.search_query import read_question
from tickets.engines.search_text import OVERLONG, Phrase, all_of, phrase_query, stored_text, words_of

TEXT = "账号被盗了！公会战 reward GP-88213 没到账 Steam account，uid77001 帳號申訴 掉单648元 Ｆｕｌｌ"


def query_of(asked: str) -> str:
    """Every word that was typed, as the search asks for it."""
    return all_of(read_question(asked).wanted)


def stands(stored: str, expression: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_tsvector('simple', %s) @@ to_tsquery('simple', %s)", [stored, expression])
        (found,) = cursor.fetchone()
    return bool(found)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("账号被盗", "账号 号被 被盗 盗"),
        ("卡", "卡"),
        ("GP-88213 没到账", "gp 88213 没到 到账 账"),
        ("gp88213", "gp 88213"),
        ("v2 a1b2c3", "v2 a1b2c3"),
        ("Ｓｔｅａｍ ÉTÉ", "steam ete"),
        ("帳號", "账号 号"),
        ("a@b.example", "a b example"),
        ("ガチャ 한국", "ガチ チャ ャ 한국 국"),
        ("…！ ，", ""),
    ],
)
def test_han_runs_become_pairs_and_words_stay_whole(text: str, stored: str) -> None:
    assert stored_text(text) == stored


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("公会", True),
        ("公会战", True),
        ("到账", True),
        ("战", True),
        ("账", True),
        ("盗了", True),
        ("gp-88213", True),
        ("GP88213", True),
        ("gp 88213", True),
        ("88213", True),
        ("gp-882", True),
        ("UID77", True),
        ("uid77001", True),
        ("77001", True),
        ("steam acc", True),
        ("账号申诉", True),
        ("帳號申訴", True),
        ("掉单648", True),
        ("full", True),
        ("gp-8821 x", False),
        ("steam acc x", False),
        ("号公", False),
        ("会账", False),
        ("team", False),
        ("被盗 公会", True),
        ("被盗 家族", False),
    ],
)
def test_what_is_asked_is_found_where_it_stands(asked: str, found: bool) -> None:
    assert stands(stored_text(TEXT), query_of(asked)) is found


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("phrase", "found"),
    [
        ("被盗了 公会战", True),
        ("公会战 reward GP-88213 没到账", True),
        ("reward 没到账", False),
        ("公会 reward", False),
        ("steam", True),
        ("stea", False),
    ],
)
def test_a_quoted_phrase_stands_together(phrase: str, found: bool) -> None:
    assert stands(stored_text(TEXT), phrase_query(Phrase(phrase))) is found


@pytest.mark.django_db
@given(st.text(max_size=60))
def test_any_question_is_a_valid_one(asked: str) -> None:
    expression = query_of(asked)

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_tsquery('simple', %s)", [expression])
        assert cursor.fetchone() is not None


MIXED = st.text(st.sampled_from("充值未到账号的会战帳號ABcde19-_.@ ，。é²ー"), max_size=24)


@pytest.mark.django_db
@given(before=MIXED, inner=MIXED, after=MIXED)
def test_every_part_of_a_text_between_blanks_is_found(before: str, inner: str, after: str) -> None:
    text = f"{before} {inner} {after}"
    for word in words_of(inner):
        assert stands(stored_text(text), phrase_query(Phrase(word)))


@pytest.mark.django_db
@pytest.mark.parametrize("filler", ["哈" * 400, "一二三四五六七八九十" * 1_800])
def test_the_end_of_an_endless_text_is_found_too(filler: str) -> None:
    stored = stored_text(f"{filler}订单丢失了 GP-88213")

    assert stored.startswith(OVERLONG)
    assert stands(stored, query_of("订单丢失"))
    assert stands(stored, query_of("GP-88213"))
    assert not stands(stored, query_of("公会战斗"))


def test_an_ordinary_text_is_not_marked_as_endless() -> None:
    assert OVERLONG not in stored_text("哈" * 250)
