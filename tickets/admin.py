"""The spans of a ticket's life and the prepared texts, as administrators change them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from core.admin import HouseAdmin, by
from tickets.actions.macros import save_macro
from tickets.forms.settings import AdminMacroForm, LifecycleForm
from tickets.models import LifecyclePolicy, Macro


@admin.register(LifecyclePolicy)
class LifecyclePolicyAdmin(HouseAdmin):
    """Days until closing, reopening and archiving, for all games or for one."""

    form = LifecycleForm
    list_select_related = ("game",)
    list_display = (
        "__str__",
        "close_after_days",
        "reopen_within_days",
        "archive_after_days",
        "undo_send_seconds",
    )


@admin.register(Macro)
class MacroAdmin(HouseAdmin):
    """Prepared texts. One that is not wanted any more is switched off, because replies name it."""

    form = AdminMacroForm
    list_display = ("code", "title_zh", "title_en", "group", "is_active")
    list_filter = ("group", "is_active")
    search_fields = ("code", "title_zh", "title_en", "body_zh", "body_en")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Macro]:
        """The shared ones; what agents keep for themselves is theirs."""
        return super().get_queryset(request).filter(owner=None)

    def save_model(self, request: HttpRequest, obj: Macro, form: ModelForm[Any], change: bool) -> None:
        """By the action, so that the history says who changed what."""
        save_macro(obj, by=by(request))
