"""Where every path leads. Each app brings its own; the interface for programs is mounted under /api/."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("helpdesk.page_urls")),
    path("", include("qa.urls")),
    path("", include("escalation.urls")),
    path("", include("tickets.urls")),
    path("", include("players.urls")),
    path("", include("core.urls")),
    path("admin/", admin.site.urls),
    path("api/", include("helpdesk.api_urls")),
]

handler400 = "helpdesk.views.errors.bad_request"
handler403 = "helpdesk.views.errors.forbidden"
handler404 = "helpdesk.views.errors.not_found"
handler500 = "helpdesk.views.errors.server_error"
