"""What a player reads about two of the own tickets that became one conversation, or one that became two."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from core.models import Event

JOINS = {"ticket.merged": "merge", "ticket.unmerged": "split", "ticket.split": "split", "message.moved": "split"}
"""The events, and their icons on the page."""

LEADS = frozenset(JOINS) - {"ticket.merged"}
"""Those that speak of a ticket with a page of its own."""


def join_text(event: Event) -> str:
    """The event in plain words; empty for what is nothing to the player, as a note that was moved."""
    if event.name == "message.moved" and not event.data["is_public"]:
        return ""
    text = _texts().get((event.name, event.data.get("role", "origin")), "")
    return text % {"number": event.data["number"]} if text else ""


def _texts() -> Mapping[tuple[str, str], str]:
    return {
        ("ticket.merged", "target"): _("Your ticket #%(number)d goes on here: it is one conversation now"),
        ("ticket.unmerged", "target"): _("Your ticket #%(number)d goes on by itself again"),
        ("ticket.unmerged", "source"): _(
            "This was part of your ticket #%(number)d for a while; what was said then stands there"
        ),
        ("ticket.split", "origin"): _("We look after a part of this separately, in your ticket #%(number)d"),
        ("message.moved", "origin"): _("A part of this stands in your ticket #%(number)d now"),
        ("message.moved", "target"): _("A part of your ticket #%(number)d stands here now"),
    }
