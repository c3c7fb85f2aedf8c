"""The next ticket: one key, and the most urgent one that fits is open and mine."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tickets.actions import assignment
from tickets.models import Ticket
from tickets.queries.routing import own_waiting
from tickets.queries.ticket_page import ticket_page
from tickets.views.desk_pages import actor_of, agent_of, desk_view, render_ticket, state_of


@require_POST
@desk_view
def take_next(request: HttpRequest) -> HttpResponse:
    """Take it and show it; where nothing waits, say so and leave the page as it is."""
    ticket = assignment.take_next(by=actor_of(request))
    return _nothing(request) if ticket is None else _opened(request, ticket)


def _opened(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    url = reverse("desk_ticket", args=[ticket.number])
    if "HX-Request" not in request.headers:
        return redirect(url)
    state = state_of(request)
    response = render_ticket(request, ticket_page(agent_of(request), ticket.number))
    response["HX-Push-Url"] = f"{url}?{state}" if state else url
    return response


def _nothing(request: HttpRequest) -> HttpResponse:
    """Say so; who has players waiting among the own tickets is reminded of them, beginning with the most urgent."""
    text = _("Nothing waits that fits you. The next one will show here by itself.")
    own = own_waiting(agent_of(request))
    if own is not None:
        text = ngettext(
            "Nothing new fits you. One player of yours waits for an answer: #%(number)d.",
            "Nothing new fits you. %(n)d players of yours wait for an answer, #%(number)d first.",
            own.tickets,
        ) % {"n": own.tickets, "number": own.number}
    if "HX-Request" not in request.headers:
        messages.info(request, text)
        return redirect("desk")
    response = render(request, "components/toast.html", {"text": text, "icon_name": "coffee"})
    response["HX-Retarget"], response["HX-Reswap"] = "#toasts", "beforeend"
    return response
