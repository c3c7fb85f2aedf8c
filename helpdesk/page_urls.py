"""Pages of the installation itself: health, gallery, reports of the browser."""

from django.urls import path
from django.views.i18n import set_language

from helpdesk.views.gallery import gallery

urlpatterns = [
    path("_components/", gallery, name="gallery"),
    path("i18n/setlang", set_language, name="set_language"),
]
