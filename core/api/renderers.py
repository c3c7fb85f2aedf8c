"""Answers as JSON, whatever the caller says it accepts."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.encoding import force_str
from django.utils.functional import Promise
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

PROBLEM = "application/problem+json"


class JsonRenderer(BaseRenderer):
    """UTF-8 without escapes; a value that JSON cannot say is a mistake of ours and raises."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        return b"" if data is None else to_json(data)


class OnlyJson(BaseContentNegotiation):
    """Picks the parser by Content-Type; the answer is JSON in any case, so nobody ever meets a 406."""

    def select_parser(self, request: Request, parsers: list[BaseParser]) -> BaseParser | None:  # type: ignore[override]
        content_type = (request.content_type or "").partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == content_type), None)

    def select_renderer(  # type: ignore[override]
        self, request: Request, renderers: list[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str | None]:
        return renderers[0], renderers[0].media_type


def to_json(data: Any) -> bytes:
    """Compact JSON in UTF-8."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_default).encode()


def _default(value: Any) -> str:
    if isinstance(value, Promise):
        return force_str(value)
    raise TypeError(f"{type(value).__name__} has no place in an answer; the resource must turn it into text")
