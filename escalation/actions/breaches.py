"""Tell people about warnings and missed deadlines. What happened is recorded before; telling can never lose it."""

from typing import Any

from django.db.models import Q

from core.actions.notifications import notify
from core.enums import Permission
from core.models import Actor, Agent, Event
from escalation.enums import AlertCause, ClockKind
from escalation.policies.cases import SUPERVISOR_RANK
from tickets.enums import Priority
from tickets.models import Ticket
from tickets.policies.access import can_see

PAGING = frozenset({Priority.P0, Priority.P1})


def tell_breach(event: Event) -> None:
    """The lead of the ticket's group and the assignee know at once; for P0 and P1 it pages until somebody takes care.

    A deadline that a person's change moved into the past is shown to the lead alone and pages nobody: this is the one
    place where that is decided.
    """
    ticket = Ticket.objects.select_related("group__lead").filter(pk=event.subject_id).first()
    if ticket is None:
        return
    by_edit = event.data.get("cause") == AlertCause.EDIT
    people = leads_of(ticket)
    if not by_edit and ticket.assignee_id is not None:
        people |= {ticket.assignee_id}
    _tell(event, ticket, people, is_urgent=ticket.priority in PAGING and not by_edit)


def tell_warning(event: Event) -> None:
    """The assignee knows that a quarter of the time is left; without an assignee the lead does."""
    ticket = Ticket.objects.select_related("group__lead").filter(pk=event.subject_id).first()
    if ticket is not None:
        _tell(event, ticket, {ticket.assignee_id} if ticket.assignee_id else leads_of(ticket))


def leads_of(ticket: Ticket) -> set[int]:
    """The group's lead who may see the ticket, else every supervisor of the game (for a restricted one who may)."""
    lead = ticket.group.lead
    if lead is not None and lead.is_active and can_see(Actor.of_agent(lead), ticket):
        return {lead.pk}
    of_game = Q(grants__game_id=ticket.game_id) | Q(grants__game=None)
    may_see = Q(grants__role__permissions__contains=[Permission.TICKET_VIEW])
    if ticket.is_restricted:
        may_see &= Q(grants__role__permissions__contains=[Permission.TICKET_VIEW_RESTRICTED])
    else:
        may_see &= Q(grants__role__rank__gte=SUPERVISOR_RANK, grants__role__rank__lt=100)
    return set(Agent.objects.filter(of_game & may_see, is_active=True).values_list("pk", flat=True))


def _tell(event: Event, ticket: Ticket, people: set[int], *, is_urgent: bool = False) -> None:
    kind = ClockKind(event.data["kind"])
    params: dict[str, Any] = {
        "number": ticket.number,
        "subject": ticket.subject,
        "priority": ticket.priority_name,
        "due_at": event.data["due_at"],
    }
    notify(
        people,
        key=f"alert:{event.pk}",
        kind=f"{event.name}.{kind}" if event.name != "promise.broken" else event.name,
        params=params,
        url=f"/desk/tickets/{ticket.number}",
        topic=f"ticket:{ticket.pk}",
        is_urgent=is_urgent,
    )
