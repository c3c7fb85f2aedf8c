"""What agents are told about tickets: the matters that they choose ways for, and the sentences of what happened."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.enums import Way
from core.queries import notices
from core.queries.attention import PAGES, QUIETLY, USUAL, Matter, add_matter
from tickets.queries.grounds import why_text

WOKEN = {
    "time": _("#%(number)s is back, as you wished: %(subject)s %(note)s"),
    "message": _("#%(number)s is back: the player wrote. %(subject)s %(note)s"),
    "priority": _("#%(number)s is back: it has become more urgent. %(subject)s %(note)s"),
    "deadline": _("#%(number)s is back: a deadline is near or past. %(subject)s %(note)s"),
    "handed_over": _("#%(number)s is back: it was handed over. %(subject)s %(note)s"),
    "assigned": _("#%(number)s is back: a colleague has it now. %(subject)s %(note)s"),
    "case": _("#%(number)s is back: the specialists have answered. %(subject)s %(note)s"),
    "follow_up": _("#%(number)s is back: the follow-up date has come. %(subject)s %(note)s"),
    "joined": _("#%(number)s is back: words of the player from another ticket stand there now. %(subject)s %(note)s"),
    "replaced": _("#%(number)s is back: a colleague has put it aside instead. %(subject)s %(note)s"),
}
WATCHED = {
    "message": _("The player wrote on #%(number)s, which you watch: %(subject)s"),
    "resolved": _("#%(number)s, which you watch, is solved: %(subject)s"),
    "breached": _("A deadline was missed on #%(number)s, which you watch: %(subject)s"),
}


def describe_matters() -> None:
    """Say at start-up what there is to hear about tickets, and in which words."""
    for matter in (
        Matter("crisis", _("Danger to a person"), PAGES, ("ticket.crisis", "crisis.follow_up"), is_fixed=True, order=0),
        Matter("mention", _("Somebody mentions me"), USUAL, ("ticket.mentioned",), order=10),
        Matter("given", _("A ticket was given to me"), frozenset({Way.DESK}), ("ticket.given",), order=20),
        Matter("draft", _("A text of mine could not be sent"), USUAL, ("draft.",), order=30),
        Matter("follow_up", _("A follow-up date has come"), USUAL, ("ticket.follow_up_due",), order=40),
        Matter("snooze", _("What I put aside is back"), USUAL, ("ticket.woken",), order=41),
        Matter("watch", _("News on tickets that I watch"), QUIETLY, ("watch.",), order=50),
    ):
        add_matter(matter)
    notices.describe("ticket.mentioned", _("%(who)s mentions you on #%(number)s: %(subject)s"))
    notices.describe("ticket.given", _("Given to you: #%(number)s %(subject)s (%(why)s)"), made=_why)
    for reason, sentence in WOKEN.items():
        notices.describe(f"ticket.woken.{reason}", sentence)
    for what, sentence in WATCHED.items():
        notices.describe(f"watch.{what}", sentence)


def _why(params: Mapping[str, Any]) -> dict[str, str]:
    return {"why": why_text(params.get("reasons", ()))}
