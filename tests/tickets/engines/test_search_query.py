"""The search language: what is read as what, and that nothing is left out without a word."""

from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tickets.engines.search_dates import FIRST_DAY, LAST_DAY, open_span_of, span_of
from tickets.engines.search_query import ASKED_MAX, ProblemKind, Question, Term, read_question
from tickets.engines.search_words import OPERATORS, VALUES, is_me, is_nobody, operator_named, shown_values, value_named
from tickets.enums import Status


def words(question: Question) -> list[tuple[str, bool, bool]]:
    return [(word.phrase.text, word.phrase.is_open, word.is_negative) for word in question.words]


def test_words_phrases_operators_and_negations_stand_in_one_line() -> None:
    question = read_question('status:open group:pay "原话 在此" -退款 -tag:回访 steam acc')

    assert words(question) == [
        ("原话 在此", False, False),
        ("退款", False, True),
        ("steam", False, False),
        ("acc", True, False),
    ]
    assert question.terms == (
        Term("status", ("open",), "status:open"),
        Term("group", ("pay",), "group:pay"),
        Term("tag", ("回访",), "-tag:回访", is_negative=True),
    )
    assert question.problems == ()


@pytest.mark.parametrize("quoted", ['"原话"', "“原话”", "「原话」", "『原话』", "＂原话＂", '"原话', "“原话"])
def test_every_kind_of_quotation_mark_makes_a_phrase(quoted: str) -> None:
    assert words(read_question(quoted)) == [("原话", False, False)]


@pytest.mark.parametrize(
    ("typed", "name", "values"),
    [
        ("状态：处理中", "status", ("处理中",)),
        ("STATUS:Open", "status", ("Open",)),
        ("cat:AC-02", "category", ("AC-02",)),
        ("优先级：P0，P1", "priority", ("P0", "P1")),
        ("优先级:P0、P1", "priority", ("P0", "P1")),
        ('玩家:"Shadow Wolf, 2"', "player", ("Shadow Wolf, 2",)),
        ("id:#100123", "number", ("#100123",)),
        ("before:2026-11-01", "before", ("2026-11-01",)),
    ],
)
def test_operators_are_known_in_both_languages_and_widths(typed: str, name: str, values: tuple[str, ...]) -> None:
    (term,) = read_question(typed).terms

    assert (term.name, term.values) == (name, values)


@pytest.mark.parametrize("name", [*OPERATORS, *(alias for aliases in OPERATORS.values() for alias in aliases)])
def test_every_name_of_an_operator_works(name: str) -> None:
    question = read_question(f"{name}:x1")

    assert question.problems == ()
    assert operator_named(name) == "order" or question.terms[0].name == operator_named(name)


@pytest.mark.parametrize("operator", VALUES)
def test_every_value_is_known_by_each_of_its_names_and_what_is_offered_works(operator: str) -> None:
    for value, aliases in VALUES[operator].items():
        assert {value_named(operator, name) for name in (value, *aliases)} == {value}
    for chinese in (True, False):
        assert all(value_named(operator, shown) for shown in shown_values(operator, chinese=chinese))


def test_an_order_is_a_phrase() -> None:
    assert words(read_question("订单：GP-88213")) == [("GP-88213", False, False)]


@pytest.mark.parametrize(
    ("typed", "kind", "text"),
    [
        ("foo:bar", ProblemKind.UNKNOWN_OPERATOR, "foo"),
        ("问题：登录不上", ProblemKind.UNKNOWN_OPERATOR, "问题"),
        ("status: x", ProblemKind.NO_VALUE, "status:"),
        ('tag:""', ProblemKind.NO_VALUE, 'tag:""'),
        ("！！", ProblemKind.NOTHING_SEARCHABLE, "！！"),
        ("退款 或 充值", ProblemKind.NO_EITHER, "或"),
        ("refund OR charge", ProblemKind.NO_EITHER, "OR"),
        ("字" * (ASKED_MAX + 1), ProblemKind.TOO_LONG, str(ASKED_MAX)),
        ("a " * 40, ProblemKind.TOO_MANY_WORDS, "32"),
    ],
)
def test_what_cannot_be_used_is_a_problem(typed: str, kind: ProblemKind, text: str) -> None:
    assert [(problem.kind, problem.text) for problem in read_question(typed).problems] == [(kind, text)]


