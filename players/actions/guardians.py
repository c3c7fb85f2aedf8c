"""Who answers for a child: claimed, confirmed by a second person, ended."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import clock
from core.actions import events
from core.engines.redaction import cut
from core.engines.text import is_storable, plain_line
from core.enums import Permission
from core.errors import InvalidInput, NotThere, Text
from core.models import Actor
from core.policies.permissions import check
from core.policies.redaction import redact
from players.actions.risk import NewSignal, add_signals, confirm_signal
from players.enums import GuardianRelation, GuardianState, RiskSource
from players.errors import GuardianDecided, SecondPersonNeeded
from players.models import GuardianLink, Player, RiskSignal
from players.policies.profile import check_can_change_player
from players.policies.sealed import GUARDIAN_NAME, GUARDIAN_PHONE

CLAIM = "MI3"
PROOF_MAX = 300
CONFIRMED = "confirmed"


@transaction.atomic
def claim_guardian(player: Player, *, relation: str, name: str, phone: str, proof: str, by: Actor) -> GuardianLink:
    """Somebody says to be this player's guardian; it is a sign that a minor plays (MI3) until it is decided.

    Raises `InvalidInput` that names the fields, `NotAllowed` without the right to change players.
    """
    check_can_change_player(by, player.game)
    name, phone, proof = (plain_line(text) for text in (name, phone, proof))
    refused: dict[str, list[Text]] = {}
    if relation not in GuardianRelation.values:
        refused["relation"] = [_("This value is not known.")]
    if not 2 <= len(name) <= 80 or not is_storable(name):
        refused["name"] = [_("Give the guardian's name: 2 to 80 characters.")]
    if phone and not 5 <= sum(sign.isdecimal() for sign in phone) <= 20:
        refused["phone"] = [_("Give a phone number, or nothing.")]
    if len(proof) > PROOF_MAX or not is_storable(proof):
        refused["proof"] = [_("At most 300 characters.")]
    if refused:
        raise InvalidInput(refused)
    digits = "".join(sign for sign in phone if sign.isdecimal())
    link = GuardianLink.objects.create(
        player=player,
        relation=relation,
        name_sealed=GUARDIAN_NAME.seal(name),
        phone_sealed=GUARDIAN_PHONE.seal(phone),
        phone_index=GUARDIAN_PHONE.indexed(digits),
        proof=str(cut(redact(proof), PROOF_MAX)),
        claimed_by=by.agent,
        claimed_by_name=by.name,
        claimed_at=clock.now(),
    )
    events.record("guardian.claimed", subject=player, by=by, data={"guardian": link.pk, "relation": relation})
    about = {"guardian": link.pk}
    add_signals(player.pk, [NewSignal(CLAIM, _key(link), RiskSource.MANUAL, about=about)], by=by)
    return link


@transaction.atomic
def decide_guardian(link: GuardianLink, *, is_confirmed: bool, by: Actor) -> GuardianLink:
    """The claim is confirmed or not, by another person than who wrote it down.

    A confirmed one is the player's guardian from now on, and the rating knows that a minor plays. Raises `NotAllowed`,
    `SecondPersonNeeded` for one's own claim, `GuardianDecided` when somebody else was faster.
    """
    link = _locked(link)
    if by.agent is not None:
        check(by.agent, Permission.REAL_NAME_REVIEW, link.player.game)
        if by.agent.pk == link.claimed_by_id:
            raise SecondPersonNeeded
    if link.state != GuardianState.CLAIMED:
        raise GuardianDecided
    link.state = GuardianState.VERIFIED if is_confirmed else GuardianState.REFUSED
    link.decided_by_name, link.decided_at = by.name, clock.now()
    link.save(update_fields=["state", "decided_by_name", "decided_at"])
    data = {"guardian": link.pk, "state": link.state}
    events.record("guardian.decided", subject=link.player, by=by, data=data)
    signal = RiskSignal.objects.filter(player=link.player, code=CLAIM, key=_key(link)).first()
    if is_confirmed and signal is not None:
        confirm_signal(signal.pk, CONFIRMED, by=by)
    return link


@transaction.atomic
def end_guardian(link: GuardianLink, *, by: Actor) -> GuardianLink:
    """The link holds no more: the child is of age, or it was a mistake. Raises `GuardianDecided` when it had ended."""
    link = _locked(link)
    check_can_change_player(by, link.player.game)
    if link.state not in {GuardianState.CLAIMED, GuardianState.VERIFIED}:
        raise GuardianDecided
    link.state, link.ended_at = GuardianState.ENDED, clock.now()
    link.save(update_fields=["state", "ended_at"])
    events.record("guardian.ended", subject=link.player, by=by, data={"guardian": link.pk})
    return link


def _locked(link: GuardianLink) -> GuardianLink:
    rows = GuardianLink.objects.select_for_update(of=("self",)).select_related("player", "player__game")
    found = rows.filter(pk=link.pk).first()
    if found is None:
        raise NotThere
    return found


def _key(link: GuardianLink) -> str:
    return f"guardian:{link.pk}"
