"""The field's own words for a ticket."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    NEW = "new", _("New")
    OPEN = "open", _("In progress")
    PENDING = "pending", _("Waiting for the player")
    ON_HOLD = "on_hold", _("With a specialist")
    RESOLVED = "resolved", _("Resolved")
    CLOSED = "closed", _("Closed")


class Move(models.TextChoices):
    """Everything that may change a ticket's status, and the moves that leave it as it is but need a live ticket."""

    TAKE = "take", _("Take")
    ASSIGN = "assign", _("Assign")
    REPLY = "reply", _("Reply")
    PLAYER_MESSAGE = "player_message", _("Player's message")
    ASK_PLAYER = "ask_player", _("Ask the player")
    HAND_OVER = "hand_over", _("Hand over")
    ESCALATE = "escalate", _("Escalate")
    CASE_ANSWERED = "case_answered", _("Case answered")
    FOLLOW_UP = "follow_up", _("Follow up")
    PROMISE = "promise", _("Promise")
    CHANGE = "change", _("Change")
    RESOLVE = "resolve", _("Resolve")
    REOPEN = "reopen", _("Reopen")
    CLOSE = "close", _("Close")
    ARCHIVE = "archive", _("Archive")
    MERGE = "merge", _("Merge into another")
    ABSORB = "absorb", _("Another is merged into it")
    RELEASE = "release", _("What was merged into it is out again")
    UNMERGE = "unmerge", _("Take apart again")
    SPLIT = "split", _("Split off")
    MOVE_MESSAGES = "move_messages", _("Move messages")
    LINK = "link", _("Link")
    TAKE_BACK = "take_back", _("Take back")


class LinkKind(models.TextChoices):
    """What a ticket is to the other one; `tickets/queries/links.py` says it from both sides."""

    RELATED = "related", _("is related to")
    DUPLICATE = "duplicate", _("says the same as")
    FOLLOWS = "follows", _("goes on from")
    CAUSES = "causes", _("is the cause of")
    SPLIT = "split", _("was split off from")


class Channel(models.TextChoices):
    WEB = "web", _("Web form")
    IN_GAME = "in_game", _("In game")
    CHAT = "chat", _("Live chat")
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")
    API = "api", _("API")


class Visibility(models.TextChoices):
    PUBLIC = "public", _("Reply")
    INTERNAL = "internal", _("Internal note")


class Priority(models.IntegerChoices):
    P0 = 0, "P0"
    P1 = 1, "P1"
    P2 = 2, "P2"
    P3 = 3, "P3"
    P4 = 4, "P4"


class Emotion(models.TextChoices):
    CALM = "calm", _("Calm")
    ANXIOUS = "anxious", _("Anxious")
    ANGRY = "angry", _("Angry")
    DISTRESSED = "distressed", _("Distressed")
    DELIGHTED = "delighted", _("Delighted")


class Step(models.TextChoices):
    """The seven steps of the service process (seed 001, 3.1.2), as the player sees them."""

    INTAKE = "intake", _("Received")
    CLASSIFY = "classify", _("Sorted")
    ANSWER = "answer", _("Answering")
    HAND_OVER = "hand_over", _("Handed on")
    FOLLOW_UP = "follow_up", _("Following up")
    REPORT_BACK = "report_back", _("Result")
    ARCHIVE = "archive", _("Filed")


class DraftState(models.TextChoices):
    WRITING = "writing", _("Draft")
    QUEUED = "queued", _("About to be sent")
    RELEASED = "released", _("Sent")
    REFUSED = "refused", _("Not sent")


class ScanState(models.TextChoices):
    CLEAN = "clean", _("Checked")
    SUSPECT = "suspect", _("Content does not match its name")
    QUARANTINED = "quarantined", _("Quarantined")


class VerdictSource(models.TextChoices):
    RULES = "rules", _("Rules")
    MODEL = "model", _("Learned model")
    PERSON = "person", _("Person")


class Audience(models.TextChoices):
    """Who finds a saved view in the menu; what it shows is always judged by the reader's own rights."""

    ME = "me", _("Only me")
    GROUPS = "groups", _("My groups")
    ALL = "all", _("Everybody")


class BulkState(models.TextChoices):
    """Where a deed on many tickets stands."""

    RUNNING = "running", _("Under way")
    DONE = "done", _("Done")
    UNDOING = "undoing", _("Being taken back")
    UNDONE = "undone", _("Taken back")


class RowState(models.TextChoices):
    """What became of one ticket of many."""

    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Done")
    SKIPPED = "skipped", _("Skipped")
    UNDONE = "undone", _("Taken back")
    KEPT = "kept", _("Could not be taken back")


class MacroEnd(models.TextChoices):
    """What follows when a macro's text stands in the composer."""

    ASK = "ask", _("Wait for the player's answer")
    RESOLVE = "resolve", _("Resolve the ticket")


class TagState(models.TextChoices):
    ALLOWED = "allowed", _("In use")
    RETIRED = "retired", _("Retired")
    MERGED = "merged", _("Merged")


class TagColour(models.TextChoices):
    """The looks of a chip; the colours themselves stand in tokens.css."""

    LINE = "line", _("Plain")
    ACCENT = "accent", _("Accent")
    SOON = "soon", _("Amber")
    OVER = "over", _("Red")
    WAIT = "wait", _("Grey")
    KEY = "key", _("Outlined")


class ConsentKind(models.TextChoices):
    """What a player is asked to agree to."""

    FREEZE = "freeze", _("Protective freeze of the account")
    LIMITS = "limits", _("Limits of time and spending")


class ConsentAnswer(models.TextChoices):
    AGREED = "agreed", _("agreed")
    DECLINED = "declined", _("declined")
    EXPIRED = "expired", _("not answered in time")
