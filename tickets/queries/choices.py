"""Whom, where to, as what: the second step of the palette's commands on one ticket, within the agent's rights."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.engines.pinyin import pinyin_words
from core.models import Agent
from knowledge.models import Category
from knowledge.queries.categories import active_categories
from tickets.enums import Priority
from tickets.queries.macros import MacroLine
from tickets.queries.people import colleagues_for, groups_for
from tickets.queries.ticket_page import TicketPage

Choice = dict[str, Any]


def choices_for(page: TicketPage, agent: Agent, macros: list[MacroLine]) -> dict[str, list[Choice]]:
    """The answers to each question of the palette that this agent may give here, as `{id, label, hint, words}`.

    Each has one way to be done: `post` to `url` with `values`, `ask` for the rest in the dialog of `url` with `values`
    filled in, or `insert` of a macro. Three statements.
    """
    found: dict[str, list[Choice]] = {}
    if "assign" in page.can:
        found["assign"] = list(_people(page, agent))
    if "hand_over" in page.can:
        found["hand_over"] = list(_groups(page))
    if "change" in page.can:
        found["category"] = list(_categories(page))
        found["priority"] = list(_priorities(page))
    if "reply" in page.can or "note" in page.can:
        found["macro"] = [_macro(line, page) for line in macros]
    return found


def _url(page: TicketPage, deed: str) -> str:
    return reverse("desk_deed", args=[page.ticket.number, deed])


def _people(page: TicketPage, agent: Agent) -> Iterator[Choice]:
    for person in colleagues_for(page.ticket):
        if person.pk == page.ticket.assignee_id:
            continue
        label = _("%(name)s (me)") % {"name": person.name} if person.pk == agent.pk else person.name
        load = _("has %(n)d") % {"n": person.load}  # type: ignore[attr-defined]  # annotated by colleagues_for
        yield {
            "id": f"assign {person.pk}",
            "label": label,
            "hint": f"{person.get_availability_display()} · {load}",
            "words": f"{person.name} {pinyin_words(person.name)} {person.email.split('@')[0]}",
            "post": _url(page, "assign"),
            "values": {"agent_id": str(person.pk)},
        }
    if page.ticket.assignee_id is not None:
        label = _("Nobody: back to the group")
        yield {
            "id": "assign group",
            "label": label,
            "words": f"{pinyin_words(label)} nobody",
            "post": _url(page, "assign"),
            "values": {"agent_id": "group"},
        }


def _groups(page: TicketPage) -> Iterator[Choice]:
    for group in groups_for(page.ticket):
        yield {
            "id": f"group {group.code}",
            "label": group.name,
            "hint": group.code,
            "words": f"{group.code} {group.name_en} {group.name_zh} {pinyin_words(group.name_zh)}",
            "ask": _url(page, "hand-over"),
            "values": {"group": str(group.pk)},
        }


def _categories(page: TicketPage) -> Iterator[Choice]:
    rows: dict[str, Category] = {row.code: row for row in active_categories()}
    for row in rows.values():
        if not row.parent_id or row.code == page.ticket.category_id:
            continue
        top = rows.get(row.parent_id)
        yield {
            "id": f"category {row.code}",
            "label": f"{row.code} {row.name}",
            "hint": top.name if top else row.parent_id,
            "words": f"{row.code} {row.name_en} {row.name_zh} {pinyin_words(row.name_zh)}"
            + (f" {top.name} {pinyin_words(top.name_zh)}" if top else ""),
            "post": _url(page, "category"),
            "values": {"category": row.code},
        }


def _priorities(page: TicketPage) -> Iterator[Choice]:
    for priority in Priority:
        if priority != page.ticket.priority:
            yield {
                "id": f"priority {priority.value}",
                "label": str(priority.label),
                "words": str(priority.value),
                "ask": _url(page, "priority"),
                "values": {"priority": str(priority.value)},
            }


def _macro(line: MacroLine, page: TicketPage) -> Choice:
    return {
        "id": f"macro {line.code}",
        "label": line.title,
        "hint": _("fits") if line.is_suggested else "",
        "words": line.words,
        "macro": line.code,
    }
