"""What a message tells the rating of its player: the player's own words, read by the lexicons.

A rating wants to know who speaks. Threats and insults that the player only reports are no sign against the player; an
age that is told of somebody else is no sign that a minor speaks.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tickets.classifiers.keywords.matching import Hit, Matches, matcher
from tickets.classifiers.rules.signals import CHILD_AGE, LONGEST_SCANNED, OWN_AGE_ZH, is_reported
from tickets.classifiers.text import read

STRONG: Final = 2.0
ENOUGH: Final = 1.0
FULL, PART = 1000, 600
CODES: Final = {
    "theft": "AT6",
    "health": "HE7",
    "minor_self": "MI2",
    "guardian": "MI3",
    "rmt": "FR5",
    "self_harm": "SH1",
    "despair": "SH3",
    "abuse": "AB1",
    "regulator": "ES1",
    "legal": "ES2",
    "media": "ES3",
}
PLAINLY: Final = frozenset({"AT6", "MI2", "MI3"})
"""Where single words are so common that only plain ones are a sign."""
OWN_AGE_EN: Final = re.compile(r"\b(?:i am|i'm|im|i’m)\s+(?:only\s+|just\s+)?(\d{1,2})\b", re.IGNORECASE)
FAMILY: Final = re.compile(
    r"老公|老婆|丈夫|妻子|孩子|儿子|女儿|husband|wife|my son|my daughter|my kid|my child", re.IGNORECASE
)
HARM_TO_OTHERS: Final = re.compile(r"人肉|开盒|dox", re.IGNORECASE)
OF_ANOTHER: Final = re.compile(r"threat(?:en|ens|ened|ening) to|knows? where i live|弄死我", re.IGNORECASE)
PLACE_OR_TIME: Final = re.compile(
    r"公司|住哪|你家|上门|下班|大楼|门口|地址|今晚|明天|今天|后天|周[一二三四五六日天]|\d+点"
    r"|office|house|building|where you (?:live|work)|where your|address|tonight|tomorrow|today"
    r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
    re.IGNORECASE,
)
LOSS: Final = re.compile(r"输光|欠|借|贷|被盗|积蓄|工资|lost everything|debt|loan|savings|stolen|hacked", re.IGNORECASE)

SHARED: Final = re.compile(
    r"我[^。！？!?\n]{0,10}(?:租了|租的|租来的|出租)[^。！？!?\n]{0,6}号|号是(?:我)?租(?:来)?的"
    r"|(?:把|将)[^。！？!?\n]{0,8}号[^。！？!?\n]{0,4}租给|我(?:和|跟|们)[^。！？!?\n]{0,8}(?:共用|合用)[^。！？!?\n]{0,6}(?:号|身份)"
    r"|\bi(?:'ve|’ve| have| am)?\s+rent(?:ed|ing)?\b[^.!?\n]{0,20}\baccount|\bmy account (?:is|was) rented"
    r"|\bwe (?:all )?share (?:the |this |an |one )?(?:same )?account",
    re.IGNORECASE,
)
"""MI6: somebody says of an own account that it is rented, or that several people play with it."""


@dataclass(frozen=True, slots=True)
class RiskWord:
    """A sign in the player's words: its code, how plainly it was said (thousandths), and its marks."""

    code: str
    strength: int = FULL
    marks: tuple[str, ...] = ()


def risk_words(text: str) -> tuple[RiskWord, ...]:
    """The signs in a message, each code once, in the order of their codes. Never raises, whatever the text."""
    matches = matcher().match(read(text))
    found = {word.code: word for word in _own_words(matches)}
    if "MI3" in found:
        found.pop("MI2", None)  # a guardian tells of a child's class and age
    for word in (*_danger(matches), *_threats(matches), *_age(text), *_shared(text)):
        found.setdefault(word.code, word)
    if "HE7" in found and FAMILY.search(text):
        found["HE8"] = RiskWord("HE8", found.pop("HE7").strength)
    if "SH3" in found and LOSS.search(text):
        found["SH4"] = RiskWord("SH4", found["SH3"].strength)
    return tuple(found[code] for code in sorted(found))


def _own_words(matches: Matches) -> Iterable[RiskWord]:
    for name, code in CODES.items():
        hits = [hit for hit in _named(matches, name) if not (name == "abuse" and is_reported(hit, matches))]
        strength = _strength(hits)
        if strength == FULL or (strength and code not in PLAINLY):
            yield RiskWord(code, strength)


def _danger(matches: Matches) -> Iterable[RiskWord]:
    """SH2: a farewell that is not about the game, said plainly or together with despair."""
    leaves_game = any(moment.term.name == "quit_game" for moment in matches.moments)
    farewell = [] if leaves_game else _named(matches, "farewell")
    weight = sum(hit.weight for hit in farewell)
    if farewell and (weight >= ENOUGH or _named(matches, "despair")):
        yield RiskWord("SH2")


def _threats(matches: Matches) -> Iterable[RiskWord]:
    """AB2 and AB3: threats of the player's own. A place or a time makes one a plan."""
    own = [hit for hit in _named(matches, "violence") if not _is_of_another(hit, matches)]
    violent = [hit for hit in own if not HARM_TO_OTHERS.search(hit.term.key)]
    if _strength(violent):
        words = _sentences_of(violent, matches)
        yield RiskWord("AB2", _strength(violent), ("place_or_time",) if PLACE_OR_TIME.search(words) else ())
    if len(own) > len(violent):
        yield RiskWord("AB3", _strength([hit for hit in own if hit not in violent]) or PART)


def _age(text: str) -> Iterable[RiskWord]:
    """MI2: somebody says an own age under eighteen."""
    for pattern in (OWN_AGE_ZH, OWN_AGE_EN):
        if any(int(found.group(1)) in CHILD_AGE for found in pattern.finditer(text[:LONGEST_SCANNED])):
            yield RiskWord("MI2")


def _shared(text: str) -> Iterable[RiskWord]:
    """MI6, in part: words alone say little about who plays."""
    if SHARED.search(text[:LONGEST_SCANNED]):
        yield RiskWord("MI6", PART)


def _named(matches: Matches, name: str) -> list[Hit]:
    hits = [hit for hit in matches.phrases if hit.term.name == name and hit.weight > 0]
    return list({hit.term.key: hit for hit in hits}.values())


def _strength(hits: list[Hit]) -> int:
    """In full for one strong word or two others; in part for one; not at all for a weak one."""
    weight = sum(hit.weight for hit in hits)
    return FULL if weight >= STRONG else PART if weight >= ENOUGH else 0


def _is_of_another(hit: Hit, matches: Matches) -> bool:
    return is_reported(hit, matches) or bool(OF_ANOTHER.search(hit.term.key))


def _sentences_of(hits: list[Hit], matches: Matches) -> str:
    """The sentences in which the hits stand, as they were written."""
    text, numbers = matches.text, {matches.text.sentences[hit.first] for hit in hits}
    places = [place for place, number in enumerate(text.sentences) if number in numbers]
    return " ".join(text.original[text.starts[place] : text.ends[place] + 1] for place in places)
