"""The spans of a ticket's life, the prepared texts and the views, as administrators change them."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from core.admin import HouseAdmin
from core.models import Agent
from tickets.enums import Audience
from tickets.forms.settings import HouseViewForm, LifecycleForm, MacroForm
from tickets.models import LifecyclePolicy, Macro, View


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

    form = MacroForm
    list_display = ("code", "title_zh", "title_en", "group", "is_active")
    list_filter = ("group", "is_active")
    search_fields = ("code", "title_zh", "title_en", "body_zh", "body_en")


@admin.register(View)
class ViewAdmin(HouseAdmin):
    """Views of the house, and those that agents share. What only its agent finds is nobody else's matter."""

    form = HouseViewForm
    list_display = ("name_zh", "name_en", "section", "audience", "owner", "rank", "is_active")
    list_filter = ("section", "audience", "is_active")
    list_select_related = ("owner",)
    search_fields = ("slug", "name_zh", "name_en")
    ordering = ("section", "rank", "pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[View]:
        """Everything but private and removed ones."""
        return super().get_queryset(request).exclude(audience=Audience.ME).filter(removed_at=None)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form judges filters for the administrator who writes them."""
        form = super().get_form(request, obj, change, **kwargs)
        form.reader = cast(Agent, request.user)  # type: ignore[attr-defined]  # our own form
        return form
