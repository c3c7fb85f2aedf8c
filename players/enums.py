"""Words about players."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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
    RISK_RATINGS = "risk_ratings", _("former ratings of risk")
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
    REFUSE = "refuse", pgettext_lazy("verdict", "Refuse")


class EvidenceKind(models.TextChoices):
    """What a picture in the vault shows."""

    DOCUMENT = "document", _("document")
    HELD = "held", _("person with the document")
    OTHER = "other", _("something else")


class RevealState(models.TextChoices):
    """Where a request to see an identity in plain text stands."""

    WAITING = "waiting", _("waiting for approval")
    OPEN = "open", pgettext_lazy("reveal", "open")
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


class EventKind(models.TextChoices):
    """What a game can report of an account."""

    LOGIN = "login", _("sign-in")
    LOGOUT = "logout", _("sign-out")
    PLAY = "play", _("play")
    PAYMENT = "payment", _("payment")
    REFUND = "refund", _("refund")
    CHARGEBACK = "chargeback", _("chargeback")
    SECURITY_CHANGE = "security_change", _("security change")
    MATCH = "match", _("match")
    HAND = "hand", _("hand of cards")
    DISCONNECT = "disconnect", _("disconnect")
    ASSET_OUT = "asset_out", _("asset given away")
    SANCTION = "sanction", _("sanction")
    ATTEMPT = "attempt", _("refused attempt")
    REMINDER = "reminder", _("reminder")


class EventResult(models.TextChoices):
    """What became of one reported event."""

    ACCEPTED = "accepted", _("accepted")
    DUPLICATE = "duplicate", _("known already")
    CONFLICT = "conflict", _("known with other content")
    INVALID = "invalid", _("not valid")


class SightingOf(models.TextChoices):
    """What an account is usually seen with."""

    DEVICE = "device", _("device")
    REGION = "region", _("region")


class RiskDimension(models.TextChoices):
    """The sides of a rating; care and sanction are opposite answers, so danger to oneself and abuse stand apart."""

    ACCOUNT_THEFT = "account_theft", _("account theft")
    HEALTH = "health", _("health-play risk")
    MINOR = "minor", _("minors")
    FRAUD = "fraud", _("fraud")
    SELF_HARM = "self_harm", _("self-harm")
    ABUSE = "abuse", _("abuse and threats")
    ESCALATION = "escalation", _("escalation")


class RiskSource(models.TextChoices):
    OPERATION = "O", _("operation's data")
    TEXT = "T", _("the player's words")
    MANUAL = "M", _("a colleague")


class OverrideKind(models.TextChoices):
    SET = "set", _("is")
    FLOOR = "floor", _("at least")
    CEILING = "ceiling", _("at most")


class OverrideReason(models.TextChoices):
    """Why a person decides other than the rules do."""

    FALSE_POSITIVE = "false_positive", _("false alarm")
    VERIFIED_OWNER = "verified_owner", _("owner was verified")
    MEDICAL_OR_FAMILY = "medical_or_family_info", _("medical or family information")
    LEGAL_REQUEST = "legal_request", _("legal request")
    SPECIALIST_JUDGEMENT = "specialist_judgement", _("a specialist's judgement")
    TEST_ACCOUNT = "test_account", _("test account")


class OverrideStatus(models.TextChoices):
    """Waiting for a second person, in force, or over for one of four reasons."""

    PENDING = "pending", _("waits for a second person")
    ACTIVE = "active", _("in force")
    REFUSED = "refused", _("refused")
    REPLACED = "replaced", _("replaced")
    WITHDRAWN = "withdrawn", _("withdrawn")
    EXPIRED = "expired", _("expired")


class RiskTaskKind(models.TextChoices):
    """Why a person has to look at a player's risk."""

    LEVEL = "level", _("level rose")
    FLAG = "flag", _("flagged by a colleague")
    SECOND_PERSON = "second_person", _("a decision waits for a second person")
    REVIEW = "review", _("an override expired")


