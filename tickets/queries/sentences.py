"""What happened on a ticket, said as one sentence in the reader's language.

Sentences are made when they are read. Upper apps describe their own events about tickets by `describe`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from core.clock import InvalidTime, parse_iso
from core.enums import ActorKind
from core.templatetags.clocks import moment_text
from knowledge.engines.taxonomy import by_code
from tickets.enums import Channel, Emotion, Status
from tickets.queries.grounds import group_name, in_language, why_text


@dataclass(frozen=True)
class Told:
    """One event of a ticket as it was recorded."""

    name: str
    at: datetime
    actor_kind: str
    actor_name: str
    data: Mapping[str, Any]

    @property
    def actor(self) -> str:
        """Who did it, never empty."""
        if self.actor_name:
            return self.actor_name
        names = {ActorKind.PLAYER: _("The player"), ActorKind.BOT: _("The bot")}
        return str(names.get(ActorKind(self.actor_kind), _("The system")))


@dataclass(frozen=True)
class Sentence:
    """`in_talk` ones stand between the messages; the others on the timeline alone. `is_key` ones are never folded.

    `why` says on what grounds somebody has the ticket since then; empty where a person decided, None where the event
    changes nothing about that.
    """

    text: str
    icon: str = "circle-dot"
    is_key: bool = False
    in_talk: bool = True
    why: str | None = None


Teller = Callable[[Told], Sentence | None]
_tellers: dict[str, Teller] = {}


def describe(name: str, teller: Teller) -> None:
    """From now on events of this name are told by `teller`; None hides one."""
    _tellers[name] = teller


def sentence_of(told: Told) -> Sentence | None:
    """The event as a sentence, or None for what is shown otherwise; an unknown kind is named on the timeline."""
    teller = _tellers.get(told.name)
    if teller is None:
        return Sentence(told.name, in_talk=False)
    return teller(told)


def described_events() -> frozenset[str]:
    """Every event name that has a sentence, for the test that none is missing."""
    return frozenset(_tellers)


def category_name(code: str) -> str:
    """`AC-02 Account stolen` in the reader's language; an unknown code stands for itself."""
    category = by_code().get(code)
    return f"{code} {in_language(category.zh, category.en)}" if category else code


def _opened(told: Told) -> Sentence:
    channels = {choice.value: choice.label for choice in Channel}
    by = channels.get(str(told.data.get("channel")), "")
    return Sentence(_("Opened: %(channel)s") % {"channel": by}, "ticket", in_talk=False)


def _classified(told: Told) -> Sentence | None:
    code = str(told.data.get("category", ""))
    parts = [category_name(code)]
    if told.data.get("priority") is not None:
        parts.append(_priority(told.data["priority"]))
    emotions = {choice.value: choice.label for choice in Emotion}
    if told.data.get("emotion") in emotions and told.data["emotion"] != Emotion.CALM:
        parts.append(_("mood: %(mood)s") % {"mood": emotions[told.data["emotion"]]})
    what = " · ".join(str(part) for part in parts)
    if told.actor_kind == ActorKind.AGENT:
        text = _("%(who)s set the category: %(what)s") % {"who": told.actor, "what": what}
        return Sentence(_with_reason(text, told), "tag")
    return Sentence(_("Read as %(what)s") % {"what": what}, "sparkles")


def _priority(value: Any) -> str:
    return value if isinstance(value, str) else f"P{value}"


def _with_reason(text: str, told: Told) -> str:
    reason = str(told.data.get("reason") or "")
    return _("%(text)s (%(reason)s)") % {"text": text, "reason": reason} if reason else text


