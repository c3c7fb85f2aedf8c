"""What an agent is told in the desk, whether or not a page was open when it happened."""

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.enums import DigestRhythm
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
    topic = models.CharField(max_length=40, blank=True, default="", db_default="")  # what it is about: "ticket:123"
    is_urgent = models.BooleanField(default=False)  # pages until somebody acknowledges it
    on_desk = models.BooleanField(default=True, db_default=True)
    in_browser = models.BooleanField(default=False, db_default=False)
    by_mail = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agent", "key"], name="notification_once")]
        indexes = [
            models.Index(fields=["agent", "-id"], name="notification_unread", condition=models.Q(read_at=None)),
            models.Index(fields=["agent", "-id"], name="notification_newest"),
            models.Index(
                fields=["topic"], name="notification_paging", condition=models.Q(is_urgent=True, read_at=None)
            ),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = {"params"}
        plain: ClassVar[set[str]] = {
            "id", "agent", "key", "kind", "url", "topic", "is_urgent", "on_desk", "in_browser", "by_mail",
            "created_at", "read_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} to {self.agent_id}"


class NotificationPreference(models.Model):
    """How one agent wants to be told; without a row everything is as `core.queries.attention.DEFAULT` says.

    `ways` holds, by kind of matter, the ways that the agent chose (`desk`, `browser`, `mail`); a kind that is absent is
    told as usual. `digest_at` is when the next mail is due.
    """

    agent = models.OneToOneField(Agent, on_delete=models.CASCADE, related_name="+")
    ways = models.JSONField(default=dict)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_to = models.TimeField(null=True, blank=True)
    only_available = models.BooleanField(default=False)  # the browser stays silent while the agent is not there
    shows_subjects = models.BooleanField(default=False)  # on screens that others may see
    digest = models.CharField(max_length=8, choices=DigestRhythm.choices, default=DigestRhythm.NEVER)
    digest_hour = models.PositiveSmallIntegerField(default=9)
    digest_at = models.DateTimeField(null=True, blank=True)
    watches_mentions = models.BooleanField(default=True)
    watches_own_notes = models.BooleanField(default=False)
    shows_presence = models.BooleanField(default=True)

    class Meta:
        verbose_name, verbose_name_plural = _("way of telling"), _("ways of telling")
        indexes = [
            models.Index(fields=["digest_at"], name="digest_due", condition=models.Q(digest_at__isnull=False)),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = {"quiet_from", "quiet_to"}
        plain: ClassVar[set[str]] = {
            "id", "agent", "ways", "only_available", "shows_subjects", "digest", "digest_hour", "digest_at",
            "watches_mentions", "watches_own_notes", "shows_presence",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"how {self.agent_id} is told"


class MailDigest(models.Model):
    """One mail to one agent about what waited at `until`: there is one for each moment, and it is sent once."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()
    next_try_at = models.DateTimeField(null=True)  # nothing to do any more when it is empty
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    lines = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agent", "until"], name="mail_digest_once")]
        indexes = [
            models.Index(fields=["next_try_at"], name="mail_digest_due", condition=models.Q(next_try_at__isnull=False)),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {
            "id", "agent", "since", "until", "next_try_at", "attempts", "sent_at", "lines", "last_error",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"digest for {self.agent_id} until {self.until}"
