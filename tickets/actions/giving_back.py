"""Who leaves does not take unanswered tickets along: they go back to their group, and say so.

What somebody has answered stays: a player should not meet a third person without need. A talk with somebody in danger
is never taken from anybody by a machine; the people who are trained for it are paged instead.
"""

from django.db import transaction
from django.db.models import Count, QuerySet

from core.actions import events
from core.actions.notifications import notify
from core.models import Actor, Agent
from tickets.actions.changing import advance, locked_if_free
from tickets.actions.crisis import page_crisis_staff
from tickets.enums import Move
from tickets.models import Ticket
from tickets.policies.crisis import is_in_crisis
from tickets.queries.leaving import crises_left_alone, held_by, unanswered_by, unanswered_of_the_absent

BATCH = 200


def give_back_absent() -> int:
    """One pass: what agents who have been away or offline for too long, or whose account is shut, never answered.

    Returns how many tickets went back, and how often crisis staff were paged for a talk that nobody goes on with.
    """
    found = unanswered_of_the_absent().order_by("pk").values_list("pk", flat=True)[:BATCH]
    given = sum(_give_back(unanswered_of_the_absent().filter(pk=pk)) for pk in list(found))
    return given + sum(_page_for(ticket) for ticket in crises_left_alone()[:BATCH])


@transaction.atomic
def give_back_of(agent_id: int) -> int:
    """Everything that this agent has not answered goes back now; return how many did.

    Tickets that somebody is just changing are left to the next pass: this transaction keeps the agent's load, so it
    must not wait for a ticket.
    """
    found = list(unanswered_by(agent_id).values_list("pk", flat=True))
    return sum(_give_back(unanswered_by(agent_id).filter(pk=pk)) for pk in found)


def tell_leads(agent_id: int) -> int:
    """Tell the leads of the groups how many answered tickets stay with somebody whose account was shut."""
    agent = Agent.objects.get(pk=agent_id)
    rows = held_by(agent_id).filter(group__lead__isnull=False).order_by("group__lead")
    told = 0
    for row in rows.values("group__lead").annotate(n=Count("pk")):
        key = f"left:{agent_id}:{agent.availability_at.isoformat() if agent.availability_at else ''}"
        params = {"name": agent.name, "count": row["n"]}
        told += notify([row["group__lead"]], key=key, kind="tickets.left", params=params, url="/desk/views/left")
    return told


@transaction.atomic
def _give_back(tickets: QuerySet[Ticket]) -> int:
    ticket = locked_if_free(tickets)
    if ticket is None or ticket.assignee_id is None:
        return 0
    agent = Agent.objects.get(pk=ticket.assignee_id)
    owner_id = None if ticket.owner_id == agent.pk else ticket.owner_id
    advance(ticket, Move.ASSIGN, by=Actor.system(), assignee=None, owner_id=owner_id)
    why = agent.availability if agent.is_active else "deactivated"
    data = {"agent": agent.pk, "name": agent.name, "why": why, "version": ticket.version}
    events.record("ticket.given_back", subject=ticket, by=Actor.system(), data=data)
    if is_in_crisis(ticket):
        page_crisis_staff(ticket, cause=f"given-back:{ticket.version}")
    return 1


def _page_for(ticket: Ticket) -> int:
    assert ticket.assignee is not None
    left = ticket.assignee.availability_at
    return page_crisis_staff(ticket, cause=f"alone:{ticket.assignee_id}:{left.isoformat() if left else ''}")
