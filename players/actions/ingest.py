"""Take what games report: each event once, whatever is wrong with its neighbours, and all that follows from it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from core import clock
from core.models import Actor
from core.policies.keys import keyring
from players.actions import applied, payments, play_sessions, sightings, snapshot_days
from players.actions.applied import Batch, Happened
from players.actions.arrivals import hold_accounts
from players.actions.event_days import make_days_for
from players.actions.event_rows import contents_of, copy_events, take_ids
from players.enums import EventResult
from players.policies.game_events import EventReader, Refused, Reported, Unacceptable
from players.queries.reporting import games_reported_by

MAX_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one event of a batch; `refused` says what is wrong with an invalid one."""

    id: str | None
    result: EventResult
    refused: Sequence[Refused] = ()


@transaction.atomic
def report_events(raws: Sequence[Any], *, by: Actor) -> list[Outcome]:
    """Take a batch of events as games write them; one outcome for each, in their order.

    Accepted are those that are valid and whose id the game has not used in the last 400 days. What follows from them
    (stretches of play, orders, devices seen, days to count) is true with the same commit, and whoever asked for it by
    `on_applied` has heard of it. Two batches with the same events at once: one of them has each event accepted.
    """
    now = clock.now()
    outcomes, readable = _read(raws, now, by)
    first: dict[tuple[int, str], Reported] = {}
    for event in readable.values():
        first.setdefault(event.key, event)
    fresh = _take(list(first.values()), now, by=by)
    known = contents_of([event for key, event in first.items() if key not in fresh]) if len(fresh) < len(first) else {}
    for place, event in readable.items():
        outcomes[place] = Outcome(event.id, _result(event, first, fresh, known))
    return [outcomes[place] for place in range(len(raws))]


def _read(raws: Sequence[Any], now: datetime, by: Actor) -> tuple[dict[int, Outcome], dict[int, Reported]]:
    """What cannot be taken, and what can, by their places in the batch."""
    reader = EventReader(games_reported_by(by), now, keyring())
    refused, readable = dict[int, Outcome](), dict[int, Reported]()
    for place, raw in enumerate(raws):
        try:
            readable[place] = reader.read(raw)
        except Unacceptable as error:
            refused[place] = Outcome(_named(raw), EventResult.INVALID, error.refused)
    return refused, readable


def _take(events: Sequence[Reported], now: datetime, *, by: Actor) -> set[tuple[int, str]]:
    """Keep the events whose ids are new, with all that follows; return these ids."""
    if not events:
        return set()
    make_days_for(event.at for event in events)
    fresh = take_ids(events, now)
    new = [event for event in events if event.key in fresh]
    if new:
        snapshot_days.open_feeds(((event.game_id, event.kind, _begins(event)) for event in new), now)
        accounts = hold_accounts(((event.game_id, event.uid) for event in new), by=by)
        copy_events(new, accounts, now)
        _apply(list(_happened(new, accounts)), now)
    return fresh


def _begins(event: Reported) -> datetime:
    """The earliest moment that the event speaks of."""
    started = event.data.get("started_at")
    return event.at if started is None else min(event.at, datetime.fromisoformat(started))


def _happened(events: Sequence[Reported], accounts: Mapping[tuple[int, str], int]) -> Iterator[Happened]:
    for event in events:
        player = accounts[event.game_id, event.uid]
        yield Happened(player, event.game_id, event.id, event.kind, event.at, event.data)


def _apply(events: Sequence[Happened], now: datetime) -> None:
    """Write what follows from the events; the moments come first at which something was new that is not so now."""
    moments = snapshot_days.overtaken(events)
    sightings.see(events)
    stretches = play_sessions.follow(events)
    orders = payments.follow(events)
    snapshot_days.mark(events, stretches.ended, moments + orders.moments, now)
    players = sorted({event.player_id for event in events})
    applied.tell(Batch(events, players, stretches.ids, orders.ids, now))


def _result(
    event: Reported,
    first: Mapping[tuple[int, str], Reported],
    fresh: set[tuple[int, str]],
    known: Mapping[tuple[int, str], bytes],
) -> EventResult:
    """A repetition has the same content as what is known under its id; within a batch the first one is known."""
    original = first[event.key]
    if event.key in fresh and original is event:
        return EventResult.ACCEPTED
    content = original.contents[0] if event.key in fresh else known.get(event.key)
    return EventResult.DUPLICATE if content in event.contents else EventResult.CONFLICT


def _named(raw: Any) -> str | None:
    """The id as it was sent, if an answer can hold it."""
    name = raw.get("id") if isinstance(raw, dict) else None
    return name if isinstance(name, str) and len(name) <= 64 and name.isprintable() else None
