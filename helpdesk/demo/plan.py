"""Who writes what when: the demo's players and tickets, drawn from a seed. Nothing here touches the database."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count, zip_longest

from helpdesk.demo.content import (
    LANGUAGES,
    PUBLIC_STEPS,
    Content,
    Do,
    GameSeed,
    Language,
    PlayerBook,
    RegionSeed,
    Scenario,
    Step,
    Weighted,
)
from helpdesk.demo.wording import ZONE, Scene, draw_words

DAYS = 60
ENGLISH_PERCENT = 30
HOURLY = (
    3.0, 1.8, 1.0, 0.6, 0.5, 0.5, 0.8, 1.4, 2.2, 3.0, 3.6, 4.0,
    5.2, 4.8, 3.9, 3.8, 4.0, 4.6, 5.4, 7.0, 9.0, 9.2, 7.6, 5.0,
)  # fmt: skip
WEEKEND = 1.25
STORM_DAYS_AGO, STORM_CATEGORY, STORM_SHARE = 12, "NT-05", 50
ASKED_LATELY = (timedelta(minutes=90), timedelta(hours=9))
LANGUAGE_TAGS: dict[Language, str] = {"zh": "zh-Hans", "en": "en"}


@dataclass(frozen=True, slots=True)
class Person:
    """A player of the demo; a guest has no id of the game."""

    game: GameSeed
    region: RegionSeed
    language: Language
    nickname: str
    uid: str = ""
    email: str = ""
    tier: str = "T0"
    kind: str = "visitor"
    real_name: str = "none"
    birth_date: date | None = None
    vip: int = 0
    known_since: datetime | None = None

    @property
    def is_guest(self) -> bool:
        return not self.uid


@dataclass(frozen=True, slots=True)
class Pace:
    """How this one goes: late, forgotten, left by the player or by a specialist, with or without a last word."""

    is_slow: bool
    is_forgotten: bool
    is_silent: bool
    is_stuck: bool
    keeps_promise: bool
    says_solved: bool
    answers_survey: bool
    waits_for_specialist: bool = False


@dataclass(frozen=True, slots=True)
class TicketPlan:
    """One ticket to be played. `key` makes its intake happen once; `seed` is what further chance draws from."""

    key: str
    seed: str
    scenario: Scenario
    person: Person
    opened_at: datetime
    channel: str
    says_category: bool
    words: dict[str, str]
    pace: Pace
    progress: str

    @property
    def is_live(self) -> bool:
        """Whether the player waits in the game for every answer."""
        return self.channel == "in_game"


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole demo, the oldest ticket first."""

    people: tuple[Person, ...]
    tickets: tuple[TicketPlan, ...]


def make_plan(content: Content, *, seed: int, tickets: int, players: int, now: datetime) -> Plan:
    """The plan of this seed, the same one every time for the same `now`."""
    rng = random.Random(f"wuyou demo {seed}")  # noqa: S311 -- demo data, no secret
    people = tuple(_people(content, players, now, rng))
    bag = _dealt(content.scenarios, rng)
    found = []
    for number, (opened_at, in_storm) in enumerate(_arrivals(tickets, now, rng)):
        scenario = next(s for s in bag if (s.category == STORM_CATEGORY) == in_storm)
        found.append(_ticket(content, f"{seed}:{number}", scenario, people, opened_at))
    return Plan(people, tuple(_with_open_cases(content, found, people, now)))


