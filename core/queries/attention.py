"""How agents want to be told. Apps name their matters; an agent chooses, by matter, the ways in which to be told.

A crisis is fixed: it reaches the desk and the browser whatever was chosen, also in quiet hours.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import clock
from core.enums import Availability, Way
from core.models import Agent, NotificationPreference
from core.policies.quiet import is_quiet

USUAL = frozenset({Way.DESK, Way.BROWSER, Way.MAIL})
QUIETLY = frozenset({Way.DESK, Way.MAIL})
PAGES = frozenset({Way.DESK, Way.BROWSER})


@dataclass(frozen=True)
class Matter:
    """Something that people are told about. `kinds` are beginnings of notification kinds; a fixed one always comes."""

    code: str
    label: str | Promise
    ways: frozenset[Way] = USUAL
    kinds: tuple[str, ...] = ()
    is_fixed: bool = False
    order: int = 50


OTHER = Matter("other", _("Everything else"), QUIETLY, order=99)
_matters: dict[str, Matter] = {OTHER.code: OTHER}


def add_matter(matter: Matter) -> None:
    """From now on agents may choose how to be told about this matter; called at start-up."""
    _matters[matter.code] = matter


def matters() -> list[Matter]:
    """All matters in the order in which the page shows them."""
    return sorted(_matters.values(), key=lambda matter: matter.order)


def matter_of(kind: str) -> Matter:
    """The matter that a kind of notification belongs to."""
    return next((m for m in _matters.values() if m.kinds and kind.startswith(m.kinds)), OTHER)


def preference_of(agent: Agent) -> NotificationPreference:
    """What the agent chose, or an unsaved row with what is usual."""
    kept = NotificationPreference.objects.filter(agent=agent).first()
    return kept or NotificationPreference(agent=agent)


def preferences_of(agents: Iterable[int]) -> dict[int, NotificationPreference]:
    """The rows of those who chose something, with their agents; one statement."""
    rows = NotificationPreference.objects.select_related("agent").filter(agent_id__in=list(agents))
    return {row.agent_id: row for row in rows}


def chosen_ways(preference: NotificationPreference | None, matter: Matter) -> frozenset[Way]:
    """The ways that the agent wants for the matter, in a calm hour."""
    kept = preference.ways.get(matter.code) if preference is not None else None
    if matter.is_fixed:
        return PAGES | (frozenset({Way.MAIL}) & _known(kept or [*matter.ways]))
    return matter.ways if kept is None else _known(kept)


def _known(codes: Iterable[str]) -> frozenset[Way]:
    return frozenset(Way(code) for code in codes if code in Way.values)


def ways_to_tell(
    preference: NotificationPreference | None, kind: str, *, is_urgent: bool = False, at: datetime | None = None
) -> frozenset[Way]:
    """The ways in which the agent is told of this kind now. What pages, and what is fixed, is never held back."""
    matter = matter_of(kind)
    ways = chosen_ways(preference, matter)
    if is_urgent or matter.is_fixed:
        return ways | PAGES
    if Way.BROWSER not in ways or preference is None or not _is_silent(preference, at or clock.now()):
        return ways
    return ways - {Way.BROWSER} or frozenset({Way.DESK})  # nothing is lost because the hour was quiet


def _is_silent(preference: NotificationPreference, at: datetime) -> bool:
    agent = preference.agent
    is_away = preference.only_available and agent.availability != Availability.AVAILABLE
    return is_away or is_quiet(at, agent.time_zone, preference.quiet_from, preference.quiet_to)
