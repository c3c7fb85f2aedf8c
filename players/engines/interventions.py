"""The ladder of interventions as pure decisions: its playbooks, its states, when a player may be contacted, by whom.

Source of the rules: domain.md 3.6. Quiet hours are half-open, [22:00, 08:00) of the game's own clock, except from L4
on; of a dimension with a cap one contact in so many days. Nothing here ever bans anybody: a playbook that restricts
waits for a person, and a person carries it out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from core.clock import at_local
from players.enums import (
    Approver,
    InterventionMove,
    InterventionOutcome,
    InterventionState,
    InterventionWay,
    RiskDimension,
)

OVERALL: Final = "overall"
TARGETS: Final = (OVERALL, *RiskDimension.values)
LEVELS: Final = (1, 2, 3, 4)
S, M, O = InterventionState, InterventionMove, InterventionOutcome  # noqa: E741 -- short names of a table

TRANSITIONS: Final[Mapping[InterventionMove, Mapping[InterventionState, InterventionState]]] = {
    M.APPROVE: {S.PLANNED: S.APPROVED},
    M.SEND: {S.APPROVED: S.SENT},
    M.ACKNOWLEDGE: {S.SENT: S.ACKNOWLEDGED},
    M.FINISH: {S.SENT: S.DONE, S.ACKNOWLEDGED: S.DONE},
    M.WITHDRAW: {S.PLANNED: S.DONE, S.APPROVED: S.DONE},
}
WAITING: Final = frozenset({S.PLANNED, S.APPROVED})
"""Nothing has reached the player yet: it may be withdrawn, and it may become overdue."""
OPEN: Final = frozenset({*WAITING, S.SENT, S.ACKNOWLEDGED})


class InvalidPlaybooks(ValueError):
    """The data cannot be playbooks; the text says where."""


@dataclass(frozen=True)
class Words:
    """A playbook in one language: its name, what colleagues do, and what the player is told (empty: nothing)."""

    name: str
    steps: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Playbook:
    """What is done about one dimension at one level; `ways` are how it may reach the player."""

    code: str
    dimension: str
    level: int
    contacts: bool
    restricts: bool
    ways: tuple[InterventionWay, ...]
    approver: Approver
    zh: Words
    en: Words

    def words(self, language: str) -> Words:
        """The one of the language: Chinese unless it is English."""
        return self.en if language.startswith("en") else self.zh


@dataclass(frozen=True)
class Quiet:
    """Hours in which nobody is contacted below a level; wall-clock times, the end is not quiet any more."""

    since: time
    until: time
    not_from_level: int


@dataclass(frozen=True)
class Ladder:
    """One version of the playbooks with their spans."""

    version: int
    due: Mapping[int, timedelta]
    quiet: Quiet
    caps: Mapping[str, timedelta]
    playbooks: Mapping[str, Playbook]

    def playbook(self, dimension: str, level: int) -> Playbook:
        """What is done about this; raises `KeyError` for L0 and for what is no dimension."""
        return self.playbooks[f"{dimension}-{level}"]


def read_ladder(data: Mapping[str, Any]) -> Ladder:
    """The ladder from its data; raises `InvalidPlaybooks` where a cell is missing or contradicts itself."""
    try:
        rows = [_playbook(row) for row in data["playbooks"]]
        quiet = data["quiet_hours"]
        ladder = Ladder(
            version=int(data["version"]),
            due={int(level): timedelta(minutes=minutes) for level, minutes in data["due_minutes"].items()},
            quiet=Quiet(
                time.fromisoformat(quiet["from"]), time.fromisoformat(quiet["to"]), int(quiet["not_from_level"])
            ),
            caps={name: timedelta(days=days) for name, days in data["cap_days"].items()},
            playbooks={row.code: row for row in rows},
        )
    except (KeyError, TypeError, ValueError) as problem:
        raise InvalidPlaybooks(str(problem)) from problem
    wanted = {f"{target}-{level}" for target in TARGETS for level in LEVELS}
    if len(rows) != len(wanted) or set(ladder.playbooks) != wanted:
        raise InvalidPlaybooks(f"one playbook for each of {sorted(wanted ^ set(ladder.playbooks)) or 'them, once'}")
    if sorted(ladder.due) != list(LEVELS):
        raise InvalidPlaybooks("a span for each level")
    for row in rows:
        _check(row)
    return ladder


def _playbook(row: Mapping[str, Any]) -> Playbook:
    return Playbook(
        code=str(row["code"]),
        dimension=str(row["dimension"]),
        level=int(row["level"]),
        contacts=bool(row["contacts"]),
        restricts=bool(row["restricts"]),
        ways=tuple(InterventionWay(way) for way in row["ways"]),
        approver=Approver(row["approver"]),
        zh=_words(row["zh"]),
        en=_words(row["en"]),
    )


def _words(row: Mapping[str, Any]) -> Words:
    return Words(str(row["name"]), tuple(str(step) for step in row["steps"]), str(row["text"]))


def _check(row: Playbook) -> None:
    if row.code != f"{row.dimension}-{row.level}":
        raise InvalidPlaybooks(f"{row.code} is about {row.dimension} at {row.level}")
    if row.restricts and row.approver != Approver.PERSON:
        raise InvalidPlaybooks(f"{row.code} restricts a player, so a person has to approve it")
    if row.contacts == (InterventionWay.INSIDE in row.ways) or not row.ways:
        raise InvalidPlaybooks(f"{row.code}: either it reaches the player or it stays inside")
    if any(bool(words.text) != row.contacts or not words.name or not words.steps for words in (row.zh, row.en)):
        raise InvalidPlaybooks(f"{row.code}: words are missing, or are too many")


def next_state(state: str, move: InterventionMove) -> InterventionState:
    """The state after the move; raises `KeyError` when it is impossible from here."""
    return TRANSITIONS[move][InterventionState(state)]


def moves_from(state: str) -> list[InterventionMove]:
    """The moves that the table allows from this state."""
    return [move for move, table in TRANSITIONS.items() if state in table]


def outcomes_from(state: str, *, contacts: bool) -> tuple[InterventionOutcome, ...]:
    """What may have come of it from here.

    A player who answered was reached; who never answered cannot have refused, and is not counted as helped. Work
    inside the house reaches no player, so it helped or it did not.
    """
    if state not in TRANSITIONS[M.FINISH]:
        return ()
    if not contacts:
        return (O.EFFECTIVE, O.NO_EFFECT)
    if state == S.SENT:
        return (O.UNREACHABLE, O.NO_EFFECT)
    return (O.EFFECTIVE, O.NO_EFFECT, O.REFUSED)


def is_quiet(at: datetime, zone: str, level: int, quiet: Quiet) -> bool:
    """Whether nobody of this level is contacted at that moment."""
    if level >= quiet.not_from_level:
        return False
    wall = at.astimezone(ZoneInfo(zone)).time()
    if quiet.since < quiet.until:
        return quiet.since <= wall < quiet.until
    return wall >= quiet.since or wall < quiet.until


def after_quiet(at: datetime, zone: str, level: int, quiet: Quiet) -> datetime:
    """The first moment from `at` on that is not quiet, by the wall clock of the zone."""
    if not is_quiet(at, zone, level, quiet):
        return at
    local = at.astimezone(ZoneInfo(zone))
    ends_tomorrow = quiet.since >= quiet.until and local.time() >= quiet.since
    day = local.date() + timedelta(days=1) if ends_tomorrow else local.date()
    return max(at, at_local(zone, day, quiet.until.hour * 60 + quiet.until.minute))


@dataclass(frozen=True)
class Window:
    """When a player may be contacted: `next_at` is now or later, `reasons` why it is later (`quiet_hours`, `cap`)."""

    at: datetime
    next_at: datetime
    reasons: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        return self.next_at <= self.at


def contact_window(
    ladder: Ladder,
    playbook: Playbook,
    at: datetime,
    zone: str,
    contacted: Iterable[datetime],
    *,
    uncapped: bool = False,
) -> Window:
    """When this playbook may reach the player. `contacted` are the earlier contacts of the same dimension.

    A span of the cap is over exactly when it has passed. `uncapped`: a person answers for contacting all the same.
    """
    if not playbook.contacts:
        return Window(at, at, ())
    moment, reasons = at, list[str]()
    cap = ladder.caps.get(playbook.dimension)
    last = max(contacted, default=None)
    if cap is not None and last is not None and last + cap > at and not uncapped:
        moment, reasons = last + cap, ["cap"]
    allowed = after_quiet(moment, zone, playbook.level, ladder.quiet)
    if allowed > moment:
        reasons.append("quiet_hours")
    return Window(at, allowed, tuple(reasons))


def planned_for(rises: Mapping[str, tuple[int, int]]) -> dict[str, int]:
    """Which dimension gets a playbook of which level, from `{dimension: (before, now)}` of one evaluation.

    What rose gets its own; the whole gets one only where it stands above every dimension that rose, so that one rise
    is not planned twice.
    """
    risen = {name: now for name, (before, now) in rises.items() if now > before and now in LEVELS}
    whole = risen.pop(OVERALL, 0)
    if whole > max(risen.values(), default=0):
        risen[OVERALL] = whole
    return risen


@dataclass(frozen=True)
class Suppression:
    """Whether a player may be told of offers; `reasons` are all that speak against it, the gravest first."""

    reasons: tuple[str, ...]

    @property
    def is_allowed(self) -> bool:
        return not self.reasons


MARKETING_BELOW: Final = 2
"""From this level on of any dimension nobody is sent marketing (domain.md 3.6)."""


def suppression(band: str, level: int, levels: Mapping[str, int], *, has_consent: bool) -> Suppression:
    """What speaks against marketing: a minor, an unknown age (the strictest rule), L2 or above anywhere, no consent."""
    found = {
        "minor": band not in {"adult", "unknown"},
        "age_unknown": band == "unknown",
        "risk_level": max(level, *levels.values(), 0) >= MARKETING_BELOW,
        "no_consent": not has_consent,
    }
    return Suppression(tuple(name for name, holds in found.items() if holds))
