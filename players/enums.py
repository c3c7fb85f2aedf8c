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


class RetentionClass(models.TextChoices):
    """A kind of data with a span of its own (domain 2.5)."""

    TICKETS = "tickets", _("closed tickets")
    CRISIS_TALKS = "crisis_talks", _("conversations about danger to a person")
    COVERED_NUMBERS = "covered_numbers", _("numbers that were taken out of texts")
    LEXICON_HITS = "lexicon_hits", _("words by which a machine judged")
    SENT_DRAFTS = "sent_drafts", _("drafts that were sent")
    NOTICES = "notices", _("notifications of agents")
    PLAY_SESSIONS = "play_sessions", _("play, stretch by stretch")
    PAYMENTS = "payments", _("orders and payments")
    DAYS = "days", _("play and spending in numbers, day by day")
    CONSENTS = "consents", _("withdrawn consents")
    REQUESTS = "requests", _("ended privacy requests")
    REAL_NAME = "real_name", _("real names and identity numbers")
    REAL_NAME_PROOFS = "real_name_proofs", _("documents of a real-name review by hand")
    ACCESS_LOGS = "access_logs", _("records of who looked at what")


class RetentionAction(models.TextChoices):
    """What is done with data whose span is over."""

    DELETE = "delete", _("delete")
    ANONYMISE = "anonymise", _("take every word of a person out")
    KEEP = "keep", _("keep")


class PrivacyKind(models.TextChoices):
    """What may be asked for (PIPL 44–50, GDPR 15–21)."""

    ACCESS = "access", _("see and copy")
    PORT = "port", _("take along")
    CORRECT = "correct", _("correct")
    DELETE = "delete", _("delete")
    EXPLAIN = "explain", _("explain a decision")
    WITHDRAW = "withdraw", _("withdraw a consent")
    CLOSE = "close", _("close the account")


class PrivacyState(models.TextChoices):
    """Where a request stands."""

    RECEIVED = "received", _("received")
    ACCEPTED = "accepted", _("checked who asks")
    DONE = "done", _("done")
    REFUSED = "refused", _("refused")


class ConsentPurpose(models.TextChoices):
    """For what somebody's data may be used, as far as it needs a yes."""

    SENSITIVE = "sensitive", _("sensitive data for solving a case")
    CHILD = "child", _("data of a child under 14")
    REAL_NAME = "real_name", _("real-name check")
    RECORDING = "recording", _("recording of a call")
    MARKETING = "marketing", _("news and offers")
    RESEARCH = "research", _("research and training")


class ConsentGiver(models.TextChoices):
    """Who said yes."""

    SELF = "self", _("the person")
    GUARDIAN = "guardian", _("a guardian")


class NoteKind(models.TextChoices):
    """Why something about a player is kept (seeds 000 and 004: needs, expectations, care)."""

    NOTE = "note", _("Note")
    NEED = "need", _("Need")
    CARE = "care", _("Care")


class CommunicationStyle(models.TextChoices):
    """How somebody likes to be spoken to; what follows from it is `players/data/styles.json`."""

    UNKNOWN = "", _("not known yet")
    DRIVER = "driver", _("Driver: result first")
    EXPRESSIVE = "expressive", _("Expressive: wants to be heard")
    AMIABLE = "amiable", _("Amiable: wants to be cared for")
    ANALYTIC = "analytic", _("Analytic: wants to understand")
