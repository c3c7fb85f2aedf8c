"""An agent's own hands: their keys, their own prepared texts, the practice."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.enums import Permission
from core.errors import InvalidInput
from core.policies.permissions import check_anywhere
from tickets.actions.macros import drop_macro, save_macro
from tickets.actions.practice import choose_keys, decline_practice, practise
from tickets.forms.macros import OwnMacroForm
from tickets.forms.practice import KeysForm, PracticeForm
from tickets.models import Macro
from tickets.queries.keys import keys_of
from tickets.queries.macros import own_macros
from tickets.queries.training import STEPS, training_of
from tickets.views.desk_pages import actor_of, agent_of, desk_view

# What the pretend deeds ask: the title, the question, the answers to choose from.
PRETEND = (
    (
        "assign",
        (
            gettext_lazy("Assign"),
            gettext_lazy("Who should have it?"),
            (gettext_lazy("Pretend colleague"), gettext_lazy("Another pretend colleague")),
        ),
    ),
    (
        "snooze",
        (
            gettext_lazy("Put aside"),
            gettext_lazy("When?"),
            (gettext_lazy("In 2 hours"), gettext_lazy("Tomorrow")),
        ),
    ),
    (
        "resolve",
        (
            pgettext_lazy("button", "Resolve"),
            gettext_lazy("What was done?"),
            (gettext_lazy("Sent the item"), gettext_lazy("Explained the rule")),
        ),
    ),
)


@require_http_methods(["GET", "POST"])
@desk_view
def keys(request: HttpRequest) -> HttpResponse:
    """Choose one's keys; `reset` brings the usual ones back."""
    agent = agent_of(request)
    form = KeysForm(request.POST if request.method == "POST" else None, keys=keys_of(agent))
    if not form.is_valid():
        return _show_keys(request, form)
    own = {} if "reset" in request.POST else form.bindings()
    single = form.cleaned_data["has_single_keys"] or "reset" in request.POST
    try:
        choose_keys(agent, has_single_keys=single, bindings=own, by=actor_of(request))
    except InvalidInput as refusal:
        form.refuse(refusal)
        return _show_keys(request, form)
    messages.success(request, _("Saved. They work on every page from now on."))
    return redirect("desk_keys")


def _show_keys(request: HttpRequest, form: KeysForm) -> HttpResponse:
    return render(request, "tickets/practice/keys.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
@desk_view
def training(request: HttpRequest) -> HttpResponse:
    """The practice: pretend tickets that exist on this page alone."""
    row = training_of(agent_of(request))
    return render(request, "tickets/practice/training.html", {"steps": STEPS, "row": row, "dialogs": PRETEND})


@require_POST
@desk_view
def trained(request: HttpRequest) -> HttpResponse:
    """Keep how far the agent has come; `decline` says that the desk need not offer it any more."""
    form = PracticeForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"detail": _("This could not be kept.")}, status=422)
    if "decline" in request.POST:
        decline_practice(agent_of(request), by=actor_of(request))
        return redirect("desk")
    given = form.cleaned_data["seconds"]
    row = practise(agent_of(request), steps=form.step_names(), seconds=given, by=actor_of(request))
    return JsonResponse({"rounds": row.rounds, "best_seconds": row.best_seconds})


@require_http_methods(["GET", "POST"])
@desk_view
def list_own_macros(request: HttpRequest) -> HttpResponse:
    """One's own prepared texts, with the form for one more."""
    check_anywhere(agent_of(request), Permission.TICKET_REPLY)
    return _edit(request, Macro(owner=agent_of(request)))


@require_http_methods(["GET", "POST"])
@desk_view
def own_macro(request: HttpRequest, macro_id: int) -> HttpResponse:
    """Change one of them, or take it away."""
    macro = get_object_or_404(own_macros(agent_of(request)), pk=macro_id)
    if request.method == "POST" and "drop" in request.POST:
        drop_macro(macro, by=actor_of(request))
        messages.success(request, _("Taken away."))
        return redirect("own_macros")
    return _edit(request, macro)


def _edit(request: HttpRequest, macro: Macro) -> HttpResponse:
    form = OwnMacroForm(request.POST if request.method == "POST" else None, instance=macro)
    if form.is_valid():
        save_macro(form.named(agent_of(request)), by=actor_of(request))
        messages.success(request, _("Saved."))
        return redirect("own_macros")
    rows = list(own_macros(agent_of(request))[:200])
    context = {"form": form, "rows": rows, "macro": macro}
    return render(request, "tickets/practice/macros.html", context, status=422 if form.is_bound else 200)
