"""Tickets that read like the one on the page: a part that comes after the page, or a small page of its own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tickets.queries.alike import alike_tickets
from tickets.queries.scope import ticket_for
from tickets.views.desk_pages import agent_of, desk_view


@require_safe
@desk_view
def show_alike(request: HttpRequest, number: int) -> HttpResponse:
    """Earlier tickets with the same kind of matter, and how they ended."""
    ticket = ticket_for(agent_of(request), number=number)
    context = {"ticket": ticket, "alike": alike_tickets(agent_of(request), ticket)}
    part = "#list" if "HX-Request" in request.headers else ""
    return render(request, f"tickets/desk/alike.html{part}", context)
