"""What an administrator may write into spans, prepared texts and tags."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin.widgets import FilteredSelectMultiple
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import InvalidInput
from knowledge.queries.categories import category_choices
from tickets.enums import TagState
from tickets.forms.macros import MacroForm
from tickets.models import LifecyclePolicy, Tag
from tickets.policies.texts import checked_tags

if TYPE_CHECKING:  # the class takes a type only in the stubs
    ModelForm = forms.ModelForm[Any]
else:
    ModelForm = forms.ModelForm
DAYS_MAX, SECONDS_MAX = 3660, 60


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
