"""The risk centre: who is at risk, why, since when, and what is done about it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.enums import Permission
from core.errors import DomainError, InvalidInput, NotAllowed, NotThere
from core.forms.refusals import put_beside
from core.models import Agent
from core.policies.permissions import check, has, has_anywhere
from players.actions import risk_overrides, risk_tasks
from players.enums import RiskDimension
from players.forms.risk import FlagForm, OverrideForm, ReasonForm
from players.models import Player, RiskOverride
from players.queries import risk_centre
from players.queries.alert_sources import AlertRow, Wanted, alerts_for, count_alerts, source_of
from players.queries.days import missing_schedules
from players.queries.intervention_pages import lines_of
from players.queries.marketing import may_market, reasons_in_words
from players.queries.places import places_for
from players.queries.play_week import play_week
from players.queries.players import player_for
from players.queries.risk import RESTRICTED, may_see_restricted, risk_of
from players.views.pages import actor_of, agent_of, look_at, staff_page

LISTED = 100
TABS = ("alerts", "overrides")
risk_page = staff_page(Permission.RISK_VIEW)


@require_safe
@risk_page
def centre(request: HttpRequest) -> HttpResponse:
    """Alerts by level and age, and the first of them in depth."""
    return _show(request)


@require_safe
@risk_page
def show_risk(request: HttpRequest, pk: int) -> HttpResponse:
    """The centre with this player in depth."""
    return _show(request, risk_player(agent_of(request), pk))


@require_POST
@risk_page
def take(request: HttpRequest, key: str) -> HttpResponse:
    """Take an alert: it is the agent's from now on."""
    found, row = source_of(key), _alert(request, key)
    if found is None or row is None:
        raise NotThere
    source, number = found
    return _attempt(request, row.player, None, lambda: source.take(number, actor_of(request)), _("It is yours."))


@require_POST
@risk_page
def finish(request: HttpRequest, key: str) -> HttpResponse:
    """An alert is done, with what came of it."""
    found, row, form = source_of(key), _alert(request, key), ReasonForm(request.POST)
    if found is None or row is None:
        raise NotThere
    source, number = found

    def act() -> None:
        source.finish(number, actor_of(request), form.cleaned_data["outcome"], form.cleaned_data["reason"])

    return _attempt(request, row.player, form, act, _("Done."))


