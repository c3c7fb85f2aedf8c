"""The notification centre: what was told, what still waits, and how one wants to be told."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.actions import notifications
from core.actions.preferences import set_attention
from core.errors import InvalidInput
from core.forms.attention import AttentionForm
from core.models import Actor
from core.queries.attention import preference_of
from core.queries.inbox import aloud_for, inbox_for, waiting_for
from core.views.me import back, me


def _number(text: str) -> int | None:
    """The number, or None for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


@login_required
@require_GET
def list_notifications(request: HttpRequest) -> HttpResponse:
    """What the agent was told, the newest first, what is about the same ticket together."""
    given = request.GET
    inbox = inbox_for(me(request), show=given.get("show", ""), before=_number(given.get("before", "")))
    return render(request, "account/notifications.html", {"inbox": inbox})


@login_required
@require_GET
def bell(request: HttpRequest) -> HttpResponse:
    """How much waits, for the rail of a page that is already open."""
    return render(request, "account/bell.html", {"waiting": waiting_for(me(request))})


@login_required
@require_GET
def fresh(request: HttpRequest) -> HttpResponse:
    """What the browser is to say beside the desk, since the notification that it said last."""
    after = _number(request.GET.get("after", "")) or 0
    return JsonResponse({"told": [aloud.as_json() for aloud in aloud_for(me(request), after=after)]})


@login_required
@require_POST
def acknowledge(request: HttpRequest, notification_id: int) -> HttpResponse:
    """One notification is read; an urgent one stops paging."""
    notifications.acknowledge(me(request), [notification_id])
    return back(request, "notifications")


@login_required
@require_POST
def acknowledge_topic(request: HttpRequest) -> HttpResponse:
    """Everything calm about one ticket is read."""
    notifications.acknowledge_topic(me(request), request.POST.get("topic", "")[:40])
    return back(request, "notifications")


@login_required
@require_POST
def acknowledge_all(request: HttpRequest) -> HttpResponse:
    """Everything that is not urgent is read; urgent ones want an answer each."""
    notifications.acknowledge_calm(me(request))
    return back(request, "notifications")


@login_required
@require_http_methods(["GET", "POST"])
def attention(request: HttpRequest) -> HttpResponse:
    """Which matters, by which way, and when not."""
    agent = me(request)
    form = AttentionForm(request.POST or None, preference=preference_of(agent))
    if not form.is_valid() or not _keep(form, Actor.of_agent(agent)):
        return render(request, "account/attention.html", {"form": form}, status=422 if form.is_bound else 200)
    messages.success(request, _("Saved."))
    return redirect("attention")


def _keep(form: AttentionForm, by: Actor) -> bool:
    assert by.agent is not None
    try:
        set_attention(by.agent, by=by, **form.chosen())
    except InvalidInput as refusal:
        form.refuse(refusal)
        return False
    return True
