"""Requests about personal data: what is open and until when, and the steps of one."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.enums import Permission
from core.errors import DomainError, NotThere
from players.actions import erasing, privacy_requests
from players.actions.exporting import export_person
from players.enums import PrivacyKind
from players.forms.privacy import AnswerForm, RequestForm
from players.models import PrivacyRequest
from players.queries.players import player_for
from players.queries.privacy import open_requests, request_for, steps_of
from players.views.pages import actor_of, agent_of, staff_page

privacy_page = staff_page(Permission.PRIVACY_HANDLE)
MOST = 200
ACTS: Mapping[str, Callable[..., PrivacyRequest]] = MappingProxyType(
    {
        "accept": privacy_requests.accept_request,
        "finish": privacy_requests.finish_request,
        "refuse": privacy_requests.refuse_request,
        "erase": erasing.erase_person,
    }
)


@require_safe
@privacy_page
def list_requests(request: HttpRequest) -> HttpResponse:
    """The open ones, the most urgent first."""
    rows = list(open_requests(agent_of(request))[:MOST])
    return render(request, "players/privacy_list.html", {"rows": rows, "now": clock.now()})


@require_http_methods(["GET", "POST"])
@privacy_page
def new_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what somebody asks about this player."""
    player = player_for(agent_of(request), pk)
    form = RequestForm(request.POST or None)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        kind = PrivacyKind(given.pop("kind"))
        return redirect(
            "privacy_request", privacy_requests.receive_request(player, kind, by=actor_of(request), **given).pk
        )
    status = 422 if form.is_bound else 200
    return render(request, "players/privacy_new.html", {"player": player, "form": form}, status=status)


@require_safe
@privacy_page
def show_request(request: HttpRequest, pk: int) -> HttpResponse:
    """One request, with the steps that are possible now."""
    row = request_for(agent_of(request), pk)
    context = {"row": row, "steps": steps_of(row, agent_of(request)), "form": AnswerForm(), "now": clock.now()}
    return render(request, "players/privacy_request.html", context)


@require_POST
@privacy_page
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Take a step; a refusal is said on the page of the request."""
    row = request_for(agent_of(request), pk)
    try:
        if name == "export":
            return _archive(request, row)
        _act(request, row, name)
    except DomainError as refusal:
        if isinstance(refusal, NotThere):
            raise
        messages.error(request, _reason(refusal))
    return redirect("privacy_request", row.pk)


def _act(request: HttpRequest, row: PrivacyRequest, name: str) -> None:
    if name not in ACTS:
        raise NotThere
    told = {"answer": request.POST.get("answer", "")} if name in {"finish", "refuse"} else {}
    ACTS[name](row, by=actor_of(request), **told)
    messages.success(request, _("Done."))


def _reason(refusal: DomainError) -> str:
    why = refusal.extra.get("reason", "")
    sentences = [str(text) for texts in getattr(refusal, "fields", {}).values() for text in texts]
    return " ".join([*sentences, *([] if sentences else [str(refusal.text)]), *([f"({why})"] if why else [])])


def _archive(request: HttpRequest, row: PrivacyRequest) -> HttpResponse:
    made = export_person(row, by=actor_of(request))
    response = HttpResponse(made.content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    response["Cache-Control"] = "no-store"
    return response
