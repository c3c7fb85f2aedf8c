"""Putting aside, watching, and whom a note can call: what an agent does to keep an eye on a ticket, or off it."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.models import Actor
from tickets.actions import snoozes, watches
from tickets.forms.desk import DeedForm
from tickets.forms.snooze import SnoozeForm
from tickets.models import Ticket
from tickets.queries.audience import viewers_of
from tickets.queries.scope import ticket_for
from tickets.queries.ticket_page import ticket_page
from tickets.views.deeds import Deed, add_deed, deed
from tickets.views.desk_pages import actor_of, agent_of, desk_view, render_ticket

UNDO = timedelta(seconds=8)
PEOPLE_MAX = 200


def _snooze(ticket: Ticket, by: Actor, form: DeedForm) -> None:
    assert isinstance(form, SnoozeForm)
    snoozes.snooze(ticket, by=by, until=form.moment(), note=form.cleaned_data["note"])


add_deed(
    Deed(
        "snooze",
        gettext_lazy("Put aside"),
        pgettext_lazy("button", "Put aside"),
        "alarm-clock",
        "snooze",
        _snooze,
        SnoozeForm,
        gettext_lazy("It leaves your lists and comes back by itself, sooner if the player writes or a deadline nears."),
    )
)


@require_http_methods(["GET", "POST"])
@desk_view
def snooze(request: HttpRequest, number: int) -> HttpResponse:
    """Ask until when, or put aside; for some seconds a toast offers to take it back."""
    response = deed(request, number, "snooze")
    if response.get("HX-Trigger") == "deed:done":
        toast = {"text": _("It is put aside."), "url": reverse("desk_wake", args=[number]), "since": clock.now()}
        toast |= {"until": clock.now() + UNDO, "icon_name": "alarm-clock"}
        response.write(render_to_string("tickets/desk/undo.html", toast, request))
    return response


@require_POST
@desk_view
def wake(request: HttpRequest, number: int) -> HttpResponse:
    """Take back what was put aside."""
    ticket = snoozes.wake(ticket_for(agent_of(request), number=number), by=actor_of(request))
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"ticket": str(ticket.pk)})
    return _ticket(request, number)


@require_POST
@desk_view
def watch(request: HttpRequest, number: int) -> HttpResponse:
    """Be told about the ticket, or no more."""
    ticket = ticket_for(agent_of(request), number=number)
    watches.set_watch(ticket, by=actor_of(request), on=bool(request.POST.get("on")))
    return _ticket(request, number)


@require_safe
@desk_view
def list_people(request: HttpRequest, number: int) -> HttpResponse:
    """Whom a note on this ticket can call: everybody who may see it, except oneself."""
    agent = agent_of(request)
    people = viewers_of(ticket_for(agent, number=number)).exclude(pk=agent.pk).select_related("team")
    return render(request, "tickets/desk/people.html", {"people": people.order_by("name", "pk")[:PEOPLE_MAX]})


def _ticket(request: HttpRequest, number: int) -> HttpResponse:
    if "HX-Request" not in request.headers:
        return redirect("desk_ticket", number)
    return render_ticket(request, ticket_page(agent_of(request), number))