def _assigned(told: Told) -> Sentence:
    name, why = str(told.data.get("name") or ""), why_text(told.data.get("reasons", ()))
    if not name:
        return Sentence(_("%(who)s gave it back to the group") % {"who": told.actor}, "undo-2", why="")
    if told.data.get("how") == "auto":
        text = _("Assigned to %(name)s: %(why)s") % {"name": name, "why": why}
    elif told.data.get("how") == "next":
        text = _("%(who)s took the next ticket: %(why)s") % {"who": told.actor, "why": why}
    elif name == told.actor_name:
        text = _("%(who)s took the ticket") % {"who": told.actor}
    else:
        text = _("%(who)s assigned it to %(name)s") % {"who": told.actor, "name": name}
    return Sentence(text, "user-check", why=why)


def _given_back(told: Told) -> Sentence:
    grounds = {
        "away": _("was away and had not answered yet"),
        "offline": _("was not there any more and had not answered yet"),
        "deactivated": _("has left and had not answered yet"),
    }
    why = grounds.get(str(told.data.get("why")), grounds["offline"])
    text = _("Back in the group: %(name)s %(why)s") % {"name": told.data.get("name", ""), "why": why}
    return Sentence(text, "undo-2", is_key=True, why="")


def _handed_over(told: Told) -> Sentence:
    groups = {key: group_name(str(told.data.get(key, ""))) for key in ("from", "to")}
    text = _("%(who)s handed it from %(from)s to %(to)s: %(note)s") % {
        "who": told.actor,
        "note": told.data.get("note", ""),
        **groups,
    }
    return Sentence(text, "arrow-right-left", is_key=True, why="")


def _moved(told: Told) -> Sentence:
    names = {choice.value: choice.label for choice in Status}
    before, after = (str(names.get(str(told.data.get(key)), told.data.get(key))) for key in ("from", "to"))
    return Sentence(_("Status: %(before)s → %(after)s") % {"before": before, "after": after}, in_talk=False)


def _changed(told: Told) -> Sentence:
    if "taken_back" in told.data:
        return _ending_taken_back(told)
    parts = []
    if "priority" in told.data:
        before, after = told.data["priority"]
        parts.append(_("priority %(before)s → %(after)s") % {"before": before, "after": after})
    if "subject" in told.data:
        before, after = told.data["subject"]
        parts.append(_("subject “%(before)s” → “%(after)s”") % {"before": before, "after": after})
    if "tags" in told.data:
        parts.append(_("tags: %(tags)s") % {"tags": ", ".join(told.data["tags"][1]) or "–"})
    if "facts" in told.data:
        parts.append(_("facts of the category"))
    if told.data.get("because") in {"merged", "unmerged"}:
        return Sentence(_by_merge(told), "pencil")
    text = _("%(who)s changed %(what)s") % {"who": told.actor, "what": _("; ").join(parts)}
    return Sentence(_with_reason(text, told), "pencil")


def _by_merge(told: Told) -> str:
    before, after = told.data["priority"]
    if told.data["because"] == "merged":
        text = _("Priority %(before)s → %(after)s: as urgent as what is merged into it")
    else:
        text = _("Priority %(before)s → %(after)s: what was more urgent is a ticket of its own again")
    return text % {"before": before, "after": after}


def _ending_taken_back(told: Told) -> Sentence:
    is_close = told.data["taken_back"] == "close"
    text = _("%(who)s took the closing back") if is_close else _("%(who)s took the resolving back")
    return Sentence(_with_reason(text % {"who": told.actor}, told), "undo-2", is_key=True)


def _follow_up_set(told: Told) -> Sentence:
    at = _moment(told.data.get("at"))
    if not at:
        return Sentence(_("%(who)s took the follow-up date away") % {"who": told.actor}, "calendar-x")
    text = _("%(who)s will come back to it %(when)s") % {"who": told.actor, "when": at}
    note = str(told.data.get("note") or "")
    return Sentence(f"{text}: {note}" if note else text, "calendar-clock")


def _snoozed(told: Told) -> Sentence:
    text = _("%(who)s put it aside until %(when)s") % {"who": told.actor, "when": _moment(told.data.get("until"))}
    note = str(told.data.get("note") or "")
    return Sentence(f"{text}: {note}" if note else text, "alarm-clock", in_talk=False)


