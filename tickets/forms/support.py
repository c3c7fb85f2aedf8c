"""What a player fills in: the form, a reply, the answer to "solved?", a pasted link."""

import re
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.engines.text import address_parts
from core.errors import DomainError, InvalidInput
from core.models import Game
from knowledge.models import Category
from players.policies.cleaning import clean_fields, clean_uid
from tickets.forms.facts import PREFIX, asked_facts, fact_field
from tickets.policies.texts import BODY_MAX, COMMENT_MAX, checked_text
from tickets.queries.player_links import Identity

WRONG_EMAIL = gettext_lazy("Please look at this address again: it should be like name@example.com.")
WRONG_LINK = gettext_lazy("This is not a whole link. It ends with a long row of letters and digits.")
KEY = re.compile(r"[0-9a-f]{32}")


def key_of(data: Mapping[str, Any]) -> str:
    """The key of a form that came back; a fresh one for a new form, or when what came back is not one of ours."""
    given = str(data.get("key", ""))
    return given if KEY.fullmatch(given) else secrets.token_hex(16)


class SupportForm(forms.Form):
    """The player's form for one game. Which facts it has follows from the category."""

    category = forms.CharField(error_messages={"required": gettext_lazy("Please choose what it is about.")})
    body = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 5, "aria-required": "true"}), required=False, strip=False
    )
    in_game_now = forms.BooleanField(required=False)
    uid = forms.CharField(required=False)
    nickname = forms.CharField(required=False)
    email = forms.EmailField(
        required=False, max_length=254, error_messages=dict.fromkeys(("invalid", "max_length"), WRONG_EMAIL)
    )
    website = forms.CharField(required=False)  # a trap: hidden from people, filled in by machines
    key = forms.CharField(required=False)

    def __init__(
        self, data: Any, *, game: Game, identity: Identity | None, chosen: Category | None, checked: bool = True
    ) -> None:
        """With `checked` false the data only fills the fields in: nothing is wrong yet."""
        self.game, self.identity, self.chosen = game, identity, chosen
        super().__init__(data if checked else None, initial=None if checked else data.dict())
        self.form_key = key_of(data)
        for fact in asked_facts(self.chosen):
            self.fields[PREFIX + fact["code"]] = fact_field(fact)
            self.fields[PREFIX + fact["code"]].is_wanted = False  # type: ignore[attr-defined]  # a player may leave it
        self._say()

    def _say(self) -> None:
        labels = {
            "category": _("What is it about?"),
            "body": _("Tell us what happened"),
            "in_game_now": _("It is happening right now, I am still in the game"),
            "uid": _("Game account (UID)"),
            "nickname": _("How may we call you?"),
            "email": _("E-mail"),
        }
        helps = {
            "uid": _(
                "On the settings or profile page of the game, usually digits. Leave it empty if you cannot sign in."
            ),
            "email": _("Only so that we can reach you if you lose the link to this ticket."),
        }
        for name, label in labels.items():
            self.fields[name].label = label
            self.fields[name].help_text = helps.get(name, "")

    @property
    def fact_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(PREFIX)]

    def clean_category(self) -> str:
        if self.chosen is None:
            raise forms.ValidationError(_("Please choose one from the list."))
        return self.chosen.code

    def clean_body(self) -> str:
        return _sentence(lambda: checked_text(self.cleaned_data["body"], "body", longest=BODY_MAX))

    def clean_uid(self) -> str:
        uid = str(self.cleaned_data["uid"])
        return _sentence(lambda: clean_uid(uid)) if uid else ""

    def clean_nickname(self) -> str:
        return str(_sentence(lambda: clean_fields(self.game, {"nickname": self.cleaned_data["nickname"]})["nickname"]))

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("A field that people do not see was filled in. Please send it once more."))
        return ""

    def refuse(self, error: DomainError) -> None:
        """Put a refusal of the house beside the field that it is about."""
        if not isinstance(error, InvalidInput):
            self.add_error(None, str(error.text))
            return
        for name, sentences in error.fields.items():
            field = name.replace("facts.", PREFIX)
            self.add_error(field if field in self.fields else None, [str(sentence) for sentence in sentences])

    def values(self) -> dict[str, Any]:
        """The valid form as the web channel takes it."""
        given = self.cleaned_data
        facts = {name.removeprefix(PREFIX): value for name, value in given.items() if name.startswith(PREFIX)}
        return {
            "game": self.game,
            "identity": self.identity,
            "key": self.form_key,
            "uid": "" if self.identity else given["uid"],
            "facts": {code: value for code, value in facts.items() if value not in ("", None)},
            **{name: given[name] for name in ("category", "body", "nickname", "email", "in_game_now")},
        }


class ReplyForm(forms.Form):
    """A player's reply on the tracking page."""

    body = forms.CharField(widget=forms.Textarea(attrs={"rows": 1}), required=False, strip=False)
    way = forms.CharField(required=False)  # of a closed ticket: "reopen", or on a new one
    key = forms.CharField(required=False)

    def clean_body(self) -> str:
        return _sentence(lambda: checked_text(self.cleaned_data["body"], "body", longest=BODY_MAX))


class SolvedForm(forms.Form):
    """The player's answer to “is it solved?”."""

    solved = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])
    comment = forms.CharField(required=False, strip=False)

    def clean_comment(self) -> str:
        """What the player says about it; nothing that can be seen is nothing."""
        said = self.cleaned_data["comment"]
        return _sentence(lambda: checked_text(said, "comment", longest=COMMENT_MAX, required=False))


class PastedLinkForm(forms.Form):
    """A tracking link that a player kept somewhere."""

    link = forms.CharField(
        max_length=500,
        error_messages={"required": gettext_lazy("Please paste your link here."), "max_length": WRONG_LINK},
    )

    def clean_link(self) -> str:
        """The token at the end of the link."""
        token = address_parts(str(self.cleaned_data["link"]).strip()).path.rstrip("/").rpartition("/")[2]
        if not re.fullmatch(r"[A-Za-z0-9_-]{20,64}", token):
            raise forms.ValidationError(WRONG_LINK)
        return token


def _sentence(check: Callable[[], str]) -> str:
    """What a policy returns, as it is (a text knows what it covers), its refusal said as a form says it."""
    try:
        return check()
    except InvalidInput as error:
        sentences = [sentence for sentences in error.fields.values() for sentence in sentences]
        raise forms.ValidationError([str(sentence) for sentence in sentences]) from error
