"""What becomes due by itself: plans that nobody carried out in time, and contacts that were put off."""

import logging

from django.db import connection, transaction

from core import clock
from core.actions import events
from core.errors import DomainError
from core.models import Actor
from players.actions.contacts import give_up_sending, send_due
from players.models import Intervention

log = logging.getLogger(__name__)

_OVERDUE = """
UPDATE players_intervention SET overdue_at = %(now)s, version = version + 1
WHERE id IN (
  SELECT id FROM players_intervention
  WHERE overdue_at IS NULL AND state IN ('planned', 'approved') AND due_at <= %(now)s
  ORDER BY due_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
RETURNING id
"""


def sweep_interventions(limit: int = 200) -> int:
    """Do what is due; return how much was. Each is done once, however many sweeps run side by side."""
    return _note_overdue(limit) + _send_put_off(limit)


@transaction.atomic
def _note_overdue(limit: int) -> int:
    """Nothing was sent in time: it is shown so, and told once."""
    with connection.cursor() as cursor:
        cursor.execute(_OVERDUE, {"now": clock.now(), "limit": limit})
        found = [pk for (pk,) in cursor.fetchall()]
    rows = Intervention.objects.filter(pk__in=found).order_by("due_at", "pk")
    deeds = [
        events.Deed(
            "intervention.overdue",
            subject=row,
            by=Actor.system(),
            data={"player": row.player_id, "level": f"L{row.level}", "due_at": row.due_at.isoformat()},
        )
        for row in rows
    ]
    if deeds:
        events.record_all(deeds)
    return len(deeds)


def _send_put_off(limit: int) -> int:
    now = clock.now()
    due = Intervention.objects.filter(send_at__lte=now).order_by("send_at", "pk")
    sent = 0
    for pk in list(due.values_list("pk", flat=True)[:limit]):
        try:
            sent += send_due(pk, now) is not None
        except DomainError as refusal:
            log.info("intervention %s could not be sent: %s", pk, refusal.code)
            give_up_sending(pk, refusal.code)
    return sent