def test_an_unknown_operator_is_looked_for_as_words() -> None:
    assert [text for text, *_ in words(read_question("问题：登录不上"))] == ["问题", "登录不上"]


@pytest.mark.parametrize("typed", ["12:30", "https://example.test/x", "Re: hello", "a:", "充值 ！！"])
def test_what_only_looks_like_an_operator_is_words_without_a_complaint(typed: str) -> None:
    question = read_question(typed)

    assert question.problems == ()
    assert question.terms == ()
    assert question.words


def test_a_part_can_be_taken_out() -> None:
    question = read_question('status:open "a b" 充值 -tag:x')

    assert question.without("status:open") == '"a b" 充值 -tag:x'
    assert question.without("-tag:x") == 'status:open "a b" 充值'
    assert question.plain == "a b 充值"


@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    question = read_question(text)

    assert read_question(text) == question
    assert question.words or question.terms or question.problems or not text.strip() or not question.sources


TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("text", "first", "end"),
    [
        ("2026-11-30", date(2026, 11, 30), date(2026, 12, 1)),
        ("2026/2/3", date(2026, 2, 3), date(2026, 2, 4)),
        ("2026年11月3日", date(2026, 11, 3), date(2026, 11, 4)),
        ("2026-02", date(2026, 2, 1), date(2026, 3, 1)),
        ("2024-02", date(2024, 2, 1), date(2024, 3, 1)),
        ("2026", date(2026, 1, 1), date(2027, 1, 1)),
        ("2026-11-01..2026-11-15", date(2026, 11, 1), date(2026, 11, 16)),
        ("today", TODAY, date(2026, 12, 1)),
        ("昨天", date(2026, 11, 29), TODAY),
        ("7d", date(2026, 11, 23), date(2026, 12, 1)),
        ("3天内", date(2026, 11, 27), date(2026, 12, 1)),
        ("本月", date(2026, 11, 1), date(2026, 12, 1)),
    ],
)
def test_days_and_spans_are_read(text: str, first: date, end: date) -> None:
    assert span_of(text, TODAY) == (first, end)


@pytest.mark.parametrize(
    "text", ["", "x", "2026-13", "2026-02-30", "0001", "9999", "9999999d", "2026-11-15..2026-11-01"]
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert span_of(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "first", "end"),
    [
        (">2026-11-01", date(2026, 11, 2), LAST_DAY),
        (">=2026-11-01", date(2026, 11, 1), LAST_DAY),
        ("＞2026-11", date(2026, 12, 1), LAST_DAY),
        ("<2026-11-01", FIRST_DAY, date(2026, 11, 1)),
        ("<=2026-11-01", FIRST_DAY, date(2026, 11, 2)),
        ("2026-11-01..", date(2026, 11, 1), LAST_DAY),
        ("..2026-11-01", FIRST_DAY, date(2026, 11, 2)),
        ("2026-11-01..2026-11-02", date(2026, 11, 1), date(2026, 11, 3)),
    ],
)
def test_a_span_may_have_one_end(text: str, first: date, end: date) -> None:
    assert open_span_of(text, TODAY) == (first, end)


@pytest.mark.parametrize("text", ["..", ">", "<=", "=2026-11-01", "> x", ">..", "..2026-11-01.."])
def test_what_has_no_end_at_all_is_none(text: str) -> None:
    assert open_span_of(text, TODAY) is None


def test_or_is_a_word_at_either_end_and_in_small_letters() -> None:
    for typed in ("refund or charge", "或 充值", "充值 或", '充值 "或" 退款'):
        assert read_question(typed).problems == ()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_words_that_the_desk_shows_are_accepted(language: str) -> None:
    with translation.override(language):
        shown = {status.value: str(status.label) for status in Status}

    assert {value: value_named("status", label) for value, label in shown.items()} == {value: value for value in shown}


def test_me_and_nobody_have_names() -> None:
    assert is_me("我")
    assert is_me("ME")
    assert is_nobody("无")
    assert not is_nobody("我")
