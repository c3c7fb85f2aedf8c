"""Refusals about players."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError, TooMany


class SamePerson(DomainError):
    """Two accounts that are one person already cannot be joined once more."""

    code = "player.same_person"
    status = 409
    message = _("These accounts belong to one person already.")


class AccountsMoved(DomainError):
    """Accounts cannot be parted as they were joined: something was moved since."""

    code = "player.accounts_moved"
    status = 409
    message = _("These accounts were parted or joined with others in the meantime. Look at them again.")


class SecondPersonNeeded(DomainError):
    """Who asked for a decision may not be the one who agrees to it."""

    code = "risk.second_person_needed"
    status = 403
    message = _("A second person has to agree: you asked for this yourself.")


class OverrideNotOpen(DomainError):
    """The override is not in a state for this move; `extra["status"]` says which it is in."""

    code = "risk.override_not_open"
    status = 409
    message = _("This decision is over already or was made by somebody else meanwhile.")


class RiskTaskNotOpen(DomainError):
    """Somebody took or finished it first; `extra["status"]` and `extra["by"]` say how it stands."""

    code = "risk.task_not_open"
    status = 409
    message = _("Somebody else has this already.")


class CheckUnderWay(DomainError):
    """A verification of this account is not decided yet."""

    code = "real_name.under_way"
    status = 409
    message = _("A verification of this account is under way. Wait for its result.")


class NothingToMatch(DomainError):
    """Nothing verified is kept that could be compared."""

    code = "real_name.nothing_kept"
    status = 409
    message = _("No verified identity of this player is kept, so there is nothing to compare with.")


class TooManyMatches(TooMany):
    """The tries for one ticket or one player are used up."""

    code = "real_name.match_limit"
    message = _("This was compared too often. Ask a colleague who may see the identity, or try again tomorrow.")


class TooManyProfiles(TooMany):
    """Somebody looks through the identities of many players."""

    code = "real_name.profile_limit"
    message = _(
        "You have looked at very many players within an hour. Please go on later, or ask your supervisor. Risk control"
        " was told."
    )


class TooManyNumbers(TooMany):
    """Somebody opens very many numbers of tickets."""

    code = "reveal.limit"
    message = _("You have opened very many numbers within an hour. Please go on later. Risk control was told.")


class RevealClosed(DomainError):
    """The request to see an identity is not open: refused, lapsed, not yet approved."""

    code = "reveal.closed"
    status = 409
    message = _("This identity cannot be seen: the request waits, was refused, or its time is over.")


class RevealDecided(DomainError):
    """Somebody has decided the request already, or it has lapsed."""

    code = "reveal.decided"
    status = 409
    message = _("This request is decided already, or its time is over.")


class OwnRequest(DomainError):
    """Nobody allows a thing to themselves."""

    code = "reveal.own_request"
    status = 403
    message = _("Another person has to decide this: you asked for it yourself.")


class ReviewDecided(DomainError):
    """The review has its decision, or this person has given a verdict before."""

    code = "real_name.decided"
    status = 409
    message = _("This review is decided, or you have given your verdict already.")


class EvidenceMissing(DomainError):
    """A verification by people rests on a document in the vault."""

    code = "real_name.evidence_missing"
    status = 409
    message = _("Put a picture of the document into the vault first.")


class EvidenceRefused(DomainError):
    """The file is not one that the vault keeps."""

    code = "real_name.evidence_refused"
    status = 400
    message = _("The vault takes pictures (JPEG, PNG, WebP) and PDF of at most 10 MB.")


class AlertNotOpen(DomainError):
    """An alert is taken by one person and resolved once."""

    code = "alert.not_open"
    status = 409
    message = _("Somebody has this alert already, or it was resolved in the meantime.")


class GuardianDecided(DomainError):
    """A claim was decided or ended by somebody else meanwhile."""

    code = "guardian.decided"
    status = 409
    message = _("Somebody has decided this already. Look at it again.")


class InterventionNotOpen(DomainError):
    """The intervention is not in a state for this move; `extra["state"]` says which it is in."""

    code = "intervention.not_open"
    status = 409
    message = _("Somebody has moved this on meanwhile. Look at it again.")


class InterventionPlanned(DomainError):
    """One about the same matter waits already; `extra["intervention"]` names it."""

    code = "intervention.planned_already"
    status = 409
    message = _("An intervention about this is planned already.")


class OwnPlan(DomainError):
    """Who planned an intervention may not approve it."""

    code = "intervention.own_plan"
    status = 403
    message = _("Another person has to approve this: you planned it yourself.")


class HumanNeeded(DomainError):
    """What restricts a player, and anything from L3 on, is approved by a person and never by a program."""

    code = "intervention.human_needed"
    status = 403
    message = _("A person has to approve this. Programs may not.")


class ContactNotNow(DomainError):
    """Quiet hours, or the player was contacted lately; `extra["next_at"]` says from when on it is allowed."""

    code = "intervention.not_now"
    status = 409
    message = _("The player may not be contacted now.")


class NoDoor(DomainError):
    """Nothing in this installation can carry the message that way."""

    code = "intervention.no_way"
    status = 409
    message = _("The message cannot be sent this way here. Choose another way.")
