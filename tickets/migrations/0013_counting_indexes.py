"""Indexes of unresolved tickets that hold what decides who sees them, built while the desk goes on; then the older go."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

ALIVE = models.Q(("status__in", ("new", "open", "pending", "on_hold")))
WHO_MAY_SEE = ("game", "group", "assignee", "is_restricted", "snoozed_by")
NEW = {
    "alive_of_game": ("game", "next_due_at", "id"),
    "alive_of_agent": ("assignee", "next_due_at"),
    "alive_of_owner": ("owner",),
    "alive_of_player": ("player",),
    "alive_of_group": ("group", "next_due_at"),
    "alive_by_due": ("next_due_at", "id"),
    "alive_by_wait": ("waiting_since", "id"),
    "alive_by_status": ("status", "next_due_at", "id"),
    "alive_by_priority": ("priority", "next_due_at"),
    "alive_by_category": ("category", "next_due_at"),
    "alive_by_language": ("language", "next_due_at"),
}
OLD = (
    "ticket_alive_by_due", "ticket_alive_of_agent", "ticket_alive_of_group", "ticket_alive_due_first",
    "ticket_alive_wait", "ticket_alive_by_status", "ticket_alive_by_priority", "ticket_alive_by_category",
    "ticket_alive_by_language",
)  # fmt: skip


def alive(name: str, fields: tuple[str, ...]) -> models.Index:
    more = [field for field in WHO_MAY_SEE if field not in fields]
    return models.Index(fields=fields, include=more, name=name, condition=ALIVE)


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ("players", "0004_above_t0"),
        ("tickets", "0012_macros_tags_training"),
    ]

    operations = [
        *(AddIndexConcurrently(model_name="ticket", index=alive(name, fields)) for name, fields in NEW.items()),
        *(RemoveIndexConcurrently(model_name="ticket", name=name) for name in OLD),
    ]
