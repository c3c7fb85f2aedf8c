"""What happened to a work order as sentences, in the reader's language."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.clock import InvalidTime, parse_iso
from core.templatetags.clocks import moment_text
from escalation.enums import OrderMove, OrderStage
from escalation.workflow import RESOLVED
from tickets.queries.sentences import Sentence, Told

ENDS = frozenset({OrderStage.DONE, OrderStage.CANCELLED, OrderStage.RETURNED})
FIELDS = {
    "title": gettext_lazy("title"),
    "priority": gettext_lazy("priority"),
    "due_at": gettext_lazy("due date"),
    "steps": gettext_lazy("steps"),
    "assignee": gettext_lazy("who has it"),
    "follow_ups": gettext_lazy("follow-up dates"),
}
MOVED = {
    OrderMove.ACCEPT: gettext_lazy("%(who)s accepted %(name)s"),
    OrderMove.START: gettext_lazy("%(who)s works on %(name)s"),
    OrderMove.WAIT: gettext_lazy("%(who)s put %(name)s off: %(text)s"),
    OrderMove.WAKE: gettext_lazy("%(name)s goes on: the wait is over"),
    OrderMove.SEND_BACK: gettext_lazy("%(who)s asks back about %(name)s: %(text)s"),
    OrderMove.INFORM: gettext_lazy("%(who)s answered the question about %(name)s: %(text)s"),
    OrderMove.FINISH: gettext_lazy("%(who)s finished %(name)s: %(text)s"),
    OrderMove.CANCEL: gettext_lazy("%(who)s withdrew %(name)s: %(text)s"),
    OrderMove.REOPEN: gettext_lazy("%(who)s opened %(name)s again: %(text)s"),
}


def _facts(told: Told) -> dict[str, Any]:
    data = told.data
    return {
        "who": told.actor,
        "name": f"{data.get('name', '')} {data.get('title', '')}".strip(),
        "text": data.get("answer", ""),
    }


def order_moved(told: Told) -> Sentence | None:
    """A step of the order's life; its opening is told by the escalation."""
    move = told.data.get("move")
    if move not in MOVED:
        return None
    if move == OrderMove.CANCEL and told.data.get("answer") == RESOLVED:
        return Sentence(_("%(name)s was withdrawn: the ticket is resolved") % _facts(told), "clipboard-list")
    words = MOVED[OrderMove(move)] % _facts(told)
    return Sentence(words, "clipboard-list", is_key=told.data.get("to") in ENDS)


def order_commented(told: Told) -> Sentence:
    """Words between the groups."""
    return Sentence(_("%(who)s on %(name)s: %(text)s") % _facts(told), "message-square")


def order_changed(told: Told) -> Sentence:
    """Which fields were changed."""
    what = _(", ").join(str(FIELDS.get(name, name)) for name in told.data.get("what", ()))
    return Sentence(_("%(who)s changed %(name)s: %(what)s") % (_facts(told) | {"what": what}), "pencil")


def order_reminded(told: Told) -> Sentence:
    """A nudge."""
    return Sentence(_("%(who)s reminded of %(name)s") % _facts(told), "bell")


def order_follow_up_due(told: Told) -> Sentence:
    """A date has come."""
    try:
        when = moment_text(parse_iso(str(told.data.get("at"))))
    except InvalidTime:
        when = "–"
    facts = _facts(told) | {"note": told.data.get("note", ""), "when": when}
    return Sentence(_("Follow up on %(name)s (%(when)s): %(note)s") % facts, "calendar-clock")


ORDER_NOTICES = {
    "work_order.opened": gettext_lazy("%(name)s “%(title)s”: a new work order for you."),
    "work_order.accept": gettext_lazy("%(name)s “%(title)s” was accepted."),
    "work_order.return": gettext_lazy("%(name)s “%(title)s”: they need information from you."),
    "work_order.inform": gettext_lazy("%(name)s “%(title)s”: your question was answered."),
    "work_order.finish": gettext_lazy("%(name)s “%(title)s” is done."),
    "work_order.cancel": gettext_lazy("%(name)s “%(title)s” was withdrawn."),
    "work_order.reopen": gettext_lazy("%(name)s “%(title)s” was opened again."),
    "work_order.wake": gettext_lazy("%(name)s “%(title)s”: the wait is over, it goes on."),
    "work_order.commented": gettext_lazy("%(name)s “%(title)s”: new words."),
    "work_order.assigned": gettext_lazy("%(name)s “%(title)s” is yours now."),
    "work_order.reminded": gettext_lazy("%(name)s “%(title)s”: somebody waits for you."),
    "work_order.follow_up_due": gettext_lazy("%(name)s “%(title)s”: time to follow up."),
    "work_order.goes_on": gettext_lazy("%(name)s “%(title)s” goes on, though its ticket is resolved."),
}
