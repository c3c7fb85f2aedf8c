"""Prepared texts: which fit a ticket, and what they say with their gaps filled."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation

from core.models import Agent
from core.policies.permissions import rights_of
from core.templatetags.clocks import moment_text
from tickets.models import Macro, Ticket

_GAP = re.compile(r"\{\{\s*([a-z]+\.[a-z]+)\s*\}\}")
_BRACES = re.compile(r"\{\{(.*?)\}\}|\{%.*?%\}", re.DOTALL)
PLACEHOLDERS = frozenset({"player.name", "ticket.number", "agent.name", "game.name", "promise.due"})
"""Everything that a placeholder may stand for; nothing else is ever looked up."""


@dataclass(frozen=True)
class MacroLine:
    """A macro ready to be inserted; `is_suggested` when it was written for the ticket's category.

    `needs_promise` says that its text names a promised moment, so that the promise is chosen with it.
    """

    code: str
    title: str
    text: str
    is_suggested: bool
    needs_promise: bool


def macros_for(ticket: Ticket, agent: Agent, *, promise_due: datetime) -> list[MacroLine]:
    """The macros that this agent may use, those for the ticket's category first; one statement.

    The text is in the player's language, whatever the agent reads. `promise_due` fills the promised moment.
    """
    own = rights_of(agent).groups
    english = player_reads_english(ticket)
    gaps = gaps_of(ticket, agent, promise_due=promise_due, english=english)
    lines = [
        MacroLine(
            code=macro.code,
            title=macro.title,
            text=filled(macro.body_en if english else macro.body_zh, gaps),
            is_suggested=fits(macro, ticket.category_id) and bool(macro.categories),
            needs_promise="promise.due" in macro.body_zh,
        )
        for macro in Macro.objects.filter(is_active=True)
        if macro.group_id is None or macro.group_id in own
    ]
    return sorted(lines, key=lambda line: not line.is_suggested)


def fits(macro: Macro, category: str) -> bool:
    """Whether the macro is for this category; one without categories is for all."""
    return not macro.categories or any(category == c or category.startswith(f"{c}-") for c in macro.categories)


def player_reads_english(ticket: Ticket) -> bool:
    """Whether the player wrote English, or if that is unknown, reads it."""
    return ticket.language == "en" or (ticket.language == "und" and ticket.player.locale.startswith("en"))


def gaps_of(ticket: Ticket, agent: Agent, *, promise_due: datetime, english: bool) -> Mapping[str, str]:
    """What each of the `PLACEHOLDERS` stands for on this ticket."""
    with translation.override("en" if english else "zh-hans"):
        return {
            "player.name": ticket.player.nickname or ("there" if english else "玩家"),
            "ticket.number": f"#{ticket.number}",
            "agent.name": agent.name,
            "game.name": ticket.game.name,
            "promise.due": moment_text(promise_due),
        }


def unknown_gaps(text: str) -> list[str]:
    """What stands in double braces in the text and is none of the `PLACEHOLDERS`."""
    found = [(match[0], (match[1] or "").strip()) for match in _BRACES.finditer(text)]
    return [whole for whole, name in found if name not in PLACEHOLDERS]


def filled(text: str, gaps: Mapping[str, str]) -> str:
    """The text with its known placeholders replaced, in one pass: what is filled in is never read again."""
    return _GAP.sub(lambda match: gaps.get(match[1], match[0]), text)
