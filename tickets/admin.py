"""The spans of a ticket's life, routing and the prepared texts, as administrators change them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from core.admin import HouseAdmin
from tickets.forms.settings import LifecycleForm, MacroForm, NeedForm, RoutingForm
from tickets.models import LifecyclePolicy, Macro, RoutingPolicy, SkillNeed


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


@admin.register(RoutingPolicy)
class RoutingPolicyAdmin(HouseAdmin):
    """How long tickets insist on level, skill and language, for all games or for one."""

    form = RoutingForm
    list_select_related = ("game",)
    list_display = (
        "__str__",
        "is_automatic",
        "level_after_minutes",
        "skill_after_minutes",
        "language_after_minutes",
        "give_back_after_minutes",
    )


@admin.register(SkillNeed)
class SkillNeedAdmin(HouseAdmin):
    """Which skill tickets of a category or a tier ask for."""

    form = NeedForm
    list_select_related = ("category", "skill")
    list_display = ("__str__", "category", "tier", "skill", "level")
    list_filter = ("skill", "tier")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether a need may be taken away: nothing refers to it."""
        return self.has_change_permission(request, obj)


@admin.register(Macro)
class MacroAdmin(HouseAdmin):
    """Prepared texts. One that is not wanted any more is switched off, because replies name it."""

    form = MacroForm
    list_display = ("code", "title_zh", "title_en", "group", "is_active")
    list_filter = ("group", "is_active")
    search_fields = ("code", "title_zh", "title_en", "body_zh", "body_en")
