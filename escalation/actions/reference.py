"""The rows that every installation starts with: service calendars and the standard policy."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import transaction

from escalation.models import ServiceCalendar, SlaOverride, SlaPolicy, SlaTarget

DATA = Path(__file__).resolve().parent.parent / "data" / "sla.json"


@transaction.atomic
def load_reference() -> None:
    """Add the calendars and policies of escalation/data/sla.json that are missing; safe to repeat.

    What stands is left as it is: after the first load hours and targets belong to the people who run the desk.
    """
    data = json.loads(DATA.read_text(encoding="utf-8"))
    for row in data["calendars"]:
        ServiceCalendar.objects.get_or_create(code=row["code"], defaults=row)
    calendars = {calendar.code: calendar for calendar in ServiceCalendar.objects.all()}
    for row in data["policies"]:
        _add_policy(row, calendars)


def _add_policy(row: dict[str, Any], calendars: dict[str, ServiceCalendar]) -> None:
    """The policy with all its rows, unless it or another one for all games stands already."""
    if SlaPolicy.objects.filter(game=None).exists():
        return
    plain = ("code", "name_zh", "name_en", "pauses_on_hold", "warn_share", "tier_factors")
    policy = SlaPolicy.objects.create(
        service_calendar=calendars[row["service_calendar"]], **{name: row[name] for name in plain}
    )
    SlaTarget.objects.bulk_create(_targets(policy, row["rows"], calendars))
    SlaOverride.objects.bulk_create(
        SlaOverride(policy=policy, calendar=calendars["always"], **override) for override in row["overrides"]
    )


def _targets(
    policy: SlaPolicy, rows: list[dict[str, Any]], calendars: dict[str, ServiceCalendar]
) -> Iterator[SlaTarget]:
    for row in rows:
        for kind in ("first_response", "next_response", "update", "resolution"):
            for is_live, column in ((True, "live"), (False, "other")):
                amount = row[kind] if isinstance(row[kind], str) else row[kind][column]
                yield SlaTarget(
                    policy=policy,
                    priority=row["priority"],
                    kind=kind,
                    is_live=is_live,
                    amount=amount,
                    calendar=calendars[row["calendar"]],
                )
