"""The law that holds for a player: the rules of the place, the days of its calendars, and the verdict of both."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet

from core import clock
from players.engines import ages
from players.engines.law import Verdict, evaluate
from players.engines.play_facts import Choice, Paid, Rule, Subject, Usage
from players.engines.spending import SpendVerdict, evaluate_spending, is_capped
from players.enums import AgeBand, RuleKind
from players.models import JurisdictionRule, PlayChoice, Player
from players.queries.days import day_kinds
from players.queries.usage import paid_by, played_by

ANYWHERE = "*"
GUEST_DAYS = 16
_COLUMNS = ("code", "kind", "age_from", "age_to", "value", "calendar_code", "tz", "scope", "effective_from",
            "effective_to")  # fmt: skip
_ADDING_MINUTES = {RuleKind.DAILY_MINUTES, RuleKind.PER_GAME_MINUTES, RuleKind.GUARDIAN_OPTIN}


def play_verdict(player: Player, at: datetime | None = None) -> Verdict:
    """Whether the player may play at that moment, by the law of that day (domain 2.6)."""
    at = at or clock.now()
    rules = rules_of(player.jurisdiction)
    subject = subject_of(player, rules)
    kinds = day_kinds({rule.country for rule in rules if rule.country})
    return evaluate(subject, at, rules, kinds, _usage(player, subject, rules, at))


def spend_verdict(player: Player, amount: Decimal, currency: str, at: datetime | None = None) -> SpendVerdict:
    """Whether the player may pay that amount at that moment, after what the person paid in all games of the company."""
    at = at or clock.now()
    rules = rules_of(player.jurisdiction)
    subject = subject_of(player, ())
    paid: Sequence[Paid] = paid_by(player, at) if is_capped(subject, at, rules) else ()
    return evaluate_spending(subject, amount, currency, at, rules=rules, paid=paid)


def rules_of(place: str) -> list[Rule]:
    """Every rule of the place, of any date; where it has none, those that hold anywhere."""
    codes = places_of(place) | {ANYWHERE}
    return rules_among(_by_place(JurisdictionRule.objects.filter(jurisdiction__in=codes)), place)


def all_rules() -> dict[str, list[Rule]]:
    """Every rule by its jurisdiction, for whoever looks at players of many places; `rules_among` finds those of one."""
    return _by_place(JurisdictionRule.objects.all())


def rules_among(rules: Mapping[str, list[Rule]], place: str) -> list[Rule]:
    """The rules of the place; where it has none, those that hold anywhere."""
    own = [rule for code in sorted(places_of(place)) for rule in rules.get(code, ())]
    return own or rules.get(ANYWHERE, [])


def places_of(place: str) -> set[str]:
    """The codes under which the law of a place is kept: `DE` is also `EU-DE`, a part of a country is the country."""
    place = place.upper()
    if not place:
        return set()
    country = place.partition("-")[0]
    return {place, f"EU-{place}"} if country == place else {place} if country == "EU" else {place, country}


def subject_of(player: Player, rules: Iterable[Rule]) -> Subject:
    """The player as far as the law asks; choices are only looked up where a rule lets people choose."""
    choices: tuple[Choice, ...] = ()
    if any(rule.kind == RuleKind.GUARDIAN_OPTIN for rule in rules):
        rows = PlayChoice.objects.filter(player=player).values_list("hours", "minutes", "starts_on", "ends_on")
        choices = tuple(Choice(*row) for row in rows)
    return Subject(
        account=player.pk,
        game=player.game_id,
        game_kind=player.game.kind,
        birth_date=player.birth_date,
        real_name=player.real_name_status,
        real_name_since=player.real_name_since or player.created_at,
        is_guest=player.is_guest,
        day_after=turns_day_after(),
        choices=choices,
    )


def turns_day_after() -> bool:
    """Whether a player is a year older on the day after the birthday only."""
    return bool(settings.AGE_TURNS_ON == "day_after")


def band_of(player: Player, at: datetime | None = None) -> AgeBand:
    """The band of the player's age at that moment, by the calendar of the player's place."""
    day = (at or clock.now()).astimezone(ZoneInfo(ages.zone_of(player.jurisdiction))).date()
    return ages.age_band(player.birth_date, day, day_after=turns_day_after())


def consent_age(place: str, day: date) -> int | None:
    """From which age a player of the place consents alone to the use of personal data; None where no rule says."""
    found = (
        rule.value["age"]
        for rule in rules_of(place)
        if rule.kind == RuleKind.CONSENT_AGE and rule.since <= day and (rule.until is None or day <= rule.until)
    )
    return max(found, default=None)


def _by_place(rows: QuerySet[JurisdictionRule]) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for jurisdiction, *values in rows.order_by("pk").values_list("jurisdiction", *_COLUMNS):
        found.setdefault(jurisdiction, []).append(Rule(*values))
    return found


def _usage(player: Player, subject: Subject, rules: Iterable[Rule], at: datetime) -> Usage:
    """What was played, as far back as any rule adds up; nothing is asked where none does."""
    days = days_counted(rules, subject, at)
    return played_by(player, at - timedelta(days=days), at) if days else Usage()


def days_counted(rules: Iterable[Rule], subject: Subject, at: datetime) -> int:
    """As many days back as any rule counts what this player played; 0 where none does."""
    days = 0
    for rule in rules:
        if rule.is_in_force(at) and _adds_up(rule, subject, at):
            days = max(days, GUEST_DAYS if rule.kind == RuleKind.GUEST_MODE else 2)
    return days


def _adds_up(rule: Rule, subject: Subject, at: datetime) -> Any:
    if rule.kind == RuleKind.GUEST_MODE:
        return "minutes" in rule.value and not subject.has_real_name
    if rule.kind == RuleKind.GUARDIAN_OPTIN:
        return bool(subject.choices)
    return rule.kind in _ADDING_MINUTES and subject.is_of_age(rule, at)
