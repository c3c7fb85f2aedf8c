"""What can be done to many tickets at once: each deed by the ordinary action, and how it is taken back.

Other parts of the desk add deeds of their own by `add_bulk_deed`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.errors import DomainError, InvalidInput
from core.models import Actor, Agent, Group
from knowledge.models import Category
from tickets.actions import changes, drafts, lifecycle, replies
from tickets.enums import Priority, Visibility
from tickets.models import Draft, Macro, Ticket
from tickets.policies.bulk import Demand, add_demand, tags_after
from tickets.policies.texts import BODY_MAX, CAUSE_MAX, NOTE_MAX, checked_line, checked_tags, checked_text
from tickets.queries.macros import filled, gaps_of, player_reads_english, unknown_gaps
from tickets.queries.offers import macros_for

Answers = Mapping[str, Any]
PROMISE_GAP = "promise.due"


class NoWayBack(DomainError):
    """This row cannot be put back: it was sent, or somebody has gone on from there."""

    code = "bulk.no_way_back"
    status = 409
    message = gettext_lazy("This cannot be taken back any more.")


@dataclass(frozen=True)
class Task:
    """The deed on one ticket: `seen` is the version it is done to, `is_at_desk` whether texts wait to be taken back."""

    ticket: Ticket
    by: Actor
    answers: Answers
    is_at_desk: bool = True


@dataclass(frozen=True)
class Done:
    """One ticket to be put back: what it was `before`, the `version` that the deed left, the text that waits."""

    ticket: int
    by: Actor
    answers: Answers
    before: Mapping[str, Any]
    version: int | None
    draft: int | None


@dataclass(frozen=True)
class BulkDeed:
    """`check(answers, agent)` raises `InvalidInput`; `keep` notes what will change; `do` returns a text that waits."""

    check: Callable[[Answers, Agent], None]
    keep: Callable[[Ticket], dict[str, Any]]
    do: Callable[[Task], Draft | None]
    undo: Callable[[Done], object]


def _nothing_asked(_answers: Answers, _agent: Agent) -> None:
    """Such a deed has no questions."""


def _keep_holder(ticket: Ticket) -> dict[str, Any]:
    return {"assignee": ticket.assignee_id, "group": ticket.group_id}


def _take(task: Task) -> None:
    lifecycle.take(task.ticket, by=task.by)


def _untake(done: Done) -> None:
    lifecycle.assign(done.ticket, by=done.by, agent=None, seen=done.version)


def _check_assign(answers: Answers, _agent: Agent) -> None:
    if answers["agent"] is not None and not Agent.objects.filter(pk=answers["agent"], is_active=True).exists():
        raise InvalidInput({"agent": [_("There is no such agent.")]})


def _assign(task: Task) -> None:
    pk = task.answers["agent"]
    lifecycle.assign(task.ticket, by=task.by, agent=Agent.objects.get(pk=pk) if pk else None)


def _unassign(done: Done) -> None:
    before = done.before["assignee"]
    lifecycle.assign(done.ticket, by=done.by, agent=Agent.objects.get(pk=before) if before else None, seen=done.version)


def _check_hand_over(answers: Answers, _agent: Agent) -> None:
    checked_text(answers["note"], "note", longest=NOTE_MAX)
    if not Group.objects.filter(pk=answers["group"]).exists():
        raise InvalidInput({"group": [_("There is no such group.")]})


def _hand_over(task: Task) -> None:
    group = Group.objects.get(pk=task.answers["group"])
    lifecycle.hand_over(task.ticket, by=task.by, group=group, note=task.answers["note"])


def _hand_back(done: Done) -> None:
    group = Group.objects.get(pk=done.before["group"])
    note = _("Taken back: it had been handed over together with others.")
    lifecycle.hand_over(done.ticket, by=done.by, group=group, note=note, seen=done.version)
    if done.before["assignee"]:
        lifecycle.assign(done.ticket, by=done.by, agent=Agent.objects.get(pk=done.before["assignee"]))


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


def _put_back(done: Done) -> None:
    """Category, priority and tags as they were, each only where the deed changed it."""
    before, why = done.before, _("Taken back: it had been changed together with others.")
    fields: dict[str, Any] = {}
    if "category" in before:
        fields["category"] = Category.objects.filter(code=before["category"]).first()
    if "priority" in before:
        fields["priority"] = Priority(before["priority"])
    if "tags" in before:
        fields["tags"] = before["tags"]
    changes.change_ticket(done.ticket, by=done.by, seen=done.version, reason=why, **fields)


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
    asked = clock.parse_iso(done.answers["at"]) if done.answers["at"] else None
    if Ticket.objects.values_list("follow_up_at", flat=True).get(pk=done.ticket) != asked:
        raise NoWayBack
    before = clock.parse_iso(done.before["at"]) if done.before["at"] else None
    at = before if before is not None and before > clock.now() else None
    lifecycle.follow_up(done.ticket, by=done.by, at=at, note=done.before["note"])


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


def _reopen(done: Done) -> None:
    if done.draft is not None:
        _withdraw(done)
        return
    ticket = Ticket.objects.only("id", "version").get(pk=done.ticket)
    if ticket.version != done.version or done.answers.get("body", "").strip():
        raise NoWayBack
    lifecycle.reopen(done.ticket, by=done.by, reason=_("Taken back: it had been ended together with others."))


def _close(task: Task) -> None:
    lifecycle.close(task.ticket, by=task.by)


def _iso(moment: Any) -> str | None:
    return moment.isoformat() if moment else None


DEEDS: dict[str, BulkDeed] = {
    "take": BulkDeed(_nothing_asked, _keep_holder, _take, _untake),
    "assign": BulkDeed(_check_assign, _keep_holder, _assign, _unassign),
    "hand_over": BulkDeed(_check_hand_over, _keep_holder, _hand_over, _hand_back),
    "priority": BulkDeed(_check_reason, lambda ticket: {"priority": ticket.priority}, _priority, _put_back),
    "category": BulkDeed(
        _check_category,
        lambda ticket: {"category": ticket.category_id, "priority": ticket.priority},
        _category,
        _put_back,
    ),
    "tags": BulkDeed(_check_tags, lambda ticket: {"tags": ticket.tags}, _tags, _put_back),
    "reply": BulkDeed(_check_reply, lambda _ticket: {}, _reply, _withdraw),
    "note": BulkDeed(_check_note, lambda _ticket: {}, _note, _withdraw),
    "follow_up": BulkDeed(
        _check_follow_up,
        lambda ticket: {"at": _iso(ticket.follow_up_at), "note": ticket.follow_up_note},
        _follow_up,
        _unfollow,
    ),
    "resolve": BulkDeed(_check_resolve, lambda _ticket: {}, _resolve, _reopen),
    "close": BulkDeed(_nothing_asked, lambda _ticket: {}, _close, _reopen),
}  # fmt: skip
TEXTS = frozenset({"reply", "note"})


def add_bulk_deed(name: str, deed: BulkDeed, demand: Demand) -> None:
    """From now on this can be done to many tickets as well; called once at start-up.

    The desk asks for its answers by `add_question` in tickets/views/bulk.py, programs by `offer_bulk` in
    tickets/api/bulk.py.
    """
    DEEDS[name] = deed
    add_demand(name, demand)
