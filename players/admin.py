"""How long data is kept, as administrators change it, and the proofs of what was removed, to look at."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from core.admin import HouseAdmin, LookOnlyAdmin
from players.models import RetentionRule, RetentionRun


@admin.register(RetentionRule)
class RetentionRuleAdmin(HouseAdmin):
    """The spans; which classes of data there are is the product's."""

    list_display = ("__str__", "days", "action", "basis", "is_active")
    readonly_fields = ("data_class", "action")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(RetentionRun)
class RetentionRunAdmin(LookOnlyAdmin):
    """The newest first; nobody can change one, not even here."""

    list_display = ("data_class", "ended_at", "is_dry_run", "due", "held", "removed", "cutoff", "is_complete")
    list_filter = ("data_class", "is_dry_run")
    ordering = ("-id",)
    show_full_result_count = False
