"""A reviewer sees what was handed in, to compare it with the document: logged before it is shown."""

from django.db import transaction

from core.models import Actor
from players.actions.access_log import log_access
from players.actions.reveals import Revealed
from players.enums import AccessDeed, CheckState
from players.errors import ReviewDecided
from players.models import RealNameCheck
from players.policies.real_name import check_can_review
from players.policies.sealed import CHECK_NAME, CHECK_NUMBER


@transaction.atomic
def look_at_submitted(check: RealNameCheck, *, by: Actor) -> Revealed:
    """Name and number as they were handed in, while the review is open. Raises `ReviewDecided` afterwards."""
    assert by.agent is not None, "reviews are made by people"
    check_can_review(by.agent, check.player)
    if check.state != CheckState.MANUAL_REVIEW:
        raise ReviewDecided
    found = Revealed(CHECK_NAME.open(check.name_sealed), CHECK_NUMBER.open(check.number_sealed))
    log_access(check.player, by=by, deed=AccessDeed.REVEALED, what="name,number", purpose=f"review {check.pk}")
    return found
