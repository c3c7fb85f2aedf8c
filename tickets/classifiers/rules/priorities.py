"""Urgency × impact → priority, and the modifiers in their fixed order; each that changes something says so."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tickets.classifiers.lexicons import load_priority
from tickets.classifiers.verdicts import Reason

LOWEST: Final = 4


@dataclass(frozen=True, slots=True)
class PriorityFacts:
    """What may lift a priority. Tier and risk come from the player, the rest from the text and the desk."""

    is_crisis: bool = False
    is_theft_online: bool = False
    is_in_game: bool = False
    is_major_complaint: bool = False
    first_level: str = ""
    risk_level: str = "L0"
    tier: str = "T0"
    incident_priority: int | None = None


Modifier = Callable[[int, PriorityFacts], tuple[str, int] | None]


def by_matrix(urgency: int, impact: int) -> int:
    """The priority for urgency and impact of 1 (high) to 4 (low)."""
    cell: int = load_priority()["matrix"][urgency - 1][impact - 1]
    return cell


def prioritise(urgency: int, impact: int, facts: PriorityFacts) -> tuple[int, tuple[Reason, ...]]:
    """The priority and the reasons for it: the matrix first, then every modifier that changed it."""
    priority = by_matrix(urgency, impact)
    reasons = [Reason("matrix", {"urgency": urgency, "impact": impact, "priority": priority})]
    for modifier in MODIFIERS:
        found = modifier(priority, facts)
        if found and found[1] != priority:
            code, priority = found
            reasons.append(Reason(code, {"priority": priority}))
    return priority, tuple(reasons)


def _crisis(priority: int, facts: PriorityFacts) -> tuple[str, int] | None:
    return ("crisis_first", 0) if facts.is_crisis else None


def _theft_online(priority: int, facts: PriorityFacts) -> tuple[str, int] | None:
    return ("theft_online", min(priority, 1)) if facts.is_theft_online else None


def _in_game(priority: int, facts: PriorityFacts) -> tuple[str, int] | None:
    return ("in_game", min(priority, 2)) if facts.is_in_game else None


def _major(priority: int, facts: PriorityFacts) -> tuple[str, int] | None:
    applies = facts.is_major_complaint or facts.first_level in {"LR", "MR"}
    return ("major_matter", min(priority, 2)) if applies else None


def _risk(priority: int, facts: PriorityFacts) -> tuple[str, int] | None:
    floor = {"L3": 2, "L4": 1}.get(facts.risk_level)
    return ("risk_level", min(priority, floor)) if floor is not None else None


def _tier(priority: int, facts: PriorityFacts) -> tuple[str, int] | None:
    """One step up, but tier alone lifts nothing above P2."""
    if facts.tier not in {"T2", "T3"} or priority <= 2:
        return None
    return "tier", priority - 1


def _incident(priority: int, facts: PriorityFacts) -> tuple[str, int] | None:
    """A duplicate of an open incident has the incident's priority; a person in danger is never part of a crowd."""
    if facts.incident_priority is None or facts.is_crisis:
        return None
    return "incident", facts.incident_priority


MODIFIERS: Final[tuple[Modifier, ...]] = (_crisis, _theft_online, _in_game, _major, _risk, _tier, _incident)
