"""The written reference: the guide, every operation, every code of a refusal. Made from the code, compared by tests."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from django.apps import apps
from django.utils import translation
from django.utils.module_loading import module_has_submodule

from core.errors import DomainError

GUIDE = Path(__file__).with_name("guide.md")
TAGS = {
    "tickets": "One matter of one player, from the first word to the archive.",
    "attachments": "Files of messages.",
    "players": "People, by the game's own id.",
    "games": "The tenants.",
    "categories": "The kinds of matters.",
    "groups": "Where tickets wait and cases are handed.",
    "agents": "Colleagues.",
    "macros": "Prepared texts.",
    "views": "Named lists of the desk.",
}
FRAMEWORK_CODES = {
    "token.missing": (401, "No token was sent."),
    "token.invalid": (401, "The token is unknown, revoked or expired, or its agent has left."),
    "method.not_allowed": (405, "This address does not know the verb; `Allow` names those it knows."),
    "media_type.unsupported": (415, "The Content-Type is not the one that this address takes."),
}


def guide() -> str:
    """What holds for every address, as Markdown."""
    return GUIDE.read_text(encoding="utf-8")


def in_order(document: dict[str, Any]) -> dict[str, Any]:
    """The OpenAPI document with the guide in front and its paths in the order of the tags."""
    names = list(TAGS)
    known = sorted({path.split("/")[3] for path in document["paths"]} - set(names))
    order = {name: place for place, name in enumerate([*names, *known])}
    paths = sorted(document["paths"].items(), key=lambda item: (order[item[0].split("/")[3]], item[0]))
    used = {path.split("/")[3] for path, _verbs in paths}
    tags = [{"name": name, "description": TAGS.get(name, "")} for name in order if name in used]
    info = document["info"] | {"description": guide()}
    return document | {"info": info, "tags": tags, "paths": dict(paths)}


def reference_text(document: dict[str, Any]) -> str:
    """docs/reference/api.md: made, not written."""
    return "\n".join(_lines(document)) + "\n"


def _lines(document: dict[str, Any]) -> Iterator[str]:
    yield "# REST API"
    yield ""
    yield "<!-- Made by `manage.py export_openapi` from core/api/guide.md and the code. -->"
    yield ""
    yield "The machine-readable description is [openapi.yaml](openapi.yaml); an instance shows it at `/api/docs/`."
    yield ""
    yield guide().rstrip()
    yield ""
    yield "## Operations"
    yield ""
    yield "| verb and address | does | scope |"
    yield "|---|---|---|"
    for path, verbs in document["paths"].items():
        for verb, operation in verbs.items():
            ((scope,),) = operation["security"][0].values()
            yield f"| `{verb.upper()} {path}` | {operation['summary']} | `{scope}` |"
    yield ""
    yield "## Codes"
    yield ""
    yield "| code | status | means |"
    yield "|---|---|---|"
    for code, (status, text) in sorted(codes().items()):
        yield f"| `{code}` | {status} | {text} |"


def codes() -> dict[str, tuple[int, str]]:
    """Every code that a refusal of the interface may have, with its status and what it says."""
    for app in apps.get_app_configs():
        if module_has_submodule(app.module, "errors"):
            import_module(f"{app.name}.errors")
    found = dict(FRAMEWORK_CODES)
    with translation.override("en"):
        for kind in _kinds(DomainError):
            if kind.__module__.startswith("tests."):
                continue
            found.setdefault(kind.code, (kind.status, str(kind.message)))
    return found


def _kinds(kind: type[DomainError]) -> Iterator[type[DomainError]]:
    for inner in kind.__subclasses__():
        yield inner
        yield from _kinds(inner)
