"""The spans of a ticket's life and the prepared texts, as administrators change them."""

from __future__ import annotations

from django.contrib import admin

from core.admin import HouseAdmin
from tickets.forms.settings import LifecycleForm, MacroForm
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

    form = MacroForm
    list_display = ("code", "title_zh", "title_en", "group", "is_active")
    list_filter = ("group", "is_active")
    search_fields = ("code", "title_zh", "title_en", "body_zh", "body_en")
