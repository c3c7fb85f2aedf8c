"""Why a verdict is what it is, as sentences."""

import pytest

from tickets.classifiers.lexicons import load_sentences
from tickets.classifiers.rules import classify, render
from tickets.classifiers.verdicts import Reason

TEXTS = [
    "帳號\u200b被盗了，快幫我凍結！另外充值沒到帳",
    "I was ch4rged twice!!! My lawyer will sue you",
    "我才12，別告訴我媽",
    "我不想活了",
    "还在打，所有人都掉线了",
]


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_quoted_is_what_the_player_wrote(text: str) -> None:
    for reason in classify(text).reasons:
        quote = str(reason.params.get("phrase", ""))

        assert quote.rstrip("…") in text


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("language", ["zh-hans", "zh-Hans", "en"])
def test_every_reason_is_a_sentence_in_both_languages(text: str, language: str) -> None:
    for reason in classify(text).reasons:
        sentence = render(reason, language)

        assert sentence != reason.code
        assert "{" not in sentence


def test_a_sentence_names_the_category_in_the_readers_language() -> None:
    reason = Reason("pattern_hit", {"phrase": "号被盗", "category": "AC-02"})

    assert render(reason, "zh-hans") == "“号被盗”合在一起看，像是AC-02 账号被盗"
    assert render(reason, "en") == "“号被盗”, taken together, reads like AC-02 Account stolen"


def test_the_matrix_is_told_in_words() -> None:
    reason = Reason("matrix", {"urgency": 1, "impact": 2, "priority": 1})

    assert render(reason, "zh-hans") == "正在发生 × 一位玩家损失重大 → P1"
    assert render(reason, "en") == "happening now × heavy loss for one player → P1"


def test_a_reason_survives_being_stored() -> None:
    for reason in classify(TEXTS[0]).reasons:
        assert Reason(**reason.as_json()) == reason


def test_reasons_of_another_release_are_still_shown() -> None:
    assert render(Reason("from_the_future", {"x": 1}), "en") == "from_the_future"
    assert render(Reason("matrix"), "en") == " ×  → P"
    assert render(Reason("signal", {"signal": "unknown", "phrase": "x"}), "en") == "“x”: unknown"
    assert render(Reason("lexicon_hit", {"lexicon": "gone", "category": "ZZ", "phrase": "x"}), "zh-hans") == (
        "“x”是“gone”词库里的词，指向ZZ"
    )


def test_every_code_that_the_rules_use_has_a_sentence() -> None:
    codes = {reason.code for text in TEXTS for reason in classify(text).reasons}

    assert codes <= set(load_sentences()["sentences"])
