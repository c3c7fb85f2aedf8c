"""Phrases are found in every disguise, and only where they stand."""

import pytest

from tickets.classifiers.keywords.automaton import Automaton
from tickets.classifiers.keywords.matching import Hit, Matcher
from tickets.classifiers.keywords.negation import DENIALS
from tickets.classifiers.keywords.stems import stem
from tickets.classifiers.keywords.stream import DROPPED
from tickets.classifiers.lexicons import Kind, Term
from tickets.classifiers.text import read


def term(key: str, *, kind: Kind = "phrase", name: str = "set", safety: bool = False) -> Term:
    return Term(key, kind, name, "zh", category="AC-02", negation="flip", safety=safety)


def hits(text: str, *terms: Term) -> list[Hit]:
    return list(Matcher(terms).match(read(text)).phrases)


def keys(text: str, *terms: Term) -> list[str]:
    return [hit.term.key for hit in hits(text, *terms)]


def test_the_automaton_finds_overlapping_phrases_in_one_pass() -> None:
    automaton: Automaton[str] = Automaton()
    for phrase in ("she", "he", "hers"):
        automaton.add(list(phrase), phrase)
    automaton.freeze()

    found = [payload for _, _, payload in automaton.find("ushers", [0] * 6)]

    assert found == ["she", "he", "hers"]


def test_no_phrase_runs_across_punctuation() -> None:
    assert keys("自，杀", term("自杀")) == []
    assert keys("refund. me", term("refund me")) == []


@pytest.mark.parametrize(
    "text",
    [
        "账号被盗",
        "我的账号都被盗了",
        "帳號被盜",
        "账 号 被 盗",
        "账\u200b号\u200d被\ufeff盗",
        "账*号.被_盗",
        "账号也被盗",
    ],
)
def test_a_chinese_phrase_is_found_in_every_disguise(text: str) -> None:
    assert keys(text, term("账号被盗")) == ["账号被盗"]


@pytest.mark.parametrize(
    "text",
    [
        "my account was hacked",
        "MY ACCOUNT HACKED",
        "ｍｙ ａｃｃｏｕｎｔ hacked",
        "my acc0unt has been h4cked",
        "my account is hаcked",
        "my account haaaacked",
        "a c c o u n t h a c k e d",
    ],
)
def test_an_english_phrase_is_found_in_every_disguise(text: str) -> None:
    assert keys(text, term("account hacked")) == ["account hacked"]


@pytest.mark.parametrize("text", ["12315", "1 2315", "l23l5", "１２３１５"])
def test_numbers_that_look_alike_are_one(text: str) -> None:
    assert (keys(text, term("12315")) == ["12315"]) is (" " not in text)


def test_english_needs_whole_words() -> None:
    assert keys("I will issue a tissue", term("sue")) == []
    assert keys("I will sue", term("sue")) == ["sue"]


@pytest.mark.parametrize(
    ("word", "same"),
    [("charged", "charging"), ("refunds", "refunded"), ("banned", "ban"), ("stolen", "steal"), ("stories", "story")],
)
def test_forms_of_a_word_have_one_stem(word: str, same: str) -> None:
    assert stem(word) == stem(same)


def test_the_longest_match_counts() -> None:
    assert keys("未成年退费", term("退费"), term("未成年退费")) == ["未成年退费"]


def test_words_of_safety_are_never_hidden_by_a_longer_phrase() -> None:
    assert sorted(keys("不退款我就自杀", term("我就自杀"), term("自杀", safety=True))) == ["我就自杀", "自杀"]


def test_an_exclusion_hides_what_lies_inside_it_and_nothing_else() -> None:
    idiom = term("自杀小队", kind="exclusion", name="safety")
    danger = term("自杀", safety=True)

    assert keys("自杀小队的皮肤", danger, idiom) == []
    assert keys("自杀小队的皮肤没了，我想自杀", danger, idiom) == ["自杀"]


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        ("我的号被盗了", 1.0),
        ("号没有被盗", 0.0),
        ("不是被盗", 0.0),
        ("没看到号被盗", 0.5),
        ("是不是号被盗", 1.0),
        ("有没有号被盗", 1.0),
        ("没办法，号被盗", 1.0),
        ("别人说号被盗", 1.0),
    ],
)
def test_a_denial_flips_or_halves(text: str, factor: float) -> None:
    (hit,) = hits(text, term("被盗"))

    assert hit.factor == factor


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        ("I was scammed", 1.0),
        ("I was not scammed", 0.0),
        ("I did not get scammed", 0.0),
        ("I never got scammed", 0.0),
        ("not my friend who got scammed", 0.5),
        ("why not scammed", 1.0),
        ("I can not believe. Scammed", 1.0),
    ],
)
def test_a_denial_in_english_flips_or_halves(text: str, factor: float) -> None:
    (hit,) = hits(text, term("scammed"))

    assert hit.factor == factor


def test_a_denial_that_belongs_to_another_phrase_denies_nothing() -> None:
    found = hits("钱没到账号被盗", term("没到账"), term("号被盗"))

    assert [hit.factor for hit in found if hit.term.key == "号被盗"] in ([], [1.0])


def test_no_denial_is_dropped_from_the_stream() -> None:
    assert {word for denial in DENIALS for word in denial} & DROPPED == set()


def test_a_phrase_of_which_nothing_is_left_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing is left"):
        Matcher((term("的啊"),))
