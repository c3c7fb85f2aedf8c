"""What upper apps have against merging or closing a ticket: an open case, a promise, a call that is still owed."""

from collections.abc import Callable

from tickets.models import Ticket

Objection = Callable[[Ticket], str]
_objections: list[Objection] = []
_against_close: list[Objection] = []


def object_to_merge(objection: Objection) -> None:
    """From now on no ticket is merged for which `objection(ticket)` returns a sentence; the ticket is locked then."""
    if objection not in _objections:
        _objections.append(objection)


def objections_to(ticket: Ticket) -> list[str]:
    """Why this ticket cannot go on in another one now, in the reader's language; empty when it can."""
    return [text for objection in _objections if (text := objection(ticket))]


def object_to_close(objection: Objection) -> None:
    """From now on no ticket is closed for which `objection(ticket)` returns a sentence; the ticket is locked then."""
    if objection not in _against_close:
        _against_close.append(objection)


def objections_to_close(ticket: Ticket) -> list[str]:
    """Why this ticket cannot be closed now, in the reader's language; empty when it can."""
    return [text for objection in _against_close if (text := objection(ticket))]
