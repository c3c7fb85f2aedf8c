"""Text is cut the same way for storing and for asking."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tickets.engines.search_text import query_text, stored_text, tokens_of

TEXT = "账号被盗了！公会战 reward GP-88213 没到账 Steam account"


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("账号被盗", [["账号", "号被", "被盗"]]),
        ("卡", [["卡"]]),
        ("GP-88213 没到账", [["gp-88213"], ["没到", "到账"]]),
        ("Ｓｔｅａｍ", [["steam"]]),
        ("…！ ，", []),
    ],
)
def test_han_runs_become_pairs_and_latin_words_stay_whole(text: str, tokens: list[list[str]]) -> None:
    assert tokens_of(text) == tokens


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
        ("steam acc", True),
        ("号公", False),
        ("会账", False),
        ("team", False),
        ("被盗 公会", True),
        ("被盗 家族", False),
    ],
)
def test_what_is_asked_is_found_where_it_stands(asked: str, found: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_tsvector('simple', %s) @@ to_tsquery('simple', %s)", [stored_text(TEXT), query_text(asked)]
        )
        assert cursor.fetchone() == (found,)


@pytest.mark.django_db
@given(st.text(max_size=60))
def test_any_question_is_a_valid_one(asked: str) -> None:
    expression = query_text(asked)

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_tsquery('simple', %s)", [expression])
        assert cursor.fetchone() is not None
