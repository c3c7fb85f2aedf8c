"""Keep what somebody must not lose: a hold on an account stops every removal until it is lifted."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core import clock
from core.actions import events
from core.errors import DomainError, NotThere
from core.models import Actor
from players.actions.privacy_requests import checked, handler
from players.models import LegalHold, Player
from players.queries.legal_holds import held_players, standing_holds


class HoldStands(DomainError):
    """There is one already."""

    code = "legal_hold.stands"
    status = 409
    message = _("This account is on hold already.")


class OnHold(DomainError):
    """Nothing may be removed; `extra["reason"]` is the reason that was stated."""

    code = "legal_hold.on_hold"
    status = 409
    message = _("A legal hold stands on this account. Nothing may be removed until it is lifted.")


@transaction.atomic
def place_hold(player: Player, *, by: Actor, reason: str) -> LegalHold:
    """Nothing of this account, or of another one of the same person, is removed from now on."""
    agent, why = handler(by, player), checked(reason, "reason")
    try:
        with transaction.atomic():
            hold = LegalHold.objects.create(player=player, reason=why, placed_by=agent, placed_at=clock.now())
    except IntegrityError as error:
        raise HoldStands from error
    events.record("privacy.hold_placed", subject=player, by=by, data={"hold": hold.pk, "reason": why})
    return hold


@transaction.atomic
def lift_hold(player: Player, *, by: Actor, reason: str) -> LegalHold:
    """What was held may go again when its span is over. Raises `NotThere` without a hold."""
    agent, why = handler(by, player), checked(reason, "reason")
    hold = standing_holds().select_for_update().filter(player=player).first()
    if hold is None:
        raise NotThere
    hold.lifted_by, hold.lifted_at = agent, clock.now()
    hold.save(update_fields=["lifted_by", "lifted_at"])
    events.record("privacy.hold_lifted", subject=player, by=by, data={"hold": hold.pk, "reason": why})
    return hold


def check_free(player: Player) -> None:
    """Raise `OnHold` with the reason while a hold stands on the account or on another one of the person."""
    if not held_players().filter(pk=player.pk).exists():
        return
    holds = standing_holds().filter(player__person=player.person) if player.person_id else standing_holds()
    own = standing_holds().filter(player=player).first() or holds.first()
    raise OnHold(reason=own.reason if own else "")
