"""The mood of a text: calm, anxious, angry, distressed or delighted."""

from collections import defaultdict
from typing import Final

from tickets.classifiers.keywords.matching import Matches
from tickets.classifiers.verdicts import Reason

CALM: Final = "calm"
ORDER: Final = ("distressed", "angry", "anxious", "delighted")
"""When two moods are equally strong the graver one is named."""
ENOUGH: Final = 1.0
FACES: Final = {
    "angry": "😡😠🤬👿💢🖕",
    "distressed": "😭😢😞💔😿",
    "anxious": "😰😨😱🙏😥😓",
    "delighted": "😀😊😍🥰👍🎉❤💖😄😁🌹",
}
HASTE: Final = 0.5
PRAISE: Final = "SG-03"
WITHOUT_LOSS: Final = frozenset({"", "SG", "CN"})
"""Families of matters in which nobody has lost anything: suggestions, praise and questions."""
LOUD: Final = 0.8
SHOUT_LENGTH: Final = 12


def mood_of(matches: Matches, category: str, *, is_crisis: bool) -> tuple[str, Reason | None]:
    """The strongest mood and the words that show it; calm when nothing does."""
    scores: dict[str, float] = defaultdict(float)
    words: dict[str, str] = {}
    for hit in matches.emotions:
        scores[hit.term.name] += hit.weight
        if hit.weight > 0:
            words.setdefault(hit.term.name, matches.text.quote(hit.first, hit.last))
    _add_haste(scores, words, matches)
    original = matches.text.original
    for mood, faces in FACES.items():
        face = next((char for char in faces if char in original), "")
        if face and (mood != "delighted" or _is_glad(scores, category)):
            scores[mood] += ENOUGH
            words.setdefault(mood, face)
    _add_volume(scores, original)
    if is_crisis:
        return "distressed", Reason("emotion", {"emotion": "distressed", "phrase": words.get("distressed", "")})
    mood = max(ORDER, key=lambda name: (scores[name], -ORDER.index(name)))
    if category == PRAISE and not any(scores[name] for name in ORDER[:3]):
        mood, scores["delighted"] = "delighted", ENOUGH
    if scores[mood] < ENOUGH:
        return CALM, None
    return mood, Reason("emotion", {"emotion": mood, "phrase": words.get(mood, "")})


def _is_glad(scores: dict[str, float], category: str) -> bool:
    """Whether a glad face says what it shows: beside glad words, or where nothing is asked for.

    Many put a smile behind a loss out of habit; alone it never outweighs the matter.
    """
    return scores["delighted"] > 0 or category[:2] in WITHOUT_LOSS


def _add_haste(scores: dict[str, float], words: dict[str, str], matches: Matches) -> None:
    """Haste is a little anxious: one word of it is manners, two are worry."""
    for hit in matches.moments:
        if hit.term.name == "urgent":
            scores["anxious"] += HASTE
            words.setdefault("anxious", matches.text.quote(hit.first, hit.last))


def _add_volume(scores: dict[str, float], original: str) -> None:
    """Exclamation marks and capitals make a mood that is there louder, and alone they are a little angry."""
    marks = original.count("!") + original.count("！")
    letters = [char for char in original if char.isascii() and char.isalpha()]
    shouts = len(letters) >= SHOUT_LENGTH and sum(char.isupper() for char in letters) > len(letters) * 0.7
    if marks < 2 and not shouts:
        return
    mood = max(ORDER, key=lambda name: (scores[name], -ORDER.index(name)))
    scores[mood if scores[mood] else "angry"] += ENOUGH if shouts else LOUD * min(marks, 4) / 4