def _with_open_cases(
    content: Content, tickets: Sequence[TicketPlan], people: Sequence[Person], now: datetime
) -> Iterator[TicketPlan]:
    """The tickets; some of today's become matters that a specialist has not answered yet, one for every group."""
    asking = {step.group: s for s in content.scenarios for step in s.steps if step.do == Do.ESCALATE}
    lately = [t for t in tickets if ASKED_LATELY[0] < now - t.opened_at < ASKED_LATELY[1]]
    chosen = [ticket.key for ticket in lately[:: max(2, len(lately) // len(asking))]]
    scenarios = dict(zip(chosen, (asking[group] for group in sorted(asking)), strict=False))
    for ticket in tickets:
        scenario = scenarios.get(ticket.key)
        if scenario is None:
            yield ticket
            continue
        asked = _ticket(content, ticket.seed, scenario, people, ticket.opened_at)
        lively = replace(asked.pace, is_slow=False, is_forgotten=False, is_silent=False, waits_for_specialist=True)
        yield replace(asked, pace=lively)


def weighted(choices: Weighted, rng: random.Random) -> str:
    """One of the values, each as often as its weight says."""
    return rng.choices([value for value, _ in choices], [weight for _, weight in choices])[0]


def _ticket(content: Content, seed: str, scenario: Scenario, people: Sequence[Person], at: datetime) -> TicketPlan:
    rng = random.Random(f"ticket {seed}")  # noqa: S311 -- demo data, no secret
    person = _writer(content, scenario, people, rng)
    uid = person.uid or f"{person.game.uid_prefix}{rng.randint(10**6, 10**7 - 1)}"
    scene = Scene(scenario.language, person.game, person.region, person.nickname, uid, at)
    return TicketPlan(
        key=f"demo:{seed}",
        seed=seed,
        scenario=replace(scenario, steps=tuple(_courteous(scenario, content, rng))),
        person=person,
        opened_at=at,
        channel=rng.choice(scenario.channels),
        says_category=rng.random() < 0.6,
        words=draw_words(content, scene, rng),
        pace=_pace(rng),
        progress=rng.choice(content.phrases["progress"][scenario.language]),
    )


def _courteous(scenario: Scenario, content: Content, rng: random.Random) -> Iterator[Step]:
    """The steps, and a word to the player where otherwise only colleagues would hear something."""
    player_waits, is_soon = True, False
    for step, after in zip_longest(scenario.steps, scenario.steps[1:]):
        yield step
        player_waits = step.do == Do.PLAYER or (player_waits and step.do not in PUBLIC_STEPS)
        is_soon = step.minutes <= 30 if step.do == Do.PROMISE else is_soon and step.do != Do.ANSWER
        if player_waits and after is not None and after.do == Do.ANSWER and not is_soon:
            kind = "acknowledge" if step.do == Do.PLAYER else "handed_on"
            yield Step(Do.REPLY, rng.choice(content.phrases[kind][scenario.language]))
            player_waits = False


def _pace(rng: random.Random) -> Pace:
    """Chances in percent, each asked in the same order so that one seed gives one pace."""
    below = [rng.random() * 100 for _ in range(7)]
    return Pace(
        is_slow=below[0] < 9,
        is_forgotten=below[1] < 9,
        is_silent=below[2] < 18,
        is_stuck=below[3] < 20,
        keeps_promise=below[4] < 88,
        says_solved=below[5] < 66,
        answers_survey=below[6] < 72,
    )


def _writer(content: Content, scenario: Scenario, people: Sequence[Person], rng: random.Random) -> Person:
    """Somebody who plays such a game in that language; guardians and a few others write as guests."""
    seeds = [content.game_of_kind(kind) for kind in scenario.games]
    game = rng.choices(seeds, [seed.share for seed in seeds])[0]
    fitting = [p for p in people if p.game.slug == game.slug and p.language == scenario.language]
    guest = rng.random() * 100 < content.players.guest_percent
    if fitting and not guest and not scenario.category.startswith("MR"):
        return fitting[int(len(fitting) * rng.random() ** 1.15)]
    names = content.players.guardians if scenario.category.startswith("MR") else content.players.nicknames
    region = rng.choice([r for r in game.regions if r.language == scenario.language])
    return Person(game, region, scenario.language, nickname=rng.choice(names[scenario.language]))


def _people(content: Content, wanted: int, now: datetime, rng: random.Random) -> Iterator[Person]:
    """`wanted` players spread over games, servers, tiers and ages."""
    names = {language: _names(content.players.nicknames[language], rng) for language in LANGUAGES}
    for number in range(wanted):
        language: Language = "en" if rng.random() * 100 < ENGLISH_PERCENT else "zh"
        game = rng.choices(content.games, [game.share for game in content.games])[0]
        region = rng.choice([region for region in game.regions if region.language == language])
        yield _player(content.players, number, Person(game, region, language, next(names[language])), rng, now)


def _names(book: Sequence[str], rng: random.Random) -> Iterator[str]:
    """Every name of the book in an order of chance, then once more with a number behind it."""
    for lap in count(1):
        for name in rng.sample(book, len(book)):
            yield name if lap == 1 else f"{name}{lap}"


def _player(book: PlayerBook, number: int, person: Person, rng: random.Random, now: datetime) -> Person:
    """The person with an account of the game and a history with us."""
    is_minor = rng.random() * 100 < book.minor_percent
    days_old = rng.randint(3700, 6400) if is_minor else rng.randint(6800, 24000)
    kind = weighted(book.kinds, rng)
    return replace(
        person,
        uid=f"{person.game.uid_prefix}{rng.randint(10, 99)}{number:05d}",
        email=f"player{number:04d}@example.test" if rng.random() * 100 < book.email_percent else "",
        tier="T0" if is_minor else weighted(book.tiers, rng),
        kind=kind,
        real_name=weighted(book.real_name, rng),
        birth_date=(now - timedelta(days=days_old)).date(),
        vip=rng.randint(5, 9) if kind == "vip" else rng.randint(0, 3),
        known_since=now - timedelta(days=DAYS + 1 + rng.randint(0, 700), minutes=rng.randint(0, 1400)),
    )


def _dealt(scenarios: Sequence[Scenario], rng: random.Random) -> Iterator[Scenario]:
    """Scenarios without end, each as often as its weight, and rarely the same one twice in a row."""
    while True:
        bag = [scenario for scenario in scenarios for _ in range(scenario.weight)]
        rng.shuffle(bag)
        yield from bag


def _arrivals(wanted: int, now: datetime, rng: random.Random) -> list[tuple[datetime, bool]]:
    """When tickets come in, the oldest first: by the hours of the day, one evening of outage, and busy until now."""
    fresh = min(wanted, max(6, wanted // 13))
    brand_new = min(wanted - fresh, max(4, wanted // 60))
    storm = (wanted - fresh - brand_new) // STORM_SHARE
    found = [(now - timedelta(minutes=rng.uniform(20, 540)), False) for _ in range(fresh)]
    found += [(now - timedelta(minutes=rng.uniform(0.5, 19)), False) for _ in range(brand_new)]
    evening = (now - timedelta(days=STORM_DAYS_AGO)).astimezone(ZONE).replace(hour=20, minute=10, second=0)
    found += [(evening + timedelta(minutes=rng.uniform(0, 35)), True) for _ in range(storm)]
    found += [(at, False) for at in _usual(wanted - len(found), now, rng)]
    return sorted(found)


def _usual(wanted: int, now: datetime, rng: random.Random) -> Iterator[datetime]:
    """Moments of the past weeks, more of them in the evening and at the weekend."""
    hours = [now - timedelta(hours=back) for back in range(9, DAYS * 24)]
    local = [hour.astimezone(ZONE) for hour in hours]
    weights = [HOURLY[at.hour] * (WEEKEND if at.weekday() >= 5 else 1.0) for at in local]
    for hour in rng.choices(hours, weights, k=wanted):
        yield hour + timedelta(minutes=rng.uniform(0, 59))
