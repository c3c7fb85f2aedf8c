"""No address may hold an identity number: it would stand in logs and histories, and nobody has to search for one."""

from urllib.parse import unquote_plus

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from core.api.authentication import TokenAuthentication
from core.middleware import GetResponse, is_api, refuse
from core.models import Agent
from players.actions.alarms import tell_suspicious
from players.engines.identity_numbers import holds_number


class IdentitySearchMiddleware:
    """Refuses a query that holds an identity number, in search, filter or order, and tells who keeps watch."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if len(query) < 18 or not holds_number(unquote_plus(query)):
            return self.get_response(request)
        agent = _asking(request)
        if agent is not None:
            tell_suspicious(agent, "search")
        request.META["QUERY_STRING"] = ""  # pages repeat their own address
        text = _("Nobody can be searched for by an identity number. Use the player id of the game.")
        return refuse(request, 400, "identity.not_searchable", text)


def _asking(request: HttpRequest) -> Agent | None:
    """Who asks: the person of the session, or the agent of the token."""
    if not is_api(request):
        return request.user if isinstance(request.user, Agent) else None
    try:
        found = TokenAuthentication().authenticate(Request(request))
    except APIException:
        return None
    return found[0] if found else None
