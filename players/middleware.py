"""Reaching for people in a way that work does not explain: by a number of theirs, or where one may not look.

No address may hold an identity number: it would stand in logs and histories, and nobody has to search for one.
"""

from collections.abc import Iterable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from core.api.authentication import TokenAuthentication
from core.engines.redaction import NumberKind
from core.middleware import GetResponse, is_api, refuse
from core.models import Agent
from players.actions.alarms import tell_suspicious
from players.engines.asked_numbers import asked_for, asked_in_address, identity_in
from players.queries.reach import reach_of

TEXTS: dict[NumberKind, Promise] = {
    NumberKind.ID: _("Nobody can be searched for by an identity number. Use the player id of the game."),
    NumberKind.TEL: _(
        "Nobody can be searched for by a phone number. Use the player id of the game; if this is one, write player:"
        " before it."
    ),
    NumberKind.CARD: _(
        "Nobody can be searched for by a card number. If this is an order number, write order: before it."
    ),
}
TOLD = {NumberKind.ID: "search", NumberKind.TEL: "search phone", NumberKind.CARD: "search card"}
KEPT_HEADERS = ("Idempotency-Key",)  # written by callers and stored
LIMITS = (b'"real_name.', b'"reveal.limit"')  # codes of limits on looks and tries, not of the rate of calls
DEFINITIONS = ("/desk/saved-views/",)  # forms that say what a list holds


class IdentitySearchMiddleware:
    """Refuses an address, a search or the definition of a list that holds a number of a person; tells who keeps watch.

    The number goes no further: not into the log of requests, not onto a page, not to those who are told.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        kind = _asked(request)
        if kind is None:
            return self.get_response(request)
        agent = _asking(request)
        if agent is not None:
            tell_suspicious(agent, TOLD[kind])
        request.META["QUERY_STRING"] = ""  # pages repeat their own address, and logs the path
        request.path = request.path_info = "/api/v1/" if is_api(request) else "/"
        return refuse(request, HTTPStatus.BAD_REQUEST, "identity.not_searchable", str(TEXTS[kind]))


class ReachMiddleware:
    """Tells who keeps watch when somebody was refused what is kept about a player whom they may not see.

    After the answer, so outside of the transaction that the refusal took back.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        agent, found = getattr(request, "user", None), request.resolver_match
        if found is not None and isinstance(agent, Agent) and _is_refusal(request, response):
            reach = reach_of(agent, found.route, found.kwargs, response.status_code)
            if reach is not None:
                tell_suspicious(agent, reach.what, reach.player)
        return response


def _is_refusal(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether somebody may not; of a program also that it looked too often, which pages tell themselves."""
    if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
        return is_api(request) and any(code in response.content for code in LIMITS)
    return response.status_code in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}


def _asked(request: HttpRequest) -> NumberKind | None:
    """The kind of number that the request asks for."""
    kind = asked_in_address(request.path_info, _pairs(request.GET))
    kind = kind or identity_in(*(request.headers.get(name, "") for name in KEPT_HEADERS))
    if kind is None and request.method == "POST" and request.path_info.startswith(DEFINITIONS):
        kind = next(filter(None, (asked_for(value) for _name, value in _pairs(request.POST))), None)
    return kind


def _pairs(fields: QueryDict) -> Iterable[tuple[str, str]]:
    return ((str(name), str(value)) for name, values in fields.lists() for value in values)


def _asking(request: HttpRequest) -> Agent | None:
    """Who asks: the person of the session, or the agent of the token."""
    if not is_api(request):
        return request.user if isinstance(request.user, Agent) else None
    try:
        found = TokenAuthentication().authenticate(Request(request))
    except APIException:
        return None
    return found[0] if found else None
