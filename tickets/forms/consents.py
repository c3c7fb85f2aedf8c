"""What asking a player for consent asks of the agent."""

from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy

from tickets.enums import ConsentKind
from tickets.forms.desk import DeedForm
from tickets.policies.texts import BODY_MAX
from tickets.queries.consents import first_words


class ConsentForm(DeedForm):
    """The kind is where the address says; the words are the agent's, begun in the player's language."""

    wanted = ("body",)
    from_address = ("kind",)
    kind = forms.ChoiceField(label=gettext_lazy("Consent to what?"), choices=ConsentKind.choices)
    body = forms.CharField(
        label=gettext_lazy("What the player reads"),
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": BODY_MAX, "dir": "auto"}),
        required=False,
        strip=False,
        help_text=gettext_lazy("Kept word for word as what was asked. Two buttons stand below it for the player."),
    )

    def prepare(self) -> None:
        """Begin with the kind of most use, in the language in which the player wrote."""
        kind = self.initial.setdefault("kind", ConsentKind.FREEZE)
        with translation.override("en" if self.ticket.language == "en" else "zh-hans"):
            self.initial.setdefault("body", first_words(kind if kind in ConsentKind.values else ConsentKind.FREEZE))
