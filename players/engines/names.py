"""Names of people as they are compared and stored."""

import re
import unicodedata

_DOTS = str.maketrans(dict.fromkeys("•‧∙⋅・･．.", "·"))
_SPACES = re.compile(r"\s+")
LONGEST = 80


def stored_name(text: str) -> str:
    """The name as it is kept: composed, one space at most between its parts, none around it."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def is_possible_name(name: str) -> bool:
    """Whether this can be what stands on a document: letters, with the signs that join names, and not too long."""
    marks = {"·", " ", "-", "'", "’", "."}
    return 1 < len(name) <= LONGEST and all(
        unicodedata.category(sign)[0] in {"L", "M"} or sign in marks for sign in name.translate(_DOTS)
    )


def is_same_name(one: str, other: str) -> bool:
    """Whether two people would call this the same name: width, case, spaces and kinds of dots do not count."""
    return _compared(one) == _compared(other)


def _compared(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).casefold().translate(_DOTS)
    return _SPACES.sub("", folded)
