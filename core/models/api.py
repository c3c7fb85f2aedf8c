"""What the REST interface keeps: tokens, answers to repeated requests, and the buckets of its rate limits."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models.people import Agent


class ApiToken(models.Model):
    """A bearer token of an agent. Only its SHA-256 is stored; `prefix` shows which one it is."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="api_tokens", verbose_name=_("agent"))
    name = models.CharField(max_length=80, blank=True, default="", verbose_name=_("what it is for"))
    prefix = models.CharField(max_length=16, verbose_name=_("begins with"))
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=40), default=list, verbose_name=_("scopes"))
    created_at = models.DateTimeField(verbose_name=_("made at"))
    expires_at = models.DateTimeField(null=True, verbose_name=_("expires at"))
    revoked_at = models.DateTimeField(null=True, verbose_name=_("revoked at"))
    last_used_at = models.DateTimeField(null=True, verbose_name=_("last used at"))

    class Meta:
        verbose_name, verbose_name_plural = _("API token"), _("API tokens")

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {
            "id", "agent", "name", "prefix", "digest", "scopes", "created_at", "expires_at", "revoked_at",
            "last_used_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.prefix}…"


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
