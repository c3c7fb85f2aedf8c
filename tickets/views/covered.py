"""A covered number is asked for in a dialog of the desk, and shown there once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.errors import DomainError, InvalidInput
from core.forms.refusals import put_beside
from core.models import Actor
from players.actions.alarms import tell_suspicious
from players.models import RevealRequest
from tickets.actions.reveals import RevealNeedsApproval, ask_for_number, reveal_number
from tickets.forms.covered import RevealForm
from tickets.models import Ticket
from tickets.queries.numbers import numbers_at
from tickets.queries.ticket_page import ticket_page
from tickets.views.desk_pages import actor_of, agent_of, desk_view

TEMPLATE = "tickets/desk/covered.html"
SUSPICIOUS = {"reveal.limit": "numbers", "permission.denied": "numbers 403"}
"""Refusals that those who keep watch hear of, and in which words."""


@require_http_methods(["GET", "POST"])
@never_cache
@desk_view
def covered(request: HttpRequest, number: int) -> HttpResponse:
    """Ask which number and why, or show it; a refusal stands in the dialog, in words."""
    page = ticket_page(agent_of(request), number)
    place = request.GET.get("place", "")
    numbers = numbers_at(page.ticket, place)
    form = RevealForm(request.POST if request.method == "POST" else None, numbers=numbers)
    shown, asked, status = "", None, 200
    if form.is_bound and form.is_valid():
        shown, asked, status = _shown(request, form, page.ticket)
    template = f"{TEMPLATE}#form" if "HX-Request" in request.headers else TEMPLATE
    context = {"page": page, "form": form, "shown": shown, "asked": asked, "place": place, "is_gone": not numbers}
    return render(request, template, context, status=422 if form.errors and status == 200 else status)


def _shown(request: HttpRequest, form: RevealForm, ticket: Ticket) -> tuple[str, RevealRequest | None, int]:
    """The number, or the request that a colleague has to allow, or neither with the reason in the form."""
    by, given = actor_of(request), form.cleaned_data
    try:
        return reveal_number(ticket, given["number"], by=by, reason=given["reason"]), None, 200
    except RevealNeedsApproval:
        return _asked(by, form, ticket)
    except DomainError as refusal:
        if refusal.code in SUSPICIOUS:
            tell_suspicious(agent_of(request), SUSPICIOUS[refusal.code], ticket.player_id)
        form.add_error(None, str(refusal.text))
        return "", None, refusal.status


def _asked(by: Actor, form: RevealForm, ticket: Ticket) -> tuple[str, RevealRequest | None, int]:
    given = form.cleaned_data
    try:
        return "", ask_for_number(ticket, given["number"], by=by, reason=given["reason"]), 202
    except InvalidInput as refusal:
        put_beside(form, refusal)
        return "", None, 422
