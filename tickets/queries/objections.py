"""What upper apps have against merging a ticket into another one: an open case, a promise, money on its way."""

from collections.abc import Callable

from tickets.models import Ticket

Objection = Callable[[Ticket], str]
_objections: list[Objection] = []


def object_to_merge(objection: Objection) -> None:
    """From now on no ticket is merged for which `objection(ticket)` returns a sentence; the ticket is locked then."""
    if objection not in _objections:
        _objections.append(objection)


def objections_to(ticket: Ticket) -> list[str]:
    """Why this ticket cannot go on in another one now, in the reader's language; empty when it can."""
    return [text for objection in _objections if (text := objection(ticket))]
