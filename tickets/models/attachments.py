"""Files. The name a person gave never reaches the disk; the stored type comes from the content."""

import uuid
from typing import ClassVar

from django.db import models

from core.enums import ActorKind
from tickets.enums import ScanState
from tickets.models.messages import Message
from tickets.models.tickets import Ticket


class Attachment(models.Model):
    """An upload, bound to its uploader, and from its one use on to a message."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ticket = models.ForeignKey(Ticket, null=True, on_delete=models.CASCADE, related_name="attachments")
    message = models.ForeignKey(Message, null=True, on_delete=models.CASCADE, related_name="attachments")
    uploader_kind = models.CharField(max_length=8, choices=ActorKind.choices)
    uploader_key = models.CharField(max_length=80)  # "agent:5", "ticket:17" (a player's side), "form:<random>"
    name = models.CharField(max_length=200)  # cleaned, shown to people only
    content_type = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=120)  # random, below MEDIA_ROOT
    state = models.CharField(max_length=12, choices=ScanState.choices, default=ScanState.CLEAN)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["created_at"], name="attachment_unused", condition=models.Q(message__isnull=True)),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = {"name", "path"}
        plain: ClassVar[set[str]] = {
            "id", "ticket", "message", "uploader_kind", "uploader_key", "content_type", "size", "sha256", "state",
            "created_at",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"{self.id} ({self.content_type})"

    @property
    def is_image(self) -> bool:
        return self.content_type.startswith("image/") and self.state == ScanState.CLEAN
