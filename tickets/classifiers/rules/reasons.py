"""Reasons as sentences, in the reader's language; what is stored are codes and parameters."""

from typing import Any

from knowledge.engines.taxonomy import Language, load_taxonomy
from tickets.classifiers.lexicons import load_lexicons, load_priority, load_sentences
from tickets.classifiers.verdicts import Reason


def render(reason: Reason, language: str) -> str:
    """The reason as a sentence; `language` is "zh-hans", "zh-Hans" or "en". An unknown code is shown as it is."""
    side: Language = "zh" if language.lower().startswith("zh") else "en"
    sentence = load_sentences()["sentences"].get(reason.code)
    if sentence is None:
        return reason.code
    words = _Blank({name: _word(name, value, side) for name, value in reason.params.items()})
    written: str = sentence[side]
    return written.format_map(words).replace("（）", "").replace(" ()", "")


class _Blank(dict[str, str]):
    """Parameters; one that is missing, as in a row of an older release, leaves a blank."""

    def __missing__(self, key: str) -> str:
        return ""


def _word(name: str, value: Any, side: Language) -> str:
    if name == "category":
        label = load_taxonomy().label(str(value), side)
        return str(value) if label == value else f"{value} {label}"
    if name in {"urgency", "impact"}:
        return next((str(row[side]) for row in load_priority()[name] if row["level"] == value), str(value))
    if name == "lexicon":
        return next((getattr(lexicon, side) for lexicon in load_lexicons() if lexicon.name == value), str(value))
    if name in {"signal", "emotion"}:
        word: str = load_sentences()["words"].get(value, {}).get(side, str(value))
        return word
    return str(value)
