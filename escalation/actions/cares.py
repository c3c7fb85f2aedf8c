"""Care for agents after a hard conversation: a break is offered, and a supervisor owes a talk.

Nothing that the agent says is kept. The supervisor learns who had a hard conversation, not which one.
"""

from datetime import timedelta
from typing import Final

from django.db import transaction

from core import clock
from core.actions import events
from core.actions.notifications import notify
from core.actions.people import set_availability
from core.enums import Availability
from core.errors import InvalidInput, NotThere
from core.models import Actor, Agent, Event
from escalation.actions.breaches import leads_of
from escalation.enums import CareAnswer
from escalation.models import Crisis, CrisisCare
from escalation.policies.cases import SUPERVISOR_RANK
from tickets.enums import Status, Visibility
from tickets.models import Message, Ticket

TALK_WITHIN: Final = timedelta(days=2)
PAGE = "/desk/care/"


def care_after(event: Event) -> None:
    """The ticket is settled or somebody else has it: whoever spoke with the player and is free of it now is asked."""
    crisis = Crisis.objects.select_related("ticket__group").filter(pk=event.subject_id, called_off_at=None).first()
    if crisis is None:
        return
    ticket = crisis.ticket
    spoke = set(
        Message.objects.filter(
            ticket=ticket, author__isnull=False, visibility=Visibility.PUBLIC, created_at__gte=crisis.opened_at
        ).values_list("author_id", flat=True)
    )
    still = {ticket.assignee_id} if ticket.status not in {Status.RESOLVED, Status.CLOSED} else set()
    for agent in Agent.objects.filter(pk__in=spoke - still, is_active=True).order_by("pk"):
        offer_care(crisis, agent)


@transaction.atomic
def offer_care(crisis: Crisis, agent: Agent) -> CrisisCare:
    """The agent is offered a break and a supervisor owes a talk within two days; once for a crisis and an agent."""
    now = clock.now()
    care, is_new = CrisisCare.objects.get_or_create(
        crisis=crisis,
        agent=agent,
        defaults={"offered_at": now, "talk_by": now + TALK_WITHIN, "supervisor_id": _carer(crisis.ticket, agent)},
    )
    if not is_new:
        return care
    events.record("agent.care_offered", subject=agent, by=Actor.system(), data={"care": care.pk})
    notify([agent], key=f"care:{care.pk}", kind="crisis.care", url=PAGE)
    if care.supervisor_id:
        params = {"name": agent.name}
        notify([care.supervisor_id], key=f"talk:{care.pk}", kind="crisis.talk", params=params, url=PAGE)
    return care


def _carer(ticket: Ticket, agent: Agent) -> int | None:
    """Who talks with the agent: the lead of the group, else a supervisor of the game; never the agent."""
    leads = sorted(leads_of(ticket) - {agent.pk}) if ticket.group.lead_id else []
    if leads:
        return leads[0]
    above = Agent.objects.filter(
        is_active=True, grants__role__rank__gte=SUPERVISOR_RANK, grants__role__rank__lt=100
    ).exclude(pk=agent.pk)
    here = above.filter(grants__game=None) | above.filter(grants__game=ticket.game_id)
    return here.order_by("pk").values_list("pk", flat=True).first()


@transaction.atomic
def answer_care(care_id: int, *, by: Actor, answer: str) -> CrisisCare:
    """The agent's own word. With a break the agent is away from now on, until they say that they are back.

    Raises `NotThere` for what was offered to somebody else, `InvalidInput` for an unknown answer.
    """
    care = CrisisCare.objects.select_for_update().filter(pk=care_id, agent=by.id).first()
    if care is None or by.agent is None:
        raise NotThere
    if answer not in CareAnswer.values:
        raise InvalidInput({"answer": ["?"]})
    care.answer, care.answered_at = answer, clock.now()
    care.save(update_fields=["answer", "answered_at"])
    events.record("agent.care_answered", subject=by.agent, by=by, data={"care": care.pk})
    if answer == CareAnswer.BREAK:
        set_availability(by.agent, Availability.AWAY, by=by)
    return care


@transaction.atomic
def note_talk(care_id: int, *, by: Actor) -> CrisisCare:
    """The supervisor has talked with the agent; that it happened is kept, and not a word of it."""
    care = CrisisCare.objects.select_for_update().filter(pk=care_id, supervisor=by.id).first()
    if care is None:
        raise NotThere
    if care.talked_at is None:
        care.talked_at = clock.now()
        care.save(update_fields=["talked_at"])
        events.record("agent.talked_with", subject=care.agent, by=by, data={"care": care.pk})
    return care
