"""Who wants to hear of a ticket without having it."""

from typing import ClassVar

from django.db import models

from core.models import Agent
from tickets.models.tickets import Ticket


class Watch(models.Model):
    """This agent is told what happens on this ticket, as long as the agent may see it.

    `is_on` is false where somebody said no: a mention or an own note does not begin it again.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="watches")
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+")
    is_on = models.BooleanField(default=True)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "agent"], name="watch_once")]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"id", "ticket", "agent", "is_on", "since"}

    def __str__(self) -> str:
        return f"{self.agent_id} watches {self.ticket_id}"
