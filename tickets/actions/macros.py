"""Prepared texts: used on a ticket, written, changed, taken away."""

from typing import Any

from django.db import transaction
from django.db.models import F

from core import clock
from core.actions import events
from core.enums import Permission
from core.errors import NotThere
from core.models import Actor
from knowledge.models import Category
from tickets.actions.changes import change_ticket
from tickets.actions.changing import check_seen, locked
from tickets.enums import Priority
from tickets.models import Macro, Ticket
from tickets.policies.access import check_can
from tickets.queries.macros import changes_of, tags_after, usable_macros

CHANGED = ("code", "title_zh", "title_en", "body_zh", "body_en", "categories", "group_id", "language", "add_tags",
           "set_category", "set_priority", "then", "is_active")  # fmt: skip


@transaction.atomic
def use_macro(ticket: Ticket | int, *, code: str, by: Actor, seen: int | None = None) -> Macro:
    """Change what the macro of this code changes on the ticket, all or nothing, and count the use; writes no text.

    `seen` is compared only where something changes. Raises `NotThere` for a macro that the agent may not use,
    `StaleTicket`, `NotAllowed`, `MoveNotAllowed`.
    """
    macro = usable_macros(by.agent).filter(code=code).first() if by.agent else None
    if macro is None:
        raise NotThere
    row = locked(ticket)
    check_can(by, Permission.TICKET_VIEW, row)
    if any(change.before for change in changes_of(macro, row)):
        check_seen(row, seen)
        _change(macro, row, by=by)
    Macro.objects.filter(pk=macro.pk).update(used_count=F("used_count") + 1, last_used_at=clock.now())
    data = {"code": macro.code, "ticket": row.number}
    events.record("macro.used", subject=macro, by=by, game=row.game_id, data=data)
    return macro


def _change(macro: Macro, ticket: Ticket, *, by: Actor) -> None:
    category = Category.objects.filter(pk=macro.set_category, is_active=True).first() if macro.set_category else None
    priority = None if macro.set_priority is None else Priority(macro.set_priority)
    tags = tags_after(macro, ticket) if macro.add_tags else None
    change_ticket(ticket, by=by, category=category, priority=priority, tags=tags, reason=macro.title)


@transaction.atomic
def save_macro(macro: Macro, *, by: Actor) -> None:
    """Keep the macro as it stands, new or changed, and say what changed; the form has checked its texts."""
    before = _state(Macro.objects.filter(pk=macro.pk).first()) if macro.pk else {}
    macro.save()
    after = _state(macro)
    changes = {name: [before.get(name), after[name]] for name in after if before.get(name) != after[name]}
    if changes:
        data = {"code": macro.code, "changes": changes}
        if before:
            events.record("macro.changed", subject=macro, by=by, data=data)
        else:
            events.record("macro.added", subject=macro, by=by, data=data)


def _state(macro: Macro | None) -> dict[str, Any]:
    return {name: getattr(macro, name) for name in CHANGED} if macro else {}


@transaction.atomic
def drop_macro(macro: Macro, *, by: Actor) -> None:
    """Take away one of the agent's own macros; shared ones are switched off instead, because replies name them."""
    if by.agent is None or macro.owner_id != by.agent.pk:
        raise NotThere
    events.record("macro.dropped", subject=macro, by=by, data={"code": macro.code})
    macro.delete()
