"""The spans of a ticket's life, routing, prepared texts, views and what was learned, as administrators change them."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.admin import HouseAdmin, LookOnlyAdmin, by
from core.errors import NotThere
from core.models import Agent
from tickets.actions import learning
from tickets.actions.macros import save_macro
from tickets.enums import Audience
from tickets.forms.settings import AdminMacroForm, HouseViewForm, LifecycleForm, NeedForm, RoutingForm
from tickets.models import LearnedModel, LifecyclePolicy, Macro, RoutingPolicy, SkillNeed, View


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


@admin.register(LearnedModel)
class LearnedModelAdmin(LookOnlyAdmin):
    """Heads of the classifier: which one decides, how each compared with the one before, and a way back."""

    list_display = (
        "version",
        "created_at",
        "examples",
        "corrections",
        "second_level",
        "is_active",
        "is_held",
        "problem",
    )
    fields = (
        "version", "created_at", "encoder", "examples", "corrections", "is_active", "activated_at", "is_held",
        "problem", "comparison",
    )  # fmt: skip
    readonly_fields = fields
    actions = ("put_to_use", "let_go")

    @admin.display(description=_("right category"))
    def second_level(self, model: LearnedModel) -> str:
        """The share of second-level categories that were right on the messages that nothing was tuned on."""
        part = (model.table.get("after") or {}).get("parts", {}).get("all")
        return f"{part['second_level']:.1%}" if part else "–"

    @admin.display(description=_("before and after"))
    def comparison(self, model: LearnedModel) -> SafeString | str:
        """The table of the night, against the head that decided until then."""
        after, before = model.table.get("after"), model.table.get("before")
        if not after:
            return gettext("It came with the release; the next night compares with it.")
        head = [gettext("messages"), "n", gettext("first level"), gettext("second level"), gettext("among three")]
        rows = format_html_join(
            "", "<tr><th>{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>", _lines(after, before)
        )
        cells = format_html_join("", "<th>{}</th>", [(word,) for word in head])
        return format_html("<table><tr>{}</tr>{}</table>", cells, rows)

    @admin.action(description=_("Let this one decide, and keep it"), permissions=["view"])
    def put_to_use(self, request: HttpRequest, queryset: QuerySet[LearnedModel]) -> None:
        """Put back an earlier head, or choose a later one."""
        chosen = list(queryset[:2])
        if len(chosen) != 1:
            messages.error(request, gettext("Please choose one."))
            return
        try:
            learning.put_to_use(chosen[0], by=by(request))
        except NotThere:
            messages.error(request, gettext("It does not work on this machine; the present one goes on."))
        else:
            messages.success(request, gettext("%(version)s decides from now on.") % {"version": chosen[0].version})

    @admin.action(description=_("Let a better one of a night replace it"), permissions=["view"])
    def let_go(self, request: HttpRequest, queryset: QuerySet[LearnedModel]) -> None:
        """End what `put_to_use` began."""
        for model in queryset:
            learning.let_go(model, by=by(request))
        messages.success(request, gettext("Nights decide again."))


def _lines(after: dict[str, Any], before: dict[str, Any] | None) -> list[tuple[str, int, str, str, str]]:
    """Rows of the comparison: name, n, and each share as "before → after"."""
    names = {
        "all": gettext("all"),
        "hard": gettext("hard"),
        "mixed": gettext("mixed"),
        "zh-Hans": "中文",
        "en": "English",
    }
    lines = []
    for name, part in after["parts"].items():
        was = before["parts"].get(name) if before else None
        shares = [
            f"{was[share]:.1%} → {part[share]:.1%}" if was else f"{part[share]:.1%}"
            for share in ("first_level", "second_level", "among_three")
        ]
        lines.append((names.get(name, name), part["size"], *shares))
    found, alarms = after["danger"][1], after["danger"][2]
    danger = gettext("danger found %(found)s, false alarms %(alarms)s") % {
        "found": f"{found:.1%}",
        "alarms": f"{alarms:.1%}",
    }
    return [*lines, (danger, after["danger"][0], "", "", "")]


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
