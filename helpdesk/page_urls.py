"""Pages of the installation itself: health, gallery, reports of the browser."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
