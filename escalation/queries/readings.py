"""What all clocks of a ticket show by its history, its promises and the policy of the moment."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from escalation.clock import Reading, Segment, read, read_promise, runs_of
from escalation.enums import ClockState, PromiseState
from escalation.models import Promise
from escalation.queries.histories import Log, News
from escalation.queries.policies import Loaded, targets_for
from tickets.models import Ticket


@dataclass(frozen=True)
class Shown:
    """A reading; if it is that of a promise, the promise, and the news that fulfils it and was not noted yet."""

    reading: Reading
    promise: Promise | None = None
    news: News | None = None


def readings_for(ticket: Ticket, loaded: Loaded, log: Log) -> Iterator[Shown]:
    """Every clock that the ticket has or had; one statement."""
    targets = targets_for(ticket, loaded)
    for run in runs_of(log.history, pauses_on_hold=targets.pauses_on_hold):
        if run.kind in targets.by_kind:
            yield Shown(read(run, targets.by_kind[run.kind], warn_share=targets.warn_share))
    for promise in Promise.objects.filter(ticket=ticket):
        news = None if is_settled(promise) else _news_after(promise, log)
        yield Shown(_promise_reading(promise, news, targets.warn_share), promise, news)


def is_settled(promise: Promise) -> bool:
    """Whether nothing that the player hears later matters to it."""
    return promise.fulfilled_at is not None or promise.state == PromiseState.CANCELLED


def _news_after(promise: Promise, log: Log) -> News | None:
    return next((news for news in log.news if news.seq > promise.event_seq), None)


def _promise_reading(promise: Promise, news: News | None, warn_share: float) -> Reading:
    is_withdrawn = promise.state == PromiseState.CANCELLED
    fulfilled_at = news.at if news else promise.fulfilled_at
    ended_at = promise.cancelled_at if is_withdrawn else fulfilled_at
    outcome = ClockState.CANCELLED if is_withdrawn else ClockState.MET
    return read_promise(
        promise.number,
        promise.made_at,
        promise.due_at,
        ended_at=ended_at,
        outcome=outcome if ended_at else None,
        warn_share=warn_share,
    )


def segment_rows(segments: tuple[Segment, ...]) -> list[dict[str, Any]]:
    """Segments as they are stored and sent."""
    return [
        {"from": stamp(s.start), "to": stamp(s.end) if s.end else None, "counts": s.counts, "why": s.why.value}
        for s in segments
    ]


def stamp(at: datetime) -> str:
    """A moment in UTC with `Z`."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
