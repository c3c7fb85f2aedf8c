"""What every address of the interface does alike: who calls, how often, what is asked for, and once only."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache, wraps
from typing import Any, ClassVar

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.actions import rates
from core.actions.idempotency import Answer, Refusal, answer_once, fingerprint_of
from core.api.errors import QueryRefused
from core.api.filters import Filter, FilterRefused
from core.api.pagination import PARAMETERS, CursorPages, Whole
from core.api.parsers import MAX_BODY, check_length
from core.api.preconditions import etag_of, is_known
from core.api.renderers import OnlyJson
from core.enums import Scope
from core.errors import DomainError, InvalidInput, TooMany
from core.models import Actor, Agent
from core.queries.clients import client_bucket

WRITES = ("post", "put", "patch", "delete")
KEPT_HEADERS = ("Content-Type", "ETag", "Location", "Retry-After")
STRANGERS = rates.Rate(limit=60, seconds=60, burst=60)

Handler = Callable[..., HttpResponseBase]


def token_rate() -> rates.Rate:
    """How often one token may call."""
    return rates.Rate(limit=settings.API_RATE_PER_MINUTE, seconds=60, burst=settings.API_RATE_BURST)


class ApiView(APIView):
    """An address with scopes for its verbs; `query` names the parameters that it understands.

    Each write runs in one transaction, at most once per Idempotency-Key.
    """

    scopes: ClassVar[Mapping[str, Scope]] = {}
    query: ClassVar[Sequence[str]] = ()
    max_body: ClassVar[int] = MAX_BODY
    keeps_answers: ClassVar[bool] = True  # False: what is told is kept nowhere, and told anew when asked again
    content_negotiation_class = OnlyJson
    rate: rates.Decision | None = None
    format_kwarg = None

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        for name in WRITES:
            if name in vars(cls):
                setattr(cls, name, _once(vars(cls)[name]))

    @property
    def agent(self) -> Agent:
        """For whom the token acts."""
        agent = self.request.user
        assert isinstance(agent, Agent)
        return agent

    @property
    def actor(self) -> Actor:
        return Actor.of_agent(self.agent)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse what can be refused before anything is read: size, caller, rate, scope, parameters."""
        request.accepted_renderer, request.accepted_media_type = self.perform_content_negotiation(request)
        check_length(request, self.max_body)
        self.perform_authentication(request)
        if request.auth is not None:
            self.rate = rates.hit(f"api:{request.auth.pk}", token_rate())
            if not self.rate.is_allowed:
                raise TooMany(self.rate.retry_after)
        self.check_permissions(request)
        self._check_query(request)

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        """The verbs of the address, in the Allow header."""
        return Response(status=204, headers={"Allow": ", ".join(self.allowed_methods)})

    def handle_exception(self, exc: Exception) -> Response:
        """As the framework does; callers without a valid token are counted by address."""
        if isinstance(exc, APIException) and exc.status_code == 401:
            decision = rates.hit(f"api:stranger:{client_bucket(self.request)}", STRANGERS)
            if not decision.is_allowed:
                self.rate = decision
                exc = TooMany(decision.retry_after)
        return super().handle_exception(exc)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Add how much of the rate is left."""
        response = super().finalize_response(request, response, *args, **kwargs)
        if self.rate is not None:
            for name, value in _rate_headers(self.rate).items():
                response[name] = value
        response["Cache-Control"] = "no-store" if request.method not in {"GET", "HEAD"} else "private, no-cache"
        return response

    def _check_query(self, request: Request) -> None:
        known = set(self.query)
        problems = {name: _("There is no such parameter.") for name in request.query_params if name not in known}
        problems |= {
            name: _("Give this parameter once.")
            for name in known & set(request.query_params)
            if len(request.query_params.getlist(name)) > 1
        }
        if problems:
            raise QueryRefused(problems)


class ListView(ApiView):
    """A list: declared filters, named orderings, pages by cursor. `rows()` already holds who may see what."""

    filters: ClassVar[Mapping[str, Filter]] = {}
    orderings: ClassVar[Mapping[str, str]] = {"created_at": "created_at"}
    default_ordering: ClassVar[str] = "-created_at"

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.query = (*cls.filters, *PARAMETERS)

    def rows(self) -> QuerySet[Any]:
        """Every row that the caller may see."""
        raise NotImplementedError

    def whole(self) -> Whole | None:
        """How the first page is read where no filter is asked for; None: as every other one."""
        return None

    def row(self, found: Any) -> Any:
        """What the database gave for a row of `rows()`, with the columns of the orderings as attributes."""
        return found

    def resources(self, rows: list[Any]) -> list[dict[str, Any]]:
        """The rows as the caller sees them."""
        raise NotImplementedError

    def listed(self, request: Request) -> Response:
        """The asked page of the rows that pass the filters."""
        pages, condition = CursorPages(self.orderings, self.default_ordering, self.row), self._condition(request)
        rows = cache(lambda: self.rows().filter(condition))
        page = pages.page(rows, request, None if condition else self.whole())
        body = {"results": self.resources(page.rows), "next": page.next, "previous": page.previous}
        return Response(body, headers={"Link": page.links} if page.links else None)

    def _condition(self, request: Request) -> Q:
        condition, problems = Q(), {}
        for name in sorted(request.query_params.keys() & self.filters.keys()):
            try:
                condition &= self.filters[name].build(self.agent, request.query_params[name])
            except FilterRefused as error:
                problems[name] = error.text
        if problems:
            raise QueryRefused(problems)
        return condition


def single(request: Request, resource: Mapping[str, Any], version: int, status: int = 200) -> Response:
    """One resource with its version as ETag; 304 without a body when the caller has it already."""
    headers = {"ETag": etag_of(version)}
    if request.method in {"GET", "HEAD"} and is_known(request, version):
        return Response(status=304, headers=headers)
    return Response(resource, status=status, headers=headers)


def _once(handler: Handler) -> Handler:
    """Wrap a write: one transaction for all that it does; with an Idempotency-Key its answer is kept and repeated."""

    @wraps(handler)
    def run(self: ApiView, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        key = request.headers.get("Idempotency-Key")
        if key is None or not self.keeps_answers:
            with transaction.atomic():
                return handler(self, request, *args, **kwargs)
        if not (1 <= len(key) <= 255 and key.isascii() and key.isprintable() and key.strip()):
            raise InvalidInput({"Idempotency-Key": [_("Send 1 to 255 visible ASCII characters.")]})
        answer = answer_once(
            f"token:{request.auth.pk}",
            key,
            _fingerprint(request),
            lambda: _answer(self, request, lambda: handler(self, request, *args, **kwargs)),
        )
        response = HttpResponse(answer.body.encode(), status=answer.status, headers=dict(answer.headers))
        if answer.is_replay:
            response["Idempotency-Replayed"] = "true"
        return response

    return run


def _answer(view: ApiView, request: Request, handle: Callable[[], HttpResponseBase]) -> Answer:
    """Run the handler; a refusal takes back all that it did and is an answer like any other."""
    try:
        return _as_answer(view, request, handle())
    except (DomainError, APIException) as error:
        raise Refusal(_as_answer(view, request, view.handle_exception(error))) from error


def _as_answer(view: ApiView, request: Request, response: Any) -> Answer:
    response = view.finalize_response(request, response)
    if isinstance(response, Response):
        response.render()
    headers = {name: response[name] for name in KEPT_HEADERS if response.has_header(name)}
    return Answer(response.status_code, headers, response.content.decode())


def _fingerprint(request: Request) -> str:
    """Equal for equal requests: verb, address, precondition and the meaning of the body, not its bytes."""
    data: Any = request.data
    if isinstance(data, QueryDict):
        data = {name: [_part(value) for value in data.getlist(name)] for name in data}
    text = json.dumps(data, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    precondition = request.META.get("HTTP_IF_MATCH", "")
    return fingerprint_of(str(request.method), request.path, request.META["QUERY_STRING"], precondition, text)


def _part(value: Any) -> Any:
    """A form field as it is, a file as its name and digest."""
    if not isinstance(value, UploadedFile):
        return value
    value.seek(0)
    digest = hashlib.sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return [value.name, digest.hexdigest()]


def _rate_headers(rate: rates.Decision) -> dict[str, str]:
    limit, window = rate.rate.limit, rate.rate.seconds
    return {
        "RateLimit-Policy": f'"token";q={limit};w={window}',
        "RateLimit": f'"token";r={rate.remaining};t={rate.reset}',
        "RateLimit-Limit": str(limit),
        "RateLimit-Remaining": str(rate.remaining),
        "RateLimit-Reset": str(rate.reset),
    }
