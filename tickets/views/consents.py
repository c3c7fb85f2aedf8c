"""Consent: asked at the desk, answered by one tap on the ticket's page."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.models import Actor
from tickets.actions.consents import answer_consent, ask_consent, withdraw_consent
from tickets.channels.web.conversation import actor_of
from tickets.errors import ConsentAnswered, MoveNotAllowed
from tickets.forms.consents import ConsentForm
from tickets.forms.desk import DeedForm
from tickets.models import Ticket
from tickets.queries.tracking import ticket_by_token
from tickets.views.deeds import Deed, add_deed
from tickets.views.tracking import show_page

ANSWERS = {"yes", "no", "back"}


@csrf_exempt
@require_POST
def answer(request: HttpRequest, token: str, consent_id: int) -> HttpResponse:
    """The player's word; what cannot be answered any more is said on the page as it is."""
    ticket = ticket_by_token(token)
    given, by = request.POST.get("answer", ""), actor_of(ticket)
    try:
        if given == "back":
            withdraw_consent(ticket, consent_id, by=by)
        elif given in ANSWERS:
            answer_consent(ticket, consent_id, agrees=given == "yes", by=by)
    except (ConsentAnswered, MoveNotAllowed) as refusal:
        return show_page(request, ticket_by_token(token), token, told=str(refusal.text), status=409)
    return HttpResponseRedirect(f"/support/t/{token}#last", status=303)


def _ask(ticket: Ticket, by: Actor, form: DeedForm) -> None:
    given = form.cleaned_data
    ask_consent(ticket, kind=given["kind"], body=given["body"], by=by, seen=form.seen_version)


def join_desk() -> None:
    """Add our deed to those of the desk."""
    add_deed(
        Deed(
            "consent",
            gettext_lazy("Ask for consent"),
            pgettext_lazy("consent", "Ask the player"),
            "shield-question-mark",
            "ask_player",
            _ask,
            ConsentForm,
            gettext_lazy("The ticket waits for the answer; an agreement is kept as proof and can be taken back."),
        )
    )
