"""The own account: where it is signed in, what was told, whether one is there, how pages look."""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.actions import people, sessions
from core.engines.text import address_parts
from core.enums import Availability
from core.forms.me import AvailabilityForm, PreferencesForm
from core.models import Actor, Agent
from core.queries.directory import load_of
from core.queries.people import sign_ins_of
from core.views.cookies import look_of, set_look
from core.views.leaving import leaving_words


def me(request: HttpRequest) -> Agent:
    """The signed-in agent; the guard of the view has seen to it."""
    agent = request.user
    assert isinstance(agent, Agent)
    return agent


def back(request: HttpRequest, fallback: str) -> HttpResponse:
    """To the page where the button stood; only ever a path of this house."""
    return redirect(target(request) or fallback)


def target(request: HttpRequest) -> str:
    """The path that the button or its page names; empty when it is none of this house."""
    came_from = address_parts(request.headers.get("Referer", ""))
    asked = request.POST.get("next") or came_from._replace(scheme="", netloc="").geturl()
    return asked if get_adapter().is_safe_url(asked) else ""


@login_required
@require_GET
def list_sessions(request: HttpRequest) -> HttpResponse:
    """Everywhere the account is signed in."""
    places = sign_ins_of(me(request), current_key=request.session.session_key)
    return render(request, "usersessions/usersession_list.html", {"places": places})


@login_required
@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """Sign out in one other place."""
    sessions.end_session(me(request), session_id, by=Actor.of_agent(me(request)))
    messages.success(request, _("Signed out there."))
    return redirect("usersessions_list")


@login_required
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    here = request.session.session_key or ""
    sessions.end_sessions(me(request), keep=here, by=Actor.of_agent(me(request)))
    messages.success(request, _("Signed out everywhere else."))
    return redirect("usersessions_list")


@login_required
@require_POST
def set_availability(request: HttpRequest) -> HttpResponse:
    """Say whether one is there; htmx gets the switch redrawn, a plain form its page again."""
    form = AvailabilityForm(request.POST)
    if not form.is_valid():
        context = {"form": form, "load": load_of(me(request))}
        return render(request, "account/availability.html", context, status=422)
    agent, chosen = me(request), Availability(form.cleaned_data["availability"])
    leaves = chosen == Availability.OFFLINE != agent.availability
    if leaves and not form.cleaned_data["sure"] and (question := leaving_words(request, agent)):
        return _switch(request, leaving=question, next=target(request))
    people.set_availability(agent, chosen, by=Actor.of_agent(agent), leaves_work=leaves)
    if request.headers.get("HX-Request"):
        return _switch(request)
    return back(request, settings.LOGIN_REDIRECT_URL)


def _switch(request: HttpRequest, **more: object) -> HttpResponse:
    """The switch alone for htmx, else the page around it."""
    is_page = "HX-Request" not in request.headers
    template = "account/availability.html" if is_page else "account/availability_switch.html"
    return render(request, template, {"load": load_of(me(request)), "is_page": is_page, **more})


@login_required
@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Language, time zone, colours and density. The account keeps its language until another one is chosen here."""
    agent = me(request)
    form = PreferencesForm(request.POST or None, initial=look_of(request, agent))
    if not form.is_valid():
        context = {"form": form, "load": load_of(agent)}
        return render(request, "account/preferences.html", context, status=422 if form.is_bound else 200)
    chosen = form.cleaned_data
    language = chosen["language"] if "language" in form.changed_data else agent.language
    people.set_preferences(agent, language=language, time_zone=chosen["time_zone"], by=Actor.of_agent(agent))
    messages.success(request, _("Saved."))
    return set_look(redirect("preferences"), chosen)
