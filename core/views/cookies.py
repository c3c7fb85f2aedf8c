"""What a browser remembers for its person: language, colours, density. Nothing secret, nothing personal."""

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from core.models import Agent

YEAR = 365 * 24 * 3600
DEFAULTS = {"scheme": "system", "density": "comfortable"}


def look_of(request: HttpRequest, agent: Agent) -> dict[str, str]:
    """The choices as they are now; the language is that of the page, which need not be that of the account."""
    kept = {name: request.COOKIES.get(name) or default for name, default in DEFAULTS.items()}
    return {"language": get_language() or agent.language, "time_zone": agent.time_zone} | kept


def set_look(response: HttpResponse, chosen: Mapping[str, str]) -> HttpResponse:
    """Keep the choices; the scripts of the pages read and write the same two cookies, so they are open to them."""
    set_language(response, chosen["language"])
    for name, default in DEFAULTS.items():
        if chosen[name] == default:
            response.delete_cookie(name, samesite="Lax")
        else:
            response.set_cookie(name, chosen[name], max_age=YEAR, secure=settings.HTTPS, samesite="Lax")
    return response


def set_language(response: HttpResponse, language: str) -> HttpResponse:
    """From now on this browser gets the language, whatever the account or the browser itself asks for."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=YEAR,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
    )
    return response
