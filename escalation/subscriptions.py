"""What escalation listens to. Clocks are read anew from the history, so the order and number of calls do not matter."""

import logging
from typing import Any

from core import clock
from core.actions.subscriptions import subscribe
from core.enums import ActorKind
from core.errors import DomainError, NotThere
from core.models import Actor, Agent, Event
from escalation.actions import breaches, cares, cases, clocks, crises, follow_ups, order_ends, promises
from escalation.errors import PolicyMissing
from escalation.queries.histories import TELLING
from escalation.queries.order_hints import order_hints
from tickets.actions.hints import send_hint
from tickets.actions.risk_signs import add_service_sign
from tickets.actions.snoozes import wake_for
from tickets.actions.watches import tell_watchers

log = logging.getLogger(__name__)


def count_anew(event: Event) -> None:
    """Bring the ticket's clocks up to date; a person's change of priority or category may move a deadline back."""
    is_edit = event.actor_kind == ActorKind.AGENT and event.name in {"ticket.changed", "ticket.classified"}
    try:
        clocks.recompute(event.subject_id, is_edit=is_edit)
    except NotThere:
        log.info("ticket %s is gone", event.subject_id)
    except PolicyMissing:  # other subscribers must not wait for it; clocks start as soon as there is one
        log.exception("ticket %s has no clocks: load the reference rows", event.subject_id)


def after_resolve(event: Event) -> None:
    """Specialists need not answer any more; work orders go or go on, as whoever resolved it has decided."""
    cases.cancel_cases_of(event.subject_id, by=Actor.system(), reason="resolved")
    answers = event.data.get("answers") or {}
    order_ends.follow_resolve(event.subject_id, by=actor_of(event), withdraw=answers.get("withdraw", ()))
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


def hint_order_pages(event: Event) -> None:
    """Wake the pages of those who see a work order of a restricted ticket, but not the ticket."""
    for channel, hint in order_hints(event):
        send_hint(channel, hint)


def bring_back(event: Event) -> None:
    """A ticket that somebody put aside comes back to that agent before it is too late."""
    wake_for(event, reason="deadline")


def tell_watchers_of_breach(event: Event) -> None:
    """Whoever watches a ticket hears that a deadline was missed."""
    tell_watchers(event)


def count_for_risk(event: Event) -> None:
    """A deadline or promise of ours that was missed is one more reason for the player to go elsewhere (ES5)."""
    add_service_sign(event.subject_id, "ES5", f"missed:{event.pk}", at=event.at)


def after_kept_promise(event: Event) -> None:
    """Dates of work orders that reminded of the promise are done."""
    follow_ups.finish_promised(event.data["promise"], by=Actor.system())


def heed_danger(event: Event) -> None:
    """The crisis protocol of the ticket begins, or is called off."""
    crises.heed_danger(event)


def care_for_agents(event: Event) -> None:
    """Whoever talked with a person in danger and is free of it now is looked after."""
    cares.care_after(event)


def actor_of(event: Event) -> Actor:
    """Who did it, with the agent's rights as they are now."""
    kind = ActorKind(event.actor_kind)
    if kind == ActorKind.AGENT and event.actor_id is not None:
        return Actor.of_agent(Agent.objects.get(pk=event.actor_id))
    return Actor(kind, event.actor_id, event.actor_name)


for name in ("ticket.opened", *(name for name in TELLING if name != "ticket.resolved")):
    subscribe(name, count_anew)
subscribe("ticket.resolved", after_resolve)
subscribe("case.*", hint_order_pages)
subscribe("promise.kept", after_kept_promise)
subscribe("promise.asked", make_asked_promise)
subscribe("sla.warned", breaches.tell_warning)
subscribe("sla.breached", breaches.tell_breach)
subscribe("promise.broken", breaches.tell_breach)
for name in ("sla.warned", "sla.breached", "promise.broken"):
    subscribe(name, bring_back)
for name in ("sla.breached", "promise.broken"):
    subscribe(name, tell_watchers_of_breach)
    subscribe(name, count_for_risk)
for name in ("ticket.opened", "ticket.classified", "ticket.changed", "ticket.handed_over", "message.received"):
    subscribe(name, heed_danger)
for name in ("ticket.resolved", "ticket.closed", "ticket.handed_over", "ticket.assigned"):
    subscribe(name, care_for_agents)
