"""The practice at the desk: its steps, and how far an agent has come. Its tickets exist on the page alone."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.models import Agent
from tickets.models import Training


@dataclass(frozen=True)
class Step:
    """One thing to do, with the usual key that does it."""

    name: str
    key: str
    task: str | Promise
    why: str | Promise


STEPS = (
    Step("next", "j", _("Go to the first ticket of the list."), _("J and K walk through every list.")),
    Step("take", "i", _("Take the ticket."), _("From now on it is yours, and colleagues see that.")),
    Step("reply", "r", _("Write a reply and send it."), _("The key goes to the text, Mod+Enter sends.")),
    Step("undo", "u", _("Take the reply back."), _("A sent text can be taken back for some seconds.")),
    Step("macro", "m", _("Insert a prepared text."), _("Type a few letters of its name, also in pinyin, then Enter.")),
    Step("note", "n", _("Leave a note for colleagues."), _("Players never see a note.")),
    Step("assign", "a", _("Give the ticket to a colleague."), _("Or hand it to another group with H.")),
    Step("snooze", "z", _("Put the ticket aside."), _("It comes back by itself, or when the player writes.")),
    Step("resolve", "e", _("Resolve it."), _("Say what was done and why it happened.")),
    Step("search", "/", _("Search for a player."), _("A number, a name, any words.")),
    Step(
        "palette",
        "Mod+k",
        _("Open the palette and look for “resolve”."),
        _("Whatever you forgot, it knows, with its key."),
    ),
)


def training_of(agent: Agent) -> Training | None:
    """What the agent has practised so far, or None for nothing."""
    return Training.objects.filter(agent=agent).first()


def is_offered(agent: Agent) -> bool:
    """Whether an empty desk should offer the practice: never finished and never declined."""
    row = training_of(agent)
    return row is None or (row.finished_at is None and not row.is_declined)
