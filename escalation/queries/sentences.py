"""Our events and notifications as sentences, in the reader's language."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.clock import InvalidTime, parse_iso
from core.queries import notices
from core.queries.attention import USUAL, Matter, add_matter
from core.templatetags.clocks import moment_text
from escalation.enums import CaseKind, CaseState, ClockKind, CrisisStep, FollowUpOutcome
from escalation.queries.order_sentences import (
    ORDER_NOTICES,
    order_changed,
    order_commented,
    order_follow_up_due,
    order_moved,
    order_reminded,
)
from tickets.queries.grounds import group_name
from tickets.queries.sentences import Sentence, Told, describe


def describe_events() -> None:
    """Say what escalation's events mean on a ticket, and what its notifications say."""
    for name, teller in TELLERS.items():
        describe(name, teller)
    add_matter(Matter("deadline", gettext_lazy("Deadlines and promises"), USUAL, ("sla.", "promise."), order=20))
    care = ("crisis.care", "crisis.talk")
    add_matter(Matter("care", gettext_lazy("After a hard conversation"), USUAL, care, order=15))
    add_matter(Matter("case", gettext_lazy("Specialists' cases"), USUAL, ("case.",), order=25))
    for kind, sentence in NOTICES.items():
        notices.describe(kind, sentence)


def clock_name(kind: str) -> str:
    """First response, promise … in the reader's language."""
    return str(dict(ClockKind.choices).get(kind, kind))


def _when(text: Any) -> str:
    try:
        return moment_text(parse_iso(str(text)))
    except InvalidTime:
        return "–"


def _warned(told: Told) -> Sentence:
    facts = {"clock": clock_name(told.data["kind"]), "when": _when(told.data.get("due_at"))}
    return Sentence(_("%(clock)s: a quarter of the time is left, due %(when)s") % facts, "hourglass")


def _breached(told: Told) -> Sentence:
    facts = {"clock": clock_name(told.data["kind"]), "when": _when(told.data.get("due_at"))}
    return Sentence(_("%(clock)s missed, it was due %(when)s") % facts, "circle-alert", is_key=True)


def _broken(told: Told) -> Sentence:
    when = _when(told.data.get("due_at"))
    return Sentence(_("A promise was broken, it was due %(when)s") % {"when": when}, "circle-alert", is_key=True)


def _promised(told: Told) -> Sentence:
    facts = {"who": told.actor, "when": _when(told.data.get("due_at")), "text": told.data.get("text", "")}
    return Sentence(_("%(who)s promised by %(when)s: %(text)s") % facts, "handshake", is_key=True)


def _kept(told: Told) -> Sentence:
    return Sentence(_("Promise kept: %(text)s") % {"text": told.data.get("text", "")}, "handshake")


def _withdrawn(told: Told) -> Sentence:
    facts = {"who": told.actor, "text": told.data.get("text", ""), "reason": told.data.get("reason", "")}
    return Sentence(_("%(who)s withdrew a promise (%(text)s): %(reason)s") % facts, "undo-2")


def _escalated(told: Told) -> Sentence:
    facts = {
        "who": told.actor,
        "case": told.data.get("name", ""),
        "group": group_name(str(told.data.get("group", ""))),
        "note": told.data.get("note", ""),
    }
    if told.data.get("kind") == CaseKind.WORK_ORDER:
        facts["title"] = told.data.get("title", "")
        words = _("%(who)s opened work order %(case)s “%(title)s” for %(group)s: %(note)s")
        return Sentence(words % facts, "clipboard-list", is_key=True)
    return Sentence(_("%(who)s asked %(group)s (%(case)s): %(note)s") % facts, "briefcase", is_key=True)


def _case_moved(told: Told) -> Sentence | None:
    """The answer stands between the messages; the opening is told by the escalation."""
    if told.data.get("kind") == CaseKind.WORK_ORDER:
        return order_moved(told)
    state = told.data.get("to")
    facts = {"who": told.actor, "case": told.data.get("name", ""), "answer": told.data.get("answer", "")}
    if state == CaseState.ANSWERED:
        return Sentence(_("%(who)s answered %(case)s: %(answer)s") % facts, "briefcase", is_key=True)
    if state == CaseState.CANCELLED and told.data.get("answer") == "resolved":
        return Sentence(_("%(case)s was withdrawn: the ticket is resolved") % facts, "briefcase")
    if state == CaseState.CANCELLED:
        return Sentence(_("%(who)s withdrew %(case)s: %(answer)s") % facts, "briefcase")
    return None


