"""What may be written into a prepared text: by an administrator for all, by an agent for themselves."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import InvalidInput
from core.models import Agent
from knowledge.models import Category
from tickets.forms.categories import CategorySelect, CategorySelectMultiple, tree_of
from tickets.models import Macro
from tickets.policies.texts import BODY_MAX, checked_tags
from tickets.queries.macros import PLACEHOLDERS, unknown_gaps

if TYPE_CHECKING:  # the class takes a type only in the stubs
    ModelForm = forms.ModelForm[Any]
else:
    ModelForm = forms.ModelForm
CHANGES = ("add_tags", "set_category", "set_priority", "then")


class TagsField(forms.CharField):
    """Tags in one line, separated by commas of either language."""

    def prepare_value(self, value: Any) -> Any:
        """The tags as one line."""
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """The tags as a list, in small letters, each once."""
        text = str(super().clean(value) or "").replace("，", ",").replace("、", ",")
        try:
            return checked_tags([part for part in text.split(",") if part.strip()])
        except InvalidInput as refusal:
            raise ValidationError([str(text) for text in refusal.fields["tags"]]) from refusal


class MacroForm(ModelForm):
    """A prepared text with what it changes. Only known placeholders pass."""

    categories = forms.MultipleChoiceField(
        label=gettext_lazy("Categories"),
        help_text=gettext_lazy("Where it is suggested first. None: it is for all."),
        widget=CategorySelectMultiple,
        required=False,
    )
    add_tags = TagsField(
        label=gettext_lazy("Adds the tags"), help_text=gettext_lazy("Separated by commas."), required=False
    )
    set_category = forms.ChoiceField(label=gettext_lazy("Sets the category"), widget=CategorySelect, required=False)

    class Meta:
        model = Macro
        fields = (
            "code", "title_zh", "title_en", "body_zh", "body_en", "categories", "language", "group", *CHANGES,
            "is_active",
        )  # fmt: skip
        widgets = {"body_zh": forms.Textarea(attrs={"rows": 5}), "body_en": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(Category.objects.all())
        for name, with_tops in (("categories", True), ("set_category", False)):
            if name in self.fields:
                self._plant(name, rows, with_tops=with_tops)
        if "add_tags" in self.fields:
            self.fields["add_tags"].widget.attrs["data-tag-field"] = ""

    def _plant(self, name: str, rows: list[Category], *, with_tops: bool) -> None:
        """The choices of the field, with those of the row that the taxonomy has lost."""
        choices, words = tree_of(rows, with_tops=with_tops)
        kept = getattr(self.instance, name)
        lost = sorted({kept} if isinstance(kept, str) else set(kept)) if kept else []
        extra: list[Any] = [(code, code) for code in lost if code not in {row.code for row in rows}]
        first: list[Any] = [] if with_tops else [("", "–")]
        field: Any = self.fields[name]
        field.choices, field.widget.words = [*first, *extra, *choices], words

    def clean_body_zh(self) -> str:
        """A text with known placeholders."""
        return _checked(self.cleaned_data["body_zh"])

    def clean_body_en(self) -> str:
        """A text with known placeholders."""
        return _checked(self.cleaned_data["body_en"])


class OwnMacroForm(MacroForm):
    """An agent's own text: no code, no group, and one language is enough."""

    class Meta(MacroForm.Meta):
        fields = ("title_zh", "body_zh", "body_en", "categories", "language", *CHANGES)  # type: ignore[assignment]
        labels = {"title_zh": gettext_lazy("Title")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body_en"].required = False
        self.fields["body_en"].help_text = _("Empty: players who write English get the Chinese text.")

    def named(self, agent: Agent) -> Macro:
        """The macro, complete: the agent's, with a code that nobody sees."""
        macro: Macro = self.save(commit=False)
        macro.owner, macro.title_en = agent, macro.title_zh
        macro.code = macro.code or f"own-{agent.pk}-{get_random_string(8).lower()}"
        macro.body_en = macro.body_en or macro.body_zh
        return macro


def _checked(text: str) -> str:
    if len(text) > BODY_MAX:
        raise ValidationError(_("At most %(most)d.") % {"most": BODY_MAX})
    unknown = unknown_gaps(text)
    if unknown:
        known = ", ".join(f"{{{{ {name} }}}}" for name in sorted(PLACEHOLDERS))
        raise ValidationError(
            _("%(unknown)s is no placeholder. There are: %(known)s.") % {"unknown": unknown[0], "known": known}
        )
    return text
