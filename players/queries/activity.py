"""How an account was used of late: sign-ins with what is unusual, what followed them, matches with their breaks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core import clock
from players.enums import EventKind
from players.models import GameEvent, Player
from players.queries.game_events import SignIn, events_of, sign_ins_of

SPAN = timedelta(days=30)
FAILED_RUN, FAILED_WITHIN = 10, timedelta(hours=1)
"""So many refused sign-ins within an hour before one that succeeded are guessing (risk signal AT3)."""
AFTER_SIGN_IN = timedelta(hours=24)
"""How long what happens after an unusual sign-in is told with it (risk signals AT4, AT5)."""
MOST = 60


@dataclass(frozen=True)
class Unusual:
    """A sign-in that is not like the account's others, the one before it that was, and what happened within a day."""

    sign_in: SignIn
    usual: SignIn | None
    failed_before: int
    given_away: Sequence[GameEvent] = ()
    changes: Sequence[GameEvent] = ()

    @property
    def pieces(self) -> int:
        return sum(int(event.data["quantity"]) for event in self.given_away)


@dataclass(frozen=True)
class Break:
    """A lost connection: when, for how many seconds, over which network as far as the game says it."""

    at: datetime
    seconds: int
    network: str
    hand: str


@dataclass(frozen=True)
class Match:
    """A match of the account; `hands` counts the deals that the game told of."""

    code: str
    name: str
    started_at: datetime
    ended_at: datetime | None
    rank: int | None
    hands: int = 0
    breaks: Sequence[Break] = field(default=())


def sign_ins(player: Player) -> list[SignIn]:
    """The sign-ins of 30 days, the newest first."""
    return sign_ins_of(player.pk, since=clock.now() - SPAN, limit=MOST)


def unusual_of(player: Player, found: Sequence[SignIn]) -> Unusual | None:
    """The newest unusual sign-in among them with what followed it; None where all are as ever."""
    for place, sign_in in enumerate(found):
        before = found[place + 1 :]
        failed = _failed_before(sign_in, before)
        if sign_in.ok and (sign_in.is_new_device or sign_in.is_new_region or failed >= FAILED_RUN):
            usual = next((one for one in before if one.ok and not (one.is_new_device or one.is_new_region)), None)
            after = _after(player, sign_in.at)
            return Unusual(
                sign_in,
                usual,
                failed,
                given_away=[event for event in after if event.kind == EventKind.ASSET_OUT],
                changes=[event for event in after if event.kind == EventKind.SECURITY_CHANGE],
            )
    return None


def matches_of(player: Player, most: int = 20) -> list[Match]:
    """The matches of 30 days, the newest first, each with its hands and lost connections; one statement.

    A break that names no match belongs to the match during which it happened.
    """
    kinds = [EventKind.MATCH, EventKind.HAND, EventKind.DISCONNECT]
    events = list(events_of([player.pk], kinds, since=clock.now() - SPAN)[:2000])
    told: dict[str, GameEvent] = {}
    for event in events:  # the newest word about a match is the one that knows its end
        if event.kind == EventKind.MATCH:
            told.setdefault(event.data["match"], event)
    found = [_match(event, events) for event in told.values()]
    return sorted(found, key=lambda match: match.started_at, reverse=True)[:most]


def _failed_before(sign_in: SignIn, before: Sequence[SignIn]) -> int:
    return sum(1 for one in before if not one.ok and one.at > sign_in.at - FAILED_WITHIN)


def _after(player: Player, at: datetime) -> list[GameEvent]:
    kinds = [EventKind.ASSET_OUT, EventKind.SECURITY_CHANGE]
    return list(events_of([player.pk], kinds, since=at, until=at + AFTER_SIGN_IN)[:200])


def _match(told: GameEvent, events: Sequence[GameEvent]) -> Match:
    code, data = told.data["match"], told.data
    started, ended = datetime.fromisoformat(data["started_at"]), data.get("ended_at")
    end = datetime.fromisoformat(ended) if ended else None
    hands = {event.data["hand"] for event in events if event.kind == EventKind.HAND and event.data["match"] == code}
    breaks = [
        Break(event.at, int(event.data["seconds"]), event.data.get("network", ""), event.data.get("hand", ""))
        for event in events
        if event.kind == EventKind.DISCONNECT and _belongs(event, code, started, end)
    ]
    return Match(code, data["name"], started, end, data.get("rank"), len(hands), sorted(breaks, key=lambda one: one.at))


def _belongs(event: GameEvent, code: str, started: datetime, ended: datetime | None) -> bool:
    if "match" in event.data:
        return bool(event.data["match"] == code)
    return started <= event.at <= (ended or started + timedelta(hours=6))
