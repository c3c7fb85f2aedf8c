"""The front of the interface: its description, pages for people, the list of resources, and what is not there."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import drf_spectacular_sidecar
import yaml
from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

from core.api.reference import in_order, reference_text
from core.api.renderers import PROBLEM
from core.errors import NotThere
from core.queries.problems import problem_document

SIDECAR = "drf_spectacular_sidecar"
INDEX = (
    "tickets", "games", "categories", "groups", "agents", "macros", "views", "players", "events",
    "attachments",
)  # fmt: skip


@lru_cache(maxsize=1)
def description() -> dict[str, Any]:
    """The OpenAPI document, made once a process, in English."""
    with translation.override("en"):
        generator: Any = SchemaGenerator(urlconf=settings.ROOT_URLCONF)  # type: ignore[no-untyped-call]
        document = generator.get_schema(public=True)
    return in_order(json.loads(json.dumps(document, default=str)))


def description_yaml() -> str:
    """The same as YAML with a stable order, as it is committed."""
    return yaml.safe_dump(description(), sort_keys=False, allow_unicode=True, width=120)


def reference() -> str:
    """The reference as Markdown, as it is committed."""
    return reference_text(description())


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """YAML, or JSON for `?format=json` and for callers that accept only JSON."""
    accepts = request.headers.get("Accept", "")
    wants_json = request.GET.get("format") == "json" or ("json" in accepts and "yaml" not in accepts)
    if wants_json:
        return JsonResponse(description(), json_dumps_params={"ensure_ascii": False})
    return HttpResponse(description_yaml(), content_type="application/yaml; charset=utf-8")


@require_safe
@csp_update({"style-src": "'unsafe-inline'", "worker-src": "blob:"})
def redoc(request: HttpRequest) -> HttpResponse:
    """The reference to read. Redoc writes style elements and searches in a worker, so this one page allows both."""
    return render(request, "core/api_docs.html", {"viewer": "redoc", "script": reverse("api-redoc"), "style": None})


@require_safe
@cache_control(public=True, max_age=86_400)
def redoc_script(request: HttpRequest) -> HttpResponse:
    """Redoc as its package has it, but with our own mark where it would fetch a picture from its maker's host."""
    return HttpResponse(_redoc(), content_type="text/javascript; charset=utf-8")


@lru_cache(maxsize=1)
def _redoc() -> bytes:
    path = Path(drf_spectacular_sidecar.__file__).parent / "static" / SIDECAR / "redoc/bundles/redoc.standalone.js"
    ours = static("img/favicon.svg").encode()
    return path.read_bytes().replace(b"https://cdn.redoc.ly/redoc/logo-mini.svg", ours)


@require_safe
@csp_update({"style-src": "'unsafe-inline'"})
def swagger(request: HttpRequest) -> HttpResponse:
    """The reference to try out with a token of one's own."""
    script = static(f"{SIDECAR}/swagger-ui-dist/swagger-ui-bundle.js")
    style = static(f"{SIDECAR}/swagger-ui-dist/swagger-ui.css")
    return render(request, "core/api_docs.html", {"viewer": "swagger", "script": script, "style": style})


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Where everything is."""
    base = f"{settings.PUBLIC_URL}/api"
    resources = {name: f"{base}/v1/{name}" for name in INDEX}
    return JsonResponse({"resources": resources, "schema": f"{base}/schema/", "docs": f"{base}/docs/"})


@csrf_exempt
def nothing_here(request: HttpRequest, **_parts: str) -> HttpResponse:
    """The answer to a path that nobody has; the same as for a row that is not there."""
    document = problem_document(
        status=404,
        code=NotThere.code,
        detail=_(str(NotThere.message)),
        request_id=getattr(request, "request_id", ""),
    )
    return JsonResponse(document, status=404, content_type=PROBLEM)
