"""The own account: where it is signed in, what was told, whether one is there, how pages look."""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.actions import notifications, people, sessions
from core.engines.text import address_parts
from core.enums import Availability
from core.forms.me import AvailabilityForm, PreferencesForm
from core.models import Actor, Agent
from core.queries import notices
from core.queries.directory import load_of
from core.queries.people import notifications_of, sign_ins_of, unread_of
from core.views.cookies import look_of, set_look
from core.views.leaving import leaving_words

PER_PAGE = 50


def _me(request: HttpRequest) -> Agent:
    agent = request.user
    assert isinstance(agent, Agent)  # login_required has seen to it
    return agent


def _back(request: HttpRequest, fallback: str) -> HttpResponse:
    """To the page where the button stood; only ever a path of this house."""
    return redirect(_target(request) or fallback)


def _target(request: HttpRequest) -> str:
    """The path that the button or its page names; empty when it is none of this house."""
    came_from = address_parts(request.headers.get("Referer", ""))
    target = request.POST.get("next") or came_from._replace(scheme="", netloc="").geturl()
    return target if get_adapter().is_safe_url(target) else ""


@login_required
@require_GET
def list_sessions(request: HttpRequest) -> HttpResponse:
    """Everywhere the account is signed in."""
    places = sign_ins_of(_me(request), current_key=request.session.session_key)
    return render(request, "usersessions/usersession_list.html", {"places": places})


@login_required
@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """Sign out in one other place."""
    sessions.end_session(_me(request), session_id, by=Actor.of_agent(_me(request)))
    messages.success(request, _("Signed out there."))
    return redirect("usersessions_list")


@login_required
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    here = request.session.session_key or ""
    sessions.end_sessions(_me(request), keep=here, by=Actor.of_agent(_me(request)))
    messages.success(request, _("Signed out everywhere else."))
    return redirect("usersessions_list")


@login_required
@require_POST
def set_availability(request: HttpRequest) -> HttpResponse:
    """Say whether one is there; htmx gets the switch redrawn, a plain form its page again."""
    form = AvailabilityForm(request.POST)
    if not form.is_valid():
        context = {"form": form, "load": load_of(_me(request))}
        return render(request, "account/availability.html", context, status=422)
    agent, chosen = _me(request), Availability(form.cleaned_data["availability"])
    leaves = chosen == Availability.OFFLINE != agent.availability
    if leaves and not form.cleaned_data["sure"] and (question := leaving_words(request, agent)):
        return _switch(request, leaving=question, next=_target(request))
    people.set_availability(agent, chosen, by=Actor.of_agent(agent), leaves_work=leaves)
    if request.headers.get("HX-Request"):
        return _switch(request)
    return _back(request, settings.LOGIN_REDIRECT_URL)


def _switch(request: HttpRequest, **more: object) -> HttpResponse:
    """The switch alone for htmx, else the page around it."""
    is_page = "HX-Request" not in request.headers
    template = "account/availability.html" if is_page else "account/availability_switch.html"
    return render(request, template, {"load": load_of(_me(request)), "is_page": is_page, **more})


@login_required
@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Language, time zone, colours and density."""
    agent = _me(request)
    form = PreferencesForm(request.POST or None, initial=look_of(request, agent))
    if not form.is_valid():
        context = {"form": form, "load": load_of(agent)}
        return render(request, "account/preferences.html", context, status=422 if form.is_bound else 200)
    chosen = form.cleaned_data
    people.set_preferences(agent, language=chosen["language"], time_zone=chosen["time_zone"], by=Actor.of_agent(agent))
    messages.success(request, _("Saved."))
    return set_look(redirect("preferences"), chosen)


@login_required
@require_GET
def list_notifications(request: HttpRequest) -> HttpResponse:
    """What the agent was told, the newest first."""
    page = Paginator(notifications_of(_me(request)), PER_PAGE).get_page(request.GET.get("page"))
    lines = [notices.line_of(notification) for notification in page.object_list]
    return render(request, "account/notifications.html", {"page": page, "lines": lines})


@login_required
@require_GET
def bell(request: HttpRequest) -> HttpResponse:
    """How much waits, for the rail of a page that is already open."""
    return render(request, "account/bell.html", {"waiting": unread_of(_me(request))})


@login_required
@require_POST
def acknowledge(request: HttpRequest, notification_id: int) -> HttpResponse:
    """One notification is read; an urgent one stops paging."""
    notifications.acknowledge(_me(request), [notification_id])
    return _back(request, "notifications")


@login_required
@require_POST
def acknowledge_all(request: HttpRequest) -> HttpResponse:
    """Everything that is not urgent is read; urgent ones want an answer each."""
    notifications.acknowledge_calm(_me(request))
    return _back(request, "notifications")
