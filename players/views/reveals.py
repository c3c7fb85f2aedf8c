"""Requests to see an identity: asked for by one, allowed by another, looked at for fifteen minutes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.enums import Permission
from core.errors import DomainError, InvalidInput
from players.actions.alarms import tell_suspicious
from players.actions.reveals import Revealed, approve_reveal, look, refuse_reveal
from players.forms.real_name import AnswerForm
from players.models import RevealRequest
from players.queries.reviews import reveal_for, reveal_page, reveal_pages
from players.views import identity
from players.views.pages import actor_of, agent_of, player_page, staff_page

reveal_asked = require_http_methods(["GET", "POST"])(staff_page(Permission.PLAYER_REVEAL)(identity.ask))


@require_safe
@player_page
def show_reveals(request: HttpRequest) -> HttpResponse:
    """The requests that wait for the reader, and the reader's own."""
    return render(request, "players/reveals.html", {"pages": reveal_pages(agent_of(request))})


@require_safe
@player_page
def show_reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: why, by whom, and what can be done."""
    return _show(request, reveal_for(agent_of(request), pk))


@require_POST
@never_cache
@staff_page(Permission.PLAYER_REVEAL)
def open_reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """Look: the identity in plain text on this one answer, which no cache keeps."""
    found = reveal_for(agent_of(request), pk)
    try:
        revealed = look(found, by=actor_of(request))
    except DomainError as refusal:
        tell_suspicious(agent_of(request), f"reveal {refusal.code}", found.player_id)
        return _show(request, found, refusal=refusal)
    return _show(request, found, revealed=revealed)


@require_POST
@staff_page(Permission.REVEAL_APPROVE)
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the colleague look."""
    found = reveal_for(agent_of(request), pk)
    try:
        approve_reveal(found, by=actor_of(request))
    except DomainError as refusal:
        return _show(request, found, refusal=refusal)
    return redirect("reveal", pk)


@require_POST
@staff_page(Permission.REVEAL_APPROVE)
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Say no, and why."""
    found, form = reveal_for(agent_of(request), pk), AnswerForm(request.POST)
    try:
        if form.is_valid():
            refuse_reveal(found, by=actor_of(request), answer=form.cleaned_data["answer"])
            return redirect("reveal", pk)
    except InvalidInput as refusal:
        form.refuse(refusal)
    except DomainError as refusal:
        return _show(request, found, refusal=refusal)
    return _show(request, found, form=form)


def _show(
    request: HttpRequest,
    found: RevealRequest,
    *,
    revealed: Revealed | None = None,
    refusal: DomainError | None = None,
    form: AnswerForm | None = None,
) -> HttpResponse:
    context = {
        "page": reveal_page(agent_of(request), found),
        "revealed": revealed,
        "refusal": refusal.text if refusal is not None else "",
        "form": form or AnswerForm(),
    }
    status = refusal.status if refusal is not None else 422 if form is not None else 200
    return render(request, "players/reveal.html", context, status=status)