def _woken(told: Told) -> Sentence:
    reasons = {
        "time": _("the time has come"),
        "undone": _("taken back"),
        "message": _("the player wrote"),
        "priority": _("more urgent now"),
        "deadline": _("a deadline is near or past"),
        "handed_over": _("handed over"),
        "assigned": _("a colleague has it"),
        "case": _("the specialists have answered"),
        "follow_up": _("the follow-up date has come"),
        "replaced": _("a colleague put it aside"),
        "solved": _("solved"),
        "joined": _("words of the player from another ticket"),
        "gone_on": _("it goes on in another ticket"),
    }
    reason = str(reasons.get(str(told.data.get("reason")), _("taken back")))
    return Sentence(_("Back in the list: %(reason)s") % {"reason": reason}, "alarm-clock-off", in_talk=False)


def _moment(text: Any) -> str:
    try:
        return moment_text(parse_iso(str(text))) if text else ""
    except InvalidTime:
        return ""


def _resolved(told: Told) -> Sentence:
    text = _("%(who)s resolved it: %(summary)s · Root cause: %(cause)s") % {
        "who": told.actor,
        "summary": told.data.get("summary", ""),
        "cause": told.data.get("root_cause", ""),
    }
    return Sentence(text, "circle-check", is_key=True)


def _reopened(told: Told) -> Sentence:
    reason = str(told.data.get("reason") or "")
    if reason in {"", "message"}:
        return Sentence(_("%(who)s wrote again: reopened") % {"who": told.actor}, "rotate-ccw", is_key=True)
    text = _("%(who)s reopened it: %(reason)s") % {"who": told.actor, "reason": reason}
    return Sentence(text, "rotate-ccw", is_key=True)


def _closed(told: Told) -> Sentence:
    reasons = {
        "confirmed": _("Closed: the player says it is solved"),
        "unanswered": _("Closed: no answer within the time"),
    }
    fallback = _("%(who)s closed it") % {"who": told.actor}
    text = str(reasons.get(str(told.data.get("reason")), fallback))
    if told.data.get("comment"):
        text = _("%(what)s: %(comment)s") % {"what": text, "comment": told.data["comment"]}
    return Sentence(text, "archive", is_key=True)


def _link_made(told: Told) -> Sentence:
    if told.data.get("revoked", 1):
        return Sentence(_("A tracking link was made; older ones are dead"), "link", in_talk=False)
    return Sentence(_("The player has a link to follow the ticket"), "link", in_talk=False)


def _number_revealed(told: Told) -> Sentence:
    text = _("%(who)s looked at a covered number: %(reason)s") % {"who": told.actor, "reason": told.data["reason"]}
    return Sentence(text, "eye", in_talk=False)


_tellers.update(
    {
        "ticket.opened": _opened,
        "ticket.classified": _classified,
        "ticket.assigned": _assigned,
        "ticket.given_back": _given_back,
        "ticket.handed_over": _handed_over,
        "ticket.moved": _moved,
        "ticket.changed": _changed,
        "ticket.follow_up_set": _follow_up_set,
        "ticket.follow_up_due": lambda _told: Sentence(_("The follow-up date has come"), "alarm-clock"),
        "ticket.resolved": _resolved,
        "ticket.reopened": _reopened,
        "ticket.closed": _closed,
        "ticket.archived": lambda _told: Sentence(_("Archived: read-only from here"), "archive"),
        "ticket.link_made": _link_made,
        "ticket.snoozed": _snoozed,
        "ticket.woken": _woken,
        "number.revealed": _number_revealed,
        "ticket.anonymised": lambda _told: Sentence(_("Its words were taken out: its time was over"), "eraser"),
        "message.received": lambda _told: None,
        "message.sent": lambda _told: None,
        "message.noted": lambda _told: None,
        "promise.asked": lambda _told: None,
    }
)
