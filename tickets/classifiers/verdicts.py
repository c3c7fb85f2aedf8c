"""What a classifier is given and what it answers; every classifier of the family uses these values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final


class Signal(StrEnum):
    """What a text tells beside its category."""

    CRISIS = "crisis"
    ABUSE = "abuse"
    MINOR = "minor"
    GUARDIAN = "guardian"
    LEGAL = "legal"
    REGULATOR = "regulator"
    MEDIA = "media"
    RMT = "rmt"
    CHURN = "churn"
    PRAISE = "praise"
    PRIVACY = "privacy"


SIGNAL_ORDER: Final = {signal.value: place for place, signal in enumerate(Signal)}
NOTHING_KNOWN: Final = "OT-09"
"""The category of a text that says nothing that we know."""


@dataclass(frozen=True, slots=True)
class Context:
    """What is known beside the text. Everything is optional; the rules never guess it."""

    game_kind: str = ""
    chosen_category: str = ""
    in_game_now: bool | None = None
    tier: str = "T0"
    risk_level: str = "L0"
    is_theft_online: bool = False
    incident_priority: int | None = None
    usual: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Urgency and impact by category where the installation has its own; else the taxonomy's count."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of the way to a verdict: a code and what it speaks about, rendered in either language when read."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The form that is stored; `Reason(**row)` reads it back."""
        return {"code": self.code, "params": self.params}


@dataclass(frozen=True, slots=True)
class Alternative:
    """A category with how sure the classifier is of it, 0 to 1."""

    category: str
    confidence: float

    def as_json(self) -> dict[str, Any]:
        """The form that is stored and shown by the interface for programs."""
        return {"category": self.category, "confidence": self.confidence}


@dataclass(frozen=True, slots=True)
class Demand:
    """What the player really wants (核心诉求), and the words in which it was said, if it was."""

    code: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Everything a classifier says about one text. `category` always holds the best guess.

    `confident` is False where a person should choose. `needs_person` is True where a person must look at once; the
    category of such a ticket is a person's to settle. Priority 0 is the highest.
    """

    category: str
    confidence: float
    confident: bool
    alternatives: tuple[Alternative, ...]
    reasons: tuple[Reason, ...]
    urgency: int
    impact: int
    priority: int
    difficulty: int
    language: str
    emotion: str
    core_demand: Demand
    in_game_now: bool
    signals: tuple[str, ...]
    needs_person: bool
    restricted: bool
    second_matter: str
    version: str