class RiskTaskStatus(models.TextChoices):
    OPEN = "open", _("open")
    TAKEN = "taken", _("taken")
    DONE = "done", _("done")


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


class AlertKind(models.TextChoices):
    """Why the law of play, or care for a player, asks somebody to look."""

    OUTSIDE_WINDOW = "outside_window", _("plays outside the hours")
    OVER_MINUTES = "over_minutes", _("plays beyond the minutes")
    UNVERIFIED = "unverified", _("plays without a verified name")
    OVER_CAP = "over_cap", _("paid beyond the cap")
    ATTEMPT = "attempt", _("refused by the game")
    ENDS_SOON = "ends_soon", _("play has to end soon")
    STILL_PLAYING = "still_playing", _("time for a reminder")
    LONG_SESSION = "long_session", _("plays for very long")
    NIGHT_PLAY = "night_play", _("plays at night")


class AlertState(models.TextChoices):
    OPEN = "open", _("open")
    TAKEN = "taken", _("taken")
    RESOLVED = "resolved", _("resolved")


class AlertOutcome(models.TextChoices):
    """What became of an alert; the last two are written by the desk itself."""

    GAME_INFORMED = "game_informed", _("game was informed")
    PLAYER_CONTACTED = "player_contacted", _("player was contacted")
    GUARDIAN_CONTACTED = "guardian_contacted", _("guardian was contacted")
    NO_ACTION = "no_action", _("nothing to do")
    FALSE_ALARM = "false_alarm", _("false alarm")
    ENDED = "ended", _("play ended in time")
    INFORMED = "informed", _("told, nothing to decide")


class GuardianRelation(models.TextChoices):
    """How a guardian stands to the child (civil code: parents first, then who is appointed)."""

    PARENT = "parent", _("parent")
    RELATIVE = "relative", _("grandparent or other relative")
    APPOINTED = "appointed", _("appointed guardian")


class GuardianState(models.TextChoices):
    CLAIMED = "claimed", _("says so, not confirmed")
    VERIFIED = "verified", _("confirmed")
    REFUSED = "refused", _("not confirmed")
    ENDED = "ended", _("ended")


class InterventionState(models.TextChoices):
    """Where an intervention stands; what came of it is its outcome."""

    PLANNED = "planned", _("planned")
    APPROVED = "approved", _("approved")
    SENT = "sent", pgettext_lazy("intervention", "sent")
    ACKNOWLEDGED = "acknowledged", _("acknowledged")
    DONE = "done", _("done")


class InterventionMove(models.TextChoices):
    APPROVE = "approve", _("Approve")
    SEND = "send", _("Send")
    ACKNOWLEDGE = "acknowledge", _("Acknowledge")
    FINISH = "outcome", _("Write down the outcome")
    WITHDRAW = "withdraw", _("Withdraw")


class InterventionOutcome(models.TextChoices):
    """What came of an intervention (domain 3.6)."""

    EFFECTIVE = "effective", _("It helped")
    NO_EFFECT = "no_effect", _("It changed nothing")
    REFUSED = "refused", _("The player refused")
    UNREACHABLE = "unreachable", _("Not reached")
    WITHDRAWN = "withdrawn", _("withdrawn")


class InterventionWay(models.TextChoices):
    """How an intervention reaches the player, or that it stays inside the house."""

    TICKET = "ticket", _("a message on a ticket")
    GAME = "game", _("shown in the game")
    SPOKEN = "spoken", _("a colleague spoke with the player")
    INSIDE = "inside", _("inside the house, the player is not contacted")


class Approver(models.TextChoices):
    """Who may approve a playbook; never who planned it."""

    DECIDER = "decider", _("whoever decides on risk, programs too")
    PERSON = "person", _("a person who decides on risk")


class AckBy(models.TextChoices):
    """By whom an acknowledgement was heard of."""

    PLAYER = "player", _("the player's answer")
    GAME = "game", _("the game")
    AGENT = "agent", _("a colleague")
