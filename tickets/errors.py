"""Refusals about tickets."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError, InvalidInput


class StaleTicket(DomainError):
    """Somebody changed the ticket after it was read; `extra` holds what is new and the text that was not sent."""

    code = "ticket.stale"
    status = 409
    message = _("Something new happened on this ticket. Your text is kept; read what is new and send again.")


class MoveNotAllowed(DomainError):
    """The table does not allow this move from the ticket's status; `extra["allowed"]` names those that are."""

    code = "ticket.move_not_allowed"
    status = 409
    message = _("This is not possible in the ticket's present status.")


class TicketMerged(MoveNotAllowed):
    """It goes on in another ticket, whose number `extra["into"]` holds: there it can be done."""

    message = _("This ticket is merged and goes on in another one. Please do it there.")


class TicketBusy(DomainError):
    """Somebody is changing both tickets at this very moment, in the other order."""

    code = "ticket.busy"
    status = 409
    message = _("A colleague is changing one of the two tickets right now. Please try again.")


class AlreadyTaken(DomainError):
    """Another agent has it; `extra["assignee"]` says who."""

    code = "ticket.taken"
    status = 409
    message = _("A colleague has already taken this ticket.")


class TicketArchived(DomainError):
    code = "ticket.archived"
    status = 409
    message = _("This ticket is archived and can only be read.")


class UploadRefused(DomainError):
    code = "attachment.refused"
    status = 400
    message = _("This file cannot be accepted.")


class UploadTooLarge(UploadRefused):
    code = "attachment.too_large"
    status = 413
    message = _("This file is too large.")


class UploadNotYours(InvalidInput):
    def __init__(self) -> None:
        super().__init__({"attachments": [_("One of the files is not there, or was already used.")]})


class LinkInvalid(DomainError):
    code = "link.invalid"
    status = 404
    message = _("This link is not valid any more.")


class ConsentOpen(DomainError):
    """The player has not answered the same question yet."""

    code = "consent.open"
    status = 409
    message = _("The player was asked this already and has not answered yet.")


class ConsentAnswered(DomainError):
    """The question cannot be answered like this any more."""

    code = "consent.answered"
    status = 409
    message = _("This was answered already, or the time for an answer is over. Write to us below if you like.")
