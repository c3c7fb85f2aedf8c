"""How an agent's hands work at the desk: the keys they chose, and what they have practised."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from core.models import Agent


class KeyChoice(models.Model):
    """An agent's own keys: `bindings` maps the usual key of a deed to the chosen one; what is absent is as usual.

    Without `has_single_keys` only combinations with Ctrl or ⌘ work (WCAG 2.1.4).
    """

    agent = models.OneToOneField(Agent, primary_key=True, on_delete=models.CASCADE, related_name="+")
    has_single_keys = models.BooleanField(default=True, db_default=True)
    bindings = models.JSONField(default=dict, blank=True)

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"agent", "has_single_keys", "bindings"}

    def __str__(self) -> str:
        return f"keys of {self.agent_id}"


class Training(models.Model):
    """What an agent has practised with pretend tickets. `steps` of the round that is running; `rounds` that are over.

    It says nothing about anybody's work: no report reads it.
    """

    agent = models.OneToOneField(Agent, primary_key=True, on_delete=models.CASCADE, related_name="+")
    steps = ArrayField(models.CharField(max_length=12), default=list, db_default=[], blank=True)
    rounds = models.PositiveIntegerField(default=0, db_default=0)
    best_seconds = models.PositiveIntegerField(null=True, blank=True)
    is_declined = models.BooleanField(default=False, db_default=False)
    updated_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Privacy:
        personal: ClassVar[set[str]] = {"rounds", "best_seconds", "steps"}
        plain: ClassVar[set[str]] = {"agent", "is_declined", "updated_at", "finished_at"}

    def __str__(self) -> str:
        return f"practice of {self.agent_id}"
