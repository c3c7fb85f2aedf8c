"""The panel of a player's identity: status first, a challenge instead of a look, and the way to ask for one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.enums import Permission
from core.errors import DomainError, InvalidInput
from core.policies.permissions import has
from players.actions.alarms import check_place, tell_suspicious
from players.actions.real_name import match_identity
from players.actions.reveals import ask_reveal
from players.errors import TooManyProfiles
from players.forms.real_name import MatchForm, RevealForm
from players.models import Player
from players.policies.real_name import check_can_match
from players.queries.identities import may_see_masked, real_name_of
from players.queries.players import player_for
from players.queries.reviews import own_reveal, reveal_page
from players.views.pages import actor_of, agent_of, look_at, player_page


def panel(request: HttpRequest, player: Player) -> str:
    """Fill the panel `identity` beside tickets, and the side of the player's page."""
    if not may_see_masked(agent_of(request), player):
        return ""
    return _panel(request, player, MatchForm(initial={"ticket": _ticket(request)}))


def side(request: HttpRequest | None, player: Player) -> str:
    """The same in the slot of the player's page."""
    return panel(request, player) if request is not None else ""


def _panel(request: HttpRequest, player: Player, form: MatchForm, said: str = "", *, is_equal: bool = False) -> str:
    agent = agent_of(request)
    try:
        check_place(look_at(request, player))
    except TooManyProfiles as refusal:
        tell_suspicious(agent, "profiles", player.pk)
        return render_to_string("players/identity_stopped.html", {"text": refusal.text}, request)
    asked = own_reveal(agent, player.pk)
    context = {
        "player": player,
        "found": real_name_of(player, agent),
        "form": form,
        "said": said,
        "is_equal": is_equal,
        "may_reveal": has(agent, Permission.PLAYER_REVEAL, player.game_id),
        "reveal": reveal_page(agent, asked) if asked is not None else None,
    }
    return render_to_string("players/panel_identity.html", context, request)


@require_POST
@player_page
def match(request: HttpRequest, pk: int) -> HttpResponse:
    """Compare, and show the panel with yes or no; what was typed is never shown again."""
    player, form = player_for(agent_of(request), pk), MatchForm(request.POST)
    check_can_match(agent_of(request), player)
    if not form.is_valid():
        return HttpResponse(_panel(request, player, form), status=422)
    given = form.cleaned_data
    empty = MatchForm(initial={"ticket": given["ticket"]})
    try:
        check_place(look_at(request, player))
        is_equal = match_identity(
            player, by=actor_of(request), name=given["name"], number=given["id_number"], ticket=given["ticket"]
        )
    except DomainError as refusal:
        return _not_compared(request, player, empty, refusal)
    said = _("It matches.") if is_equal else _("It does not match.")
    return HttpResponse(_panel(request, player, empty, said, is_equal=is_equal))


def _not_compared(request: HttpRequest, player: Player, form: MatchForm, refusal: DomainError) -> HttpResponse:
    if refusal.status in {403, 404, 429}:
        tell_suspicious(agent_of(request), f"match {refusal.status}", player.pk)
    return HttpResponse(_panel(request, player, form, str(refusal.text)), status=409)


def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask to see the identity: a page with the reason and the ticket, then the page of the request."""
    player = player_for(agent_of(request), pk)
    if request.method != "POST":
        return _ask_page(request, player, RevealForm(initial={"ticket": request.GET.get("ticket", "")[:40]}))
    form = RevealForm(request.POST)
    try:
        if form.is_valid():
            made = ask_reveal(player, by=actor_of(request), **form.cleaned_data)
            return redirect("reveal", made.pk)
    except InvalidInput as refusal:
        form.refuse(refusal)
    return _ask_page(request, player, form, status=422)


def _ask_page(request: HttpRequest, player: Player, form: RevealForm, status: int = 200) -> HttpResponse:
    return render(request, "players/reveal_ask.html", {"player": player, "form": form}, status=status)


def _ticket(request: HttpRequest) -> str:
    """The number of the ticket beside which the panel stands, out of the address of the desk."""
    match_ = request.resolver_match
    number = match_.kwargs.get("number") if match_ is not None else None
    return str(number) if isinstance(number, int) else ""
