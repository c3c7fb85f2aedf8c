"""Which pattern, moment, player, hand and words each copy gets; everything follows from the seed."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from helpdesk.demo.bulk.patterns import Pattern, load_patterns, weights_of
from helpdesk.demo.bulk.variants import Mover, Variant
from helpdesk.demo.bulk.wording import Planting, addition, language_of

MOST_VARIANTS = 160
TICKETS_A_PLAYER = 5
HANDS = 10
"""So many colleagues share the copied work of one played agent."""


@dataclass(frozen=True, slots=True)
class Person:
    """A copied player: number `number` of the played one, whose key is `pattern`."""

    pattern: int
    number: int
    is_guest: bool


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy to be made; `person` counts the copied players from 0."""

    number: int
    pattern: int
    variant: int
    shift: timedelta
    person: int
    hand: int
    order: str
    words: str


@dataclass(frozen=True)
class Drawing:
    """Everything that was drawn, except the words, which are made while they are written."""

    seed: int
    patterns: Sequence[Pattern]
    variants: Sequence[Sequence[Variant]]
    choices: Sequence[int]
    people: Sequence[Person]

    @property
    def counts(self) -> Counter[int]:
        """How many copies each pattern has, by its place."""
        return Counter(self.choices)

    def copies(self) -> Iterator[Copy]:
        """The copies in their order."""
        rng = random.Random(f"bulk copies {self.seed}")  # noqa: S311 -- demo data, no secret
        planting = Planting(len(self.choices))
        groups = _people_of(self.people)
        guests = {key: iter(numbers) for key, numbers in groups.items()}
        for number, place in enumerate(self.choices):
            pattern, variants = self.patterns[place], self.variants[place]
            variant = rng.randrange(len(variants))
            player = int(pattern.ticket.player_id)
            own = groups[player]
            person = (
                next(guests[player]) if pattern.ticket.player.is_guest else own[int(len(own) * rng.random() ** 1.5)]
            )
            shift = variants[variant].shift
            order = f"{pattern.ticket.created_at + shift:%Y%m%d}-{number:07d}"
            language = language_of(pattern.ticket.language)
            words = addition(language, order, rng)
            planted = planting.word_for(number, language, is_restricted=pattern.ticket.is_restricted)
            words += f"\n{planted}" if planted else ""
            yield Copy(number, place, variant, shift, person, rng.randrange(HANDS), order, words)


def draw(copies: int, *, seed: int, now: datetime, players: int = 0) -> Drawing:
    """Draw so many copies of what was played, of about so many players (0: as many as are usual)."""
    rng = random.Random(f"bulk {seed}")  # noqa: S311 -- demo data, no secret
    patterns = [pattern for pattern in load_patterns(now) if weights_of([pattern])[0] > 0]
    weights = weights_of(patterns)
    expected = [copies * weight / sum(weights) for weight in weights]
    found = [
        Mover(pattern, now).variants(max(1, min(MOST_VARIANTS, ceil(wanted))), rng)
        for pattern, wanted in zip(patterns, expected, strict=True)
    ]
    usable = [place for place, variants in enumerate(found) if variants]
    patterns, variants = [patterns[place] for place in usable], [found[place] for place in usable]
    choices = rng.choices(range(len(patterns)), weights_of(patterns), k=copies)
    return Drawing(
        seed,
        patterns,
        variants,
        choices,
        _people(patterns, Counter(choices), copies / (players or copies / TICKETS_A_PLAYER)),
    )


def _people(patterns: Sequence[Pattern], counts: Counter[int], tickets_each: float) -> list[Person]:
    """Registered players write several times; a guest writes once."""
    wanted: Counter[int] = Counter()
    guests: dict[int, bool] = {}
    for place, pattern in enumerate(patterns):
        wanted[int(pattern.ticket.player_id)] += counts[place]
        guests[int(pattern.ticket.player_id)] = pattern.ticket.player.is_guest
    return [
        Person(player, number, guests[player])
        for player, count in wanted.items()
        for number in range(count if guests[player] else ceil(count / tickets_each))
    ]


def _people_of(people: Sequence[Person]) -> dict[int, list[int]]:
    """The places of all copied players, by the played one."""
    found: dict[int, list[int]] = {}
    for place, person in enumerate(people):
        found.setdefault(person.pattern, []).append(place)
    return found
