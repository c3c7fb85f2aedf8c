"""What people type, judged before anything stores or shows it. Pure functions over plain strings."""

import re
import unicodedata
from urllib.parse import SplitResult, urlsplit

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_DIRECTION_MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060-\u2064\ufeff\ufff9-\ufffb]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_LOOKS_EMPTY = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_SPACES = re.compile(r"\s+")


def is_storable(text: str) -> bool:
    """Whether PostgreSQL can keep the text: it refuses NUL and lone surrogates."""
    return _UNSTORABLE.search(text) is None


def is_blank(text: str) -> bool:
    """Whether a reader sees nothing: only spaces, line breaks, zero-width and other invisible characters."""
    return all(
        char.isspace() or char in _LOOKS_EMPTY or unicodedata.category(char) in {"Cc", "Cf", "Mn", "Zs"}
        for char in text
    )


def address_parts(text: str) -> SplitResult:
    """The parts of an address as somebody sent it; of what is none, empty ones."""
    try:
        return urlsplit(text)
    except ValueError:  # brackets and letters that no address may hold
        return urlsplit("")


def plain_line(text: str) -> str:
    """One line that cannot turn or break the text around it: for names, file names and subjects.

    Direction marks, invisible and control characters go, runs of spaces become one. Letters stay as they are, also
    Arabic and Hebrew ones, and the joiners that emoji are made with.
    """
    visible = _INVISIBLE.sub("", _DIRECTION_MARKS.sub("", text))
    return _SPACES.sub(" ", _CONTROL.sub(" ", visible)).strip()
