"""How much of a name, a number, an address is shown to those who need to recognise it and not to know it.

Six and four characters of an identity number are never shown: what would be hidden is the day of birth alone, and the
check character leaves an eleventh of the days.
"""

import unicodedata

_JOINER = "\u200d"
_STAR = "*"


def masked_number(number: str, *, shows_more: bool = False) -> str:
    """First and last character; with the right to see more the first three and the last four."""
    head, tail = (3, 4) if shows_more else (1, 1)
    if len(number) <= head + tail:
        return _STAR * len(number)
    return number[:head] + _STAR * (len(number) - head - tail) + number[-tail:]


def masked_name(name: str) -> str:
    """`王*`, `王*明`, `欧**红`: one sign tells nothing, two show the first, longer ones first and last."""
    signs = graphemes(name.strip())
    if not signs:
        return ""
    if len(signs) == 1:
        return _STAR
    if len(signs) == 2:
        return signs[0] + _STAR
    return signs[0] + _STAR * min(len(signs) - 2, 2) + signs[-1]


def masked_phone(phone: str) -> str:
    """`138****5678`; of a number that is too short for it the last two digits."""
    digits = "".join(sign for sign in unicodedata.normalize("NFKC", phone) if sign.isdecimal())
    if len(digits) < 11:
        return _STAR * max(len(digits) - 2, 0) + digits[-2:] if len(digits) > 2 else _STAR * len(digits)
    return f"{digits[-11:-8]}{_STAR * 4}{digits[-4:]}"


def masked_mail(address: str) -> str:
    """`a***@d.com`: the first sign of the box, and the house; a text without a house tells nothing."""
    box, at, house = address.strip().rpartition("@")
    if not at or not box or not house:
        return _STAR * 3
    return f"{graphemes(box)[0]}{_STAR * 3}@{house}"


def graphemes(text: str) -> list[str]:
    """The signs that a reader counts: marks, joiners, tones of skin, halves of flags stay with their sign."""
    signs: list[str] = []
    for char in text:
        if signs and _belongs_to(signs[-1], char):
            signs[-1] += char
        else:
            signs.append(char)
    return signs


def _belongs_to(sign: str, char: str) -> bool:
    is_mark = unicodedata.category(char) in {"Mn", "Me", "Mc"} or char == _JOINER
    is_tone = "\U0001f3fb" <= char <= "\U0001f3ff"
    is_half_flag = _is_regional(char) and _is_regional(sign[-1]) and len(sign) == 1
    return is_mark or is_tone or is_half_flag or sign.endswith(_JOINER)


def _is_regional(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"
