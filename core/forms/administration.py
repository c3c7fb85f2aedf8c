"""People, roles and games as administrators write them: what can be chosen is chosen, not typed."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.enums import PERMISSION_WORDS, SCOPE_WORDS, Tongue
from core.forms.zones import zone_choices
from core.models import Agent, Game, Role

if TYPE_CHECKING:  # the class takes a type only in the stubs
    ModelForm = forms.ModelForm[Any]
else:
    ModelForm = forms.ModelForm


class ZoneForm(ModelForm):
    """A form with a time zone in the field `zone_field`."""

    zone_field = "time_zone"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.zone_field in self.fields:
            self.fields[self.zone_field].choices = zone_choices(getattr(self.instance, self.zone_field))  # type: ignore[attr-defined]


class AgentForm(ZoneForm):
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    languages = forms.MultipleChoiceField(
        label=_("Answers in"),
        help_text=_("Languages in which this person answers players. None: the language of the account."),
        choices=Tongue.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    time_zone = forms.ChoiceField(label=_("Time zone"))

    class Meta:
        model = Agent
        fields = ("email", "name", "language", "languages", "time_zone", "team", "groups", "capacity")


class GameForm(ZoneForm):
    time_zone = forms.ChoiceField(label=_("Time zone"))

    class Meta:
        model = Game
        fields = ("slug", "name_zh", "name_en", "kind", "time_zone", "jurisdiction", "is_active")


def _worded(words: dict[Any, Any]) -> list[tuple[str, Any]]:
    return [(str(code), word) for code, word in words.items()]


class RoleForm(ModelForm):
    permissions = forms.MultipleChoiceField(
        label=_("Permissions"), choices=_worded(PERMISSION_WORDS), widget=forms.CheckboxSelectMultiple
    )
    scopes = forms.MultipleChoiceField(
        label=_("Scopes of its tokens"),
        help_text=_("What an API token of such a person may carry at most."),
        choices=_worded(SCOPE_WORDS),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = Role
        fields = ("code", "name_zh", "name_en", "permissions", "scopes", "rank", "needs_second_factor")
