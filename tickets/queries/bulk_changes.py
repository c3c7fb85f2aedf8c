"""What a deed on many tickets would change on each, in words: what stands there now, and what will."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.models import Agent, Group
from tickets.enums import Priority
from tickets.models import Ticket
from tickets.policies.bulk import tags_after
from tickets.queries.bulk import Preview
from tickets.queries.sentences import category_name

SHOWN = 20
Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """One ticket to which it would be done; `before` and `after` are empty where the deed puts no value in place."""

    ticket: Ticket
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Changes:
    """The first tickets that would be changed, how many more there are, and what stands on the button that does it."""

    rows: list[Change]
    more: int
    button: str


def changes_of(agent: Agent, deed: str, plan: Preview, answers: Answers, *, words: str) -> Changes:
    """The plan in words; one statement where the answers name a person or a group, none otherwise.

    `words` is the name of the deed, for one that has no sentence of its own. No answers yet: only the tickets.
    """
    going = [row.ticket for row in plan.going if row.ticket is not None]
    has_values = deed in _BEFORE and (bool(answers) or deed == "take")
    target = _target(agent, deed, answers) if has_values else ""
    rows = [
        Change(ticket, _BEFORE[deed](ticket), _after(deed, ticket, answers) or target) if has_values else Change(ticket)
        for ticket in going[:SHOWN]
    ]
    return Changes(rows, max(0, len(going) - SHOWN), _button(deed, len(going), target, answers, words))


_BEFORE: dict[str, Callable[[Ticket], str]] = {
    "take": lambda ticket: ticket.assignee.name if ticket.assignee else _("nobody"),
    "assign": lambda ticket: ticket.assignee.name if ticket.assignee else _("nobody"),
    "hand_over": lambda ticket: ticket.group.name,
    "priority": lambda ticket: ticket.priority_name,
    "category": lambda ticket: category_name(ticket.category_id),
    "tags": lambda ticket: _(", ").join(ticket.tags) or _("no tags"),
}


def _after(deed: str, ticket: Ticket, answers: Answers) -> str:
    return (_(", ").join(tags_after(ticket.tags, answers)) or _("no tags")) if deed == "tags" else ""


def _target(agent: Agent, deed: str, answers: Answers) -> str:
    """What all of them will have; empty where it differs from ticket to ticket."""
    if deed == "take":
        return agent.name
    if deed == "assign":
        return _name_of(answers["agent"])
    if deed == "hand_over":
        group = Group.objects.filter(pk=answers["group"]).first()
        return group.name if group else ""
    if deed == "priority":
        return f"P{Priority(answers['priority']).value}"
    return category_name(answers["category"]) if deed == "category" else ""


def _name_of(pk: int | None) -> str:
    return Agent.objects.filter(pk=pk).values_list("name", flat=True).first() or "" if pk else _("nobody")


def _button(deed: str, count: int, target: str, answers: Answers, words: str) -> str:
    if deed == "assign" and answers and answers["agent"] is None:
        return ngettext("Give %(n)d back to the group", "Give %(n)d back to the group", count) % {"n": count}
    if deed == "tags" and answers:
        target = " ".join([*(f"+{tag}" for tag in answers["add"]), *(f"−{tag}" for tag in answers["remove"])])
    sentences = {
        "assign": _("Assign %(n)d to %(to)s"),
        "hand_over": _("Hand %(n)d over to %(to)s"),
        "priority": _("Set %(n)d to %(to)s"),
        "category": _("Set %(n)d to %(to)s"),
        "tags": _("Change tags of %(n)d: %(to)s"),
    }
    if target and deed in sentences:
        return sentences[deed] % {"n": count, "to": target}
    return _("%(words)s (%(n)d)") % {"words": words, "n": count}
