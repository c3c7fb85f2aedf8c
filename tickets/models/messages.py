"""What was said on a ticket, by whom, to whom. Rows are added, never edited."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from core.enums import ActorKind
from core.models import Agent
from tickets.enums import Visibility
from tickets.models.tickets import Ticket


class Message(models.Model):
    """One message; `seq` numbers a ticket's messages without a gap. `search` holds its pairs of characters.

    One that was moved keeps its row and its number, and names the row that is shown instead of it, on another ticket.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="messages")
    seq = models.PositiveIntegerField()
    author_kind = models.CharField(max_length=8, choices=ActorKind.choices)
    author = models.ForeignKey(Agent, null=True, on_delete=models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=80, blank=True, default="")
    visibility = models.CharField(max_length=8, choices=Visibility.choices)
    body = models.TextField()
    created_at = models.DateTimeField()
    moved_to = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="moved_from", db_index=False)
    search = SearchVectorField(null=True)
    search_form = models.PositiveSmallIntegerField(default=0, db_default=0)  # the way of cutting that made `search`

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["ticket", "seq"], name="message_seq_once"),
            models.UniqueConstraint(
                fields=["moved_to"], name="message_moved_once", condition=models.Q(moved_to__isnull=False)
            ),
            models.CheckConstraint(
                condition=models.Q(moved_to__isnull=True) | models.Q(search__isnull=True),
                name="message_moved_is_not_found",
            ),
        ]
        indexes = [GinIndex(fields=["search"], name="message_search", gin_pending_list_limit=1024)]

    class Privacy:
        personal: ClassVar[set[str]] = {"author_name", "body", "search"}
        plain: ClassVar[set[str]] = {
            "id",
            "ticket",
            "seq",
            "author_kind",
            "author",
            "visibility",
            "created_at",
            "search_form",
            "moved_to",
        }

    def __str__(self) -> str:
        return f"{self.ticket_id}/{self.seq}"

    @property
    def is_moved(self) -> bool:
        return self.moved_to_id is not None

    @property
    def is_public(self) -> bool:
        return self.visibility == Visibility.PUBLIC

    @property
    def is_from_player(self) -> bool:
        return self.author_kind == ActorKind.PLAYER
