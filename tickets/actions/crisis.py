"""Call the people who are trained for a crisis."""

from django.db.models import Q

from core.actions.notifications import notify
from core.enums import Permission
from core.models import Agent
from tickets.models import Ticket

CRISIS_GROUP, CRISIS_ROLE, CRISIS_CATEGORY = "CRI", "crisis", "SF"


def page_crisis_staff(ticket: Ticket, *, cause: str = "") -> int:
    """Page everybody who may handle a crisis of this game, once for each message; return how many were told.

    `cause` is another reason than a message: nobody is with the player any more.

    Where no crisis staff exist, whoever else may see restricted tickets is paged: somebody must look.
    """
    active = Agent.objects.filter(is_active=True)
    here = Q(grants__game=None) | Q(grants__game=ticket.game_id)
    staff = set(active.filter(Q(grants__role__code=CRISIS_ROLE) & here).values_list("pk", flat=True))
    staff = staff or set(
        active.filter(here, grants__role__permissions__contains=[Permission.TICKET_VIEW_RESTRICTED]).values_list(
            "pk", flat=True
        )
    )
    return notify(
        staff,
        key=f"crisis:{ticket.pk}:{cause or ticket.message_seq}",
        kind="ticket.crisis_alone" if cause else "ticket.crisis",
        params={"number": ticket.number},
        url=f"/desk/tickets/{ticket.number}",
        topic=f"ticket:{ticket.pk}",
        is_urgent=True,
    )


def is_in_crisis(ticket: Ticket) -> bool:
    """Whether the ticket is treated as danger to a person."""
    return ticket.category_id.startswith(CRISIS_CATEGORY) or (
        ticket.is_restricted and ticket.group.code == CRISIS_GROUP
    )
