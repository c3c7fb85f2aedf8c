"""The time zones that a person chooses from."""

from typing import Any
from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy as _

COMMON_ZONES = (
    "Asia/Shanghai", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Singapore", "Asia/Tokyo", "Asia/Seoul", "Europe/Berlin",
    "Europe/London", "America/New_York", "America/Los_Angeles", "UTC",
)  # fmt: skip


def zone_choices(present: str = "") -> list[Any]:
    """All zones, the common ones first; `present` is among them even if the table of zones has lost it."""
    rest = sorted((available_timezones() | {present}) - set(COMMON_ZONES) - {""})
    return [
        (_("Often used"), [(zone, zone) for zone in COMMON_ZONES]),
        (_("All others"), [(zone, zone) for zone in rest]),
    ]
