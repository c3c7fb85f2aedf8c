"""The OpenAPI description, derived from the views: scopes, filters, orderings, versions, refusals, examples."""

from collections.abc import Iterator, Mapping
from typing import Any

import uritemplate
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ComponentRegistry, ResolvedComponent
from rest_framework import serializers

from core.api.fields import extras_for
from core.api.operations import Operation
from core.api.resources import ResourceSerializer
from core.api.serializers import StrictSerializer
from core.api.views import ApiView, ListView

Schema = dict[str, Any]

SECURITY: Schema = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "hd_live_…",
    "description": "A token of an agent, made with `manage.py api_token`. Each operation names its scope.",
}
REFUSALS: Mapping[int, tuple[str, str, str]] = {
    400: ("Invalid", "validation", "Malformed or invalid; `errors` points at each field."),
    401: ("NoToken", "token.invalid", "No token, or one that is unknown, revoked or expired."),
    403: ("NoScope", "scope.missing", "The token lacks the scope, or its agent the right."),
    404: ("NotThere", "not_found", "Not there, or not yours to see: the two answers are the same."),
    409: ("Conflict", "idempotency.in_flight", "The present state does not allow this; `code` says why."),
    412: ("Stale", "version.mismatch", "If-Match names another version than the present one."),
    413: ("TooLarge", "body.too_large", "The body is larger than this address takes."),
    415: ("WrongType", "media_type.unsupported", "The Content-Type is not the one that this address takes."),
    422: ("KeyReused", "idempotency.reused", "This Idempotency-Key belongs to another request."),
    429: ("TooMany", "rate.limited", "Over the rate; Retry-After says when to come back."),
}
VERSION_HEADER: Schema = {"description": 'The version, as in `"7"`.', "schema": {"type": "string"}, "example": '"7"'}
REPLAYED_HEADER: Schema = {
    "description": "`true` when this is the kept answer to an earlier request with the same key.",
    "schema": {"type": "string", "enum": ["true"]},
}
RETRY_HEADER: Schema = {"description": "Seconds to wait.", "schema": {"type": "integer"}, "example": 1}


