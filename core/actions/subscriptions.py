"""Who listens to which event. Apps fill this at start-up from their subscriptions.py; arrows point downwards only."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from core.models import Event

Handler = Callable[[Event], None]


@dataclass(frozen=True)
class Subscription:
    """`queue` names the Celery queue for work too heavy for the relay's own loop; empty = the relay does it itself."""

    pattern: str
    subscriber: str
    handler: Handler
    queue: str = ""


_registry: list[Subscription] = []


def subscribe(pattern: str, handler: Handler, *, queue: str = "") -> None:
    """From now on `handler` is called once for each event whose name matches `pattern` (`*` is allowed).

    The handler runs after the event's commit, inside a transaction that also keeps its receipt: it may run again after
    a crash, but its database effect happens exactly once. Events of one subject arrive in order.
    """
    subscriber = f"{handler.__module__}.{handler.__qualname__}"
    if any(s.pattern == pattern and s.subscriber == subscriber for s in _registry):
        return
    _registry.append(Subscription(pattern, subscriber, handler, queue))


def subscriptions_for(name: str) -> Iterator[Subscription]:
    """Every subscription that matches the event name, in the order of registration."""
    return (s for s in _registry if fnmatchcase(name, s.pattern))


def all_subscriptions() -> tuple[Subscription, ...]:
    """The whole registry, for documents and architecture tests."""
    return tuple(_registry)
