"""The one shape of a refusal for programs: RFC 9457 with our code, the request's id and pointers."""

from http import HTTPStatus
from typing import Any


def problem_document(
    *, status: int, code: str, detail: str, request_id: str, errors: list[dict[str, str]] | None = None, **extra: Any
) -> dict[str, Any]:
    """Return the body: type, title, status, detail, code, request_id, errors, and the refusal's own facts."""
    return {
        "type": f"urn:wuyou:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "request_id": request_id,
        "errors": errors or [],
        **extra,
    }
