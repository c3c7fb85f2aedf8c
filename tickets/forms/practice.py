"""What an agent sets for the own hands."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput
from tickets.queries.keys import KEYS, WHERE, Keys


class KeysForm(forms.Form):
    """A field for every deed, named by its place in the table of keys; empty means the usual key."""

    has_single_keys = forms.BooleanField(
        label=_("Single keys work"),
        required=False,
        help_text=_(
            "Switch them off when you dictate or press keys by accident. Ctrl or ⌘ with a key goes on working."
        ),
    )

    def __init__(self, data: Any = None, *, keys: Keys) -> None:
        super().__init__(data, initial={"has_single_keys": keys.has_single_keys})
        for place, key in enumerate(KEYS):
            own = keys.bindings.get(key.usual, "")
            attrs = {"class": "input input--key", "data-captures-key": key.usual, "placeholder": key.usual}
            self.fields[f"key_{place}"] = forms.CharField(
                label=str(key.label), required=False, max_length=12, initial=own, widget=forms.TextInput(attrs=attrs)
            )

    def sections(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields by where their keys count."""
        fields = [(key.where, self[f"key_{place}"]) for place, key in enumerate(KEYS)]
        return [(words, [field for where, field in fields if where == code]) for code, words in WHERE]

    def bindings(self) -> dict[str, str]:
        """The chosen keys by usual key, for `choose_keys`."""
        given = {key.usual: self.cleaned_data.get(f"key_{place}", "") for place, key in enumerate(KEYS)}
        return {usual: normal(own) for usual, own in given.items() if own}

    def refuse(self, refusal: InvalidInput) -> None:
        """Put each reason beside its key."""
        places = {key.usual: place for place, key in enumerate(KEYS)}
        for usual, sentences in refusal.fields.items():
            for sentence in sentences:
                self.add_error(f"key_{places[usual]}", str(sentence))


def normal(text: str) -> str:
    """A key as it was typed by hand, as the table names it: `R` is r, `shift + E` is Shift+e, `G I` is g i."""
    plain = " ".join(text.split())
    if plain.lower().replace(" ", "").startswith("shift+"):
        return "Shift+" + plain.lower().replace(" ", "").removeprefix("shift+")
    if plain.lower() in {"space", "enter"}:
        return plain.capitalize()
    return plain.lower()


class PracticeForm(forms.Form):
    """How far somebody has come."""

    steps = forms.CharField(required=False, max_length=400)
    seconds = forms.IntegerField(required=False, min_value=1)

    def step_names(self) -> list[str]:
        """The steps that were done."""
        return [name for name in self.cleaned_data["steps"].split(",") if name]