@require_POST
@risk_page
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide about a level."""
    player, form = risk_player(agent_of(request), pk), OverrideForm(request.POST)

    def act() -> None:
        risk_overrides.decide(player.pk, form.decision(), by=actor_of(request))

    return _attempt(request, player, form, act, _("Written down. Where it takes two, a colleague has to agree."))


@require_POST
@risk_page
def move_override(request: HttpRequest, pk: int, override: int, move: str) -> HttpResponse:
    """Agree to a decision, refuse it, or end it."""
    player, by = risk_player(agent_of(request), pk), actor_of(request)
    row = _override(player, override, agent_of(request))
    if move == "approve":
        return _attempt(request, player, None, lambda: risk_overrides.approve(row.pk, by=by), _("Agreed."))
    form = ReasonForm(request.POST)
    deed = risk_overrides.refuse if move == "refuse" else risk_overrides.withdraw

    def act() -> None:
        deed(row.pk, by=by, reason=form.cleaned_data["reason"])

    return _attempt(request, player, form, act, _("Done."))


def _override(player: Player, pk: int, agent: Agent) -> RiskOverride:
    row = RiskOverride.objects.filter(player=player, pk=pk).first()
    if row is None or (row.target in RESTRICTED and not may_see_restricted(agent, player)):
        raise NotThere
    return row


@require_POST
@staff_page(Permission.RISK_FLAG)
def flag(request: HttpRequest, pk: int) -> HttpResponse:
    """Suggest that a player is at risk; risk staff decide."""
    player, form = player_for(agent_of(request), pk), FlagForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say what you noticed."))
    else:
        risk_tasks.flag(player.pk, by=actor_of(request), **form.cleaned_data)
        messages.success(request, _("The colleagues of risk will look at it."))
    return redirect("player", player.pk)


def risk_player(agent: Agent, pk: int) -> Player:
    """The player, for somebody who may see risk in its game; `NotThere` and `NotAllowed` as everywhere."""
    player = player_for(agent, pk)
    check(agent, Permission.RISK_VIEW, player.game_id)
    return player


def _alert(request: HttpRequest, key: str) -> AlertRow | None:
    rows = alerts_for(agent_of(request), Wanted(key=key), 1) if source_of(key) else []
    return rows[0] if rows else None


def _attempt(
    request: HttpRequest, player: Player, form: forms.Form | None, act: Callable[[], object], said: str
) -> HttpResponse:
    """Do it and show the player as it is then; or the page with the reason, what was written still in its form."""
    if form is not None and not form.is_valid():
        return _show(request, player, form, status=422)
    try:
        act()
    except InvalidInput as refusal:
        if form is not None:
            put_beside(form, refusal)
        return _show(request, player, form, status=422)
    except DomainError as refusal:
        if isinstance(refusal, NotAllowed) or refusal.status not in {403, 409}:
            raise
        messages.error(request, str(refusal.text))
        return redirect("risk_player", player.pk)
    messages.success(request, said)
    return redirect("risk_player", player.pk)


def _show(
    request: HttpRequest, player: Player | None = None, form: forms.Form | None = None, *, status: int = 200
) -> HttpResponse:
    return render(request, "players/risk.html", _context(request, player, form), status=status)


def _context(request: HttpRequest, player: Player | None, form: forms.Form | None) -> dict[str, Any]:
    agent, wanted = agent_of(request), _wanted(request)
    if player is not None:
        look_at(request, player)
    rows = alerts_for(agent, wanted, LISTED)
    text = request.GET.get("q", "")
    tab = request.GET.get("tab", "")
    first = next((row.player for row in rows if not row.is_hidden), None)
    shown = player or (first if not text and tab != "overrides" else None)
    return {
        "cards": risk_centre.level_cards(agent),
        "alerts": rows,
        "places": places_for(agent),
        "may_take": has_anywhere(agent, Permission.RISK_DECIDE),
        "count": count_alerts(agent, wanted),
        "wanted": wanted,
        "dimensions": RiskDimension.choices,
        "tab": tab if tab in TABS else TABS[0],
        "overrides": risk_centre.overrides_due(agent),
        "text": text,
        "found": risk_centre.players_found(agent, text),
        "is_chosen": player is not None,
        "missing": missing_schedules(),
        **(_depth(agent, shown, form) if shown else {}),
    }


def _wanted(request: HttpRequest) -> Wanted:
    level, dimension = request.GET.get("level", ""), request.GET.get("dimension", "")
    return Wanted(
        level=int(level) if level in {"1", "2", "3", "4"} else None,
        dimension=dimension if dimension in RiskDimension.values else "",
        mine=request.GET.get("mine") == "1",
    )


def _depth(agent: Agent, player: Player, form: forms.Form | None) -> dict[str, Any]:
    """One player in depth."""
    own = alerts_for(agent, Wanted(player=player.pk), LISTED)
    days = play_week(player)
    return {
        "player": player,
        "risk": risk_of(player, agent) | {"overrides": risk_centre.overrides_shown(player, agent)},
        "bounds": risk_centre.level_bounds(player),
        "own": own,
        "first": own[0] if own else None,
        "path": risk_centre.path_of(player, agent),
        "days": days,
        "outside": sum(day.outside for day in days),
        "interventions": lines_of(player, agent),
        "no_offers": reasons_in_words(may_market(player)),
        "may_decide": has(agent, Permission.RISK_DECIDE, player.game_id),
        "override_form": form if isinstance(form, OverrideForm) else OverrideForm(),
        "reason_form": form if isinstance(form, ReasonForm) else ReasonForm(),
    }
