"""The page of a player: who it is, what is known, and the few things that people add."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.enums import Permission
from core.errors import DomainError, InvalidInput, NotThere
from core.forms.refusals import put_beside
from core.models import Actor, Agent
from core.policies.permissions import has
from players.actions.accounts import join_accounts, part_accounts
from players.actions.remarks import add_note, remove_note, set_style
from players.forms.card import GuardianForm, JoinForm, NoteForm, StyleForm
from players.models import Player
from players.policies.profile import can_change_player, can_note_about_player
from players.queries.activity import matches_of, sign_ins, unusual_of
from players.queries.card import advice_for, join_of, player_card
from players.queries.guardians import guardians_of
from players.queries.players import account_named, games_with_players, player_for
from players.views.pages import actor_of, agent_of, look_at, player_page

TABS = ("overview", "play", "logins", "matches", "tickets")


@require_safe
@player_page
def show_player(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that is known of a player, on one page."""
    return _show(request, player_for(agent_of(request), pk))


@require_POST
@player_page
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave a note."""
    player, form = player_for(agent_of(request), pk), NoteForm(request.POST)

    def act() -> None:
        add_note(player, kind=form.cleaned_data["kind"], text=form.cleaned_data["text"], by=actor_of(request))

    return attempt(request, player, form, act, _("Noted."))


@require_POST
@player_page
def drop_note(request: HttpRequest, pk: int, note_id: int) -> HttpResponse:
    """Take a note back."""
    player = player_for(agent_of(request), pk)
    return attempt(
        request, player, forms.Form({}), lambda: remove_note(player, note_id, by=actor_of(request)), _("Taken away.")
    )


@require_POST
@player_page
def style(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how this player likes to be spoken to."""
    player, form = player_for(agent_of(request), pk), StyleForm(request.POST)
    return attempt(
        request, player, form, lambda: set_style(player, form.cleaned_data["style"], by=actor_of(request)), _("Saved.")
    )


@require_POST
@player_page
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that another account is the same person."""
    player, agent = player_for(agent_of(request), pk), agent_of(request)
    form = JoinForm(request.POST, games=games_with_players(agent))

    def act() -> None:
        given = form.cleaned_data
        other = account_named(agent, given["game"], given["uid"])
        if other is None:
            raise InvalidInput({"uid": [_("There is no such account in this game.")]})
        join_accounts(player, other, by=actor_of(request), reason=given["reason"])

    return attempt(request, player, form, act, _("These accounts are one person now."))


@require_POST
@player_page
def part(request: HttpRequest, pk: int, join_id: int) -> HttpResponse:
    """Take a join back."""
    player = player_for(agent_of(request), pk)
    found = join_of(player, join_id)
    if found is None:
        raise NotThere
    return attempt(
        request,
        player,
        forms.Form({}),
        lambda: part_accounts(found, by=actor_of(request)),
        _("Parted."),
    )


def attempt(
    request: HttpRequest, player: Player, form: forms.Form, act: Callable[[], object], said: str
) -> HttpResponse:
    """Do it and show the page as it is then; or the page with the reason, and what was written still in its form."""
    if not form.is_valid():
        return _show(request, player, form, status=422)
    try:
        act()
    except InvalidInput as refusal:
        put_beside(form, refusal)
        return _show(request, player, form, status=422)
    except DomainError as refusal:
        if refusal.status != 409:
            raise
        messages.error(request, str(refusal.text))
        return redirect("player", player.pk)
    messages.success(request, said)
    return redirect("player", player.pk)


def _show(request: HttpRequest, player: Player, form: forms.Form | None = None, *, status: int = 200) -> HttpResponse:
    agent = agent_of(request)
    look_at(request, player)
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else TABS[0]
    context = {
        "card": player_card(agent, player),
        "player": player,
        "tab": tab,
        **_activity(player, tab),
        "advice": advice_for(player.communication_style, (get_language() or "zh")[:2]),
        "guardians": guardians_of(player) if tab == TABS[0] else (),
        **_rights(agent, player),
        **_forms(agent, player, form),
    }
    return render(request, "players/card.html", context, status=status)


def _rights(agent: Agent, player: Player) -> dict[str, bool]:
    by = Actor.of_agent(agent)
    return {
        "may_change": can_change_player(by, player.game),
        "may_review": has(agent, Permission.REAL_NAME_REVIEW, player.game),
        "may_note": can_note_about_player(by, player.game),
    }


def _activity(player: Player, tab: str) -> dict[str, Any]:
    """What the tabs about use show; the others do not read it."""
    if tab == "logins":
        found = sign_ins(player)
        return {"sign_ins": found, "unusual": unusual_of(player, found)}
    return {"matches": matches_of(player)} if tab == "matches" else {}


def _forms(agent: Agent, player: Player, given: forms.Form | None) -> dict[str, Any]:
    """The forms of the page; the one that was refused keeps what was written."""
    found: dict[str, forms.Form] = {
        "note_form": NoteForm(),
        "style_form": StyleForm(initial={"style": player.communication_style}),
        "guardian_form": GuardianForm(),
        "join_form": JoinForm(games=games_with_players(agent), initial={"game": player.game_id}),
    }
    for name, empty in found.items():
        if given is not None and type(given) is type(empty):
            found[name] = given
    return found
