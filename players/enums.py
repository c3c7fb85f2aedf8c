"""Words about players."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RealNameStatus(models.TextChoices):
    NONE = "none", _("not verified")
    IN_PROGRESS = "in_progress", _("in progress")
    VERIFIED = "verified", _("verified")
    FAILED = "failed", _("failed")
    MANUAL_REVIEW = "manual_review", _("manual review")


class Tier(models.TextChoices):
    """How closely the desk looks after a player; it shortens response targets."""

    T0 = "T0", "T0"
    T1 = "T1", "T1"
    T2 = "T2", "T2"
    T3 = "T3", "T3"


class PlayerKind(models.TextChoices):
    """Where a player stands with the company (seed 003, scope of service)."""

    VISITOR = "visitor", _("visitor")
    PROSPECT = "prospect", _("prospect")
    REGISTERED = "registered", _("registered")
    PAYER = "payer", _("paying player")
    VIP = "vip", _("VIP")
    LAPSED = "lapsed", _("lapsed player")


class AgeBand(models.TextChoices):
    """All that anybody outside the real-name review needs to know about an age."""

    U8 = "u8", _("under 8")
    FROM_8_TO_15 = "8_15", _("8 to 15")
    FROM_16_TO_17 = "16_17", _("16 or 17")
    ADULT = "adult", _("adult")
    UNKNOWN = "unknown", _("age unknown")


class PaymentStatus(models.TextChoices):
    """What became of an order, as the game says it."""

    PAID = "paid", _("Paid")
    FAILED = "failed", _("Failed")


class RealNameMethod(models.TextChoices):
    """By whom an identity was found to be right."""

    GAME = "game", _("by the game")
    NPPA = "nppa", _("by the state's system")
    MANUAL = "manual", _("by two of our people")


class CheckState(models.TextChoices):
    """Where one act of verification stands."""

    WAITING = "waiting", _("waiting to be sent")
    IN_PROGRESS = "in_progress", _("in progress")
    MANUAL_REVIEW = "manual_review", _("manual review")
    VERIFIED = "verified", _("verified")
    FAILED = "failed", _("failed")
    WITHDRAWN = "withdrawn", _("replaced by a later one")


class CheckReason(models.TextChoices):
    """Why a verification failed, or why people have to look at it."""

    NO_MATCH = "no_match", _("Name and number do not belong together.")
    NUMBER_REFUSED = "number_refused", _("The state's system does not take the number.")
    EXPIRED = "expired", _("No result came within 48 hours; it has to be handed in again.")
    REFUSED = "refused", _("Two colleagues refused it.")
    GAME_REFUSED = "game_refused", _("The game says that the verification failed.")
    PERMIT = "permit", _("The document is a residence permit, which only people can check.")
    NO_SYSTEM = "no_system", _("This installation does not ask the state's system.")
    THREE_FAILURES = "three_failures", _("It failed three times in a row.")
    CHANGE = "change", _("The account is verified for somebody else.")
    KNOWN_OTHERWISE = "known_otherwise", _("The number is known with another name.")


class Verdict(models.TextChoices):
    """What one reviewer says of a real name."""

    ACCEPT = "accept", _("Accept")
    REFUSE = "refuse", _("Refuse")


class EvidenceKind(models.TextChoices):
    """What a picture in the vault shows."""

    DOCUMENT = "document", _("document")
    HELD = "held", _("person with the document")
    OTHER = "other", _("something else")


class RevealState(models.TextChoices):
    """Where a request to see an identity in plain text stands."""

    WAITING = "waiting", _("waiting for approval")
    OPEN = "open", _("open")
    REFUSED = "refused", _("refused")


class AccessDeed(models.TextChoices):
    """What was done with a kept identity."""

    REVEALED = "revealed", _("seen in plain text")
    MATCHED = "matched", _("compared, and equal")
    NOT_MATCHED = "not_matched", _("compared, and different")
    EVIDENCE_SEEN = "evidence_seen", _("evidence seen")
    EVIDENCE_KEPT = "evidence_kept", _("evidence put in")
    EVIDENCE_DROPPED = "evidence_dropped", _("evidence destroyed")
    REVIEWED = "reviewed", _("reviewed")
    EXPORTED = "exported", _("given out")
    ERASED = "erased", _("erased")


class BehaviourState(models.TextChoices):
    """Where a report of a login or logout to the state's system stands."""

    WAITING = "waiting", _("waiting")
    SENT = "sent", _("sent")
    REFUSED = "refused", _("refused")
