"""What a player wants, as a line of either language."""

import pytest

from tickets.classifiers.lexicons import load_demand_labels
from tickets.classifiers.rules.demands import demand_in, demand_line
from tickets.classifiers.verdicts import Demand

CLAUSE = "把我的号还回来吧 today"


@pytest.mark.parametrize("code", sorted(load_demand_labels()))
@pytest.mark.parametrize("quote", ["", CLAUSE])
def test_the_name_is_said_in_the_readers_language_and_the_players_words_stay(code: str, quote: str) -> None:
    zh, en = (demand_line(Demand(code, quote), language) for language in ("zh-hans", "en"))

    assert zh != en
    assert (demand_in(zh, "en"), demand_in(en, "en")) == (en, en)
    assert (demand_in(en, "zh-hans"), demand_in(zh, "zh-hans")) == (zh, zh)
    assert (quote in zh, quote in en) == (True, True)


@pytest.mark.parametrize("line", ["", CLAUSE, "退款给我：马上"])
def test_a_line_without_a_known_name_stays_as_it_is(line: str) -> None:
    assert [demand_in(line, language) for language in ("zh-hans", "en")] == [line, line]


def test_the_name_alone_is_enough_where_the_clause_says_no_more() -> None:
    assert demand_line(Demand("refund", "我要退款"), "zh-hans") == load_demand_labels()["refund"].zh
