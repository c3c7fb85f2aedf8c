"""Everything below /api/: the interface itself, its description, and the pages that explain it."""

from django.urls import include, path, re_path

from core.api import docs

urlpatterns = [
    path("v1", docs.index),
    path("v1/", docs.index),
    path("v1/", include("escalation.api.urls")),
    path("v1/", include("tickets.api.urls")),
    path("v1/", include("players.api.urls")),
    path("v1/", include("knowledge.api.urls")),
    path("v1/", include("core.api.urls")),
    path("schema/", docs.schema, name="api-schema"),
    path("docs/", docs.redoc, name="api-docs"),
    path("docs/redoc.js", docs.redoc_script, name="api-redoc"),
    path("docs/try", docs.swagger, name="api-try"),
    re_path(r"^(?P<rest>.*)$", docs.nothing_here),
]
