"""The law of play, the rules of risk, and how long data is kept, as administrators change them.

What was in force stays as it was: it gets a last day or a successor. Proofs of what was removed are there to look at.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse

from core.admin import HouseAdmin, LookOnlyAdmin, by, may_administer
from players.actions.law import law_changed
from players.actions.risk_rules import load_risk_rules, publish_risk_rules
from players.forms.law import ChoiceForm, DayForm, RuleForm
from players.forms.risk_rules import RiskRulesForm
from players.models import DayOverride, JurisdictionRule, PlayChoice, RetentionRule, RetentionRun, RiskRuleVersion
from players.queries.days import missing_schedules


class LawAdmin(HouseAdmin):
    """A row whose change is told in the transaction of the change."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        law_changed(obj, by=by(request), what=", ".join(form.changed_data) or "nothing")


@admin.register(JurisdictionRule)
class JurisdictionRuleAdmin(LawAdmin):
    """What holds where, from which day to which."""

    form = RuleForm
    list_display = ("code", "jurisdiction", "kind", "age_from", "age_to", "effective_from", "effective_to")
    list_filter = ("jurisdiction", "kind")
    search_fields = ("code", "legal_ref")


@admin.register(DayOverride)
class DayOverrideAdmin(LawAdmin):
    """Days that are not what the published schedule says; the list warns of a year that nobody has."""

    form = DayForm
    list_display = ("on", "country", "mark", "note")
    list_filter = ("country", "mark")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_administer(request)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        law_changed(obj, by=by(request), what="removed")
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for row in queryset:
            self.delete_model(request, row)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The list, with a warning where a schedule is missing: this year's always, the next one's from December."""
        for text in missing_schedules():
            messages.warning(request, str(text))
        return super().changelist_view(request, extra_context)


@admin.register(PlayChoice)
class PlayChoiceAdmin(LawAdmin):
    """Hours and minutes that a young player or the guardian asked for."""

    form = ChoiceForm
    list_display = ("player", "asked_by", "hours", "minutes", "starts_on", "ends_on")
    list_select_related = ("player",)


@admin.register(RiskRuleVersion)
class RiskRuleVersionAdmin(HouseAdmin):
    """Versions of the rules of risk. A new one begins as a copy of the one in use, and replaces it."""

    form = RiskRulesForm
    list_display = ("number", "is_active", "note", "created_at", "created_by")
    list_select_related = ("created_by",)
    fields = ("note", "rules")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Evaluations name their version: none is ever changed."""
        return False

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The rules in use, to be changed."""
        return {"rules": load_risk_rules().rules}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """By the action, so that the one before goes out of use in the same moment."""
        made = publish_risk_rules(obj.rules, note=obj.note, by=by(request))
        obj.pk, obj.number, obj.is_active = made.pk, made.number, True


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
