"""Interventions: what is planned for players at risk, who agreed, what was sent, and what came of it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.enums import Permission
from core.errors import DomainError, InvalidInput, NotAllowed, NotThere, Text
from core.forms.refusals import RefusableForm
from core.models import Actor
from players.actions import contacts, intervention_plans, interventions
from players.forms.interventions import OutcomeForm, PlanForm, SendForm, WithdrawForm
from players.models import Intervention
from players.queries.effects import effects_for
from players.queries.intervention_pages import STATES, counts, listed, page_of, visible
from players.queries.playbooks import playbook_of
from players.views.pages import actor_of, agent_of, look_at, staff_page
from players.views.risk import risk_player

intervention_page = staff_page(Permission.RISK_VIEW)
Deed = Callable[[int, Actor, dict[str, str]], object]
DEEDS: dict[str, tuple[Deed, Text]] = {
    "approve": (lambda pk, by, given: interventions.approve(pk, by=by), _("Approved.")),
    "send": (lambda pk, by, given: contacts.send(pk, by=by, **given), _("Sent.")),
    "later": (lambda pk, by, given: contacts.send_later(pk, by=by, **given), _("It goes out as soon as it may.")),
    "acknowledge": (lambda pk, by, given: interventions.acknowledge(pk, by=by), _("Written down.")),
    "outcome": (lambda pk, by, given: interventions.finish(pk, by=by, **given), _("Written down.")),
    "withdraw": (lambda pk, by, given: interventions.withdraw(pk, by=by, **given), _("Dropped.")),
}


@require_safe
@intervention_page
def show_interventions(request: HttpRequest) -> HttpResponse:
    """What waits, the one first that is due first; or what was sent, or is done."""
    agent, state = agent_of(request), request.GET.get("state", "")
    state = state if state in STATES else "waiting"
    context = {"lines": listed(agent, state), "state": state, "counts": counts(agent)}
    return render(request, "players/interventions.html", context)


@require_safe
@intervention_page
def show_effects(request: HttpRequest) -> HttpResponse:
    """What playbooks changed, beside players to whom nothing was sent."""
    return render(request, "players/intervention_effects.html", {"effects": effects_for(agent_of(request))})


@require_safe
@intervention_page
def show_intervention(request: HttpRequest, pk: int) -> HttpResponse:
    """One intervention: why, which steps, and what can be done."""
    return _show(request, visible(agent_of(request), pk))


@require_http_methods(["GET", "POST"])
@staff_page(Permission.RISK_DECIDE)
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan a playbook for a player by hand."""
    player, form = risk_player(agent_of(request), pk), PlanForm(request.POST or None)
    look_at(request, player)
    if request.method == "POST" and form.is_valid():
        try:
            row = intervention_plans.plan(player.pk, by=actor_of(request), **form.cleaned_data)
            return redirect("intervention", row.pk)
        except InvalidInput as refusal:
            form.refuse(refusal)
        except DomainError as refusal:
            form.add_error(None, str(refusal.text))
    status = 422 if form.errors else 200
    return render(request, "players/intervention_plan.html", {"player": player, "form": form}, status=status)


@require_POST
@intervention_page
def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Approve, send, put off, acknowledge, end or drop it."""
    row, (deed, said) = visible(agent_of(request), pk), DEEDS.get(name, (None, ""))
    if deed is None:
        raise NotThere
    form = _form(row, name, request)
    if form is not None and not form.is_valid():
        return _show(request, row, form, status=422)
    return _attempt(request, row, form, lambda given: deed(row.pk, actor_of(request), given), said)


def _attempt(
    request: HttpRequest,
    row: Intervention,
    form: RefusableForm | None,
    act: Callable[[dict[str, str]], object],
    said: Text,
) -> HttpResponse:
    """Do it; what is refused is said beside what was written."""
    try:
        act(dict(form.cleaned_data) if form is not None else {})
    except InvalidInput as refusal:
        if form is None:
            raise
        form.refuse(refusal)
        return _show(request, row, form, status=422)
    except DomainError as refusal:
        if isinstance(refusal, NotAllowed) or refusal.status not in {403, 409}:
            raise
        return _show(
            request, visible(agent_of(request), row.pk), form, refusal=str(refusal.text), status=refusal.status
        )
    messages.success(request, str(said))
    return redirect("intervention", row.pk)


def _form(row: Intervention, name: str, request: HttpRequest) -> RefusableForm | None:
    """The form of a move with what was written in it."""
    page = page_of(row, agent_of(request))
    if name in {"send", "later"}:
        return SendForm(page.playbook, page.text, request.POST, has_cap=page.has_cap and name == "send")
    if name == "outcome":
        return OutcomeForm(row, playbook_of(row), request.POST)
    return WithdrawForm(request.POST) if name == "withdraw" else None


def _show(
    request: HttpRequest, row: Intervention, form: RefusableForm | None = None, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    agent = agent_of(request)
    look_at(request, row.player)
    page = page_of(row, agent)
    context = {
        "page": page,
        "refusal": refusal,
        "send_form": form if isinstance(form, SendForm) else SendForm(page.playbook, page.text, has_cap=page.has_cap),
        "outcome_form": form if isinstance(form, OutcomeForm) else OutcomeForm(row, page.playbook),
        "withdraw_form": form if isinstance(form, WithdrawForm) else WithdrawForm(),
    }
    return render(request, "players/intervention.html", context, status=status)
