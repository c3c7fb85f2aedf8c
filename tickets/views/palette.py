"""What the palette asks for: commands, the answers on one ticket, what a number means."""

import json
from hashlib import blake2b
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from tickets.queries.choices import choices_for
from tickets.queries.commands import commands_for
from tickets.queries.finds import found_by_number
from tickets.queries.macros import macros_for
from tickets.queries.ticket_page import ticket_page
from tickets.views.desk_pages import agent_of, desk_view, promised_in


@require_safe
@desk_view
def list_commands(request: HttpRequest) -> HttpResponse:
    """What the palette offers this agent on every page."""
    return _kept(request, commands_for(agent_of(request)))


@require_safe
@desk_view
def list_choices(request: HttpRequest, number: int) -> HttpResponse:
    """To whom, where, as what: the answers that this agent may give on the ticket."""
    agent = agent_of(request)
    page = ticket_page(agent, number)
    macros = macros_for(page.ticket, agent, promise_due=promised_in(request))
    return _kept(request, choices_for(page, agent, macros))


@require_safe
@desk_view
def finds(request: HttpRequest) -> HttpResponse:
    """Tickets and players that a number means."""
    return _kept(request, found_by_number(agent_of(request), request.GET.get("q", "")))


def _kept(request: HttpRequest, content: Any) -> HttpResponse:
    """The answer as JSON; a browser that has it already is told so and gets nothing."""
    body = json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False).encode()
    etag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
    response = get_conditional_response(request, etag=etag, response=HttpResponse(body, "application/json"))
    assert isinstance(response, HttpResponse)
    response["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    return response
