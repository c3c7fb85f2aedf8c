"""Change what a ticket says about itself: category, priority, group, assignee, tags, subject, facts."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from core import clock
from core.actions import events
from core.actions.originals import replace_originals
from core.enums import Permission
from core.models import Actor, Agent, Group
from knowledge.models import Category
from tickets.actions.changing import apply, check_move, check_seen, locked
from tickets.actions.corrections import correct_category
from tickets.actions.lifecycle import assign, hand_over
from tickets.actions.messages import refresh_search
from tickets.enums import Move, Priority
from tickets.models import Correction, Ticket
from tickets.policies.access import check_can
from tickets.policies.facts import checked_facts
from tickets.policies.texts import SUBJECT_MAX, checked_line, checked_tags, checked_text
from tickets.queries.tags import current_tags

KEEP: Any = object()  # "leave this as it is", where None has a meaning of its own


@transaction.atomic
def change_ticket(
    ticket: Ticket | int,
    *,
    by: Actor,
    seen: int | None = None,
    reason: str = "",
    category: Category | None = None,
    priority: Priority | None = None,
    group: Group | None = None,
    assignee: Agent | None = KEEP,
    tags: list[str] | None = None,
    subject: str | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Ticket:
    """Apply every given change or none; what equals the present value is no change and raises no version.

    `reason` is kept with corrections of category and priority. Raises `StaleTicket`, `InvalidInput`, `MoveNotAllowed`.
    """
    row = locked(ticket)
    check_can(by, Permission.TICKET_CHANGE, row)
    check_seen(row, seen)
    check_move(row, Move.CHANGE)
    if category is not None and category.pk != row.category_id:
        correct_category(row, code=category.code, by=by, reason=reason)
        row = locked(row)
    if priority is not None and priority != row.priority:
        _change_priority(row, priority, by=by, reason=reason)
    _change_words(row, by=by, tags=tags, subject=subject, facts=facts)
    if group is not None and group.pk != row.group_id:
        row = hand_over(row, by=by, group=group, note=reason or "→ " + group.code)
    if assignee is not KEEP:
        row = assign(row, by=by, agent=assignee)
    return row


def _change_priority(ticket: Ticket, priority: Priority, *, by: Actor, reason: str) -> None:
    before, why = ticket.priority, checked_text(reason, "reason", longest=500, required=False)
    apply(ticket, priority=priority)
    Correction.objects.create(
        ticket=ticket,
        field="priority",
        before=f"P{before}",
        after=priority.label,
        reason=why,
        agent=by.agent,
        created_at=clock.now(),
    )
    data = {"priority": [f"P{before}", priority.label], "reason": why, "version": ticket.version}
    events.record("ticket.changed", subject=ticket, by=by, data=data)


def _change_words(
    ticket: Ticket, *, by: Actor, tags: list[str] | None, subject: str | None, facts: Mapping[str, Any] | None
) -> None:
    fields: dict[str, Any] = {}
    if tags is not None:
        fields["tags"] = current_tags(checked_tags(tags), held=ticket.tags)[0]
    if subject is not None:
        fields["subject"] = checked_line(subject, "subject", longest=SUBJECT_MAX)
    if facts is not None:
        fields["facts"] = checked_facts({**ticket.facts, **facts}, ticket.category)
    changed = {name: value for name, value in fields.items() if value != getattr(ticket, name)}
    if not changed:
        return
    bumps = bool({"tags", "subject"} & changed.keys())
    data = {name: [getattr(ticket, name), value] for name, value in changed.items() if name != "facts"}
    if "facts" in changed:
        data["facts"] = sorted(facts or {})
    before = [getattr(ticket, name) for name in changed]
    apply(ticket, bump=bumps, **changed)
    replace_originals(ticket, _places(changed, before), before)
    refresh_search(ticket)
    version = {"version": ticket.version} if bumps else {}
    events.record("ticket.changed", subject=ticket, by=by, data={**data, **version})


def _places(changed: Mapping[str, Any], before: Iterable[Any]) -> dict[str, Any]:
    """Where the numbers of these words are kept, and of those that are gone."""
    gone = {name: "" for former in before if isinstance(former, dict) for name in former}
    facts = {f"facts.{name}": value for name, value in (gone | changed.get("facts", {})).items()}
    return facts | {name: value for name, value in changed.items() if name == "subject"}
