"""Numbers that somebody in danger can call where they are (data/hotlines.json), and the words that give them."""

from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tickets.classifiers.lexicons import load_hotlines
from tickets.models import Ticket
from tickets.queries.macros import player_reads_english


@dataclass(frozen=True)
class Hotline:
    """A number and who answers it, in the reader's language; `number` is empty for "the number where you are".

    `kind` is support, youth or emergency. `source` says where the number was read, `checked_on` when it was compared.
    """

    number: str
    name: str
    hours: str
    kind: str
    source: str = ""
    checked_on: str = ""

    @property
    def tel(self) -> str:
        """The address that a phone calls."""
        return f"tel:{self.number.replace(' ', '')}"


def hotlines_for(ticket: Ticket) -> list[Hotline]:
    """The numbers for the ticket's player, in the language of the reader, the first to be given first."""
    rows = load_hotlines()["locales"][place_of(ticket)]
    tongue = "en" if (get_language() or "").startswith("en") else "zh"
    return [_hotline(row, tongue) for row in rows]


def place_of(ticket: Ticket) -> str:
    """Which list of numbers holds for the ticket: by where the player is, else by the language the player uses.

    A place without a list gets the words about the local emergency number, never another country's line.
    """
    data = load_hotlines()
    player = ticket.player
    if player.jurisdiction:
        return str(data["by_jurisdiction"].get(player.jurisdiction.upper(), "und"))
    if player.locale in data["locales"]:
        return player.locale
    return str(data["by_language"].get(ticket.language, "und"))


def words_for_player(ticket: Ticket) -> str:
    """What an agent puts into the reply: the numbers in the player's language, and that we stay."""
    with translation.override("en" if player_reads_english(ticket) else "zh-hans"):
        lines = _("; ").join(_said(line) for line in hotlines_for(ticket))
        return _(
            "If you are not safe right now, please call first, somebody answers: %(lines)s. I stay here while you call."
        ) % {"lines": lines}


def _said(line: Hotline) -> str:
    named = f"{line.name} {line.number}".strip()
    return _("%(line)s (%(hours)s)") % {"line": named, "hours": line.hours} if line.hours else named


def _hotline(row: dict[str, Any], tongue: str) -> Hotline:
    return Hotline(
        number=row["number"],
        name=row[tongue],
        hours=row[f"{tongue}_hours"],
        kind=row["kind"],
        source=row["source"],
        checked_on=row["checked_on"],
    )
