"""What an administrator may write into spans, prepared texts and tags."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib.admin.widgets import FilteredSelectMultiple
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import InvalidInput
from core.models import Agent
from knowledge.queries.categories import category_choices
from tickets.actions.saved_views import check_filters
from tickets.enums import Audience, TagState
from tickets.forms.macros import MacroForm
from tickets.models import LifecyclePolicy, RoutingPolicy, SkillNeed, Tag, View
from tickets.policies.texts import checked_tags
from tickets.queries.filters import known_filters

if TYPE_CHECKING:  # the class takes a type only in the stubs
    ModelForm = forms.ModelForm[Any]
else:
    ModelForm = forms.ModelForm
DAYS_MAX, SECONDS_MAX, MINUTES_MAX = 3660, 60, 10_080


class LifecycleForm(ModelForm):
    class Meta:
        model = LifecyclePolicy
        fields = ("game", "close_after_days", "reopen_within_days", "archive_after_days", "undo_send_seconds")

    def clean(self) -> dict[str, Any]:
        """Spans that can be lived with: within ten years, the undo within a minute."""
        given = super().clean() or self.cleaned_data
        for name, most in (
            ("close_after_days", DAYS_MAX),
            ("reopen_within_days", DAYS_MAX),
            ("archive_after_days", DAYS_MAX),
            ("undo_send_seconds", SECONDS_MAX),
        ):
            if (given.get(name) or 0) > most:
                self.add_error(name, _("At most %(most)d.") % {"most": most})
        return given


class RoutingForm(ModelForm):
    class Meta:
        model = RoutingPolicy
        fields = (
            "game",
            "is_automatic",
            "level_after_minutes",
            "skill_after_minutes",
            "language_after_minutes",
            "give_back_after_minutes",
        )

    def clean(self) -> dict[str, Any]:
        """Spans within a week, the level waived no later than the skill."""
        given = super().clean() or self.cleaned_data
        for name in [name for name in self.fields if name.endswith("_minutes")]:
            if (given.get(name) or 0) > MINUTES_MAX:
                self.add_error(name, _("At most %(most)d.") % {"most": MINUTES_MAX})
        level, skill = given.get("level_after_minutes"), given.get("skill_after_minutes")
        if level is not None and skill is not None and level > skill:
            self.add_error("level_after_minutes", _("The level is waived before the skill, or together with it."))
        return given


class NeedForm(ModelForm):
    class Meta:
        model = SkillNeed
        fields = ("category", "tier", "skill", "level")


class Picker(FilteredSelectMultiple):
    """Two lists side by side, in a box of their own, as the scripts of the administration want it."""

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        """The list; the scripts make two of it."""
        return format_html('<div class="related-widget-wrapper">{}</div>', super().render(*args, **kwargs))


class AdminMacroForm(MacroForm):
    """The same form with the widgets of the administration."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["categories"]
        field.widget = Picker(_("categories"), is_stacked=False)
        field.choices = category_choices(self.instance.categories)


class HouseViewForm(ModelForm):
    """A view of the house, or a shared one. `reader` is the administrator for whom the filters are judged."""

    reader: Agent

    class Meta:
        model = View
        fields = (
            "slug", "name_zh", "name_en", "section", "icon", "rank", "audience", "groups", "order", "filters",
            "is_active",
        )  # fmt: skip
        help_texts: ClassVar[dict[str, Any]] = {
            "icon": gettext_lazy("The name of a Lucide icon, such as shield-alert."),
            "filters": gettext_lazy('As JSON, such as {"status": ["open"], "group": ["SEC"]}. Filters are: %(names)s.'),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "filters" in self.fields:
            names = ", ".join(sorted(known_filters()))
            self.fields["filters"].help_text = str(self.fields["filters"].help_text) % {"names": names}

    def clean(self) -> dict[str, Any]:
        """Filters that can be used, and groups where groups are meant."""
        given = super().clean() or self.cleaned_data
        filters = given.get("filters")
        if filters is not None and not isinstance(filters, dict):
            self.add_error("filters", _("Please write an object in braces."))
        elif filters:
            for texts in check_filters(filters, given.get("order", ""), self.reader).values():
                self.add_error("filters", [str(text) for text in texts])
        if given.get("audience") == Audience.ME and not self.instance.owner_id:
            self.add_error("audience", _("A view of the house belongs to nobody: choose groups or everybody."))
        if given.get("audience") == Audience.GROUPS and not given.get("groups"):
            self.add_error("groups", _("Please choose at least one group."))
        return given


class TagForm(ModelForm):
    """A tag. Merging is a deed of its own, so a form never says it."""

    class Meta:
        model = Tag
        fields = ("code", "name_zh", "name_en", "colour", "state")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [choice for choice in TagState.choices if choice[0] != TagState.MERGED]
        self.fields["state"].choices = states  # type: ignore[attr-defined]  # a choice field

    def clean_code(self) -> str:
        """The word as tickets hold it: one line in small letters, without a comma."""
        code = str(self.cleaned_data["code"])
        if {",", "，", "、"} & set(code):
            raise ValidationError(_("A tag has no comma: commas separate tags."))
        try:
            return checked_tags([code])[0]
        except InvalidInput as refusal:
            raise ValidationError([str(text) for text in refusal.fields["tags"]]) from refusal


class MergeForm(forms.Form):
    """Into which tag another one goes."""

    into = forms.ModelChoiceField(
        Tag.objects.none(), label=gettext_lazy("Into which tag?"), empty_label=gettext_lazy("Choose a tag")
    )

    def __init__(self, *args: Any, tag: Tag, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Tag.objects.filter(state=TagState.ALLOWED).exclude(pk=tag.pk)
        self.fields["into"].queryset = others  # type: ignore[attr-defined]  # a model choice field
