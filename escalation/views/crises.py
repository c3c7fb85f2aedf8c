"""The crisis protocol on pages: above and beside a ticket, on the player's own page, and its deeds."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as lazy

from core.enums import Permission
from core.models import Actor, Agent
from core.policies.permissions import has
from escalation.actions import crises
from escalation.forms.crises import CallForm, RescueForm, StepForm
from escalation.queries.crises import crisis_card
from tickets.enums import Status
from tickets.forms.desk import DeedForm
from tickets.models import Ticket
from tickets.policies.crisis import is_in_crisis
from tickets.queries.hotlines import hotlines_for
from tickets.views.deeds import Deed, add_deed

WRITABLE = frozenset({Status.NEW, Status.OPEN, Status.PENDING, Status.ON_HOLD})


def banner(request: HttpRequest | None, ticket: Ticket) -> str:
    """Fill `ticket.banner`: the numbers to give, one press to put them into the reply, and the day that is counted."""
    return _shown(request, ticket, "escalation/crisis_banner.html")


def sidebar(request: HttpRequest | None, ticket: Ticket) -> str:
    """Fill `ticket.first`: the protocol as a calm list."""
    return _shown(request, ticket, "escalation/crisis_card.html")


def _shown(request: HttpRequest | None, ticket: Ticket, template: str) -> str:
    agent = getattr(request, "user", None)
    card = crisis_card(ticket) if isinstance(agent, Agent) else None
    if card is None or not isinstance(agent, Agent):
        return ""
    may_write = has(agent, Permission.TICKET_REPLY, ticket.game_id)
    context = {"card": card, "may_write": may_write, "may_insert": may_write and ticket.status in WRITABLE}
    return render_to_string(template, context, request=request)


def player_card(request: HttpRequest | None, thing: dict[str, Any]) -> str:
    """Fill `tracking.care`: somebody to call, gently; nothing on any other ticket."""
    ticket = thing["ticket"]
    if not is_in_crisis(ticket):
        return ""
    return render_to_string("escalation/crisis_player.html", {"lines": hotlines_for(ticket)}, request=request)


def _step(ticket: Ticket, by: Actor, form: DeedForm) -> None:
    given = form.cleaned_data
    crises.mark_step(ticket, by=by, step=given["step"], is_done=given["done"])


def _rescue(ticket: Ticket, by: Actor, form: DeedForm) -> None:
    assert isinstance(form, RescueForm)
    crises.mark_step(ticket, by=by, step=form.step, note=form.cleaned_data["note"])


def _call(ticket: Ticket, by: Actor, form: DeedForm) -> None:
    crises.follow_up_crisis(ticket, by=by, outcome=form.cleaned_data["outcome"])


def join_desk() -> None:
    """Add our deeds to those of the desk."""
    add_deed(Deed("crisis-step", lazy("A step of the protocol"), lazy("Done"), "list-checks", "note", _step, StepForm))
    add_deed(
        Deed(
            "crisis-rescue",
            lazy("Rescue was called"),
            lazy("Save"),
            "siren",
            "note",
            _rescue,
            RescueForm,
            lazy("The duty manager calls the emergency services when the danger is immediate and the place is known."),
        )
    )
    add_deed(
        Deed(
            "crisis-call",
            lazy("In touch again"),
            lazy("Save"),
            "phone-call",
            "note",
            _call,
            CallForm,
            lazy("Who was not reached is tried again within another day."),
        )
    )
