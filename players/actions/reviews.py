"""Manual review of real names: two different people decide, on what lies in the vault."""

from django.db import transaction

from core import clock
from core.actions import events
from core.models import Actor
from players.actions.access_log import log_access
from players.actions.real_name import fail_check, pass_check
from players.actions.vault import keep_by_decision
from players.enums import AccessDeed, CheckReason, CheckState, EvidenceKind, RealNameMethod, Verdict
from players.errors import EvidenceMissing, ReviewDecided
from players.models import RealNameCheck, RealNameVerdict
from players.policies.real_name import check_can_review, clean_words

AGREE = 2  # as many people have to say the same


@transaction.atomic
def give_verdict(check: RealNameCheck, *, by: Actor, verdict: Verdict, reason: str) -> RealNameCheck:
    """One person's verdict. The second person who says the same decides; where two differ a third one does.

    To accept, a document has to be in the vault. Raises `ReviewDecided` for a second verdict of the same person.
    """
    assert by.agent is not None, "reviews are made by people"
    words = clean_words("reason", reason)
    check = RealNameCheck.objects.select_for_update(of=("self",)).select_related("player__game").get(pk=check.pk)
    check_can_review(by.agent, check.player)
    if check.state != CheckState.MANUAL_REVIEW or check.verdicts.filter(reviewer=by.agent).exists():
        raise ReviewDecided
    documents = check.evidence.exclude(path="").filter(kind=EvidenceKind.DOCUMENT)
    if verdict == Verdict.ACCEPT and not documents.exists():
        raise EvidenceMissing
    RealNameVerdict.objects.create(check_under=check, reviewer=by.agent, verdict=verdict, reason=words, at=clock.now())
    events.record("identity.reviewed", subject=check.player, by=by, data={"verdict": str(verdict)})
    if check.verdicts.filter(verdict=verdict).count() >= AGREE:
        _decide(check, verdict, by=by)
    log_access(check.player, by=by, deed=AccessDeed.REVIEWED, what=str(verdict), purpose=words)
    return check


def _decide(check: RealNameCheck, verdict: Verdict, *, by: Actor) -> None:
    if verdict == Verdict.ACCEPT:
        pass_check(check, by=by, method=RealNameMethod.MANUAL)
    else:
        fail_check(check, CheckReason.REFUSED, by=by)
    keep_by_decision(check)
