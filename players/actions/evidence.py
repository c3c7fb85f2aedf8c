"""Evidence that leaves the desk; that it left is evidence too."""

from datetime import date

from django.db import transaction

from core.actions import events
from core.enums import Permission
from core.errors import NotThere
from core.models import Actor
from core.policies.permissions import check_anywhere


@transaction.atomic
def note_export(what: str, first: date, last: date, *, by: Actor, right: Permission = Permission.RISK_VIEW) -> None:
    """Record who took which evidence of which days out of the desk."""
    if by.agent is None:
        raise NotThere
    check_anywhere(by.agent, right)
    data = {"what": what, "first": first.isoformat(), "last": last.isoformat()}
    events.record("evidence.exported", subject=by.agent, by=by, data=data)
