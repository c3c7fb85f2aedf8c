"""Refusals about players."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class SamePerson(DomainError):
    """Two accounts that are one person already cannot be joined once more."""

    code = "player.same_person"
    status = 409
    message = _("These accounts belong to one person already.")


class AccountsMoved(DomainError):
    """Accounts cannot be parted as they were joined: something was moved since."""

    code = "player.accounts_moved"
    status = 409
    message = _("These accounts were parted or joined with others in the meantime. Look at them again.")


class SecondPersonNeeded(DomainError):
    """Who asked for a decision may not be the one who agrees to it."""

    code = "risk.second_person_needed"
    status = 403
    message = _("A second person has to agree: you asked for this yourself.")


class OverrideNotOpen(DomainError):
    """The override is not in a state for this move; `extra["status"]` says which it is in."""

    code = "risk.override_not_open"
    status = 409
    message = _("This decision is over already or was made by somebody else meanwhile.")


class RiskTaskNotOpen(DomainError):
    """Somebody took or finished it first; `extra["status"]` and `extra["by"]` say how it stands."""

    code = "risk.task_not_open"
    status = 409
    message = _("Somebody else has this already.")


class AlertNotOpen(DomainError):
    """An alert is taken by one person and resolved once."""

    code = "alert.not_open"
    status = 409
    message = _("Somebody has this alert already, or it was resolved in the meantime.")
