"""What the learned classifier says, and what it leaves to the rules."""

import sys

import pytest

from tickets.classifiers import model
from tickets.classifiers.measuring import count, labelled_messages, table
from tickets.classifiers.model import Encoder, Head
from tickets.classifiers.rules import classify as by_rules
from tickets.classifiers.rules import render
from tickets.classifiers.verdicts import Context, Verdict

QUESTION = "What is the Phoenix Feather for? The description just says 'mysterious'."
DANGER = ["我撑不下去了，今晚就想自杀，你们不用回了", "i want to kill myself", "我知道你们公司在哪，明天带刀过来"]
QUIET_FAREWELL = "号里的东西都送给小林吧，我以后用不上了。谢谢你们这几年陪我，就这样吧"


@pytest.fixture(scope="session")
def read(head: Head, encoder: Encoder):
    def read(text: str, **known: object) -> Verdict:
        context = Context(**known)  # type: ignore[arg-type]
        return model.classify(text, "", context, head=head, encoder=encoder, version="test")[0]

    return read


def test_it_understands_what_no_list_names(read) -> None:
    verdict = read(QUESTION)

    assert by_rules(QUESTION).category == "OT-09"
    assert verdict.category == "CI-03"
    assert verdict.version == "test"


def test_it_says_how_sure_it_is_and_which_words_drove_it(read) -> None:
    text = "你们好，打扰了。我女儿趁我睡觉用我手机买了三千块的皮肤，她才九岁。请问怎么办？"

    verdict = read(text)

    assert verdict.category == "MR-01"
    told = {reason.code: render(reason, "en") for reason in verdict.reasons}
    assert "The learned model takes it for MR-01" in told["model_says"]
    assert "九岁" in told["model_clause"] or "皮肤" in told["model_clause"]


@pytest.mark.parametrize("text", DANGER)
def test_it_is_never_quieter_about_danger_than_the_rules(read, text: str) -> None:
    assert by_rules(text).needs_person
    verdict = read(text)

    assert (verdict.needs_person, verdict.restricted, verdict.priority) == (True, True, 0)
    assert verdict.category[:2] == "SF"
    assert not verdict.confident


def test_it_sees_a_farewell_that_names_nothing(read) -> None:
    assert not by_rules(QUIET_FAREWELL).needs_person
    verdict = read(QUIET_FAREWELL)

    assert (verdict.needs_person, verdict.category, verdict.priority) == (True, "SF-01", 0)
    assert "crisis" in verdict.signals
    assert verdict.reasons[0].code == "model_danger"


@pytest.mark.parametrize(
    "text", ["卡死了，气死我了，打死那个boss也不掉装备", "this lag is killing me, i died 12 times in a row"]
)
def test_gamers_idioms_call_nobody(read, text: str) -> None:
    assert not read(text).needs_person


def test_the_players_choice_stands_and_is_doubted_where_the_text_says_something_else(read) -> None:
    verdict = read("钱扣了两次，同一笔订单，微信账单上两条", chosen_category="CN-01")

    assert verdict.category == "CN-01"
    assert not verdict.confident
    assert verdict.alternatives[0].category == "PY-02"
    assert "text_differs" in {reason.code for reason in verdict.reasons}


@pytest.mark.parametrize("text", ["", "   ", "11111", "。。。", "a a a a"])
def test_a_text_that_says_nothing_is_left_to_the_rules(read, text: str) -> None:
    assert read(text).category == by_rules(text).category


def test_shares_and_alternatives_are_told_in_order(read) -> None:
    verdict = read("怎么把微信换成手机号登录")

    shares = [verdict.confidence, *(other.confidence for other in verdict.alternatives)]
    assert len(verdict.alternatives) == 2
    assert 0 < sum(shares) <= 1
    assert verdict.category not in {other.category for other in verdict.alternatives}


def test_the_head_was_trained_on_the_messages_of_this_release(head: Head) -> None:
    from tickets.actions.learning import facts_of, seed_messages

    assert dict(head.facts) == facts_of(seed_messages())


def test_the_messages_written_apart_are_none_of_those_learned_from() -> None:
    from tickets.actions.learning import seed_messages

    seen = {message.text for message in seed_messages()}
    apart = labelled_messages("apart")

    assert len(seen) + len(apart) >= 1500
    assert not seen & {message.text for message in apart}
    assert {message.category for message in apart} == {message.category for message in seed_messages()}
    assert sum(message.is_hard for message in apart) / len(apart) >= 0.5
    assert len({message.category for message in apart}) == 96


@pytest.mark.slow
def test_it_is_as_good_as_it_was_on_messages_written_apart(read, capsys: pytest.CaptureFixture[str]) -> None:
    """Every third message, to save time; `manage.py measure_triage` reads all. Floors: measured, less a little."""
    messages = labelled_messages("apart")[::3]

    report = count([(message, read(message.text)) for message in messages])

    with capsys.disabled():
        sys.stdout.write(f"\n{table(report)}\n")
    assert report.whole.first_level >= 0.86
    assert report.whole.second_level >= 0.82
    assert report.parts["hard"].first_level >= 0.78
    assert report.danger_found >= 0.9
    assert report.false_alarms <= 0.04
    assert report.right_when_confident >= 0.96