def _crisis_opened(_told: Told) -> Sentence:
    return Sentence(_("Somebody may be in danger: the crisis protocol began"), "life-buoy", is_key=True)


def _called_off(_told: Told) -> Sentence:
    return Sentence(_("Looked at: nobody is in danger, the crisis protocol ended"), "life-buoy")


def _step_done(told: Told) -> Sentence:
    facts = {"who": told.actor, "step": _step_name(told)}
    return Sentence(_("%(who)s: “%(step)s” is done") % facts, "list-checks")


def _step_undone(told: Told) -> Sentence:
    facts = {"who": told.actor, "step": _step_name(told)}
    return Sentence(_("%(who)s: “%(step)s” is not done after all") % facts, "list-checks")


def _step_name(told: Told) -> str:
    return str(dict(CrisisStep.choices).get(told.data.get("step", ""), "–"))


def _followed_up(told: Told) -> Sentence:
    outcome = str(dict(FollowUpOutcome.choices).get(told.data.get("outcome", ""), "–"))
    facts = {"who": told.actor, "outcome": outcome}
    return Sentence(_("%(who)s was in touch again: %(outcome)s") % facts, "phone-call", is_key=True)


def _follow_up_due(_told: Told) -> Sentence:
    return Sentence(_("A day is over: somebody should be in touch with the player again"), "phone-call", is_key=True)


TELLERS = {
    "crisis.opened": _crisis_opened,
    "crisis.called_off": _called_off,
    "crisis.step_done": _step_done,
    "crisis.step_undone": _step_undone,
    "crisis.followed_up": _followed_up,
    "crisis.follow_up_due": _follow_up_due,
    "clock.started": lambda _told: None,
    "sla.warned": _warned,
    "sla.breached": _breached,
    "promise.broken": _broken,
    "promise.made": _promised,
    "promise.kept": _kept,
    "promise.cancelled": _withdrawn,
    "ticket.escalated": _escalated,
    "case.moved": _case_moved,
    "case.commented": order_commented,
    "case.changed": order_changed,
    "case.reminded": order_reminded,
    "case.follow_up_due": order_follow_up_due,
}
NOTICES = {
    "sla.warned.first_response": gettext_lazy("#%(number)s “%(subject)s” needs its first answer soon."),
    "sla.warned.next_response": gettext_lazy("#%(number)s “%(subject)s”: the player waits, answer soon."),
    "sla.warned.update": gettext_lazy("#%(number)s “%(subject)s”: tell the player how far the specialist is."),
    "sla.warned.resolution": gettext_lazy("#%(number)s “%(subject)s” should be resolved soon."),
    "sla.warned.promise": gettext_lazy("#%(number)s “%(subject)s”: your promise is due soon."),
    "sla.breached.first_response": gettext_lazy("%(priority)s #%(number)s “%(subject)s”: first answer missed."),
    "sla.breached.next_response": gettext_lazy("%(priority)s #%(number)s “%(subject)s”: answer to the player missed."),
    "sla.breached.update": gettext_lazy("%(priority)s #%(number)s “%(subject)s”: no news for the player in time."),
    "sla.breached.resolution": gettext_lazy("%(priority)s #%(number)s “%(subject)s”: not resolved in time."),
    "promise.broken": gettext_lazy("%(priority)s #%(number)s “%(subject)s”: a promise to the player was broken."),
    "case.opened": gettext_lazy("%(name)s: your group is asked about #%(number)s “%(subject)s”."),
    "case.answered": gettext_lazy("%(name)s was answered: #%(number)s “%(subject)s” goes on."),
    "crisis.follow_up_soon": gettext_lazy("#%(number)s: please be in touch with the player again within two hours."),
    "crisis.follow_up_due": gettext_lazy("#%(number)s: nobody has been in touch with the player again for a day."),
    "crisis.care": gettext_lazy("That was a hard conversation. Would you like a break?"),
    "crisis.talk": gettext_lazy("%(name)s had a hard conversation. Please ask how they are."),
    **ORDER_NOTICES,
}
