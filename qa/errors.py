"""Refusals about surveys."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class SurveyClosed(DomainError):
    """No survey is open for this ticket: not asked yet, or its days are over."""

    code = "survey.closed"
    status = 409
    message = _("This survey is not open any more. Thank you all the same.")
