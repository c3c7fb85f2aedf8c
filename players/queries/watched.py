"""Stretches of play with all that the law asks about them, many at once by a constant number of statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection

from players.engines.ages import age_on
from players.engines.law import Limit
from players.engines.play_facts import Choice, Rule, Stretch, Subject, Usage
from players.engines.watch import SILENCE, Law, Look, Stretched, look, stops_as_others, unheard
from players.enums import RealNameStatus, RuleKind
from players.models import PlayChoice, Player, PlaySession
from players.queries.days import day_kinds
from players.queries.law import all_rules, days_counted, rules_among, turns_day_after
from players.queries.reminders import language_of
from players.queries.usage import LONGEST_STRETCH

_COLUMNS = """
  s.id, s.session, s.started_at, s.last_seen_at, s.ended_at, s.next_check_at, p.id, s.game_id, g.kind, p.person_id,
  p.jurisdiction, p.birth_date, p.real_name_status, coalesce(p.real_name_since, p.created_at), p.is_guest, p.locale
FROM players_playsession s JOIN players_player p ON p.id = s.player_id JOIN core_game g ON g.id = s.game_id
"""
DUE = f"""
SELECT {_COLUMNS}
WHERE s.ended_at IS NULL AND s.next_check_at <= (SELECT app_now())
ORDER BY s.next_check_at, s.id LIMIT %(limit)s FOR UPDATE OF s SKIP LOCKED
"""
THESE = f"""
SELECT {_COLUMNS}
WHERE s.id = ANY(%(ids)s) AND (s.next_check_at IS NULL OR s.ended_at >= s.next_check_at)
ORDER BY s.id FOR UPDATE OF s
"""


class Row(NamedTuple):
    """A stretch of play and its player, as the database has them."""

    id: int
    session: str
    started_at: datetime
    last_seen_at: datetime
    ended_at: datetime | None
    next_check_at: datetime | None
    player_id: int
    game_id: int
    game_kind: str
    person_id: int | None
    place: str
    birth_date: date | None
    real_name: str
    real_name_since: datetime
    is_guest: bool
    locale: str

    @property
    def language(self) -> str:
        return language_of(self.locale)


def rows_of(statement: str, **values: Any) -> list[Row]:
    """The stretches that the statement locks."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [Row._make(row) for row in cursor.fetchall()]


