"""Call the people who are trained for a crisis."""

from django.db.models import Q

from core.actions.notifications import notify, settle_topic
from core.enums import Permission
from core.models import Agent, Event
from tickets.models import Ticket
from tickets.policies.crisis import CRISIS_ROLE


def page_crisis_staff(ticket: Ticket, *, cause: str = "") -> int:
    """Page everybody who may handle a crisis of this game, once for each message; return how many were told.

    `cause` is another reason than a message: nobody is with the player any more.

    Where no crisis staff exist, whoever else may see restricted tickets is paged: somebody must look.
    """
    return notify(
        crisis_staff(ticket.game_id),
        key=f"crisis:{ticket.pk}:{cause or ticket.message_seq}",
        kind="ticket.crisis_alone" if cause else "ticket.crisis",
        params={"number": ticket.number},
        url=f"/desk/tickets/{ticket.number}",
        topic=f"ticket:{ticket.pk}",
        is_urgent=True,
    )


def crisis_staff(game_id: int | None) -> set[int]:
    """Ids of those who may handle a crisis of this game, or where there are none, of who may see restricted tickets."""
    active = Agent.objects.filter(is_active=True)
    here = Q(grants__game=None) | Q(grants__game=game_id)
    trained = set(active.filter(Q(grants__role__code=CRISIS_ROLE) & here).values_list("pk", flat=True))
    may_see = Q(grants__role__permissions__contains=[Permission.TICKET_VIEW_RESTRICTED])
    return trained or set(active.filter(here, may_see).values_list("pk", flat=True))


def settle_pages(event: Event) -> None:
    """Somebody of us has answered, or it is over: whoever was called and said no word need not come any more.

    Danger goes on calling until somebody answers who is trained for it.
    """
    is_over = event.name != "message.sent"
    if not is_over and not event.data.get("is_human"):
        return
    is_settled = is_over or event.actor_id in crisis_staff(event.game_id)
    settle_topic(f"ticket:{event.subject_id}", until=event.at, but="" if is_settled else "ticket.crisis")
