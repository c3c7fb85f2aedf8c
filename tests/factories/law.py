"""Rules of play as plain values, as they stand in the reference file."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from players.actions.law_rules import rule_rows
from players.engines.play_facts import Rule, Subject
from players.enums import DayMark, RealNameStatus, RuleKind
from players.queries.days import published_days

SHANGHAI = "Asia/Shanghai"
LONG_AGO = datetime(2019, 1, 1, tzinfo=UTC)
ACCOUNT, GAME, OTHER_ACCOUNT, OTHER_GAME = 1, 11, 2, 12


def rules_of(place: str, *kinds: RuleKind) -> list[Rule]:
    """The rules of the place in the file, all of them or those of some kinds."""
    rows = [row for row in rule_rows() if row["jurisdiction"] == place]
    return [_rule(row) for row in rows if not kinds or row["kind"] in kinds]


def made_up(kind: str, value: dict[str, Any], tz: str = SHANGHAI, **fields: Any) -> Rule:
    """A rule that no state has made."""
    plain: dict[str, Any] = {"code": "MADE-UP", "age_from": 0, "age_to": 18, "country": "", "scope": "person_company"}
    plain |= {"since": date(2000, 1, 1), "until": None} | fields
    return Rule(kind=kind, value=value, tz=tz, **plain)


def published(country: str, day: date) -> DayMark:
    """What the published schedule says, without rows of our own."""
    days = published_days(country, day.year)
    if day in days.makeup_workdays:
        return DayMark.MAKEUP_WORKDAY
    return DayMark.HOLIDAY if day in days.holidays else DayMark.PLAIN


def subject(born: str | None = "2012-05-20", **fields: Any) -> Subject:
    """A verified player, a child of 2012 unless told otherwise."""
    plain: dict[str, Any] = {"account": ACCOUNT, "game": GAME, "game_kind": "cards", "is_guest": False}
    plain |= {"real_name": RealNameStatus.VERIFIED, "real_name_since": LONG_AGO} | fields
    return Subject(birth_date=date.fromisoformat(born) if born else None, **plain)


def local(text: str, zone: str = SHANGHAI) -> datetime:
    """A moment as a clock on the wall shows it, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _rule(row: dict[str, Any]) -> Rule:
    until = row["effective_to"]
    return Rule(
        code=row["code"],
        kind=row["kind"],
        age_from=row["age_from"],
        age_to=row["age_to"],
        value=row["value"],
        country=row["calendar_code"],
        tz=row["tz"],
        scope=row["scope"],
        since=date.fromisoformat(row["effective_from"]),
        until=date.fromisoformat(until) if until else None,
    )
