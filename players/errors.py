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
