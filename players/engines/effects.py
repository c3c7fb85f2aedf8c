"""What an intervention changed: the same measure before and after, beside players to whom nothing was sent.

The estimate is the difference of differences: how much the treated changed, less how much the compared changed. Its
interval is Welch's, for two groups of unlike spread (B. L. Welch, Biometrika 34, 1947); the quantile of Student's t is
the expansion of Abramowitz and Stegun, 26.7.5, which is right to 0.002 from nine degrees of freedom on. Whoever was
treated was not drawn by lot, so a difference is a hint and no proof.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist, fmean, variance
from typing import Final

FEWEST: Final = 10
"""Below so many players in either group there is no number: it would be one of single persons."""
KNOWN_DAYS: Final = 4
"""So many of seven days on either side must be known; a day of which nothing is known is left out, it is not zero."""
SURE: Final = 0.95


@dataclass(frozen=True)
class Days:
    """The means of a day before and after, in the measure's unit, each over the days that are known."""

    before: float
    known_before: int
    after: float
    known_after: int

    @property
    def change(self) -> float | None:
        """After less before; None where too few days are known."""
        if min(self.known_before, self.known_after) < KNOWN_DAYS:
            return None
        return self.after - self.before


@dataclass(frozen=True)
class Effect:
    """What is known of one measure: how many were in each group, and, where they are enough, what changed."""

    treated: int
    compared: int
    change: float | None = None
    compared_change: float | None = None
    difference: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def is_told(self) -> bool:
        return self.difference is not None

    @property
    def is_clear(self) -> bool:
        """Whether the interval lies on one side of zero."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def effect(treated: Sequence[Days], compared: Sequence[Days]) -> Effect:
    """The effect of one measure; without numbers where either group has fewer than `FEWEST` players with known days."""
    ours = [change for days in treated if (change := days.change) is not None]
    others = [change for days in compared if (change := days.change) is not None]
    if min(len(ours), len(others)) < FEWEST:
        return Effect(len(ours), len(others))
    own, other = fmean(ours), fmean(others)
    half = _half_width(ours, others)
    return Effect(len(ours), len(others), own, other, own - other, own - other - half, own - other + half)


def _half_width(one: Sequence[float], two: Sequence[float]) -> float:
    a, b = variance(one) / len(one), variance(two) / len(two)
    if not a + b:
        return 0.0
    freedom = (a + b) ** 2 / (a**2 / (len(one) - 1) + b**2 / (len(two) - 1))
    return t_quantile((1 + SURE) / 2, freedom) * sqrt(a + b)


def t_quantile(share: float, freedom: float) -> float:
    """The value below which Student's t with so many degrees of freedom lies with that probability."""
    z = NormalDist().inv_cdf(share)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / freedom**power for power, term in enumerate(terms, 1))
