"""Which language the desk should answer in."""

import pytest

from tickets.classifiers.languages import detect_language
from tickets.classifiers.rules import classify
from tickets.classifiers.text import read


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("账号被盗了", "zh-Hans"),
        ("帳號被盜了，請協助", "zh-Hans"),
        ("我的account被hack了", "zh-Hans"),
        ("iPhone 15 Pro Max 玩 ranked 闪退", "zh-Hans"),
        ("my account was hacked", "en"),
        ("REFUND PLEASE", "en"),
        ("banned for no reason lol", "en"),
        ("no puedo entrar a mi cuenta, ayuda", "und"),
        ("je ne peux pas me connecter à mon compte", "und"),
        ("ich kann mich nicht einloggen, bitte hilfe", "und"),
        ("não consigo entrar na minha conta", "und"),
        ("Не могу войти в аккаунт", "und"),
        ("ログインできません", "und"),
        ("課金したのに反映されません", "und"),
        ("계정이 정지되었어요", "und"),
        ("เข้าเกมไม่ได้", "und"),
        ("12345 !!!", "und"),
        ("😭😭😭", "und"),
        ("", "und"),
    ],
)
def test_the_language_is_told_by_its_commonest_words(text: str, language: str) -> None:
    assert detect_language(read(text)) == language


@pytest.mark.parametrize("text", ["double charged", "aimbot", "wallhack"])
def test_a_few_words_that_only_the_english_lexicon_knows_are_english(text: str) -> None:
    assert classify(text).language == "en"
