"""Refusals about promises, cases and deadlines."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class PromiseNotOpen(DomainError):
    """It was kept, broken or withdrawn before; `extra["state"]` says which."""

    code = "promise.not_open"
    status = 409
    message = _("This promise is not open any more.")


class CaseNotOpen(DomainError):
    """Somebody answered or withdrew it first; `extra["state"]` says which."""

    code = "case.not_open"
    status = 409
    message = _("This case is not open any more.")


class PolicyMissing(DomainError):
    """There is no policy for all games: the reference rows were never loaded."""

    code = "sla.policy_missing"
    status = 503
    message = _("The deadlines are not set up yet.")


class OrderMoveNotAllowed(DomainError):
    """The work order stands where this move does not begin; `extra["allowed"]` names those that do."""

    code = "case.move_not_allowed"
    status = 409
    message = _("This is not possible with this work order now.")


class StaleOrder(DomainError):
    """Somebody changed the work order first; `extra["version"]` is the one that counts now."""

    code = "case.stale"
    status = 409
    message = _("Somebody changed this work order meanwhile. Look at it again; what you wrote is kept.")


class RemindedBefore(DomainError):
    """The group was reminded within the last hour."""

    code = "case.reminded_before"
    status = 409
    message = _("They were reminded within the last hour.")


class CrisisNotOwed(DomainError):
    """Somebody has been in touch with the player again, or found no danger."""

    code = "crisis.not_owed"
    status = 409
    message = _("Nothing is owed on it any more.")
