"""The survey in its place on the tracking page, by the player's own link."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.models import Actor
from qa.actions.surveys import answer_survey
from qa.enums import Score
from qa.forms.surveys import SurveyForm
from qa.queries.surveys import is_of_an_earlier_end, open_survey_of
from tickets.enums import Status
from tickets.models import Ticket
from tickets.queries.tracking import ticket_by_token
from tickets.views.tracking import show_page


@csrf_exempt  # the link is the only right there is; its page sends no referrer, so browsers name no origin
@never_cache
@require_POST
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Keep the answer and thank; a refusal stands on the page, with what was typed."""
    ticket = ticket_by_token(token)
    form = SurveyForm(request.POST)
    if not form.is_valid():
        return show_page(request, ticket, token, for_slots={"survey_form": form}, status=422)
    answer_survey(ticket, by=Actor.of_player(ticket.player_id, ticket.player.nickname), **form.cleaned_data)
    return redirect(f"/support/t/{token}#survey")


def survey_card(request: HttpRequest | None, thing: dict[str, object]) -> str:
    """Fill the slot `tracking.survey`: `thing` holds `ticket`, the `token` of its page, and an answer just refused."""
    ticket, form = thing["ticket"], thing.get("survey_form")
    assert isinstance(ticket, Ticket)
    context = _context(ticket, str(thing["token"]), form if isinstance(form, SurveyForm) else None)
    return render_to_string("qa/survey.html", context, request=request) if context["survey"] else ""


def _context(ticket: Ticket, token: str, form: SurveyForm | None = None) -> dict[str, object]:
    survey = open_survey_of(ticket) if form or ticket.status == Status.CLOSED else None
    is_earlier = survey is not None and is_of_an_earlier_end(survey, ticket)
    chosen = form["score"].value() if form else survey and not is_earlier and survey.score
    return {
        "ticket": ticket,
        "token": token,
        "survey": survey,
        "is_earlier": is_earlier,
        "form": form or SurveyForm(),
        "scores": Score.choices,
        "chosen": str(chosen or ""),
    }
