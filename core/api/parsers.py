"""Bodies, read without trust: what PostgreSQL cannot store or Python cannot survive is refused here."""

import json
import math
import re
from collections.abc import Mapping
from typing import IO, Any, ClassVar

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser, MultiPartParser

from core.engines.text import is_storable
from core.errors import BodyTooLarge, DomainError

MAX_BODY = 1_000_000
MAX_DEPTH = 64
MAX_PARTS = 100_000  # brackets and commas, counted before anything is built
_MAY_HIDE = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])|\x00")


class StrictJsonParser(BaseParser):
    """JSON in UTF-8: no key twice, no NaN, no number beyond a double, no depth beyond 64, no NUL, no half character."""

    media_type = "application/json"
    max_body: ClassVar[int] = MAX_BODY
    refuses_unstorable: ClassVar[bool] = True  # else whoever takes the body looks at every text itself

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        raw = stream.read(self.max_body + 1)
        if len(raw) > self.max_body:
            raise BodyTooLarge
        if sum(raw.count(sign) for sign in (b"{", b"[", b",")) > MAX_PARTS:
            raise ParseError(_("The body has too many parts."))
        try:
            data = json.loads(
                raw.decode("utf-8"), object_pairs_hook=_object, parse_constant=_constant, parse_float=_float
            )
        except UnicodeDecodeError as error:
            raise ParseError(_("The body is not valid UTF-8.")) from error
        except RecursionError as error:
            raise ParseError(_("The body is nested too deeply.")) from error
        except ValueError as error:
            raise ParseError(_("The body is not valid JSON: %(why)s") % {"why": str(error)[:200]}) from error
        _check(data, may_hide=self.refuses_unstorable and _MAY_HIDE.search(raw) is not None)
        return data


class StrictMultiPartParser(MultiPartParser):
    """Files with form fields, for the one address that takes files."""


class LengthRequired(DomainError):
    """A body in chunks does not say how long it will be."""

    code = "length.required"
    status = 411
    message = gettext_lazy("Send the length of the body (Content-Length) instead of sending it in chunks.")


def check_length(request: HttpRequest, limit: int) -> None:
    """Refuse a body by its announced length, before a byte of it is read, and one that announces none."""
    if "HTTP_TRANSFER_ENCODING" in request.META and not request.META.get("CONTENT_LENGTH"):
        raise LengthRequired
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    if length > limit:
        raise BodyTooLarge


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _value in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise ValueError(f"the key {twice[:60]!r} occurs twice")
    return found


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON value")


def _float(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"{text[:40]} is too large a number")
    return number


def _check(data: Any, *, may_hide: bool) -> None:
    """Walk level by level: refuse depth, and texts that cannot be stored where the raw body may hide one."""
    level, depth = [data], 0
    while level:
        depth += 1
        below: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                if may_hide:
                    below.extend(item)
                below.extend(item.values())
            elif isinstance(item, list):
                below.extend(item)
            elif may_hide and isinstance(item, str) and not is_storable(item):
                raise ParseError(_("The body contains characters that cannot be stored."))
        if depth > MAX_DEPTH and any(isinstance(item, dict | list) for item in level):
            raise ParseError(_("The body is nested too deeply."))
        level = below
