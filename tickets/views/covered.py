"""A covered number is asked for in a dialog of the desk, and shown there once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.errors import DomainError
from tickets.actions.reveals import reveal_number
from tickets.forms.covered import RevealForm
from tickets.models import Ticket
from tickets.queries.numbers import numbers_at
from tickets.queries.ticket_page import ticket_page
from tickets.views.desk_pages import actor_of, agent_of, desk_view

TEMPLATE = "tickets/desk/covered.html"


@require_http_methods(["GET", "POST"])
@never_cache
@desk_view
def covered(request: HttpRequest, number: int) -> HttpResponse:
    """Ask which number and why, or show it; a refusal stands in the dialog, in words."""
    page = ticket_page(agent_of(request), number)
    place = request.GET.get("place", "")
    numbers = numbers_at(page.ticket, place)
    form = RevealForm(request.POST if request.method == "POST" else None, numbers=numbers)
    shown, status = "", 200
    if form.is_bound and form.is_valid():
        shown, status = _shown(request, form, page.ticket)
    template = f"{TEMPLATE}#form" if "HX-Request" in request.headers else TEMPLATE
    context = {"page": page, "form": form, "shown": shown, "place": place, "is_gone": not numbers}
    return render(request, template, context, status=422 if form.errors and status == 200 else status)


def _shown(request: HttpRequest, form: RevealForm, ticket: Ticket) -> tuple[str, int]:
    given = form.cleaned_data
    try:
        return reveal_number(ticket, given["number"], by=actor_of(request), reason=given["reason"]), 200
    except DomainError as refusal:
        form.add_error(None, str(refusal.text))
        return "", refusal.status
