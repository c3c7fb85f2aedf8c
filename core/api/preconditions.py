"""Versions on the wire: a strong ETag holds the version, If-Match demands it, If-None-Match spares the body."""

import re

from django.http import HttpRequest

from core.errors import VersionMismatch

_TAG = re.compile(r'(W/)?"([^"]*)"')


def etag_of(version: int) -> str:
    return f'"{version}"'


def is_known(request: HttpRequest, version: int) -> bool:
    """Whether the caller already has this version (If-None-Match)."""
    given = request.META.get("HTTP_IF_NONE_MATCH", "").strip()
    return given == "*" or any(tag == str(version) for _weak, tag in _TAG.findall(given))


def check_if_match(request: HttpRequest, version: int) -> None:
    """Raise `VersionMismatch` unless If-Match is absent, `*`, or names this version; a weak tag never matches."""
    given = request.META.get("HTTP_IF_MATCH")
    if given is None or given.strip() == "*":
        return
    if not any(tag == str(version) and not weak for weak, tag in _TAG.findall(given)):
        raise VersionMismatch(version=version)


def has_if_match(request: HttpRequest) -> bool:
    """Whether the caller demands a certain version."""
    given = request.META.get("HTTP_IF_MATCH")
    return given is not None and given.strip() != "*"
