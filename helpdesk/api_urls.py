"""The interface for programs: resources, schema and its documents."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
