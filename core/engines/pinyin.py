"""Chinese words as they are typed in Latin letters: whole syllables and first letters."""

import os
from functools import lru_cache
from itertools import product

# Its table of phrases would cost every process forty megabytes to tell 重开 from 重要; both readings are found instead.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")

from pypinyin import Style, pinyin

READINGS, SPELLINGS = 2, 8  # of a character; of a text


@lru_cache(maxsize=8192)
def pinyin_words(text: str) -> str:
    """How the text is typed by somebody who knows its sound: `huifu hf` for 回复; nothing where there is no Han.

    A character with several readings brings its two most common ones, up to eight spellings in all.
    """
    syllables = [_readings(part) for part in _parts(text)]
    if not any("\u3400" <= char <= "\u9fff" for char in text):
        return ""
    words: dict[str, None] = {}
    for count, spelling in enumerate(product(*syllables)):
        if count == SPELLINGS:
            break
        words |= dict.fromkeys(("".join(spelling), "".join(part[0] for part in spelling)))
    return " ".join(words)


def _parts(text: str) -> list[str]:
    """Each Han character, and each run of Latin letters and digits; all else is passed over."""
    parts, run = [], ""
    for char in text.lower():
        if char.isascii() and char.isalnum():
            run += char
            continue
        if run:
            parts.append(run)
            run = ""
        if "\u3400" <= char <= "\u9fff":
            parts.append(char)
    return [*parts, run] if run else parts


def _readings(part: str) -> list[str]:
    if part.isascii():
        return [part]
    found = pinyin(part, style=Style.NORMAL, heteronym=True, errors="ignore", v_to_u=False)
    return [reading.replace("ü", "v") for reading in found[0][:READINGS]] if found else [part]
