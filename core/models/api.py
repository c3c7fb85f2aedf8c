"""What the REST interface keeps: tokens, answers to repeated requests, and the buckets of its rate limits."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from core.models.people import Agent


class ApiToken(models.Model):
    """A bearer token of an agent. Only its SHA-256 is stored; `prefix` shows which one it is."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80, blank=True, default="")
    prefix = models.CharField(max_length=16)
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=40), default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {
            "id", "agent", "name", "prefix", "digest", "scopes", "created_at", "expires_at", "revoked_at",
            "last_used_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.prefix}… of {self.agent_id}"


class IdempotencyKey(models.Model):
    """The first answer to a keyed write: repeated with the same body it is given again, for seven days."""

    owner = models.CharField(max_length=80)  # whose key: "token:5", "form", "chat:…"
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)  # empty while the first request is still running
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True, default="")
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="idempotency_key_once")]

    class Privacy:
        personal: ClassVar[set[str]] = {"body"}
        plain: ClassVar[set[str]] = {"id", "owner", "key", "fingerprint", "status", "headers", "created_at"}

    def __str__(self) -> str:
        return f"{self.owner} {self.key}"


class RateBucket(models.Model):
    """One limit for one caller (GCRA): `tat` is the theoretical arrival time of the next request."""

    key = models.CharField(max_length=160, primary_key=True)
    tat = models.DateTimeField(db_index=True)

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"key", "tat"}

    def __str__(self) -> str:
        return self.key
