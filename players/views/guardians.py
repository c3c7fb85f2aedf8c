"""Guardians on the page of a player: written down by one person, confirmed by another."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.errors import NotThere
from players.actions.guardians import claim_guardian, decide_guardian, end_guardian
from players.forms.card import GuardianForm
from players.queries.guardians import guardian_of
from players.queries.players import player_for
from players.views.card import attempt
from players.views.pages import actor_of, agent_of, player_page


@require_POST
@player_page
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down who says to be the guardian."""
    player, form = player_for(agent_of(request), pk), GuardianForm(request.POST)
    return attempt(
        request, player, form, lambda: claim_guardian(player, **form.cleaned_data, by=actor_of(request)), _("Noted.")
    )


@require_POST
@player_page
def decide(request: HttpRequest, pk: int, link_id: int) -> HttpResponse:
    """Confirm the claim, say that it is not so, or end a link."""
    player, by = player_for(agent_of(request), pk), actor_of(request)
    link, what = guardian_of(player, link_id), request.POST.get("what", "")
    if link is None or what not in {"confirm", "refuse", "end"}:
        raise NotThere

    def act() -> None:
        if what == "end":
            end_guardian(link, by=by)
        else:
            decide_guardian(link, is_confirmed=what == "confirm", by=by)

    return attempt(request, player, forms.Form({}), act, _("Saved."))
