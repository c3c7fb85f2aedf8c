"""Prepared texts: which fit a ticket, and what they say with their gaps filled."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from core.engines.pinyin import pinyin_words
from core.models import Agent
from core.policies.permissions import rights_of
from core.templatetags.clocks import moment_text
from tickets.models import Macro, Ticket
from tickets.policies.texts import TAGS_MAX
from tickets.queries.sentences import category_name

_GAP = re.compile(r"\{\{\s*([a-z]+\.[a-z]+)\s*\}\}")
_BRACES = re.compile(r"\{\{(.*?)\}\}|\{%.*?%\}", re.DOTALL)
PLACEHOLDERS = frozenset({"player.name", "ticket.number", "agent.name", "game.name", "promise.due"})
"""Everything that a placeholder may stand for; nothing else is ever looked up."""


@dataclass(frozen=True)
class MacroLine:
    """A macro ready to be inserted; `is_suggested` when it was written for the ticket's category.

    `needs_promise` says that its text names a promised moment, so that the promise is chosen with it. `missing` is
    what stands in its text and cannot be filled in. `words` are found besides the title; `is_own` ones are the
    agent's alone.
    """

    code: str
    title: str
    text: str
    is_suggested: bool
    needs_promise: bool
    missing: tuple[str, ...] = ()
    changes_ticket: bool = False
    then: str = ""
    is_own: bool = False
    words: str = ""
    used_count: int = 0


def macros_for(ticket: Ticket, agent: Agent, *, promise_due: datetime) -> list[MacroLine]:
    """The macros that this agent may use, those for the ticket's category first; one statement.

    The text is in the player's language, whatever the agent reads. `promise_due` fills the promised moment.
    """
    english = player_reads_english(ticket)
    gaps = gaps_of(ticket, agent, promise_due=promise_due, english=english)
    rows = usable_macros(agent).filter(language__in=["", "en" if english else "zh"])
    lines = [_line(macro, ticket, gaps, english=english) for macro in rows]
    return sorted(lines, key=lambda line: (not line.is_suggested, -line.used_count))


def _line(macro: Macro, ticket: Ticket, gaps: Mapping[str, str], *, english: bool) -> MacroLine:
    body = macro.body_en if english else macro.body_zh
    return MacroLine(
        code=macro.code,
        title=macro.title,
        text=filled(body, gaps),
        is_suggested=fits(macro, ticket.category_id) and bool(macro.categories),
        needs_promise="promise.due" in body,
        missing=tuple(unknown_gaps(body)),
        changes_ticket=macro.changes_ticket,
        then=macro.then,
        is_own=macro.owner_id is not None,
        words=f"{macro.code} {macro.title_en} {macro.title_zh} {pinyin_words(macro.title_zh)}",
        used_count=macro.used_count,
    )


def usable_macros(agent: Agent) -> QuerySet[Macro]:
    """Prepared texts for everybody, for the agent's own groups, and the agent's own."""
    groups = Q(group=None) | Q(group_id__in=sorted(rights_of(agent).groups))
    return Macro.objects.filter(groups, Q(owner=None) | Q(owner=agent), is_active=True)


def own_macros(agent: Agent) -> QuerySet[Macro]:
    """The texts that the agent keeps for themselves, also those that are switched off."""
    return Macro.objects.filter(owner=agent).order_by("-pk")


@dataclass(frozen=True)
class MacroChange:
    """What a macro changes on a ticket, before and after, in words."""

    label: str
    before: str
    after: str


def changes_of(macro: Macro, ticket: Ticket) -> list[MacroChange]:
    """What would change if the macro were used on the ticket now; what is so already is left out."""
    found = []
    if macro.set_category and macro.set_category != ticket.category_id:
        before, after = category_name(ticket.category_id), category_name(macro.set_category)
        found.append(MacroChange(_("Category"), before, after))
    if macro.set_priority is not None and macro.set_priority != ticket.priority:
        found.append(MacroChange(_("Priority"), f"P{ticket.priority}", f"P{macro.set_priority}"))
    added = tags_after(macro, ticket)
    if added != ticket.tags:
        found.append(MacroChange(_("Tags"), _(", ").join(ticket.tags) or "–", _(", ").join(added)))
    if macro.then:
        found.append(MacroChange(_("Afterwards"), "", str(macro.get_then_display())))
    return found


def tags_after(macro: Macro, ticket: Ticket) -> list[str]:
    """The ticket's tags with those of the macro, as many as a ticket may have."""
    return list(dict.fromkeys([*ticket.tags, *macro.add_tags]))[:TAGS_MAX]


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
