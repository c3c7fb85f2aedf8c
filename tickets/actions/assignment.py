"""Give waiting tickets to people: by itself to who is there, and the next one to who asks for it.

Any number of passes may run side by side, and against clicks: each ticket is claimed with `SKIP LOCKED` by compare-and-
set, each agent's load by one conditional update, both in one transaction. One ticket, one transaction: a pass that dies
leaves whole decisions behind.
"""

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction

from core import clock
from core.enums import Permission
from core.errors import AtCapacity
from core.models import Actor, Agent
from core.policies.permissions import check_anywhere
from tickets.actions.changing import advance, locked_if_free
from tickets.actions.lifecycle import say_assigned
from tickets.engines.routing import Candidate, Fit, fit, rank
from tickets.enums import Move
from tickets.models import Ticket
from tickets.queries.routing import Rules, candidates, fitting, free_candidates, rules_now, to_give, with_nobody
from tickets.queries.scope import visible_to

BATCH = 200


def assign_waiting(limit: int = BATCH) -> int:
    """One pass: the most urgent tickets that wait go to people who fit and have room; return how many.

    With nobody there it costs one statement.
    """
    free = {found.id: found for found in free_candidates()}
    if not free:
        return 0
    rules, done = rules_now(), 0
    for pk in list(to_give(free.values(), rules).values_list("pk", flat=True)[:limit]):
        given = _give(pk, list(free.values()), rules)
        if given is None:
            continue
        done += 1
        free[given.id] = given
        if not any(found.has_room for found in free.values()):
            break
    return done


@transaction.atomic
def _give(pk: int, free: Sequence[Candidate], rules: Rules) -> Candidate | None:
    """Give the ticket to the first who still has room; return that one with the new load, or None if it stays."""
    ticket = locked_if_free(with_nobody().filter(pk=pk))
    if ticket is None:
        return None
    for found in rank(free, rules.matter(ticket)):
        if _claim(ticket, found):
            return replace(found.candidate, active=found.candidate.active + 1, given_at=clock.now())
    return None


def _claim(ticket: Ticket, found: Fit) -> bool:
    """Whether the agent has the ticket now; False when the agent has just been given something else, or has left."""
    agent = Agent(pk=found.candidate.id, name=found.candidate.name)
    owner = ticket.owner_id or agent.pk
    try:
        with transaction.atomic():
            advance(ticket, Move.ASSIGN, by=Actor.system(), within_capacity=True, assignee_id=agent.pk, owner_id=owner)
            say_assigned(ticket, by=Actor.system(), agent=agent, why={"how": "auto", "reasons": found.as_json()})
    except AtCapacity:
        return False
    return True


@transaction.atomic
def take_next(*, by: Actor) -> Ticket | None:
    """The agent takes the most urgent waiting ticket that fits: own groups, skills, languages, games; None: nothing.

    What the agent has put aside is not offered. Capacity limits automatic assignment only. Of many who ask at once each
    gets another ticket.
    """
    assert by.agent is not None
    check_anywhere(by.agent, Permission.TICKET_TAKE)
    rules = rules_now()
    (own,) = candidates(Agent.objects.filter(pk=by.agent.pk))
    waiting = with_nobody().filter(visible_to(by.agent), fitting(own, rules))
    ticket = locked_if_free(waiting.exclude(snoozed_by=by.id, snoozed_until__isnull=False))
    found = fit(own, rules.matter(ticket)) if ticket else None
    if ticket is None or found is None:
        return None
    advance(ticket, Move.TAKE, by=by, assignee_id=by.id, owner_id=ticket.owner_id or by.id)
    say_assigned(ticket, by=by, agent=by.agent, why={"how": "next", "reasons": found.as_json()})
    return ticket
