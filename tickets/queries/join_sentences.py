"""What happens between two tickets, said as one sentence: merged, taken apart, split, moved, linked."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tickets.enums import LinkKind
from tickets.queries.relations import words_back, words_out
from tickets.queries.sentences import Sentence, Told, describe


def describe_events() -> None:
    """Say what these events mean on each of the two tickets."""
    describe("ticket.merged", _merged)
    describe("ticket.unmerged", _unmerged)
    describe("ticket.split", _split)
    describe("message.moved", _moved)
    describe("ticket.linked", _linked)
    describe("ticket.unlinked", _unlinked)


def _said(told: Told, **more: Any) -> dict[str, Any]:
    return {"who": told.actor, "other": _other(told), **more}


def _other(told: Told) -> str:
    """The other ticket, without its number for whoever may not see it (`queries/others.py`)."""
    number = told.data.get("number", 0)
    if number is None:
        return _("a restricted ticket")
    if told.data.get("subject"):
        return _("#%(number)d “%(subject)s”") % {"number": number, "subject": told.data["subject"]}
    return f"#{number}"


def _merged(told: Told) -> Sentence:
    if told.data.get("role") == "source":
        text = _("%(who)s merged it into %(other)s, where it goes on") % _said(told)
    else:
        text = _("%(who)s merged %(other)s into this ticket") % _said(told)
    return Sentence(text, "merge", is_key=True)


def _unmerged(told: Told) -> Sentence:
    n = int(told.data.get("meanwhile", 0))
    if told.data.get("role") == "target":
        text = _("%(who)s made %(other)s a ticket of its own again; what was said meanwhile stays here") % _said(told)
        return Sentence(text, "split", is_key=True)
    text = _("%(who)s took it out of %(other)s again") % _said(told)
    if n:
        meanwhile = ngettext(
            "%(n)d message of the time in between stands in %(other)s",
            "%(n)d messages of the time in between stand in %(other)s",
            n,
        ) % _said(told, n=n)
        text = _("; ").join([text, meanwhile])
    return Sentence(text, "split", is_key=True)


def _split(told: Told) -> Sentence:
    n = len(told.data.get("messages", ()))
    text = ngettext(
        "%(who)s split %(n)d message off into %(other)s",
        "%(who)s split %(n)d messages off into %(other)s",
        n,
    )
    return Sentence(text % _said(told, n=n), "split", is_key=True)


def _moved(told: Told) -> Sentence:
    n = len(told.data.get("messages", ()))
    if told.data.get("role") == "origin":
        text = ngettext("%(who)s moved %(n)d message to %(other)s", "%(who)s moved %(n)d messages to %(other)s", n)
    else:
        text = ngettext(
            "%(who)s moved %(n)d message here from %(other)s",
            "%(who)s moved %(n)d messages here from %(other)s",
            n,
        )
    return Sentence(text % _said(told, n=n), "forward", is_key=True)


def _linked(told: Told) -> Sentence:
    text = _("%(who)s linked it: %(kind)s %(other)s") % _said(told, kind=_kind(told))
    return Sentence(text, "link")


def _unlinked(told: Told) -> Sentence:
    text = _("%(who)s took the link away: %(kind)s %(other)s") % _said(told, kind=_kind(told))
    return Sentence(text, "unlink")


def _kind(told: Told) -> str:
    words = words_out() if told.data.get("role") == "from" else words_back()
    kind = str(told.data.get("kind", LinkKind.RELATED))
    return words.get(kind, kind)
