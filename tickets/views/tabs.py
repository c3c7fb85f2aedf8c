"""Tickets that lie open as tabs, and what an open page tells of one that it had asked for ahead."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from tickets.actions.tabs import close_tab
from tickets.queries.ticket_page import ticket_page
from tickets.views.desk_pages import agent_of, desk_view, note_opened


@require_POST
@desk_view
def close(request: HttpRequest) -> HttpResponse:
    """Take a ticket out of the tabs."""
    given = request.POST.get("ticket", "")
    if given.isascii() and given.isdigit() and len(given) < 19:
        close_tab(int(given), agent_of(request))
    return HttpResponse(status=204) if request.headers.get("X-Script") == "1" else redirect("desk")


@require_POST
@desk_view
def opened(request: HttpRequest, number: int) -> HttpResponse:
    """A ticket that had been asked for ahead was opened: it counts as read. The answer says its present version."""
    page = ticket_page(agent_of(request), number)
    note_opened(page, agent_of(request))
    return JsonResponse({"version": page.ticket.version})
