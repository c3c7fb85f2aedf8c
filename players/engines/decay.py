"""How much of a weight is left after a time, as whole numbers: the same on every machine, to the last digit.

Points are counted in millionths. The power of one half is a product of constants with 64 binary digits, each the square
root of the one before, taken by whole-number arithmetic; a fraction of a half-life has 32 binary digits. Nothing here
touches a floating-point unit, so a stored evaluation can be repeated bit by bit.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from math import isqrt
from typing import Final

MICRO: Final = 1_000_000
"""Millionths in a point."""
STRENGTH: Final = 1000
"""A strength of 1, in thousandths."""
_DIGITS: Final = 64
_FRACTION: Final = 32
_TICK: Final = timedelta(microseconds=1)


@cache
def _roots() -> Sequence[int]:
    """2^-(1/2), 2^-(1/4), … with 64 binary digits."""
    roots = [1 << (_DIGITS - 1)]
    for _step in range(_FRACTION):
        roots.append(isqrt(roots[-1] << _DIGITS))
    return tuple(roots[1:])


def halved(points: int, age: timedelta, half_life: timedelta) -> int:
    """`points` millionths after `age`: half of them for each half-life, rounded to the nearest millionth, halves up.

    Never more for a greater age; what is not yet (an age below zero) counts in full.
    """
    ticks, life = max(age // _TICK, 0), half_life // _TICK
    whole, rest = divmod(ticks, life)
    fraction = (rest << _FRACTION) // life
    factor = 1 << _DIGITS
    for place, root in enumerate(_roots()):
        if fraction >> (_FRACTION - 1 - place) & 1:
            factor = factor * root >> _DIGITS
    shift = _DIGITS + whole
    return (points * factor + (1 << (shift - 1))) >> shift


def heaviest(moments: Sequence[datetime], weights: Sequence[int], window: timedelta) -> set[int]:
    """Which of the hits count: the places of those that together weigh most, no two of them closer than `window`.

    `moments` are in order. So repeated hits count once per window wherever it begins, another hit never lowers the sum,
    and of two choices with the same sum the newer hits count.
    """
    best, before = [0], list[int]()
    for place, moment in enumerate(moments):
        free = before[-1] if before else 0
        while free < place and moments[free] <= moment - window:
            free += 1
        before.append(free)
        best.append(max(best[place], best[free] + weights[place]))
    counted: set[int] = set()
    place = len(moments)
    while place:
        if best[before[place - 1]] + weights[place - 1] >= best[place - 1]:
            counted.add(place - 1)
            place = before[place - 1]
        else:
            place -= 1
    return counted
