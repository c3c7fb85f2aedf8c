"""Categories as administrators change them: names, group, urgency, impact. Codes and their tree come with a release."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from core.admin import HouseAdmin, by
from knowledge.actions.categories import save_category
from knowledge.forms.settings import CategoryForm
from knowledge.models import Category


@admin.register(Category)
class CategoryAdmin(HouseAdmin):
    """What a kind of matter is called, who gets it, and how urgent it is until somebody says otherwise."""

    form = CategoryForm
    list_display = ("code", "name_zh", "name_en", "group", "urgency", "impact", "is_active")
    list_filter = ("group", "is_active")
    search_fields = ("code", "name_zh", "name_en")
    fields = ("code", "parent", "name_zh", "name_en", "group", "urgency", "impact", "icon", "is_active")
    readonly_fields = ("code", "parent")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whether there may be further codes; rules, lexicons and facts are written for those of the release."""
        return False

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("parent", "group")

    def save_model(self, request: HttpRequest, obj: Category, form: ModelForm[Any], change: bool) -> None:
        """By the action, so that the history says who changed what."""
        save_category(obj, by=by(request))
