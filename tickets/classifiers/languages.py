"""Which of the desk's languages a text is written in: `zh-Hans`, `en`, or `und` when it is neither or cannot be told.

Chinese in traditional characters counts as `zh-Hans`: the desk answers it in Chinese. Latin letters alone do not make
English; the commonest words of English must outweigh those of its neighbours.
"""

import unicodedata
from typing import Final, Literal

from tickets.classifiers.lexicons import load_language_words
from tickets.classifiers.scripts import is_han
from tickets.classifiers.text import Text

LanguageTag = Literal["zh-Hans", "en", "und"]

_WORDS: Final = load_language_words()
ENGLISH: Final = _WORDS["english"]
OTHER_LATIN: Final = _WORDS["neighbours"]
AMBIGUOUS: Final = ENGLISH & OTHER_LATIN


def detect_language(text: Text) -> LanguageTag:
    """The language most of the text is written in; a few foreign words in it do not matter."""
    han = sum(1 for word in text.words if len(word) == 1 and is_han(word))
    latin = [word for word in text.words if word.isascii() and word.isalpha()]
    foreign = _foreign_letters(text.original)
    if foreign > han and foreign > sum(map(len, latin)) / 2:
        return "und"
    if han and han * 2 >= len(latin) and foreign * 2 <= han:
        return "zh-Hans"
    return "en" if _looks_english(latin) else "und"


def _looks_english(words: list[str]) -> bool:
    english = sum(1 for word in words if word in ENGLISH and word not in AMBIGUOUS)
    other = sum(1 for word in words if word in OTHER_LATIN and word not in AMBIGUOUS)
    if not english:
        return False
    return english > other and english * 6 >= len(words)


def _foreign_letters(original: str) -> int:
    """Letters of scripts that are neither Latin nor Chinese, such as kana, Hangul, Cyrillic or Thai."""
    return sum(1 for char in original if char > "\u02ff" and char.isalpha() and not is_han(char) and _is_foreign(char))


def _is_foreign(char: str) -> bool:
    name = unicodedata.name(char, "")
    return not name.startswith(("LATIN", "CJK", "FULLWIDTH LATIN", "IDEOGRAPHIC", "MATHEMATICAL", "DOUBLE-STRUCK"))