@dataclass
class LawBook:
    """All rules and days, read once for a pass, and what they said to players who are alike."""

    rules: dict[str, list[Rule]] = field(default_factory=all_rules)
    laws: dict[str, Law] = field(default_factory=dict)
    known: dict[tuple[Any, ...], tuple[Limit, ...]] = field(default_factory=dict)
    counted: dict[tuple[Any, ...], int] = field(default_factory=dict)
    ages: dict[tuple[Any, ...], tuple[int, ...]] = field(default_factory=dict)
    ages_since: dict[tuple[Any, ...], tuple[Any, ...]] = field(default_factory=dict)
    days: dict[tuple[str, datetime], tuple[date, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """One statement for the days of every country whose calendar a rule needs."""
        countries = {rule.country for rules in self.rules.values() for rule in rules if rule.country}
        self.day_kind = day_kinds(countries)
        self.day_after = turns_day_after()

    def law(self, place: str) -> Law:
        """The rules of a place with its days."""
        if place not in self.laws:
            self.laws[place] = Law(place, rules_among(self.rules, place), self.day_kind)
        return self.laws[place]

    def looks(self, rows: Sequence[Row], at: datetime) -> list[Look]:
        """What there is to find about each stretch at that moment, or at its end when it has ended.

        When an hour strikes for many, most are alike: one of them is looked at, and where it must stop, so must all.
        """
        choices = self._choices(rows)
        keys = [self._alike_since_due(row, choices.get(row.player_id, ()), at) or row.id for row in rows]
        first = dict(zip(reversed(keys), reversed(rows), strict=True))
        found = dict(zip(first, self._each(list(first.values()), choices, at), strict=True))
        own = [row for key, row in zip(keys, rows, strict=True) if first[key] is not row and not found[key][1]]
        others = dict(zip((row.id for row in own), self._each(own, choices, at), strict=True))
        return [others.get(row.id, found[key])[0] for key, row in zip(keys, rows, strict=True)]

    def _each(
        self, rows: Sequence[Row], choices: Mapping[int, tuple[Choice, ...]], at: datetime
    ) -> list[tuple[Look, bool]]:
        """Look at each stretch, and whether all that are alike have the same look."""
        back = [self._days(row, choices.get(row.player_id, ()), at) for row in rows]
        played = _played([row for row, days in zip(rows, back, strict=True) if days], at, max(back, default=0))
        return [
            self._look(row, choices.get(row.player_id, ()), played[_owner(row)] if days else None, at)
            for row, days in zip(rows, back, strict=True)
        ]

    def _look(self, row: Row, choices: tuple[Choice, ...], usage: Usage | None, at: datetime) -> tuple[Look, bool]:
        """Look at one stretch. What the law says without counting is asked once for players who are alike."""
        if row.ended_at is None and row.last_seen_at + SILENCE < at:
            return unheard(at), False
        law = self.law(row.place)

        def limits(moment: datetime) -> tuple[Limit, ...]:
            if usage is not None:
                return law.limits(self._subject(row, choices), moment, usage)
            key = (self.alike(row, choices, moment), moment)
            if key not in self.known:
                self.known[key] = law.limits(self._subject(row, choices), moment, Usage())
            return self.known[key]

        moment = at if row.ended_at is None else min(at, max(row.started_at, row.ended_at - timedelta(microseconds=1)))
        play = Stretched(row.started_at, row.next_check_at)
        found = look(play, moment, self._subject(row, choices), law, limits)
        return found, usage is None and stops_as_others(play, moment, limits)

    def _alike_since_due(self, row: Row, choices: tuple[Choice, ...], at: datetime) -> tuple[Any, ...] | None:
        """Equal for stretches to which a law that counts nothing says the same since just before they were due."""
        due = row.next_check_at
        if due is None or row.ended_at is not None or not row.started_at < due <= at or row.last_seen_at + SILENCE < at:
            return None
        born = (row.place, row.birth_date, due, at)
        ages = self.ages_since.get(born)
        if ages is None:
            moments = (due - timedelta(microseconds=1), due, at)
            ages = self.ages_since[born] = tuple(self._ages(row.place, row.birth_date, moment) for moment in moments)
        since = row.real_name_since if row.real_name == RealNameStatus.IN_PROGRESS else None
        return (row.place, ages, row.real_name, since, row.is_guest, row.game_id, choices, due)

    def alike(self, row: Row, choices: tuple[Choice, ...], moment: datetime) -> tuple[Any, ...]:
        """Equal for players to whom a law without counting says the same at that moment: their ages are, not births."""
        since = row.real_name_since if row.real_name == RealNameStatus.IN_PROGRESS else None
        return (row.place, self._ages(row.place, row.birth_date, moment), row.real_name, since, row.is_guest, choices)

    def _ages(self, place: str, birth_date: date | None, moment: datetime) -> tuple[int, ...] | None:
        """The age by the date of every zone that a rule of the place has."""
        if birth_date is None:
            return None
        key = (place, birth_date, moment)
        if key not in self.ages:
            days = self.days.get((place, moment))
            if days is None:
                zones = sorted({rule.tz for rule in self.law(place).rules})
                days = self.days[place, moment] = tuple(moment.astimezone(ZoneInfo(zone)).date() for zone in zones)
            self.ages[key] = tuple(age_on(birth_date, day, day_after=self.day_after) for day in days)
        return self.ages[key]

    def forget(self) -> None:
        """Drop what was remembered of moments that are over."""
        for memory in (self.known, self.counted, self.ages, self.ages_since, self.days):
            memory.clear()

    def _days(self, row: Row, choices: tuple[Choice, ...], at: datetime) -> int:
        """As many days back as a rule counts what this player played."""
        key = (self.alike(row, choices, at), at)
        if key not in self.counted:
            subject = self._subject(row, choices)
            self.counted[key] = days_counted(self.law(row.place).rules, subject, at)
        return self.counted[key]

    def _subject(self, row: Row, choices: tuple[Choice, ...]) -> Subject:
        return Subject(
            account=row.player_id,
            game=row.game_id,
            game_kind=row.game_kind,
            birth_date=row.birth_date,
            real_name=row.real_name,
            real_name_since=row.real_name_since,
            is_guest=row.is_guest,
            day_after=self.day_after,
            choices=choices,
        )

    def _choices(self, rows: Iterable[Row]) -> dict[int, tuple[Choice, ...]]:
        """What was asked for, where a law lets people choose."""
        lets_choose = {place: _lets_choose(self.law(place).rules) for place in {row.place for row in rows}}
        players = [row.player_id for row in rows if lets_choose[row.place]]
        found: dict[int, tuple[Choice, ...]] = {}
        if players:
            wanted = PlayChoice.objects.filter(player_id__in=players)
            for player, hours, minutes, since, until in wanted.values_list(
                "player_id", "hours", "minutes", "starts_on", "ends_on"
            ):
                found[player] = (*found.get(player, ()), Choice(hours, minutes, since, until))
        return found


def _lets_choose(rules: Iterable[Rule]) -> bool:
    return any(rule.kind == RuleKind.GUARDIAN_OPTIN for rule in rules)


def _owner(row: Row) -> tuple[str, int]:
    return ("player", row.player_id) if row.person_id is None else ("person", row.person_id)


def _played(rows: Sequence[Row], at: datetime, days: int) -> dict[tuple[str, int], Usage]:
    """What everybody played who counts together with these, by one statement for accounts and one for play."""
    if not rows:
        return {}
    since = at - timedelta(days=days)
    persons = {row.person_id for row in rows if row.person_id is not None}
    owners: dict[int, tuple[str, int]] = {row.player_id: _owner(row) for row in rows}
    if persons:
        others = Player.objects.filter(person_id__in=persons).values_list("pk", "person_id")
        owners |= {pk: ("person", person) for pk, person in others}
    found: dict[tuple[str, int], list[Stretch]] = defaultdict(list)
    stretches = (
        PlaySession.objects.filter(player_id__in=owners, started_at__gte=since - LONGEST_STRETCH, started_at__lt=at)
        .exclude(ended_at__lte=since)
        .values_list("player_id", "game_id", "started_at", "ended_at")
    )
    for player, game, start, end in stretches:
        found[owners[player]].append(Stretch(player, game, start, min(end or at, at)))
    return defaultdict(Usage, {owner: Usage(tuple(played)) for owner, played in found.items()})
