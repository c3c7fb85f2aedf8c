"""What a text must be to be kept: said by a person, storable, within its length, and without anybody's numbers.

The numbers are tokens then and known to the text, until somebody keeps them sealed; the rest is kept byte for byte.
"""

import unicodedata

from django.utils.translation import gettext as _

from core.engines.redaction import TOKEN, Redacted, cut
from core.errors import InvalidInput
from core.policies.redaction import redact

SUBJECT_MAX, BODY_MAX, NOTE_MAX, CAUSE_MAX, TAG_MAX, TAGS_MAX = 200, 20_000, 5_000, 200, 40, 20
COMMENT_MAX = 2_000  # of a player's answer to "solved?"
TRIMMED = " \t\r\n"  # what a kept text loses at its margins
_INVISIBLE = {"Cf", "Cc", "Zs", "Zl", "Zp"}
_BIDI = dict.fromkeys([0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def is_blank(text: str) -> bool:
    """Whether a person sees nothing: spaces, zero-width and control characters alone."""
    return all(unicodedata.category(char) in _INVISIBLE or char in "\u115f\u1160\u3164\u2800" for char in text)


def is_storable(text: str) -> bool:
    """Whether PostgreSQL and UTF-8 can hold the text: no NUL, no half of a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= char <= "\udfff" for char in text)


def checked_text(text: str, field: str, *, longest: int, required: bool = True) -> Redacted:
    """Return the text without blank margins and numbers of persons; raises `InvalidInput` on `field`, saying why."""
    if not is_storable(text):
        raise InvalidInput({field: [_("This text contains characters that cannot be stored.")]})
    if is_blank(text):
        if required:
            raise InvalidInput({field: [_("This field is required.")]})
        return Redacted("")
    if len(text) > longest < len(TOKEN.sub("", text)):  # a token may be longer than what it stands for
        raise InvalidInput(
            {field: [_("At most %(max)d characters, please; this has %(now)d.") % {"max": longest, "now": len(text)}]}
        )
    return _clean(text.strip(TRIMMED), text)


def checked_line(text: str, field: str, *, longest: int, required: bool = True) -> Redacted:
    """Like `checked_text` for one line: line breaks become spaces, and marks that reverse the reading order go."""
    said = checked_text(text, field, longest=longest, required=required)
    return cut(_clean(" ".join(said.split()).translate(_BIDI), said), longest)


def _clean(words: str, before: str) -> Redacted:
    """The words with tokens; they still know what earlier ones stand for."""
    earlier = before.originals if isinstance(before, Redacted) else ()
    return redact(Redacted(words, earlier))


def checked_tags(tags: list[str]) -> list[str]:
    """Return the tags lower-cased, each once, in order; raises `InvalidInput` on `tags`."""
    if len(tags) > TAGS_MAX:
        raise InvalidInput({"tags": [_("At most %(max)d tags, please.") % {"max": TAGS_MAX}]})
    return list(dict.fromkeys(checked_line(tag, "tags", longest=TAG_MAX).lower() for tag in tags))
