"""What people are told about real names."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.queries import notices

REACHES: Mapping[str, Promise] = MappingProxyType(
    {
        "search": _("a search by an identity number"),
        "search phone": _("a search by a phone number"),
        "search card": _("a search by a card number"),
        "profiles": _("very many players within an hour"),
        "page 403": _("a deed beyond the own rights"),
        "page 404": _("a player of another game"),
        "api 403": _("a deed beyond the own rights, by a program"),
        "api 404": _("a player of another game, by a program"),
        "api 429": _("very many players within an hour, by a program"),
        "real-name 403": _("a real name without the right to it"),
        "real-name 404": _("the real name of a player of another game"),
        "real-name 429": _("too many real names or comparisons"),
        "numbers": _("very many covered numbers within an hour"),
        "numbers 403": _("a covered number without the right to it"),
        "numbers 429": _("very many covered numbers within an hour, by a program"),
        "match 429": _("too many comparisons of one identity"),
        "match 403": _("a comparison without the right to it"),
        "reveal reveal.closed": _("an identity without an approval that holds"),
        "reveal permission.denied": _("an identity that somebody else asked for"),
    }
)


def describe() -> None:
    """Give every kind of our notifications its sentence; called at start-up."""
    notices.describe(
        "identity.access_suspicious",
        _("%(name)s was refused when reaching for identities of players: %(what)s. Please look into it."),
        made=_reach,
    )
    notices.describe("identity.reveal_asked", _("%(name)s asks to see a player's identity and waits for approval."))
    notices.describe("identity.reveal_open", _("You may look at the identity that you asked for, for 15 minutes."))
    notices.describe("identity.reveal_refused", _("Your request to see an identity was refused."))
    notices.describe("nppa.trouble", _("The state's real-name system answers %(code)s for %(game)s. Please look."))


def _reach(params: Mapping[str, Any]) -> Mapping[str, str]:
    """What was reached for in words; a kind that nobody describes as it was recorded."""
    what = str(params.get("what", ""))
    return {"what": str(REACHES.get(what, what))}
