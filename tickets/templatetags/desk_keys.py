"""The keys of the person who reads the page."""

from django import template
from django.template import Context
from django.utils.html import json_script
from django.utils.safestring import SafeString

from core.models import Agent
from tickets.queries.keys import keys_of

register = template.Library()


@register.simple_tag(takes_context=True)
def own_keys(context: Context) -> SafeString:
    """The keys that this person chose, as data for the scripts; one statement where the page's frame has none."""
    agent, frame = getattr(context.get("request"), "user", None), context.get("frame")
    if not isinstance(agent, Agent):
        return SafeString()
    return json_script((frame.keys if frame else keys_of(agent)).as_json(), "keys")
