"""Programs that call the interface: an agent's token, JSON in and out."""

import json
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse
from django.test import Client

from core.actions.tokens import issue_token
from core.models import Agent

BASE = "/api/v1/"


class Caller:
    """A program with a token; every answer is checked to be JSON and never a server error."""

    def __init__(self, agent: Agent, scopes: Iterable[str] | None = None) -> None:
        self.agent = agent
        self.token, self.secret = issue_token(agent, scopes, "test")
        self.client = Client(raise_request_exception=True)

    def send(self, verb: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """Send a request; `headers` are written with underscores (`If_Match`)."""
        named = {"Authorization": f"Bearer {self.secret}"} | {k.replace("_", "-"): v for k, v in headers.items()}
        url = path if path.startswith(("http", "/")) else BASE + path
        options: dict[str, Any] = {}
        if body is not None and verb.lower() not in {"get", "head"}:
            raw = body if isinstance(body, str | bytes) else json.dumps(body)
            options = {"data": raw, "content_type": named.pop("Content-Type", "application/json")}
        response: HttpResponse = getattr(self.client, verb.lower())(url, headers=named, **options)
        assert response.status_code < 500, response.content
        return response

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.send("get", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self.send("post", path, {} if body is None else body, **headers)

    def put(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self.send("put", path, {} if body is None else body, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> HttpResponse:
        return self.send("patch", path, body, **headers)


def problem_of(response: HttpResponse, status: int) -> dict[str, Any]:
    """The problem document of an answer with this status."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    document: dict[str, Any] = json.loads(response.content)
    assert {"type", "title", "status", "detail", "code", "request_id", "errors"} <= document.keys()
    assert document["status"] == status
    assert document["request_id"] == response["X-Request-Id"]
    return document


def pointers_of(response: HttpResponse, status: int = 400) -> list[str]:
    """Where a refused body is wrong."""
    return sorted(error["pointer"] for error in problem_of(response, status)["errors"])
