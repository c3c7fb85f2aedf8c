"""What speaks against merging a ticket away: somebody still owes something on it."""

from django.utils.translation import gettext as _

from escalation.enums import CaseState, PromiseState
from escalation.models import Case, Promise
from tickets.models import Ticket


def open_case(ticket: Ticket) -> str:
    """A specialist's answer would come to a closed ticket."""
    if not Case.objects.filter(ticket=ticket, state=CaseState.OPEN).exists():
        return ""
    return _("A specialist still has a case about this ticket. Merge the other one into it, or wait for the answer.")


def open_promise(ticket: Ticket) -> str:
    """The player still has our word, and nobody would see when it is due."""
    if not Promise.objects.filter(ticket=ticket, state=PromiseState.OPEN).exists():
        return ""
    return _("The player has our word on this ticket. Merge the other one into it, or keep or withdraw the promise.")
