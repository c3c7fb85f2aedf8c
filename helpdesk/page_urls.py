"""Pages of the installation itself: health, gallery, reports of the browser."""

from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from helpdesk.views import health
from helpdesk.views.gallery import gallery
from helpdesk.views.reports import policy_report
from tickets.views.files import download

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("_components/", gallery, name="gallery"),
    path("csp-reports", policy_report, name="policy_reports"),
    # no form token: it only sets a language, and pages that send no referrer send no origin either
    path("i18n/setlang", csrf_exempt(set_language), name="set_language"),
    path("files/<str:token>/<path:name>", download, name="file"),
]
