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
from core.queries.people import sign_ins_of
from core.views.cookies import look_of, set_look


def me(request: HttpRequest) -> Agent:
    """The signed-in agent; the guard of the view has seen to it."""
    agent = request.user
    assert isinstance(agent, Agent)
    return agent


def back(request: HttpRequest, fallback: str) -> HttpResponse:
    """To the page where the button stood; only ever a path of this house."""
    came_from = address_parts(request.headers.get("Referer", ""))
    target = request.POST.get("next") or came_from._replace(scheme="", netloc="").geturl()
    return redirect(target if get_adapter().is_safe_url(target) else fallback)


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
        return render(request, "account/availability.html", {"form": form}, status=422)
    chosen = Availability(form.cleaned_data["availability"])
    people.set_availability(me(request), chosen, by=Actor.of_agent(me(request)))
    if request.headers.get("HX-Request"):
        return render(request, "account/availability_switch.html")
    return back(request, settings.LOGIN_REDIRECT_URL)


@login_required
@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Language, time zone, colours and density."""
    agent = me(request)
    form = PreferencesForm(request.POST or None, initial=look_of(request, agent))
    if not form.is_valid():
        return render(request, "account/preferences.html", {"form": form}, status=422 if form.is_bound else 200)
    chosen = form.cleaned_data
    people.set_preferences(agent, language=chosen["language"], time_zone=chosen["time_zone"], by=Actor.of_agent(agent))
    messages.success(request, _("Saved."))
    return set_look(redirect("preferences"), chosen)
