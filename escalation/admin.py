"""Deadlines as administrators change them. Every change says so, and clocks that run are counted anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.admin import HouseAdmin, by, may_administer
from escalation.actions.recount import calendar_changed, policy_changed
from escalation.forms.settings import CalendarForm, DayForm, OverrideForm, PolicyForm, TargetForm
from escalation.models import CalendarDay, ServiceCalendar, SlaOverride, SlaPolicy, SlaTarget

if TYPE_CHECKING:  # these classes take a type only in the stubs
    Table = admin.TabularInline[Any, Any]
else:
    Table = admin.TabularInline


class HouseTable(Table):
    """Rows within a page, with the right of the page."""

    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_administer(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_administer(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_administer(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_administer(request)


class DayTable(HouseTable):
    model = CalendarDay
    form = DayForm


@admin.register(SlaPolicy)
class SlaPolicyAdmin(HouseAdmin):
    """One policy for all games, or one of its own for a game. Its rows have pages of their own."""

    form = PolicyForm
    list_display = ("code", "name_zh", "name_en", "game", "service_calendar", "pauses_on_hold", "version")

    def save_model(self, request: HttpRequest, obj: SlaPolicy, form: Any, change: bool) -> None:
        """The policy is a new version, in the transaction of the change."""
        super().save_model(request, obj, form, change)
        policy_changed(obj, by=by(request), what=", ".join(form.changed_data) or "nothing")


class RowAdmin(HouseAdmin):
    """A row of a policy. Whatever becomes of it, the policy is a new version in the same transaction."""

    list_select_related = ("policy", "calendar")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_administer(request)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        policy_changed(obj.policy, by=by(request), what=f"{obj.told} {'changed' if change else 'added'}")

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        policy_changed(obj.policy, by=by(request), what=f"{obj.told} removed")

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for row in queryset:
            self.delete_model(request, row)


@admin.register(SlaTarget)
class SlaTargetAdmin(RowAdmin):
    """What each priority demands."""

    form = TargetForm
    list_display = ("priority", "kind", "is_live", "amount", "calendar", "policy")
    list_display_links = ("priority", "kind")
    list_filter = ("policy", "priority", "kind", "is_live")


@admin.register(SlaOverride)
class SlaOverrideAdmin(RowAdmin):
    """What a category demands before its priority."""

    form = OverrideForm
    list_filter = ("policy", "kind")
    list_display = ("category", "kind", "amount", "calendar", "is_live", "note", "policy")
    list_display_links = ("category", "kind")

    @admin.display(description=_("note"))
    def note(self, row: SlaOverride) -> str:
        return row.note


@admin.register(ServiceCalendar)
class ServiceCalendarAdmin(HouseAdmin):
    """Service hours, with days that are not what week and country say."""

    form = CalendarForm
    list_display = ("code", "name_zh", "name_en", "zone", "country", "version")
    inlines = (DayTable,)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Whatever was changed, the calendar is a new version: in the transaction of the change."""
        super().save_related(request, form, formsets, change)
        calendar_changed(form.instance, by=by(request), what=what_changed(form, formsets))


def what_changed(form: Any, formsets: Any) -> str:
    """The names of the fields and the number of rows, for the log."""
    rows = [f"{len(rows)} {verb}" for formset in formsets for verb, rows in _rows_of(formset) if rows]
    return ", ".join([*form.changed_data, *rows]) or "nothing"


def _rows_of(formset: Any) -> list[tuple[str, Any]]:
    name = formset.model._meta.model_name
    return [
        (f"{name} added", formset.new_objects),
        (f"{name} changed", formset.changed_objects),
        (f"{name} removed", formset.deleted_objects),
    ]
