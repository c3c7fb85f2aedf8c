"""Who is meant by `@name` in a note. Pure: names are plain text, and the longest one that fits is meant."""

from collections.abc import Iterable


def names_in(text: str, names: Iterable[str]) -> set[str]:
    """Those of the names that the text mentions.

    An `@` inside of an address (`a@b.test`) mentions nobody; `@林夏雨` means 林夏雨 where there is such a person, and
    林夏 otherwise. A name of Latin letters ends where letters and digits do.
    """
    longest_first = sorted({name for name in names if name.strip()}, key=len, reverse=True)
    folded, found = text.casefold(), set[str]()
    for place, char in enumerate(folded):
        if char == "@" and not (place and _is_latin(folded[place - 1])):
            meant = next((name for name in longest_first if _begins(folded, place + 1, name.casefold())), "")
            found |= {meant} - {""}
    return found


def _begins(text: str, place: int, name: str) -> bool:
    end = place + len(name)
    return text.startswith(name, place) and not (_is_latin(name[-1]) and end < len(text) and _is_latin(text[end]))


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()
