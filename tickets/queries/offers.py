"""What the desk offers an agent."""

from django.db.models import QuerySet

from core.models import Agent
from tickets.models import Macro
from tickets.queries.macros import usable_macros


def macros_for(agent: Agent) -> QuerySet[Macro]:
    """Prepared texts for everybody, for the agent's own groups, and the agent's own."""
    return usable_macros(agent).select_related("group")
