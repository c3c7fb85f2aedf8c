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


class RuleKind(models.TextChoices):
    """What a rule of a place says something about."""

    PLAY_WINDOW = "play_window", _("hours of play")
    DAILY_MINUTES = "daily_minutes", _("minutes a day")
    PER_GAME_MINUTES = "per_game_minutes", _("minutes a day in one game")
    CURFEW = "curfew", _("curfew")
    SPEND_SINGLE = "spend_single", _("money at once")
    SPEND_DAY = "spend_day", _("money a day")
    SPEND_MONTH = "spend_month", _("money a month")
    GUEST_MODE = "guest_mode", _("guests")
    REAL_NAME = "real_name", _("real name")
    CONSENT_AGE = "consent_age", _("age of consent")
    REMINDER = "reminder", _("reminder")
    GUARDIAN_OPTIN = "guardian_optin", _("choice of the guardian")
    PAYMENT_CAP_ALL = "payment_cap_all", _("money a month, at any age")


class RuleScope(models.TextChoices):
    """Over what a rule adds up."""

    ACCOUNT = "account", _("the account")
    PERSON_COMPANY = "person_company", _("the person, over all games")
    GAME = "game", _("the person, in one game")
    DEVICE = "device", _("the device")


class RuleConfidence(models.TextChoices):
    """How sure it is that the rule reads as it stands here."""

    VERIFIED = "verified", _("read at the source")
    KNOWN = "known", _("known, to be verified")
    DECIDED = "decided", _("our own decision")


class DayMark(models.TextChoices):
    """What the schedule of a country makes of a day."""

    HOLIDAY = "holiday", _("holiday")
    MAKEUP_WORKDAY = "makeup_workday", _("make-up workday")
    PLAIN = "plain", _("day like any other")
