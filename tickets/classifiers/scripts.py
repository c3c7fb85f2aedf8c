"""Characters that mean the same: traditional and simplified, full- and half-width, look-alikes, accents.

`fold` maps one character to the form that lexicons are matched in.
"""

import unicodedata

from core.engines.han import SIMPLIFIED, TRADITIONAL

LOOK_ALIKES = str.maketrans(
    "аеоросухіѕјһԁԛԝкмтвнАВЕКМНОРСТУХІЅЈαοερτικνυχ０ⅼｌꓲɡɩ",
    "aeopocyxisjhdqwkmtbhabekmhopctyxisjaoeptiknyx0lligi",
)
"""Cyrillic, Greek and other letters that are drawn like Latin ones."""

VARIANTS = str.maketrans("帐賬祢妳姊裏衹祇着麽未", "账账你你姐里只只着么没")
"""Ways of writing that count as one here; 未 and 没 are one word in a complaint."""

_TO_SIMPLIFIED = dict(zip(TRADITIONAL, SIMPLIFIED, strict=True))


class _Folding(dict[str, str]):
    """Folded characters, worked out on first use."""

    def __missing__(self, char: str) -> str:
        folded = "".join(_fold_one(part) for part in unicodedata.normalize("NFKD", char))
        if len(self) < 100_000:
            self[char] = folded
        return folded


def _fold_one(char: str) -> str:
    if unicodedata.category(char) in {"Cc", "Cf", "Mn", "Me", "Cs", "Co"} and char not in "\n\r\t":
        return ""
    char = _TO_SIMPLIFIED.get(char, char)
    return char.translate(VARIANTS).translate(LOOK_ALIKES).lower()


fold = _Folding()
"""`fold[char]`: the form to match by; empty for what cannot be seen, such as a zero-width space."""


def is_han(char: str) -> bool:
    """True for a Chinese character, in either script."""
    return "一" <= char <= "鿿" or "㐀" <= char <= "䶿" or "𠀀" <= char <= "𳍏"
