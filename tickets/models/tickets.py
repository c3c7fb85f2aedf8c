"""The ticket: one matter of one player, from the first word to the archive."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import Agent, Game, Group
from knowledge.models import Category
from players.models import Player
from tickets.enums import Channel, Emotion, Priority, Status

NUMBER_OFFSET = 100_000
ALIVE = ("new", "open", "pending", "on_hold")
IN_HAND = ("new", "open")  # what somebody has to do something about now: it counts as load, or waits for somebody


WHO_MAY_SEE = ("game", "group", "assignee", "is_restricted", "snoozed_by")


def alive(*fields: str, name: str) -> models.Index:
    """An index of unresolved tickets that also holds what decides who sees them where.

    So the number of a view is counted out of the index alone: a thousand rows are ten of its pages, not a thousand of
    the table's.
    """
    more = [field for field in WHO_MAY_SEE if field not in fields]
    return models.Index(fields=fields, include=more, name=name, condition=Q(status__in=ALIVE))


class Ticket(models.Model):
    """`version` rises with everything a person would want to see before answering; clocks and promises never touch it.

    What upper apps know (deadlines) is kept here only as far as a list must sort by it: `next_due_at`.
    """

    number = models.GeneratedField(
        expression=F("id") + NUMBER_OFFSET, output_field=models.BigIntegerField(), db_persist=True, unique=True
    )
    game = models.ForeignKey(Game, on_delete=models.PROTECT, related_name="tickets", db_index=False)  # ticket_of_game
    player = models.ForeignKey(Player, on_delete=models.PROTECT, related_name="tickets")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    subject = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.NEW)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+")
    urgency = models.PositiveSmallIntegerField(default=3)
    impact = models.PositiveSmallIntegerField(default=3)
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.P3)
    difficulty = models.PositiveSmallIntegerField(default=1)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="tickets")
    assignee = models.ForeignKey(Agent, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Agent, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=10, default="und")
    emotion = models.CharField(max_length=12, choices=Emotion.choices, default=Emotion.CALM)
    core_demand = models.CharField(max_length=200, blank=True, default="")
    in_game_now = models.BooleanField(default=False)
    facts = models.JSONField(default=dict, blank=True)
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    signals = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    is_restricted = models.BooleanField(default=False)
    is_classification_final = models.BooleanField(default=False)
    is_player_verified = models.BooleanField(default=False)  # the game's server signed for this player
    contact_email = models.EmailField(max_length=254, blank=True, default="")
    intake_key = models.CharField(max_length=340, null=True, unique=True)  # noqa: DJ001 -- NULLs are not unique twice

    next_due_at = models.DateTimeField(null=True, blank=True)
    next_due_kind = models.CharField(max_length=20, blank=True, default="")
    follow_up_at = models.DateTimeField(null=True, blank=True)
    follow_up_note = models.CharField(max_length=500, blank=True, default="")
    placed_at = models.DateTimeField(null=True, blank=True)  # since when its assignee has it, or it waits in its group
    snoozed_until = models.DateTimeField(null=True, blank=True)  # out of the lists of `snoozed_by` until then
    snoozed_by = models.ForeignKey(
        Agent, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    snooze_note = models.CharField(max_length=500, blank=True, default="", db_default="")
    snooze_seq = models.PositiveIntegerField(null=True, blank=True)  # the event of it: what came before wakes nobody
    waiting_since = models.DateTimeField(null=True, blank=True)  # first player message that nobody answered yet

    resolution_summary = models.TextField(blank=True, default="")
    root_cause = models.CharField(max_length=200, blank=True, default="")
    is_satisfied = models.BooleanField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged", db_index=False
    )  # closed then, and gone on with over there
    reopen_count = models.PositiveSmallIntegerField(default=0)

    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    first_response_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    anonymised_at = models.DateTimeField(null=True, blank=True)  # no word of a person stands on it any more

    version = models.PositiveIntegerField(default=1)
    event_seq = models.PositiveIntegerField(default=0)
    message_seq = models.PositiveIntegerField(default=0)
    snippet = models.CharField(max_length=160, blank=True, default="")  # of the last public message

    class Meta:
        verbose_name, verbose_name_plural = _("ticket"), _("tickets")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["resolved", "closed"], resolved_at__isnull=False)
                | (~Q(status__in=["resolved", "closed"]) & Q(resolved_at__isnull=True)),
                name="ticket_resolved_at_with_status",
            ),
            models.CheckConstraint(
                condition=Q(status="closed", closed_at__isnull=False)
                | (~Q(status="closed") & Q(closed_at__isnull=True)),
                name="ticket_closed_at_with_status",
            ),
            models.CheckConstraint(
                condition=Q(archived_at__isnull=True) | Q(status="closed"), name="ticket_archived_only_closed"
            ),
            models.CheckConstraint(condition=Q(priority__range=(0, 4)), name="ticket_priority_0_to_4"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(status="closed") & ~Q(merged_into=F("id")),
                name="ticket_merged_is_closed",
            ),
        ]
        indexes = [
            alive("game", "next_due_at", "id", name="alive_of_game"),
            alive("assignee", "next_due_at", name="alive_of_agent"),
            alive("owner", name="alive_of_owner"),
            alive("player", name="alive_of_player"),
            alive("group", "next_due_at", name="alive_of_group"),
            models.Index(
                fields=["group", "priority", "next_due_at"],
                name="ticket_with_nobody",
                condition=Q(status__in=IN_HAND, assignee__isnull=True),
            ),
            # lists of every game are read in their order and end with the page; counts stop at their cap
            alive("next_due_at", "id", name="alive_by_due"),
            alive("waiting_since", "id", name="alive_by_wait"),
            alive("status", "next_due_at", "id", name="alive_by_status"),
            alive("priority", "next_due_at", name="alive_by_priority"),
            alive("category", "next_due_at", name="alive_by_category"),
            alive("language", "next_due_at", name="alive_by_language"),
            GinIndex(fields=["signals"], name="ticket_alive_by_signal", condition=Q(status__in=ALIVE)),
            models.Index(fields=["player", "-id"], name="ticket_of_player"),
            models.Index(fields=["game", "-id"], name="ticket_of_game"),
            models.Index(fields=["-updated_at", "-id"], name="ticket_by_update"),
            models.Index(fields=["-created_at", "-id"], name="ticket_by_creation"),  # orders of the REST list
            models.Index(fields=["priority", "id"], name="ticket_by_priority"),
            models.Index(fields=["resolved_at"], name="ticket_to_close", condition=Q(status="resolved")),
            models.Index(
                fields=["closed_at"], name="ticket_to_archive", condition=Q(status="closed", archived_at__isnull=True)
            ),
            models.Index(
                fields=["closed_at"],
                name="ticket_to_anonymise",
                condition=Q(status="closed", anonymised_at__isnull=True),
            ),
            models.Index(fields=["follow_up_at"], name="ticket_to_follow_up", condition=Q(follow_up_at__isnull=False)),
            models.Index(fields=["snoozed_until"], name="ticket_to_wake", condition=Q(snoozed_until__isnull=False)),
            models.Index(fields=["snoozed_by"], name="ticket_snoozed", condition=Q(snoozed_by__isnull=False)),
            GinIndex(fields=["tags"], name="ticket_tags"),
            models.Index(fields=["merged_into"], name="ticket_merged", condition=Q(merged_into__isnull=False)),
        ]

    class Privacy:
        personal: ClassVar[set[str]] = {
            "subject", "core_demand", "facts", "contact_email", "resolution_summary", "snippet", "follow_up_note",
            "snooze_note",
        }  # fmt: skip
        plain: ClassVar[set[str]] = {
            "id", "number", "game", "player", "channel", "status", "category", "urgency", "impact", "priority",
            "difficulty",
            "group", "assignee", "owner", "language", "emotion", "in_game_now", "tags", "signals", "is_restricted",
            "is_classification_final", "is_player_verified", "intake_key", "next_due_at", "next_due_kind",
            "follow_up_at", "placed_at", "waiting_since", "snoozed_until", "snoozed_by", "snooze_seq",
            "root_cause", "is_satisfied", "merged_into", "reopen_count", "created_at", "updated_at",
            "first_response_at",
            "resolved_at",
            "closed_at", "archived_at", "anonymised_at", "version", "event_seq", "message_seq",
        }  # fmt: skip

    def __str__(self) -> str:
        return f"#{self.number} {self.subject}"

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    @property
    def is_merged(self) -> bool:
        return self.merged_into_id is not None

    @property
    def priority_name(self) -> str:
        return f"P{self.priority}"


class TrackingLink(models.Model):
    """The player's key to the tracking page; only its SHA-256 is stored. One live link a ticket."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="tracking_links")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Privacy:
        personal: ClassVar[set[str]] = set()
        plain: ClassVar[set[str]] = {"id", "ticket", "digest", "created_at", "expires_at", "revoked_at"}

    def __str__(self) -> str:
        return f"link {self.pk} to {self.ticket_id}"
