"""What escalation listens to. Clocks are read anew from the history, so the order and number of calls do not matter."""

import logging
from typing import Any

from core import clock
from core.actions.subscriptions import subscribe
from core.enums import ActorKind
from core.errors import DomainError, NotThere
from core.models import Actor, Agent, Event
from escalation.actions import breaches, cases, clocks, promises

log = logging.getLogger(__name__)


def count_anew(event: Event) -> None:
    """Bring the ticket's clocks up to date; a person's change of priority or category may move a deadline back."""
    is_edit = event.actor_kind == ActorKind.AGENT and event.name in {"ticket.changed", "ticket.classified"}
    try:
        clocks.recompute(event.subject_id, is_edit=is_edit)
    except NotThere:
        log.info("ticket %s is gone", event.subject_id)


def after_change(event: Event) -> None:
    """Of a ticket's own words only the priority matters to its clocks."""
    if "priority" in event.data:
        count_anew(event)


def after_reply(event: Event) -> None:
    """A person's public word fulfils what was promised before; a question to the player does not."""
    if event.data.get("is_human") and not event.data.get("asked"):
        _fulfil(event)
    count_anew(event)


def after_resolve(event: Event) -> None:
    """The result is the news that was promised, and specialists need not answer any more."""
    _fulfil(event)
    cases.cancel_cases_of(event.subject_id, by=Actor.system(), reason="resolved")
    count_anew(event)


def make_asked_promise(event: Event) -> None:
    """The reply that carried a promise has gone out: from its moment on the promise stands."""
    data: dict[str, Any] = event.data
    try:
        with clock.frozen(event.at):
            promises.make_promise(
                event.subject_id,
                by=actor_of(event),
                text=data["text"],
                due_at=clock.parse_iso(data["due_at"]),
                said_at=event.seq,
            )
    except DomainError as refusal:  # resolved by the same deed, or its moment passed while the reply was waiting
        log.info("promise of event %s was not made: %s", event.pk, refusal.code)


def actor_of(event: Event) -> Actor:
    """Who did it, with the agent's rights as they are now."""
    kind = ActorKind(event.actor_kind)
    if kind == ActorKind.AGENT and event.actor_id is not None:
        return Actor.of_agent(Agent.objects.get(pk=event.actor_id))
    return Actor(kind, event.actor_id, event.actor_name)


def _fulfil(event: Event) -> None:
    try:
        promises.fulfil_promises(event.subject_id, at=event.at, before_seq=event.seq, by=actor_of(event))
    except NotThere:
        log.info("ticket %s is gone", event.subject_id)


for name in ("ticket.opened", "ticket.classified", "ticket.moved", "ticket.reopened", "message.received"):
    subscribe(name, count_anew)
subscribe("ticket.changed", after_change)
subscribe("message.sent", after_reply)
subscribe("ticket.resolved", after_resolve)
subscribe("promise.asked", make_asked_promise)
subscribe("sla.warned", breaches.tell_warning)
subscribe("sla.breached", breaches.tell_breach)
subscribe("promise.broken", breaches.tell_breach)
