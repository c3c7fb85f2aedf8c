"""Who looks at a ticket now, and who is writing there: kept in Redis alone, because nothing depends on it.

Redis may be slow or away: every question ends within `PRESENCE_PATIENCE`, and after a failure nobody asks for a while.
Then nobody seems to be there, and everything else goes on. Names are given only to somebody who may see the ticket.
"""

import logging
import re
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import redis
from django.conf import settings
from django.utils.functional import cached_property
from redis.backoff import NoBackoff
from redis.retry import Retry

from core.models import Agent
from tickets.queries.scope import tickets_for

log = logging.getLogger(__name__)
REST_AFTER_FAILURE = 5.0
_NUMBERS = re.compile(r"[0-9]{1,18}:[0-9]{1,12}(\.[0-9])?", re.ASCII)
STATES = ("replying", "noting", "looking", "away")  # the first that any page of the agent says is what counts


class Store:
    """Redis with little patience. `ask` gives the answers, or None when there are none in time."""

    def __init__(self, address: str, prefix: str) -> None:
        self.address, self.prefix = address, prefix
        self._rests_until = 0.0

    @cached_property
    def client(self) -> "redis.Redis":
        """Connections of this process, made when they are needed and shared by its threads."""
        return redis.Redis.from_url(
            self.address,
            decode_responses=True,
            retry=Retry(NoBackoff(), 0),
            socket_timeout=settings.PRESENCE_PATIENCE,
            socket_connect_timeout=settings.PRESENCE_PATIENCE,
        )

    def ask(self, questions: Callable[[Any], object]) -> list[Any] | None:
        """Send everything that `questions(pipeline)` asks in one round trip."""
        if time.monotonic() < self._rests_until:
            return None
        pipeline = self.client.pipeline(transaction=False)
        try:
            questions(pipeline)
            answers: list[Any] = pipeline.execute()
        except (redis.RedisError, OSError) as problem:
            log.warning("nobody can be seen: %s", type(problem).__name__)
            self._rests_until = time.monotonic() + REST_AFTER_FAILURE
            return None
        return answers

    def key(self, ticket_id: int) -> str:
        """Where the pages that show a ticket are kept."""
        return f"{self.prefix}:presence:{ticket_id}"


def store() -> Store:
    """The store of this installation; one for each address, so that tests may name another."""
    layer: dict[str, Any] = settings.CHANNEL_LAYERS["default"]
    config = layer["CONFIG"]
    address, prefix = str(config["hosts"][0]["address"]), str(config["prefix"])
    return _stores.setdefault((address, prefix), Store(address, prefix))


_stores: dict[tuple[str, str], Store] = {}


@dataclass(frozen=True)
class Present:
    """A colleague on a ticket; `state` is one of `STATES`."""

    agent: Agent
    state: str

    @property
    def dot(self) -> str:
        """How the face is marked."""
        return "away" if self.state == "away" else "online"


@dataclass(frozen=True)
class Here:
    """Everybody else on one ticket, those who write first."""

    ticket_id: int
    people: tuple[Present, ...]

    @property
    def replying(self) -> list[Present]:
        return [person for person in self.people if person.state == "replying"]

    @property
    def noting(self) -> list[Present]:
        return [person for person in self.people if person.state == "noting"]

    @property
    def looking(self) -> list[Present]:
        return [person for person in self.people if person.state in {"looking", "away"}]


def present_for(agent: Agent, ids: Collection[int]) -> dict[int, Here]:
    """Who else is on these tickets, as far as the agent may see them; two statements and one question to Redis."""
    visible = list(tickets_for(agent).filter(pk__in=ids).values_list("pk", flat=True)) if ids else []
    states = states_of(visible)
    people = Agent.objects.filter(pk__in={pk for found in states.values() for pk in found}, is_active=True)
    known = {person.pk: person for person in people.exclude(pk=agent.pk)} if states else {}
    return {ticket: here for ticket, found in states.items() if (here := _here(ticket, found, known)).people}


def _here(ticket_id: int, found: Mapping[int, str], known: Mapping[int, Agent]) -> Here:
    people = [Present(known[pk], state) for pk, state in found.items() if pk in known]
    return Here(ticket_id, tuple(sorted(people, key=lambda p: (STATES.index(p.state), p.agent.name, p.agent.pk))))


def states_of(ids: Iterable[int]) -> dict[int, dict[int, str]]:
    """The state of each agent on each ticket, several pages of one agent counted once; empty without Redis."""
    wanted, keep = list(ids), store()
    answers = keep.ask(lambda ask: [ask.hgetall(keep.key(pk)) for pk in wanted]) if wanted else None
    if answers is None:
        return {}
    return {pk: states for pk, pages in zip(wanted, answers, strict=True) if (states := _states(pages))}


def _states(pages: Mapping[str, str]) -> dict[int, str]:
    now, found = time.time(), dict[int, str]()
    for page, value in pages.items():
        agent = page.partition(":")[0]
        state, _colon, until = value.partition(":")
        if state in STATES and _NUMBERS.fullmatch(f"{agent}:{until}") and float(until) > now:
            found[int(agent)] = min(found.get(int(agent), state), state, key=STATES.index)
    return found
