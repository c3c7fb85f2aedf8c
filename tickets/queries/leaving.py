"""What people who leave have in hand."""

from django.db.models import F, Q, QuerySet

from core.enums import Availability
from core.models import Agent
from tickets.models import Ticket
from tickets.models.tickets import IN_HAND
from tickets.policies.crisis import in_crisis
from tickets.queries.routing import rules_now

GONE = (Availability.AWAY, Availability.OFFLINE)


def held_by(agent_id: int) -> QuerySet[Ticket]:
    """What the agent has in hand."""
    return Ticket.objects.filter(assignee=agent_id, status__in=IN_HAND)


def unanswered_by(agent_id: int) -> QuerySet[Ticket]:
    """What the agent has in hand and nobody has answered yet."""
    return held_by(agent_id).filter(first_response_at=None)


def gone_agents() -> QuerySet[Agent]:
    """People who are away or offline, or whose account is shut."""
    return Agent.objects.filter(Q(availability__in=GONE) | Q(is_active=False))


def unanswered_of_the_absent() -> QuerySet[Ticket]:
    """Unanswered tickets of people who left after they had got them, at least the span of the game's policy ago.

    A shut account counts at once. What a lead gives to somebody who is not there on purpose stays there.
    """
    rows = Ticket.objects.filter(status__in=IN_HAND, assignee__in=gone_agents(), first_response_at=None)
    return rows.filter(Q(assignee__is_active=False) | _has_left())


def crises_left_alone() -> QuerySet[Ticket]:
    """Answered tickets about danger to a person whose agent has left for that long, with agent and group."""
    rows = Ticket.objects.filter(status__in=IN_HAND, assignee__in=gone_agents(), first_response_at__isnull=False)
    left = rows.filter(in_crisis()).filter(Q(assignee__is_active=False) | _has_left())
    return left.select_related("assignee", "group").order_by("pk")


def _has_left() -> Q:
    long_enough = rules_now().older("assignee__availability_at", "give_back_after_minutes")
    return Q(assignee__availability__in=GONE, placed_at__lt=F("assignee__availability_at")) & long_enough
