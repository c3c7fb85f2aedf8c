"""Every refusal under /api/ as problem+json (RFC 9457), wherever it was raised."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.settings import api_settings

from core.api.authentication import REALM
from core.api.renderers import PROBLEM
from core.errors import DomainError, InvalidInput, NotAllowed, NotThere
from core.policies.redaction import redact
from core.queries.problems import problem_document

CODES = {
    exceptions.NotAuthenticated: "token.missing",
    exceptions.AuthenticationFailed: "token.invalid",
    exceptions.MethodNotAllowed: "method.not_allowed",
    exceptions.UnsupportedMediaType: "media_type.unsupported",
    exceptions.PermissionDenied: "permission.denied",
    exceptions.NotFound: "not_found",
}
DETAILS = {
    exceptions.NotAuthenticated: gettext_lazy("Send a token: Authorization: Bearer hd_live_…"),
    exceptions.MethodNotAllowed: gettext_lazy("This address does not know the verb."),
    exceptions.UnsupportedMediaType: gettext_lazy("Send the body as application/json."),
}


class QueryRefused(DomainError):
    """Something in the query string is not understood; `problems` maps a parameter to a sentence."""

    code = "validation"
    status = 400
    message = gettext_lazy("The query string is not valid.")

    def __init__(self, problems: Mapping[str, Any]) -> None:
        self.problems = problems
        super().__init__()


def problem_response(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Return the answer to an exception, or None when it is a mistake of ours, which must be logged as one."""
    request = context["request"]
    if isinstance(error, Http404):
        error = NotThere()
    if isinstance(error, PermissionDenied):
        error = NotAllowed()
    if isinstance(error, DomainError):
        return _refusal(request, error)
    if isinstance(error, exceptions.APIException):
        return _from_framework(request, error)
    return None


def problem(
    request: HttpRequest,
    *,
    status: int,
    code: str,
    detail: str,
    errors: list[dict[str, str]] | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Response:
    """Return one problem document as an answer; `facts` stand beside the fixed members and never replace one.

    What a caller sent wrongly is not sent back as far as it is a number of a person: answers are logged on their way.
    """
    given = getattr(request, "request_id", "")
    told = [{name: str(redact(text)) for name, text in error.items()} for error in errors or ()]
    fixed = problem_document(status=status, code=code, detail=redact(detail), request_id=given, errors=told)
    own = {name: value for name, value in (facts or {}).items() if name not in fixed}
    response = Response(fixed | own, status=status, content_type=PROBLEM)
    if facts and "retry_after" in facts:
        response["Retry-After"] = str(facts["retry_after"])
    return response


def pointer_to(*steps: object) -> str:
    """The place in the body as a JSON pointer in its form for addresses, as RFC 9457 shows it: `#/player/uid`."""
    return "#" + "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def _refusal(request: HttpRequest, error: DomainError) -> Response:
    errors: list[dict[str, str]] = []
    if isinstance(error, InvalidInput):
        errors = [
            {"pointer": pointer_to(*name.split(".")), "detail": str(text), "code": "invalid"}
            for name, texts in error.fields.items()
            for text in texts
        ]
    if isinstance(error, QueryRefused):
        errors = [
            {"pointer": pointer_to(name), "in": "query", "detail": str(text), "code": "invalid"}
            for name, text in error.problems.items()
        ]
    return problem(
        request, status=error.status, code=error.code, detail=str(error.text), errors=errors, facts=error.extra
    )


def _from_framework(request: HttpRequest, error: exceptions.APIException) -> Response:
    if isinstance(error, exceptions.ValidationError):
        errors = list(_flat(error.detail))
        return problem(request, status=400, code="validation", detail=_("Some fields are not valid."), errors=errors)
    if isinstance(error, exceptions.ParseError):
        detail = str(error.detail)
        errors = [{"pointer": pointer_to(), "detail": detail, "code": "malformed"}]
        return problem(request, status=400, code="validation", detail=detail, errors=errors)
    kind = type(error)
    detail = str(DETAILS.get(kind, error.detail))
    response = problem(request, status=error.status_code, code=CODES.get(kind, error.default_code), detail=detail)
    if error.status_code == 401:
        response["WWW-Authenticate"] = REALM
    return response


def _flat(detail: Any, *steps: object) -> Iterator[dict[str, str]]:
    """One entry for each sentence in the nested detail of a serializer."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            own = name == api_settings.NON_FIELD_ERRORS_KEY
            yield from _flat(inner, *steps) if own else _flat(inner, *steps, name)
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            nested = isinstance(inner, Mapping | list)
            yield from _flat(inner, *steps, index) if nested else _flat(inner, *steps)
    else:
        yield {
            "pointer": pointer_to(*steps),
            "detail": str(detail),
            "code": str(getattr(detail, "code", "invalid")),
        }
