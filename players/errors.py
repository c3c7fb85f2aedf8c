"""Refusals about players."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class StalePlayer(DomainError):
    """The profile was changed since the caller looked at it."""

    code = "player.stale"
    status = 412
    message = _("The profile has changed in the meantime. Load it again and repeat your change.")
