"""The description of the interface is complete, committed and true."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from jsonschema import Draft202012Validator

from core.api.docs import description, description_yaml
from core.api.views import WRITES, ApiView
from core.enums import Scope
from helpdesk.management.commands.export_openapi import FOLDER
from tests.factories.api import Caller
from tests.factories.people import make_agent, make_game
from tickets.models import Macro, View

REFUSALS = {"400", "401", "403", "404", "409", "412", "413", "415", "422", "429"}


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, verbs in description()["paths"].items():
        for verb, operation in verbs.items():
            yield path, verb, operation


def api_views(patterns: list[URLPattern | URLResolver] | None = None) -> Iterator[type[ApiView]]:
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            yield from api_views(pattern.url_patterns)
        elif issubclass(getattr(pattern.callback, "cls", object), ApiView):
            yield pattern.callback.cls


def resolved(schema: Any) -> Any:
    """The part of the document that a reference names."""
    while "$ref" in schema:
        target: Any = description()
        for step in schema["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        schema = target
    return schema


def closed_components() -> dict[str, Any]:
    """The components, where a field that is not described is an error; a problem alone may bring facts of its own."""
    schemas = {
        name: schema if name == "Problem" or "properties" not in schema else {**schema, "additionalProperties": False}
        for name, schema in description()["components"]["schemas"].items()
    }
    return {**description()["components"], "schemas": schemas}


def check(instance: object, schema: dict[str, Any]) -> None:
    document = {**schema, "components": closed_components()}
    errors = sorted(Draft202012Validator(document).iter_errors(instance), key=str)
    assert not errors, [f"{'/'.join(map(str, error.path))}: {error.message}" for error in errors]


def test_the_committed_file_is_what_the_code_says() -> None:
    call_command("export_openapi", check=True)

    assert yaml.safe_load((settings.BASE_DIR / FOLDER / "openapi.yaml").read_text(encoding="utf-8")) == description()


def test_a_file_that_differs_fails_the_check(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setattr(settings, "BASE_DIR", tmp_path)

    with pytest.raises(CommandError, match=r"openapi\.yaml"):
        call_command("export_openapi", check=True)
    call_command("export_openapi", stdout=StringIO())
    call_command("export_openapi", check=True)
    assert (tmp_path / FOLDER / "openapi.yaml").read_text(encoding="utf-8") == description_yaml()
    assert "`ticket.move_not_allowed` | 409" in (tmp_path / FOLDER / "api.md").read_text(encoding="utf-8")


def test_it_is_openapi_3_1_with_a_bearer_token() -> None:
    assert description()["openapi"] == "3.1.1"
    assert description()["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    assert all(path.startswith("/api/v1/") and not path.endswith("/") for path in description()["paths"])


def test_every_verb_of_every_view_is_described_and_has_a_scope() -> None:
    views = set(api_views())
    names = [operation["operationId"] for _path, _verb, operation in operations()]

    for view in views:
        verbs = [verb for verb in ("get", *WRITES) if hasattr(view, verb) and verb in view.http_method_names]
        assert {verb.upper() for verb in verbs} <= set(view.scopes), view
        assert all(hasattr(getattr(view, verb), "operation") for verb in verbs), view
    assert len(names) == len(set(names))
    assert len(views) >= 20


@pytest.mark.parametrize(
    ("path", "verb", "operation"), [pytest.param(*o, id=o[2]["operationId"]) for o in operations()]
)
def test_every_operation_is_complete_and_its_examples_are_true(path: str, verb: str, operation: dict[str, Any]) -> None:
    ((scheme, scopes),) = operation["security"][0].items()
    success = {status: answer for status, answer in operation["responses"].items() if status.startswith("2")}
    refusals = {status: resolved(answer) for status, answer in operation["responses"].items() if status in REFUSALS}

    assert (scheme, len(scopes)) == ("bearer", 1)
    assert scopes[0] in set(Scope)
    assert operation["summary"]
    assert operation["tags"] == [path.split("/")[3]]
    assert len(success) == 1
    assert {"401", "403", "429"} <= refusals.keys()
    assert {"409", "413", "415", "422"} <= refusals.keys() or verb == "get"
    assert "404" in refusals or "{" not in path
    for answer in success.values():
        for media in answer["content"].values():
            check(media["examples"]["response"]["value"], media["schema"])
    for status, answer in refusals.items():
        media = answer["content"]["application/problem+json"]
        for example in media["examples"].values():
            assert example["value"]["status"] == int(status)
            check(example["value"], media["schema"])
    for media_type, media in operation.get("requestBody", {}).get("content", {}).items():
        if media_type == "application/json":
            check(media["examples"]["request"]["value"], media["schema"])


@pytest.mark.django_db
def test_what_is_answered_is_what_is_described() -> None:
    make_game("huanle")
    caller = Caller(make_agent("admin"))
    Macro.objects.create(code="m", title_zh="安抚", title_en="Calm", body_zh="您好", body_en="Hello", categories=["AC"])
    View.objects.get_or_create(slug="v", defaults={"name_zh": "全部", "name_en": "All", "section": "team"})
    opening = {"game": "huanle", "subject": "断线", "body": "中断了", "player": {"uid": "1"}}
    ticket = caller.post("tickets", opening).json()
    pk = ticket["id"]
    caller.post(f"tickets/{pk}/messages", {"body": "我们在查", "visibility": "public"})

    answers = {
        ("/api/v1/tickets", "post"): caller.post("tickets", opening),
        ("/api/v1/tickets", "get"): caller.get("tickets"),
        ("/api/v1/tickets/{id}", "get"): caller.get(f"tickets/{pk}"),
        ("/api/v1/tickets/{id}", "patch"): caller.patch(f"tickets/{pk}", {"priority": "P1"}),
        ("/api/v1/tickets/{id}/messages", "get"): caller.get(f"tickets/{pk}/messages"),
        ("/api/v1/tickets/{id}/messages", "post"): caller.post(
            f"tickets/{pk}/messages", {"body": "x", "visibility": "internal"}
        ),
        ("/api/v1/tickets/{id}/events", "get"): caller.get(f"tickets/{pk}/events"),
        ("/api/v1/tickets/{id}/take", "post"): caller.post(f"tickets/{pk}/take"),
        ("/api/v1/tickets/{id}/tracking-link", "post"): caller.post(f"tickets/{pk}/tracking-link"),
        ("/api/v1/players", "put"): caller.put("players?uid=1&game=huanle", {"vip": 1}),
        ("/api/v1/players", "get"): caller.get("players"),
        ("/api/v1/players/{id}", "get"): caller.get(f"players/{ticket['player']['id']}"),
        ("/api/v1/games", "get"): caller.get("games"),
        ("/api/v1/categories", "get"): caller.get("categories"),
        ("/api/v1/groups", "get"): caller.get("groups"),
        ("/api/v1/agents", "get"): caller.get("agents"),
        ("/api/v1/macros", "get"): caller.get("macros"),
        ("/api/v1/views", "get"): caller.get("views"),
    }

    for (path, verb), answer in answers.items():
        described = description()["paths"][path][verb]["responses"][str(answer.status_code)]
        body = answer.json()
        assert "results" not in body or body["results"], path
        check(body, described["content"]["application/json"]["schema"])


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/api/docs/", "/api/docs/try"])
def test_the_pages_for_people_allow_inline_styles_and_nothing_from_elsewhere(path: str) -> None:
    page = Client().get(path)
    policy = dict(part.strip().split(" ", 1) for part in page["Content-Security-Policy"].split(";"))

    assert page.status_code == 200
    assert policy["style-src"].split() == ["'self'", "'unsafe-inline'"]
    assert policy["script-src"] == "'self'"
    assert "http" not in page["Content-Security-Policy"]
    assert "unsafe-inline" not in Client().get("/accounts/login/")["Content-Security-Policy"]


def test_the_viewer_asks_nobody_for_a_picture() -> None:
    script = Client().get("/api/docs/redoc.js")

    assert script["Content-Type"].startswith("text/javascript")
    assert b"cdn.redoc.ly" not in script.content


def test_the_schema_is_served_as_yaml_and_as_json() -> None:
    as_yaml = Client().get("/api/schema/")
    as_json = Client().get("/api/schema/?format=json")
    accepted = Client().get("/api/schema/", headers={"Accept": "application/json"})

    assert yaml.safe_load(as_yaml.content) == as_json.json() == accepted.json() == description()
    assert as_yaml["Content-Type"] == "application/yaml; charset=utf-8"
