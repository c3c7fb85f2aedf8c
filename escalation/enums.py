"""Words of deadlines, promises and cases."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ClockKind(models.TextChoices):
    FIRST_RESPONSE = "first_response", _("First response")
    NEXT_RESPONSE = "next_response", _("Next response")
    UPDATE = "update", _("News while with a specialist")
    RESOLUTION = "resolution", _("Resolution")
    PROMISE = "promise", _("Promise")


class ClockState(models.TextChoices):
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    MET = "met", _("Met")
    BREACHED = "breached", _("Missed")
    CANCELLED = "cancelled", _("No longer needed")


class Why(models.TextChoices):
    """Why a stretch of a clock counts or not."""

    RUNNING = "running", _("Service hours")
    ON_HOLD = "on_hold", _("With a specialist")
    WAITING_FOR_PLAYER = "waiting_for_player", _("Waiting for the player")
    MERGED = "merged", _("Merged into another ticket")
    OUTSIDE_SERVICE_HOURS = "outside_service_hours", _("Outside service hours")
    HOLIDAY = "holiday", _("Holiday")
    MAKEUP_WORKDAY = "makeup_workday", _("Make-up workday")
    SPECIAL_DAY = "special_day", _("Special opening hours")
    OVERDUE = "overdue", _("Overdue")


class DayRule(models.TextChoices):
    HOLIDAY = "holiday", _("Shut")
    MAKEUP_WORKDAY = "makeup_workday", _("Make-up workday")
    NORMAL = "normal", _("As in any week")
    SPECIAL = "special", _("Own hours")


class TargetKind(models.TextChoices):
    """What a row of the policy sets; the kinds after resolution bind specialists, not the front line."""

    FIRST_RESPONSE = "first_response", _("First response")
    NEXT_RESPONSE = "next_response", _("Next response")
    UPDATE = "update", _("News while with a specialist")
    RESOLUTION = "resolution", _("Resolution")
    SPECIALIST = "specialist", _("Answer of the specialist")
    PROMISE = "promise", _("Suggested promise")
    FREEZE = "freeze", _("Freeze after consent")
    DOCUMENT_CHECK = "document_check", _("Check of documents")
    INTERNAL_OWNER = "internal_owner", _("Internal owner named")
    EXTERNAL = "external", _("Deadline set by law or a platform")


class Level(models.TextChoices):
    WARN = "warn", _("Warning")
    BREACH = "breach", _("Missed")


class AlarmState(models.TextChoices):
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    FIRED = "fired", _("Fired")
    STOPPED = "stopped", _("Stopped")


class AlertCause(models.TextChoices):
    TIME = "time", _("Time ran out")
    EDIT = "edit", _("A change moved the deadline into the past")


class PromiseState(models.TextChoices):
    OPEN = "open", _("Open")
    KEPT = "kept", _("Kept")
    BROKEN = "broken", _("Broken")
    CANCELLED = "cancelled", _("Withdrawn")


class CaseState(models.TextChoices):
    OPEN = "open", _("Open")
    ANSWERED = "answered", _("Answered")
    CANCELLED = "cancelled", _("Withdrawn")


class CaseKind(models.TextChoices):
    """What a specialist is asked for; later kinds get forms of their own."""

    EXPERT_OPINION = "expert_opinion", _("Expert opinion")
    HAND_REVIEW = "hand_review", _("Hand review")
    ACCOUNT_SECURITY = "account_security", _("Account security")
    TECHNICAL = "technical", _("Technical check")
    PAYMENT = "payment", _("Payment check")
    GAME_DATA = "game_data", _("Game data check")
    COMPLAINT = "complaint", _("Complaint")
    REFUND = "refund", _("Refund")
    LEGAL = "legal", _("Legal question")
    WORK_ORDER = "work_order", _("Work order")
    OTHER = "other", _("Other")


class OrderStage(models.TextChoices):
    """Where a work order stands; `escalation/workflow.py` says what leads where."""

    OPEN = "open", _("Not accepted yet")
    ACCEPTED = "accepted", _("Accepted")
    IN_PROGRESS = "in_progress", _("In progress")
    WAITING = "waiting", _("Waiting until a date")
    RETURNED = "returned", _("Needs information")
    DONE = "done", pgettext_lazy("work order", "Done")
    CANCELLED = "cancelled", pgettext_lazy("work order", "Withdrawn")


class OrderMove(models.TextChoices):
    """What people do to a work order; the word stands on the button."""

    ACCEPT = "accept", pgettext_lazy("work order", "Accept")
    START = "start", pgettext_lazy("work order", "Start work")
    WAIT = "wait", pgettext_lazy("work order", "Wait until …")
    WAKE = "wake", pgettext_lazy("work order", "The wait is over")
    SEND_BACK = "return", pgettext_lazy("work order", "Ask back")
    INFORM = "inform", pgettext_lazy("work order", "Answer the question")
    FINISH = "finish", pgettext_lazy("work order", "Finish")
    CANCEL = "cancel", pgettext_lazy("work order", "Withdraw")
    REOPEN = "reopen", pgettext_lazy("work order", "Open again")


class OrderResult(models.TextChoices):
    """How a work order ended; the words beside it say the rest."""

    SOLVED = "solved", _("Solved")
    WORKAROUND = "workaround", _("Workaround")
    NOT_REPRODUCED = "not_reproduced", _("Could not be reproduced")
    AS_DESIGNED = "as_designed", _("Works as intended")
    NOT_POSSIBLE = "not_possible", _("Not possible")
    OTHER = "other", _("Other")


class CrisisStep(models.TextChoices):
    """The steps of the crisis protocol in their order (domain.md 3.7)."""

    STAY = "stay", _("Stay, calmly")
    CALL_HELP = "call_help", _("Bring in a trained colleague")
    ASK = "ask", _("Ask directly about safety")
    HELPLINE = "helpline", _("Give the local helpline")
    RESCUE = "rescue", _("If it is immediate: call for rescue")
    NEVER = "never", _("Keep to what never helps")
    FOLLOW_UP = "follow_up", _("Get in touch again within 24 hours")
    CARE = "care", _("Look after yourself")


class FollowUpOutcome(models.TextChoices):
    """What came of getting in touch again."""

    REACHED = "reached", _("Reached, and safe")
    IN_GOOD_HANDS = "with_others", _("With family, a helpline or a doctor")
    NOT_REACHED = "not_reached", _("Not reached")


class CareAnswer(models.TextChoices):
    """What an agent wants after a hard conversation."""

    BREAK = "break", _("I take a break")
    GO_ON = "go_on", _("I am all right, thank you")
