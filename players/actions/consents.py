"""What a person agreed to: for one purpose, in the words of one version, until it is withdrawn."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import clock
from core.actions import events
from core.errors import DomainError, InvalidInput, NotThere
from core.models import Actor
from players.engines.ages import age_on
from players.enums import ConsentGiver, ConsentPurpose
from players.models import Consent, Player
from players.policies.profile import check_can_change_player

CHILD_UNTIL = 14  # PIPL 31: below it only a guardian can agree
VERSION_MAX = 40


class GuardianNeeded(DomainError):
    """A child under 14 cannot agree alone."""

    code = "consent.guardian_needed"
    status = 409
    message = _("Under 14 only a guardian can agree to this.")


@transaction.atomic
def give_consent(
    player: Player, purpose: ConsentPurpose, version: str, *, given_by: ConsentGiver, by: Actor
) -> Consent:
    """The person, or a guardian, agrees to the purpose in this version; a former version ends with it.

    The same version again changes nothing. Raises `NotAllowed` for an agent who may not change players of the game,
    `GuardianNeeded`, `InvalidInput` for the version.
    """
    check_can_change_player(by, player.game)
    if not 0 < len(version.strip()) <= VERSION_MAX:
        raise InvalidInput({"version": [_("Name the version of the words that were agreed to.")]})
    if given_by != ConsentGiver.GUARDIAN and _is_child(player):
        raise GuardianNeeded
    Player.objects.select_for_update().get(pk=player.pk)
    standing = Consent.objects.filter(player=player, purpose=purpose, withdrawn_at=None).first()
    if standing is not None and (standing.version, standing.given_by) == (version.strip(), given_by):
        return standing
    now = clock.now()
    Consent.objects.filter(player=player, purpose=purpose, withdrawn_at=None).update(withdrawn_at=now)
    given = Consent.objects.create(
        player=player, purpose=purpose, version=version.strip(), given_by=given_by, given_at=now, recorded_by=by.agent
    )
    data = {"purpose": purpose.value, "version": given.version, "given_by": given_by.value}
    events.record("privacy.consent_given", subject=player, by=by, data=data)
    return given


@transaction.atomic
def withdraw_consent(player: Player, purpose: ConsentPurpose, *, by: Actor) -> Consent:
    """The purpose may not be followed any more from now on. Raises `NotAllowed`, `NotThere` where nothing stands."""
    check_can_change_player(by, player.game)
    Player.objects.select_for_update().get(pk=player.pk)
    standing = Consent.objects.filter(player=player, purpose=purpose, withdrawn_at=None).first()
    if standing is None:
        raise NotThere
    standing.withdrawn_at = clock.now()
    standing.save(update_fields=["withdrawn_at"])
    data = {"purpose": purpose.value, "version": standing.version}
    events.record("privacy.consent_withdrawn", subject=player, by=by, data=data)
    return standing


def has_consent(player: Player, purpose: ConsentPurpose) -> bool:
    """Whether a consent for the purpose stands now."""
    return Consent.objects.filter(player=player, purpose=purpose, withdrawn_at=None).exists()


def _is_child(player: Player) -> bool:
    day = clock.now().date()
    return player.birth_date is not None and age_on(player.birth_date, day) < CHILD_UNTIL
