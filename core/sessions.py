"""How long a sign-in lasts, and what it opens: the session store and two middlewares around every staff page."""

from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core import clock
from core.engines.text import address_parts
from core.enums import Permission
from core.middleware import GetResponse, is_api, refuse
from core.models import Agent
from core.policies.people import is_second_factor_missing
from core.policies.permissions import has_anywhere
from core.queries.people import has_second_factor

SIGNED_IN_AT = "signed_in_at"
FACTOR_SEEN = "second_factor_seen"
LIVE_HEADER = "X-Live"  # a page that refreshes itself sends it: such a request is no deed of the person
TOUCH_GRAIN = timedelta(seconds=60)

OPEN_TO_ALL = (
    "/help/",
    "/support/",
    "/status/",
    "/voice/board",
    "/static/",
    "/i18n/",
    "/api/",
    "/files/",
    "/_components/",
    "/healthz",
    "/readyz",
    "/metrics",
)
OPEN_TO_ALL_EXACT = frozenset({"/", "/csp-reports"})
THE_DOOR = frozenset({"account_login", "account_logout"})
OPEN_WITHOUT_FACTOR = frozenset({"account_reauthenticate"})
FACTOR_PAGES = "mfa_"


class SessionStore(db.SessionStore):
    """Sessions in PostgreSQL. A signed-in one ends after `SESSION_IDLE_SECONDS` without a deed of the person, and at
    `SESSION_COOKIE_AGE` after sign-in whatever happens; the row's own expiry date says when.
    """

    stored_until: datetime | None = None
    is_live_refresh = False

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        row: AbstractBaseSession | None = super()._get_session_from_db()  # type: ignore[misc]  # not in the stubs
        self.stored_until = row.expire_date if row else None
        return row

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        """The moment at which this session dies if nothing more happens."""
        if SESSION_KEY not in self:
            return super().get_expiry_date(**kwargs)
        if self.is_live_refresh and self.stored_until:
            return self.stored_until
        now = clock.now()
        idle = now + timedelta(seconds=settings.SESSION_IDLE_SECONDS)
        signed_in_at = datetime.fromisoformat(self[SIGNED_IN_AT]) if SIGNED_IN_AT in self else now
        return min(idle, signed_in_at + timedelta(seconds=settings.SESSION_COOKIE_AGE))

    def touch(self) -> None:
        """Move the expiry on, at most once a minute and without rewriting what the session holds."""
        until = self.get_expiry_date()
        if self.stored_until is not None and until - self.stored_until >= self._grain():
            self.model.objects.filter(session_key=self.session_key).update(expire_date=until)
            self.stored_until = until

    def _grain(self) -> timedelta:
        return min(TOUCH_GRAIN, timedelta(seconds=settings.SESSION_IDLE_SECONDS) / 10)


class SessionLifeMiddleware:
    """Keeps a session alive while its person does something, and shows times in that person's zone."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_api(request):
            return self.get_response(request)
        zone = None
        if settings.SESSION_COOKIE_NAME in request.COOKIES and isinstance(request.user, Agent):
            self._go_on(request)
            zone = ZoneInfo(request.user.time_zone)
        with timezone.override(zone) if zone else nullcontext():
            response = self.get_response(request)
        if request.session.modified:
            _stamp(request.session)
        return response

    def _go_on(self, request: HttpRequest) -> None:
        _stamp(request.session)
        if isinstance(request.session, SessionStore):
            request.session.is_live_refresh = LIVE_HEADER in request.headers
            request.session.touch()


class StaffGateMiddleware:
    """Lets a signed-in account into staff pages only when it is meant for people and has the second factor it needs."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Refuse, or send to the set-up of the second factor, before the view runs."""
        if is_api(request) or _is_public(request):
            return None
        agent = request.user
        name = (request.resolver_match.url_name if request.resolver_match else None) or ""
        if not isinstance(agent, Agent) or name in THE_DOOR:
            return None
        if not has_anywhere(agent, Permission.DESK_USE):
            return refuse(request, 403, "permission.denied", _("This account serves programs only; it has no pages."))
        if _is_open_without_factor(name):
            return None
        is_missing = is_second_factor_missing(agent, has_factor=False) and not _has_factor(request, agent)
        return _to_factor_page(request) if is_missing else None


def _stamp(session: SessionBase) -> None:
    """Write down when the sign-in happened, once: the absolute life of the session counts from here."""
    if SESSION_KEY in session and SIGNED_IN_AT not in session:
        session[SIGNED_IN_AT] = clock.now().isoformat()


def _is_public(request: HttpRequest) -> bool:
    return request.path_info in OPEN_TO_ALL_EXACT or request.path_info.startswith(OPEN_TO_ALL)


def _has_factor(request: HttpRequest, agent: Agent) -> bool:
    """Whether the account has a second factor; once seen it is remembered, because it cannot be taken off silently."""
    if request.session.get(FACTOR_SEEN) == agent.pk:
        return True
    seen = has_second_factor(agent)
    if seen:
        request.session[FACTOR_SEEN] = agent.pk
    return seen


def _is_open_without_factor(name: str) -> bool:
    return name in OPEN_WITHOUT_FACTOR or name.startswith(FACTOR_PAGES)


def _to_factor_page(request: HttpRequest) -> HttpResponse:
    """Send the person to the set-up; what a page of the set-up asks for by itself is left out instead, or the page
    would load again and again.
    """
    target = reverse("mfa_index")
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(target)
    response = HttpResponse(status=204)
    if not _is_open_without_factor(_name_of(request.headers.get("HX-Current-URL", ""))):
        response["HX-Redirect"] = target
    return response


def _name_of(url: str) -> str:
    """The name of the page with this address, or nothing where there is none."""
    try:
        return resolve(address_parts(url).path).url_name or ""
    except Resolver404:
        return ""
