"""What can be done to many tickets at once: each deed by the ordinary action, and how it is taken back.

Other parts of the desk add deeds of their own by `add_bulk_deed`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.actions import events
from core.errors import InvalidInput
from core.models import Actor, Agent, Group
from knowledge.models import Category
from tickets.actions import changes, drafts, lifecycle, replies
from tickets.actions.messages import refresh_search
from tickets.actions.taking_back import Answers, Done, NoWayBack, forget_correction, put_back
from tickets.enums import Priority, VerdictSource, Visibility
from tickets.models import Draft, Macro, Ticket
from tickets.policies.bulk import Demand, add_demand, tags_after
from tickets.policies.texts import BODY_MAX, CAUSE_MAX, NOTE_MAX, checked_line, checked_tags, checked_text
from tickets.queries.macros import filled, gaps_of, player_reads_english, unknown_gaps
from tickets.queries.objections import objections_to
from tickets.queries.offers import macros_for
from tickets.queries.waiting import waits_before_resolve

PROMISE_GAP = "promise.due"
HOLDER = ("status", "assignee_id", "owner_id", "placed_at")
PLACE = ("group_id", "assignee_id", "is_restricted", "placed_at")
VERDICT = ("category_id", "urgency", "impact", "priority", "signals", "is_classification_final", *PLACE)
FOLLOW_UP = ("follow_up_at", "follow_up_note")
ENDING = ("status", "resolved_at", "closed_at", "placed_at")
SUMMARY = ("resolution_summary", "root_cause", "is_satisfied", "waiting_since", *FOLLOW_UP, *ENDING)


@dataclass(frozen=True)
class Task:
    """The deed on one ticket: `seen` is the version it is done to, `is_at_desk` whether texts wait to be taken back."""

    ticket: Ticket
    by: Actor
    answers: Answers
    is_at_desk: bool = True


@dataclass(frozen=True)
class BulkDeed:
    """`check(answers, agent)` raises `InvalidInput`; `do` returns a text that waits; `undo` puts back or raises.

    `columns` are all that `do` may write on the ticket; they are noted before and after it. `notes` notes more.
    """

    check: Callable[[Answers, Agent], None]
    columns: tuple[str, ...]
    do: Callable[[Task], Draft | None]
    undo: Callable[[Done], object]
    notes: Callable[[Ticket], dict[str, Any]] = field(default=lambda _ticket: {})


def _nothing_asked(_answers: Answers, _agent: Agent) -> None:
    """Such a deed has no questions."""


def _take(task: Task) -> None:
    lifecycle.take(task.ticket, by=task.by)


def _check_assign(answers: Answers, _agent: Agent) -> None:
    if answers["agent"] is not None and not Agent.objects.filter(pk=answers["agent"], is_active=True).exists():
        raise InvalidInput({"agent": [_("There is no such agent.")]})


def _assign(task: Task) -> None:
    pk = task.answers["agent"]
    lifecycle.assign(task.ticket, by=task.by, agent=Agent.objects.get(pk=pk) if pk else None)


def _unassign(done: Done) -> None:
    row = put_back(done)
    lifecycle.say_assigned(row, by=done.by, agent=row.assignee)


def _check_hand_over(answers: Answers, _agent: Agent) -> None:
    checked_text(answers["note"], "note", longest=NOTE_MAX)
    if not Group.objects.filter(pk=answers["group"]).exists():
        raise InvalidInput({"group": [_("There is no such group.")]})


def _hand_over(task: Task) -> None:
    group = Group.objects.get(pk=task.answers["group"])
    lifecycle.hand_over(task.ticket, by=task.by, group=group, note=task.answers["note"])


def _hand_back(done: Done) -> None:
    row = put_back(done)
    _say_handed_back(done, row, _("Taken back: it had been handed over together with others."))
    if row.assignee is not None:
        lifecycle.say_assigned(row, by=done.by, agent=row.assignee)


def _say_handed_back(done: Done, row: Ticket, note: str) -> None:
    codes = {"from": Group.objects.get(pk=done.before["left"]["group_id"]).code, "to": row.group.code}
    events.record("ticket.handed_over", subject=row, by=done.by, data={**codes, "note": note, "version": row.version})


def _check_reason(answers: Answers, _agent: Agent) -> None:
    checked_text(answers["reason"], "reason", longest=500)


def _priority(task: Task) -> None:
    given = task.answers
    priority = Priority(given["priority"])
    changes.change_ticket(task.ticket, by=task.by, priority=priority, reason=given["reason"])


def _check_category(answers: Answers, _agent: Agent) -> None:
    checked_text(answers["reason"], "reason", longest=500, required=False)
    rows = Category.objects.filter(code=answers["category"], is_active=True, parent__isnull=False)
    if not rows.exists():
        raise InvalidInput({"category": [_("There is no such category.")]})


def _category(task: Task) -> None:
    category = Category.objects.get(code=task.answers["category"])
    changes.change_ticket(task.ticket, by=task.by, category=category, reason=task.answers["reason"])


def _unprioritise(done: Done) -> None:
    row = put_back(done)
    forget_correction(row, "priority")
    _say_changed(done, row, priority=[f"P{done.before['left']['priority']}", row.priority_name])


def _uncategorise(done: Done) -> None:
    row, left, why = put_back(done), done.before["left"], _taken_back()
    forget_correction(row, "category")
    data = {"category": row.category_id, "before": left["category_id"], "priority": row.priority_name, "reason": why}
    data |= {"source": VerdictSource.PERSON, "version": row.version}
    events.record("ticket.classified", subject=row, by=done.by, data=data)
    if row.group_id != left["group_id"]:
        _say_handed_back(done, row, why)


def _untag(done: Done) -> None:
    row = put_back(done)
    refresh_search(row)
    _say_changed(done, row, tags=[done.before["left"]["tags"], row.tags])


def _say_changed(done: Done, row: Ticket, **changed: Any) -> None:
    data = {**changed, "reason": _taken_back(), "version": row.version}
    events.record("ticket.changed", subject=row, by=done.by, data=data)


def _taken_back() -> str:
    return _("Taken back: it had been changed together with others.")


def _check_tags(answers: Answers, _agent: Agent) -> None:
    for name in ("add", "remove"):
        try:
            checked_tags(list(answers[name]))
        except InvalidInput as refusal:
            raise InvalidInput({name: refusal.fields["tags"]}) from refusal
    if not answers["add"] and not answers["remove"]:
        raise InvalidInput({"add": [_("Please name a tag to add or to take away.")]})


def _tags(task: Task) -> None:
    changes.change_ticket(task.ticket, by=task.by, tags=tags_after(task.ticket.tags, task.answers))


def macro_for(agent: Agent, code: str) -> Macro:
    """The macro, if this agent may use it for many tickets; raises `InvalidInput` on `macro`.

    One that names a promised moment needs a promise of its own for each ticket, so it is none for many.
    """
    macro = macros_for(agent).filter(code=code).first()
    if macro is None:
        raise InvalidInput({"macro": [_("There is no such macro.")]})
    if any(PROMISE_GAP in body for body in (macro.body_zh, macro.body_en)):
        raise InvalidInput({"macro": [_("This macro names a promised time; a promise is made ticket by ticket.")]})
    return macro


def _check_reply(answers: Answers, agent: Agent) -> None:
    if answers.get("macro"):
        macro_for(agent, answers["macro"])
        return
    text = checked_text(answers.get("body", ""), "body", longest=BODY_MAX)
    unknown = [*unknown_gaps(text), *(["{{ " + PROMISE_GAP + " }}"] if PROMISE_GAP in text else [])]
    if unknown:
        raise InvalidInput({"body": [_("%(gap)s is no placeholder that can be used here.") % {"gap": unknown[0]}]})


def text_for(ticket: Ticket, agent: Agent, answers: Answers) -> str:
    """The reply as this ticket's player will read it, in the player's language where a macro has two."""
    english = player_reads_english(ticket)
    body = str(answers.get("body", ""))
    if answers.get("macro"):
        macro = macro_for(agent, str(answers["macro"]))
        body = macro.body_en if english else macro.body_zh
    return filled(body, gaps_of(ticket, agent, promise_due=clock.now() + timedelta(hours=1), english=english))


def _reply(task: Task) -> Draft | None:
    assert task.by.agent is not None
    body = text_for(task.ticket, task.by.agent, task.answers)
    if not task.is_at_desk:
        replies.send_reply(task.ticket, by=task.by, body=body)
        return None
    return _queue(task, body, Visibility.PUBLIC)


def _queue(task: Task, body: str, visibility: Visibility, **more: Any) -> Draft:
    version = task.ticket.version
    return drafts.queue_send(
        task.ticket, by=task.by, visibility=visibility, body=body, seen=version, is_from_composer=False, **more
    )


def _check_note(answers: Answers, _agent: Agent) -> None:
    checked_text(answers["body"], "body", longest=BODY_MAX)


def _note(task: Task) -> Draft | None:
    if not task.is_at_desk:
        replies.add_note(task.ticket, by=task.by, body=task.answers["body"])
        return None
    return _queue(task, task.answers["body"], Visibility.INTERNAL)


def _withdraw(done: Done) -> None:
    if done.draft is None:
        raise drafts.AlreadySent
    drafts.withdraw(done.draft, by=done.by)


def _check_follow_up(answers: Answers, _agent: Agent) -> None:
    checked_line(answers["note"], "note", longest=500, required=False)
    at = clock.parse_iso(answers["at"]) if answers["at"] else None
    if at is not None and not clock.now() < at <= clock.now() + replies.FURTHEST:
        raise InvalidInput({"at": [_("Please choose a time between now and a year from now.")]})


def _follow_up(task: Task) -> None:
    at = clock.parse_iso(task.answers["at"]) if task.answers["at"] else None
    lifecycle.follow_up(task.ticket, by=task.by, at=at, note=task.answers["note"])


def _unfollow(done: Done) -> None:
    """No version rises with a date, so the date itself must still be the one that was set."""
    row = put_back(done, counts=False)
    data = {"at": row.follow_up_at.isoformat() if row.follow_up_at else None, "note": row.follow_up_note}
    events.record("ticket.follow_up_set", subject=row, by=done.by, data=data)


def _check_resolve(answers: Answers, _agent: Agent) -> None:
    checked_text(answers["summary"], "summary", longest=BODY_MAX)
    checked_line(answers["root_cause"], "root_cause", longest=CAUSE_MAX)
    checked_text(answers["body"], "body", longest=BODY_MAX, required=False)


def _resolve(task: Task) -> Draft | None:
    ending = {name: task.answers[name] for name in ("summary", "root_cause")}
    if task.answers["body"].strip() and task.is_at_desk:
        return _queue(task, task.answers["body"], Visibility.PUBLIC, then="resolve", then_data=ending)
    lifecycle.resolve(task.ticket, by=task.by, body=task.answers["body"], **ending)
    return None


def _ties(ticket: Ticket) -> dict[str, Any]:
    """Whether a specialist works on it or a promise stands: a resolve ends both, and nobody can take that back."""
    return {"ties": bool(objections_to(ticket))}


def _unresolve(done: Done) -> None:
    """It goes on as if nobody had resolved it: what waited for an answer waits again, since the same moment."""
    if done.draft is not None:
        _withdraw(done)
        return
    if done.answers["body"].strip() or done.before.get("ties"):
        raise NoWayBack
    row = put_back(done)
    refresh_search(row)
    waits = waits_before_resolve(row) if row.waiting_since else {}
    _say_changed(done, row, taken_back="resolve", waiting={key: at.isoformat() for key, at in waits.items()})


def _close(task: Task) -> None:
    lifecycle.close(task.ticket, by=task.by)


def _unclose(done: Done) -> None:
    _say_changed(done, put_back(done), taken_back="close")


DEEDS: dict[str, BulkDeed] = {
    "take": BulkDeed(_nothing_asked, HOLDER, _take, _unassign),
    "assign": BulkDeed(_check_assign, HOLDER, _assign, _unassign),
    "hand_over": BulkDeed(_check_hand_over, PLACE, _hand_over, _hand_back),
    "priority": BulkDeed(_check_reason, ("priority",), _priority, _unprioritise),
    "category": BulkDeed(_check_category, VERDICT, _category, _uncategorise),
    "tags": BulkDeed(_check_tags, ("tags",), _tags, _untag),
    "reply": BulkDeed(_check_reply, (), _reply, _withdraw),
    "note": BulkDeed(_check_note, (), _note, _withdraw),
    "follow_up": BulkDeed(_check_follow_up, FOLLOW_UP, _follow_up, _unfollow),
    "resolve": BulkDeed(_check_resolve, SUMMARY, _resolve, _unresolve, notes=_ties),
    "close": BulkDeed(_nothing_asked, ENDING, _close, _unclose),
}
TEXTS = frozenset({"reply", "note"})


def add_bulk_deed(name: str, deed: BulkDeed, demand: Demand) -> None:
    """From now on this can be done to many tickets as well; called once at start-up.

    The desk asks for its answers by `add_question` in tickets/views/bulk.py, programs by `offer_bulk` in
    tickets/api/bulk.py.
    """
    DEEDS[name] = deed
    add_demand(name, demand)
