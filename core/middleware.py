"""What happens around every request: an id, clean bytes, who acts, and refusals as pages or fragments."""

import re
import secrets
from collections.abc import Callable, Iterable
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from core.engines.redaction import spans_in
from core.errors import DomainError, TooMany
from core.logs import request_id
from core.models import Actor, Agent
from core.queries.problems import problem_document

GetResponse = Callable[[HttpRequest], HttpResponse]
_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


def is_api(request: HttpRequest) -> bool:
    """Whether a program asks: then every answer, also a refusal, is JSON."""
    return request.path_info.startswith("/api/v1")


class RequestIdMiddleware:
    """Gives the request an id that stands in logs, answers and problem reports: the caller's, if it can stand there."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        is_fit = _GIVEN_ID.fullmatch(given) and not spans_in(given, is_reference=True)
        request.request_id = given if is_fit else secrets.token_hex(8)  # type: ignore[attr-defined]
        token = request_id.set(request.request_id)  # type: ignore[attr-defined]
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        return response


class PlainInputMiddleware:
    """Refuses NUL bytes and invalid UTF-8 in paths, queries, cookies and form fields, before anything reads them.

    PostgreSQL cannot store them, so without this a single `%00` would be a server error. The JSON parser has its own
    check, because there the bytes hide behind escapes.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._is_dirty(request):
            return refuse(request, 400, "validation", _("The request contains characters that cannot be stored."))
        return self.get_response(request)

    def _is_dirty(self, request: HttpRequest) -> bool:
        raw = [request.META.get("QUERY_STRING", ""), request.META.get("HTTP_COOKIE", "")]
        if not _is_text(request.path_info) or not all(_is_text(_decode(part)) for part in raw):
            return True
        form = request.method == "POST" and not is_api(request)
        return form and not all(_is_text(value) for value in _form_values(request))


def _decode(part: str) -> str:
    return unquote_to_bytes(part).decode("utf-8", "surrogateescape")


def _form_values(request: HttpRequest) -> Iterable[str]:
    for key, values in request.POST.lists():
        yield key
        yield from (str(value) for value in values)


def _is_text(value: str) -> bool:
    return "\x00" not in value and not any("\ud800" <= c <= "\udfff" for c in value)


class ApiSlashMiddleware:
    """An API path with a closing slash is the same path: answered, never redirected."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_api(request) and request.path_info.endswith("/") and len(request.path_info) > len("/api/v1/"):
            request.path_info = request.path_info.rstrip("/")
            request.path = request.path.rstrip("/")
        return self.get_response(request)


class AgentMiddleware:
    """Sets `request.actor` for signed-in staff and their language, unless the person chose another for this browser."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_api(request):
            return self.get_response(request)
        agent = request.user
        if isinstance(agent, Agent):
            request.actor = Actor.of_agent(agent)  # type: ignore[attr-defined]
            if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and agent.language:
                translation.activate(agent.language)
                request.LANGUAGE_CODE = agent.language
        return self.get_response(request)


class DomainErrorMiddleware:
    """Turns a refusal raised in a view into a page, or for htmx into a toast that leaves the page as it is."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DomainError) or is_api(request):
            return None
        response = refuse(request, error.status, error.code, str(error.text))
        if isinstance(error, TooMany):
            response["Retry-After"] = str(error.retry_after)
        return response


def refuse(request: HttpRequest, status: int, code: str, text: str) -> HttpResponse:
    """A refusal in the form that the asker can read: problem+json for programs and scripts, fragment or page."""
    if is_api(request) or request.headers.get("Accept") == "application/json":
        document = problem_document(status=status, code=code, detail=text, request_id=request.request_id)  # type: ignore[attr-defined]
        return JsonResponse(document, status=status, content_type="application/problem+json")
    context = {"status": status, "code": code, "text": text}
    if request.headers.get("HX-Request"):
        response = render(request, "errors/fragment.html", context, status=status)
        response["HX-Retarget"], response["HX-Reswap"] = "#toasts", "beforeend"
        return response
    return render(request, "errors/refused.html", context, status=status)
