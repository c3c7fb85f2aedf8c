"""What people say against a machine: kept for learning, and final."""

from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actions import events
from core.errors import InvalidInput
from core.models import Actor, Group
from knowledge.models import Category
from tickets.actions.changing import apply
from tickets.actions.crisis import page_crisis_staff
from tickets.classifiers.rules.priorities import PriorityFacts, prioritise
from tickets.classifiers.verdicts import Reason, Signal
from tickets.enums import VerdictSource
from tickets.models import Classification, Correction, Ticket
from tickets.policies.crisis import CRISIS_CATEGORY, CRISIS_GROUP, is_in_crisis
from tickets.policies.texts import checked_text
from tickets.queries.urgency import lent_to

REASON_MAX = 500
PRESSURE = frozenset({Signal.LEGAL, Signal.REGULATOR, Signal.MEDIA})


def correct_category(ticket: Ticket, *, code: str, by: Actor, reason: str = "") -> None:
    """A person says what the locked ticket really is; no machine overrules it afterwards.

    Urgency, impact and priority follow the new category unless a person had set the priority, or something more urgent
    is merged into the ticket. Into the crisis
    categories the ticket goes to the crisis group, P0 and paged; out of them its restriction ends and it goes where
    its category belongs. Raises `InvalidInput` for a category that is unknown or not in use.
    """
    category = Category.objects.select_related("group").filter(code=code, is_active=True, parent__isnull=False).first()
    if category is None:
        raise InvalidInput({"category": [_("There is no such category.")]})
    why = checked_text(reason, "reason", longest=REASON_MAX, required=False)
    before, group_before = ticket.category_id, ticket.group
    is_danger, was_danger = code.startswith(CRISIS_CATEGORY), is_in_crisis(ticket)
    fields = _fields_after(ticket, category, is_danger=is_danger)
    if is_danger or was_danger:
        fields |= _moved(category, ticket, is_danger=is_danger)
    apply(ticket, **fields)
    _keep_correction(ticket, before=before, after=code, by=by, reason=why)
    data = {
        "category": code,
        "before": before,
        "priority": f"P{ticket.priority}",
        "reason": why,
        "source": VerdictSource.PERSON,
        "version": ticket.version,
    }
    events.record("ticket.classified", subject=ticket, by=by, data=data)
    if ticket.group_id != group_before.pk:
        told = {"from": group_before.code, "to": ticket.group.code, "note": why, "version": ticket.version}
        events.record("ticket.handed_over", subject=ticket, by=by, data=told)
    if is_danger and not was_danger:
        page_crisis_staff(ticket)


def is_settled(ticket: Ticket) -> bool:
    """Whether a person has said what the ticket is; then no classifier may change it."""
    return Correction.objects.filter(ticket=ticket, field="category").exists()


def _fields_after(ticket: Ticket, category: Category, *, is_danger: bool) -> dict[str, Any]:
    """The columns that follow from a new category."""
    signals = [signal for signal in ticket.signals if signal != Signal.CRISIS]
    if is_danger:
        signals = [Signal.CRISIS.value, *signals]
    facts = PriorityFacts(
        is_crisis=is_danger,
        is_in_game=ticket.in_game_now,
        is_major_complaint=bool(PRESSURE & set(signals)),
        first_level=category.code[:2],
        tier=ticket.player.tier,
    )
    priority, _reasons = prioritise(category.urgency, category.impact, facts)
    lent = lent_to(ticket)
    fields = {
        "category_id": category.code,
        "urgency": category.urgency,
        "impact": category.impact,
        "signals": signals,
        "is_classification_final": True,
    }
    by_hand = Correction.objects.filter(ticket=ticket, field="priority").exists()
    return (
        fields
        if by_hand and not is_danger
        else fields | {"priority": priority if lent is None else min(priority, lent)}
    )


def _moved(category: Category, ticket: Ticket, *, is_danger: bool) -> dict[str, Any]:
    """Where a ticket goes when a person says that it is a crisis, or that it is none."""
    if is_danger:
        group = Group.objects.get(code=CRISIS_GROUP)
    elif category.group.receives_directly:
        group = category.group
    else:
        group = Group.objects.filter(is_front_line=True).order_by("pk")[0]
    if group.pk == ticket.group_id:
        return {"is_restricted": group.is_restricted}
    return {"group": group, "is_restricted": group.is_restricted, "assignee": None}


def _keep_correction(ticket: Ticket, *, before: str, after: str, by: Actor, reason: str) -> None:
    now = clock.now()
    Correction.objects.create(
        ticket=ticket, field="category", before=before, after=after, reason=reason, agent=by.agent, created_at=now
    )
    Classification.objects.create(
        ticket=ticket,
        source=VerdictSource.PERSON,
        version="",
        category_id=after,
        confidence=1.0,
        is_confident=True,
        reasons=[Reason("person", {"name": by.name, "category": after, "text": reason}).as_json()],
        priority=ticket.priority,
        emotion=ticket.emotion,
        signals=ticket.signals,
        created_at=now,
    )
