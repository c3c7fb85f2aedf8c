"""Whether a player may be told of offers: minors, players at risk and who did not agree are left in peace."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from core.errors import Text
from players.engines.interventions import Suppression, suppression
from players.enums import ConsentPurpose
from players.models import Consent, Player, RiskState
from players.queries.law import band_of

REASONS: Final[dict[str, Text]] = {
    "minor": _("a minor"),
    "age_unknown": _("the age is not known"),
    "risk_level": _("a risk from L2 on"),
    "no_consent": _("did not agree to it"),
}


def may_market(player: Player) -> Suppression:
    """What speaks against sending this player offers (domain 3.6); whoever sends any asks here first."""
    state = RiskState.objects.filter(player=player).first()
    agreed = Consent.objects.filter(player=player, purpose=ConsentPurpose.MARKETING, withdrawn_at=None).exists()
    return suppression(
        band_of(player),
        state.level if state is not None else 0,
        {name: int(level or 0) for name, level in state.levels.items()} if state is not None else {},
        has_consent=agreed,
    )


def reasons_in_words(found: Suppression) -> list[Text]:
    """The reasons in the reader's language, the gravest first."""
    return [REASONS[reason] for reason in found.reasons]
