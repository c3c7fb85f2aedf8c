"""Stretches of play with all that the law asks about them, many at once by a constant number of statements."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from players.engines.law import Limit
from players.engines.play_facts import Choice, Rule, Stretch, Subject, Usage
from players.engines.watch import SILENCE, Law, Look, Stretched, look, unheard
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
WHERE s.ended_at IS NULL AND s.next_check_at <= app_now()
ORDER BY s.next_check_at, s.id LIMIT %(limit)s FOR UPDATE OF s SKIP LOCKED
"""
THESE = f"""
SELECT {_COLUMNS}
WHERE s.id = ANY(%(ids)s) AND (s.next_check_at IS NULL OR s.ended_at >= s.next_check_at)
ORDER BY s.id FOR UPDATE OF s
"""


@dataclass(frozen=True, slots=True)
class Row:
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
        return [Row(*row) for row in cursor.fetchall()]


@dataclass
class LawBook:
    """All rules and days, read once for a pass, and what they said to players who are alike."""

    rules: dict[str, list[Rule]] = field(default_factory=all_rules)
    laws: dict[str, Law] = field(default_factory=dict)
    known: dict[tuple[Any, ...], tuple[Limit, ...]] = field(default_factory=dict)
    counted: dict[tuple[Any, ...], int] = field(default_factory=dict)

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
        """What there is to find about each stretch at that moment, or at its end when it has ended."""
        choices = self._choices(rows)
        subjects = [self._subject(row, choices.get(row.player_id, ())) for row in rows]
        usages = self._usages(rows, subjects, at)
        return [self._look(row, subject, usage, at) for row, subject, usage in zip(rows, subjects, usages, strict=True)]

    def _look(self, row: Row, subject: Subject, usage: Usage | None, at: datetime) -> Look:
        if row.ended_at is None and row.last_seen_at + SILENCE < at:
            return unheard(at)
        law, alike = self.law(row.place), alike_of(row.place, subject)

        def limits(moment: datetime) -> tuple[Limit, ...]:
            if usage is not None:
                return law.limits(subject, moment, usage)
            key = (*alike, moment)
            if key not in self.known:
                self.known[key] = law.limits(subject, moment, Usage())
            return self.known[key]

        moment = at if row.ended_at is None else max(row.started_at, row.ended_at - timedelta(microseconds=1))
        return look(Stretched(str(row.id), row.started_at, row.next_check_at), min(moment, at), subject, law, limits)

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
        players = [row.player_id for row in rows if _lets_choose(self.law(row.place).rules)]
        found: dict[int, tuple[Choice, ...]] = {}
        if players:
            wanted = PlayChoice.objects.filter(player_id__in=players)
            for player, *choice in wanted.values_list("player_id", "hours", "minutes", "starts_on", "ends_on"):
                found[player] = (*found.get(player, ()), Choice(*choice))
        return found

    def _usages(self, rows: Sequence[Row], subjects: Sequence[Subject], at: datetime) -> list[Usage | None]:
        """What was played by those for whom a rule counts it; None for all others."""
        days = [self._days(row, subject, at) for row, subject in zip(rows, subjects, strict=True)]
        if not any(days):
            return [None] * len(rows)
        counted = [row for row, back in zip(rows, days, strict=True) if back]
        played = _played(counted, at - timedelta(days=max(days)), at)
        return [played[_owner(row)] if back else None for row, back in zip(rows, days, strict=True)]

    def _days(self, row: Row, subject: Subject, at: datetime) -> int:
        key = (*alike_of(row.place, subject), at)
        if key not in self.counted:
            self.counted[key] = days_counted(self.law(row.place).rules, subject, at)
        return self.counted[key]


def alike_of(place: str, subject: Subject) -> tuple[Any, ...]:
    """Equal for players to whom a law without counting says the same."""
    since = subject.real_name_since if subject.real_name == RealNameStatus.IN_PROGRESS else None
    return (place, subject.birth_date, subject.real_name, since, subject.is_guest, subject.choices)


def _lets_choose(rules: Iterable[Rule]) -> bool:
    return any(rule.kind == RuleKind.GUARDIAN_OPTIN for rule in rules)


def _owner(row: Row) -> tuple[str, int]:
    return ("player", row.player_id) if row.person_id is None else ("person", row.person_id)


def _played(rows: Sequence[Row], since: datetime, at: datetime) -> dict[tuple[str, int], Usage]:
    """The stretches of everybody who counts together with these, by one statement for accounts and one for play."""
    persons = {row.person_id for row in rows if row.person_id is not None}
    owners: dict[int, tuple[str, int]] = {row.player_id: _owner(row) for row in rows}
    if persons:
        others = Player.objects.filter(person_id__in=persons).values_list("pk", "person_id")
        owners |= {pk: ("person", person) for pk, person in others if person is not None}
    found: dict[tuple[str, int], list[Stretch]] = defaultdict(list)
    stretches = (
        PlaySession.objects.filter(player_id__in=owners, started_at__gte=since - LONGEST_STRETCH, started_at__lt=at)
        .exclude(ended_at__lte=since)
        .values_list("player_id", "game_id", "started_at", "ended_at")
    )
    for player, game, start, end in stretches:
        found[owners[player]].append(Stretch(player, game, start, min(end or at, at)))
    return defaultdict(Usage, {owner: Usage(tuple(played)) for owner, played in found.items()})
