"""A call, written down by the agent who took it."""

import re
import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from core.enums import Permission
from core.forms.refusals import RefusableForm
from core.models import Agent, Game
from core.policies.scoping import in_games
from knowledge.models import Category

_KEY = re.compile(r"[0-9a-f]{32}")


class PhoneForm(RefusableForm):
    """Who called, from which game, about what. `key` makes the note one ticket, however often it is sent."""

    game = forms.ModelChoiceField(Game.objects.none(), label=gettext_lazy("Game"), empty_label=None)
    uid = forms.CharField(
        label=gettext_lazy("Account (UID)"),
        required=False,
        help_text=gettext_lazy("Empty when the caller does not know it."),
    )
    nickname = forms.CharField(label=gettext_lazy("What is the caller called?"), required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False, max_length=254)
    category = forms.ChoiceField(label=gettext_lazy("Category"), required=False)
    subject = forms.CharField(
        label=gettext_lazy("Subject"), required=False, help_text=gettext_lazy("Empty: the first words of the note.")
    )
    body = forms.CharField(
        label=gettext_lazy("What the caller said"),
        widget=forms.Textarea(attrs={"rows": 7}),
        required=False,
        strip=False,
    )
    in_game_now = forms.BooleanField(label=gettext_lazy("It is happening right now, in the game"), required=False)
    is_mine = forms.BooleanField(label=gettext_lazy("I look after it myself"), required=False)
    key = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, agent: Agent) -> None:
        initial = {"key": secrets.token_hex(16), "is_mine": True}
        super().__init__(data, initial=initial)
        games = Game.objects.filter(in_games(agent, Permission.TICKET_CREATE, game="pk"), is_active=True)
        self.fields["game"].queryset = games  # type: ignore[attr-defined]  # a model choice field
        self.fields["body"].is_wanted = True  # type: ignore[attr-defined]  # read by components/field.html
        self.fields["category"].choices = [("", "–"), *_categories()]  # type: ignore[attr-defined]  # a choice field

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"]
        return key if _KEY.fullmatch(key) else secrets.token_hex(16)


def _categories() -> list[tuple[str, list[tuple[str, str]]]]:
    rows = list(Category.objects.filter(is_active=True).order_by("code"))
    tops = [row for row in rows if row.parent_id is None]
    return [(top.name, [(row.code, str(row)) for row in rows if row.parent_id == top.code]) for top in tops]
