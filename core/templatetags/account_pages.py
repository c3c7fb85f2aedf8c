"""What the pages of the own account ask."""

from django import template
from django.template import Context

from core.models import Agent
from core.policies.people import is_second_factor_missing
from core.queries.people import has_second_factor

register = template.Library()


@register.simple_tag(takes_context=True)
def second_factor_demand(context: Context) -> str:
    """`missing` when the post demands a factor that is not there yet, else `offered`."""
    agent = context["request"].user
    if isinstance(agent, Agent) and is_second_factor_missing(agent, has_factor=has_second_factor(agent)):
        return "missing"
    return "offered"
