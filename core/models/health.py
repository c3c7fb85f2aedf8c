"""How the house knows that it is well: heartbeats of its processes and the auditor's findings."""

from typing import ClassVar

from django.db import models


class Heartbeat(models.Model):
    """The last sign of life of a named process (`timers`, `worker`, `relay`)."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"name", "at"}

    def __str__(self) -> str:
        return f"{self.name} at {self.at}"


class AuditRun(models.Model):
    """One look of the auditor at the invariants; `findings` maps an invariant to how many rows break it."""

    at = models.DateTimeField(db_index=True)
    is_clean = models.BooleanField()
    findings = models.JSONField(default=dict)

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"id", "at", "is_clean", "findings"}

    def __str__(self) -> str:
        return f"audit at {self.at}: {'clean' if self.is_clean else 'findings'}"
