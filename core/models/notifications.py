"""What an agent is told in the desk, whether or not a page was open when it happened."""

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from core.models.people import Agent


class Notification(models.Model):
    """One message to one agent about one cause (`key`): telling twice is impossible.

    The text is made when read, from `kind` and `params`, in the reader's language.
    """

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="notifications")
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=60)
    params = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    url = models.CharField(max_length=200, blank=True, default="")
    is_urgent = models.BooleanField(default=False)  # pages until somebody acknowledges it
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agent", "key"], name="notification_once")]
        indexes = [
            models.Index(fields=["agent", "-id"], name="notification_unread", condition=models.Q(read_at=None)),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = {"params"}
        plain: ClassVar[set[str]] = {"id", "agent", "key", "kind", "url", "is_urgent", "created_at", "read_at"}

    def __str__(self) -> str:
        return f"{self.kind} to {self.agent_id}"
