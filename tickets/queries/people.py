"""Whom a ticket may be given to."""

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from core.enums import Availability, Permission
from core.models import Agent, Grant, Group
from tickets.models import Ticket


def colleagues_for(ticket: Ticket) -> QuerySet[Agent]:
    """Active people who may see and take the ticket at the desk, those who are there and have the least `load` first.

    Whoever works through the API alone is no colleague to give something to.
    """
    grants = Grant.objects.filter(Q(game=None) | Q(game_id=ticket.game_id))
    needed = [Permission.DESK_USE.value, Permission.TICKET_VIEW.value, Permission.TICKET_TAKE.value]
    takers = grants.filter(role__permissions__contains=needed)
    people = Agent.objects.filter(is_active=True, pk__in=takers.values("agent_id")).select_related("team")
    if ticket.is_restricted:
        insiders = grants.filter(role__permissions__contains=[Permission.TICKET_VIEW_RESTRICTED.value])
        people = people.filter(Q(groups=ticket.group_id) | Q(pk__in=insiders.values("agent_id"))).distinct()
    return people.annotate(load=Coalesce("workload__active", 0), there=_THERE).order_by("there", "load", "name", "pk")


_ORDER = [Availability.AVAILABLE, Availability.BUSY, Availability.AWAY]
_THERE = Case(
    *[When(availability=state, then=Value(place)) for place, state in enumerate(_ORDER)],
    default=Value(len(_ORDER)),
    output_field=IntegerField(),
)


def takers() -> QuerySet[Agent]:
    """Active people who may take tickets of some game at the desk, those who are there and have the least `load` first.

    Whether one of them may see a certain ticket is asked for each ticket.
    """
    needed = [Permission.DESK_USE.value, Permission.TICKET_VIEW.value, Permission.TICKET_TAKE.value]
    grants = Grant.objects.filter(role__permissions__contains=needed)
    people = Agent.objects.filter(is_active=True, pk__in=grants.values("agent_id")).select_related("team")
    return people.annotate(load=Coalesce("workload__active", 0), there=_THERE).order_by("there", "load", "name", "pk")


def groups_for(ticket: Ticket) -> QuerySet[Group]:
    """The groups that the ticket can be handed over to."""
    return Group.objects.exclude(pk=ticket.group_id).order_by("-is_front_line", "pk")
