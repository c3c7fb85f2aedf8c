"""Addresses of what is known, below /api/v1/."""

from django.urls import path

from knowledge.api.categories import CategoryList

urlpatterns = [path("categories", CategoryList.as_view())]
