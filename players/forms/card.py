"""What the page of a player asks for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.models import Game
from players.enums import CommunicationStyle, GuardianRelation, NoteKind

UNKEPT = {"autocomplete": "off", "maxlength": 80}


class NoteForm(forms.Form):
    """A note for the next contact."""

    kind = forms.ChoiceField(label=_("Kind"), choices=NoteKind.choices, widget=forms.RadioSelect, initial=NoteKind.NOTE)
    text = forms.CharField(
        label=_("What is worth knowing next time?"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 1000, "dir": "auto"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].is_wanted = True  # type: ignore[attr-defined]  # read by components/field.html


class StyleForm(forms.Form):
    """How the player likes to be spoken to."""

    style = forms.ChoiceField(label=_("Style"), choices=CommunicationStyle.choices, required=False)
    style.is_wanted = True  # type: ignore[attr-defined]  # read by components/field.html


class JoinForm(forms.Form):
    """Another account by game and id; whether it exists and may be seen is the query's word."""

    game = forms.ModelChoiceField(Game.objects.none(), label=_("Game"), empty_label=None)
    uid = forms.CharField(label=_("Player id of the game"), required=False, strip=False)
    reason = forms.CharField(
        label=_("Why are these one person?"),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": 500, "dir": "auto"}),
    )

    def __init__(self, *args: Any, games: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["game"].queryset = games  # type: ignore[attr-defined]
        for name in ("uid", "reason"):
            self.fields[name].is_wanted = True  # type: ignore[attr-defined]  # read by components/field.html


class GuardianForm(forms.Form):
    """Who says to be the guardian; browsers keep nothing of it."""

    relation = forms.ChoiceField(label=_("Relation"), choices=GuardianRelation.choices)
    name = forms.CharField(label=_("Name of the guardian"), required=False, widget=forms.TextInput(attrs=UNKEPT))
    phone = forms.CharField(label=_("Phone"), required=False, widget=forms.TextInput(attrs=UNKEPT))
    proof = forms.CharField(
        label=_("Which documents were seen?"),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": 300}),
        help_text=_("Name the documents, not what stands in them."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].is_wanted = True  # type: ignore[attr-defined]  # read by components/field.html