class ProblemErrorSerializer(serializers.Serializer[Any]):
    """One field that is not acceptable."""

    pointer = serializers.CharField(help_text="JSON pointer into the body, or to the query parameter.")
    detail = serializers.CharField()
    code = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """A refusal (RFC 9457). A code may bring facts of its own, such as `allowed` for `ticket.move_not_allowed`."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="For people, in the language of Accept-Language (zh-Hans or en).")
    code = serializers.CharField(help_text="For programs; never translated.")
    request_id = serializers.CharField()
    errors = ProblemErrorSerializer(many=True)  # type: ignore[assignment]  # a name of the contract


class ApiSchema(AutoSchema):
    """Describes one verb of one `ApiView` by its `Operation`; a verb without one is left out and fails a test."""

    view: ApiView  # type: ignore[override]  # every view of ours is one

    def get_operation(
        self, path: str, path_regex: str, path_prefix: str, method: str, registry: ComponentRegistry
    ) -> Schema | None:
        """Build the whole operation; the parts that serializers describe are the framework's work."""
        self.path, self.path_regex, self.path_prefix = path, path_regex, path_prefix
        self.method, self.registry = method.upper(), registry
        described = getattr(getattr(self.view, method.lower(), None), "operation", None)
        if described is None:
            return None
        return {
            "operationId": described.name,
            "summary": described.summary,
            **({"description": described.description} if described.description else {}),
            "tags": [self._tag()],
            "parameters": [
                *self._path_parameters(described),
                *self._query_parameters(described),
                *self._headers(described),
            ],
            **({"requestBody": self._body(described)} if described.request else {}),
            "security": [{self._security(): [str(self.view.scopes[self.method])]}],
            "responses": {str(described.status): self._success(described), **self._refusals(described)},
        }

    def _tag(self) -> str:
        return self.path.removeprefix("/api/v1/").partition("/")[0]

    def _security(self) -> str:
        self.registry.register_on_missing(_component("bearer", ResolvedComponent.SECURITY_SCHEMA, SECURITY))
        return "bearer"

    def _schema_of(self, serializer: type[serializers.BaseSerializer[Any]], direction: str) -> Schema:
        component = self.resolve_serializer(serializer(), direction)  # type: ignore[arg-type]
        return dict(component.ref) if component else {"type": "object", "maxProperties": 0}

    def _map_basic_serializer(self, serializer: Any, direction: Any) -> Schema:
        schema: Schema = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]
        return schema | {"additionalProperties": False} if isinstance(serializer, StrictSerializer) else schema

    def _path_parameters(self, described: Operation) -> Iterator[Schema]:
        for name in sorted(uritemplate.variables(self.path)):
            description = described.parameters.get(name, "The id.")
            yield {
                "name": name,
                "in": "path",
                "required": True,
                "description": description,
                "schema": {"type": "string"},
            }

    def _query_parameters(self, described: Operation) -> Iterator[Schema]:
        if isinstance(self.view, ListView):
            yield from _list_parameters(self.view)
            return
        for name in self.view.query:
            yield {
                "name": name,
                "in": "query",
                "required": True,
                "description": described.parameters.get(name, ""),
                "schema": {"type": "string"},
            }

    def _headers(self, described: Operation) -> Iterator[Schema]:
        if self.method in {"POST", "PUT", "PATCH", "DELETE"}:
            yield _header(
                "Idempotency-Key", "Repeat a write safely: same key and body, same answer, for seven days.", "8d3f…"
            )
            if described.has_version and self.method != "POST":
                yield _header("If-Match", "The version that you have read; another one is refused with 412.", '"7"')
        elif described.has_version:
            yield _header("If-None-Match", "The version that you have; it is answered with 304.", '"7"')

    def _body(self, described: Operation) -> Schema:
        assert described.request is not None
        media = {"schema": self._schema_of(described.request, "request")}
        if described.request_example is not None:
            media["examples"] = {"request": {"value": described.request_example}}
        return {"content": {described.request_type: media}, "required": True}

    def _success(self, described: Operation) -> Schema:
        headers: Schema = {}
        if described.has_version:
            headers["ETag"] = VERSION_HEADER
        if self.method in {"POST", "PUT", "PATCH", "DELETE"}:
            headers["Idempotency-Replayed"] = REPLAYED_HEADER
        answer: Schema = {"description": "Done.", **({"headers": headers} if headers else {})}
        if described.response is not None:
            schema = self._schema_of(described.response, "response")
            schema = self._page_of(schema) if described.is_list else schema
            example = described.response_example
            if issubclass(described.response, ResourceSerializer):
                example = {extra.name: extra.example for extra in extras_for(described.response.resource)} | example
            value = {"results": [example], "next": None, "previous": None} if described.is_list else example
            answer["content"] = {
                described.response_type: {"schema": schema, "examples": {"response": {"value": value}}}
            }
        elif described.response_type != "application/json":
            answer["content"] = {described.response_type: {"schema": {"type": "string", "format": "binary"}}}
        return answer

    def _page_of(self, row: Schema) -> Schema:
        name = row["$ref"].rpartition("/")[2] + "Page"
        url = {"type": ["string", "null"], "format": "uri"}
        page = {
            "type": "object",
            "properties": {"results": {"type": "array", "items": row}, "next": url, "previous": url},
            "required": ["results", "next", "previous"],
        }
        component = _component(name, ResolvedComponent.SCHEMA, page)
        self.registry.register_on_missing(component)
        return dict(component.ref)

    def _refusals(self, described: Operation) -> Schema:
        is_write = self.method in {"POST", "PUT", "PATCH", "DELETE"}
        statuses = {401, 403, 429, *described.problems}
        if is_write:
            statuses |= {409, 413, 415, 422}
        if is_write or self.view.query:
            statuses.add(400)
        if "{" in self.path:
            statuses.add(404)
        if is_write and described.has_version and self.method != "POST":
            statuses.add(412)
        refusals: Schema = (
            {"304": {"description": "You have this version already."}} if self._can_be_known(described) else {}
        )
        return {**refusals, **{str(status): self._refusal(described, status) for status in sorted(statuses)}}

    def _can_be_known(self, described: Operation) -> bool:
        return self.method == "GET" and described.has_version

    def _refusal(self, described: Operation, status: int) -> Schema:
        name, code, description = REFUSALS[status]
        own = described.problems.get(status)
        if own is not None:
            return self._problem(own, status, description)
        component = _component(name, ResolvedComponent.RESPONSE, self._problem(code, status, description))
        self.registry.register_on_missing(component)
        return dict(component.ref)

    def _problem(self, code: str, status: int, description: str) -> Schema:
        example = {
            "type": f"urn:wuyou:problem:{code}",
            "title": description.partition(";")[0].partition(",")[0].rstrip("."),
            "status": status,
            "detail": description,
            "code": code,
            "request_id": "4f2c9a1be07d5583",
            "errors": [{"pointer": "#/subject", "detail": "At most 200 characters.", "code": "max_length"}]
            if status == 400
            else [],
        }
        schema = self._schema_of(ProblemSerializer, "response")
        answer: Schema = {
            "description": description,
            "content": {"application/problem+json": {"schema": schema, "examples": {code: {"value": example}}}},
        }
        return answer | ({"headers": {"Retry-After": RETRY_HEADER}} if status in {409, 429} else {})


def _component(name: str, kind: str, schema: Schema) -> ResolvedComponent:
    return ResolvedComponent(name, kind, schema, name)  # type: ignore[no-untyped-call]


def _header(name: str, description: str, example: str) -> Schema:
    schema = {"type": "string", "maxLength": 255}
    return {
        "name": name,
        "in": "header",
        "required": False,
        "description": description,
        "schema": schema,
        "example": example,
    }


def _list_parameters(view: ListView) -> Iterator[Schema]:
    """Filters, then ordering and paging, as the view declares them."""
    for name, declared in view.filters.items():
        schema: Schema = {"type": "string"}
        known = f" One or more of: {', '.join(declared.enum)}." if declared.enum else ""
        yield {
            "name": name,
            "in": "query",
            "description": declared.description + known,
            "schema": schema,
            "example": declared.example,
        }
    orderings = [sign + name for name in view.orderings for sign in ("", "-")]
    yield {
        "name": "ordering",
        "in": "query",
        "description": f"Default: `{view.default_ordering}`.",
        "schema": {"type": "string", "enum": orderings},
    }
    size = {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}
    yield {"name": "page_size", "in": "query", "description": "Rows a page.", "schema": size}
    cursor = "Opaque: follow `next` and `previous`."
    yield {"name": "cursor", "in": "query", "description": cursor, "schema": {"type": "string"}}
