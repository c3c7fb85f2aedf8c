"""What the desk offers an agent."""

from django.db.models import Q, QuerySet

from core.models import Agent
from core.policies.permissions import rights_of
from tickets.models import Macro


def macros_for(agent: Agent) -> QuerySet[Macro]:
    """Prepared texts for everybody and for the agent's own groups."""
    own = Q(group=None) | Q(group_id__in=sorted(rights_of(agent).groups))
    return Macro.objects.filter(own, is_active=True).select_related("group")
