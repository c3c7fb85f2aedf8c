"""Break the glass: ask to see an identity, let a colleague see it, see it. Each look is logged."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import clock
from core.actions import events
from core.actions.notifications import notify
from core.enums import Permission
from core.errors import InvalidInput, NotAllowed
from core.models import Actor, Agent, SealedNumber
from core.policies.permissions import has
from players.actions.access_log import log_access
from players.enums import AccessDeed, RevealState
from players.errors import NothingToMatch, OwnRequest, RevealClosed, RevealDecided
from players.models import Player, RevealRequest
from players.policies.real_name import check_can_approve, check_can_reveal, clean_words, needs_approval
from players.policies.sealed import NAME, NUMBER
from players.queries.identities import identity_of
from players.queries.law import band_of

WAITS = timedelta(hours=4)  # as long may a request wait for its approver
OPEN_FOR = timedelta(minutes=15)  # as long may the identity be looked at
MINIMUM = _("Say which ticket this is for: its number.")


@dataclass(frozen=True)
class Revealed:
    """An identity in plain text, for one pair of eyes; it is written nowhere."""

    name: str
    number: str

    def __repr__(self) -> str:
        return "Revealed(…)"


@transaction.atomic
def ask_reveal(player: Player, *, by: Actor, reason: str, ticket: str) -> RevealRequest:
    """Ask to see the identity. An adult's opens at once for who has the right; anybody else's waits for a colleague.

    Raises `InvalidInput` without a reason and a ticket, `NothingToMatch` where nothing is kept.
    """
    agent = _agent(by)
    check_can_reveal(agent, player)
    words = clean_words("reason", reason)
    number = ticket.strip().removeprefix("#")
    if not number or len(number) > 40:
        raise InvalidInput({"ticket": [MINIMUM]})
    if identity_of(player) is None:
        raise NothingToMatch
    now, waits = clock.now(), needs_approval(band_of(player))
    request = RevealRequest.objects.create(
        player=player,
        requester=agent,
        reason=words,
        ticket=number,
        state=RevealState.WAITING if waits else RevealState.OPEN,
        needs_approval=waits,
        asked_at=now,
        lapses_at=now + (WAITS if waits else OPEN_FOR),
    )
    events.record("identity.reveal_asked", subject=player, by=by, data={"request": request.pk, "waits": waits})
    if waits:
        _tell_approvers(request)
    return request


@transaction.atomic
def ask_number(player: Player, number: SealedNumber, *, by: Actor, reason: str, ticket: str) -> RevealRequest:
    """Ask to see one number of a ticket's texts that nobody may open alone; asked twice it is the same request.

    Who may approve it is told. Raises `InvalidInput` without a reason.
    """
    agent = _agent(by)
    check_can_reveal(agent, player)
    words, now = clean_words("reason", reason), clock.now()
    Agent.objects.select_for_update().only("pk").get(pk=agent.pk)  # asks one after the other
    own = RevealRequest.objects.filter(requester=agent, player=player, number_ref=number.pk)
    waiting = own.filter(state=RevealState.WAITING, lapses_at__gt=now).first()
    if waiting is not None:
        return waiting
    request = RevealRequest.objects.create(
        player=player,
        requester=agent,
        reason=words,
        ticket=ticket,
        number_ref=number.pk,
        token=number.token,
        state=RevealState.WAITING,
        needs_approval=True,
        asked_at=now,
        lapses_at=now + WAITS,
    )
    events.record("identity.reveal_asked", subject=player, by=by, data={"request": request.pk, "waits": True})
    _tell_approvers(request)
    return request


def may_open_number(player: Player, number: SealedNumber, *, by: Actor) -> bool:
    """Whether this agent may open the number now: the player is known to be an adult, or a colleague allowed it."""
    if not needs_approval(band_of(player)):
        return True
    allowed = RevealRequest.objects.filter(requester=_agent(by), player=player, number_ref=number.pk)
    allowed = allowed.filter(state=RevealState.OPEN, approver__isnull=False, lapses_at__gt=clock.now())
    return allowed.exists()


@transaction.atomic
def approve_reveal(request: RevealRequest, *, by: Actor) -> RevealRequest:
    """The requester may look, for fifteen minutes from now. Raises `OwnRequest`, `RevealDecided`."""
    request = _undecided(request, by)
    request.state, request.approver_id, request.decided_at = RevealState.OPEN, by.id, clock.now()
    request.lapses_at = request.decided_at + OPEN_FOR
    request.save()
    events.record("identity.reveal_approved", subject=request.player, by=by, data={"request": request.pk})
    _tell_requester(request)
    return request


@transaction.atomic
def refuse_reveal(request: RevealRequest, *, by: Actor, answer: str) -> RevealRequest:
    """The requester may not look; why is kept and told. Raises `OwnRequest`, `RevealDecided`."""
    words = clean_words("answer", answer)
    request = _undecided(request, by)
    request.state, request.approver_id, request.decided_at = RevealState.REFUSED, by.id, clock.now()
    request.answer = words
    request.save()
    events.record("identity.reveal_refused", subject=request.player, by=by, data={"request": request.pk})
    _tell_requester(request)
    return request


@transaction.atomic
def look(request: RevealRequest, *, by: Actor) -> Revealed:
    """Name and number in plain text, for the requester alone while the request is open; the look is logged first.

    An account that turned out to be a minor's meanwhile needs approval all the same. A number of a ticket's texts is
    looked at there, not here.
    """
    agent = _agent(by)
    check_can_reveal(agent, request.player)
    if request.requester_id != agent.pk:
        raise NotAllowed
    is_late = clock.now() >= request.lapses_at
    lacks_approval = request.approver_id is None and needs_approval(band_of(request.player))
    if request.number_ref is not None or request.state != RevealState.OPEN or is_late or lacks_approval:
        raise RevealClosed
    identity = identity_of(request.player)
    if identity is None:
        raise NothingToMatch
    events.record("identity.revealed", subject=request.player, by=by, data={"request": request.pk})
    deed = AccessDeed.REVEALED
    log_access(request.player, by=by, deed=deed, what="name,number", purpose=request.reason, ticket=request.ticket)
    return Revealed(NAME.open(identity.name_sealed), NUMBER.open(identity.number_sealed))


def _undecided(request: RevealRequest, by: Actor) -> RevealRequest:
    agent = _agent(by)
    request = RevealRequest.objects.select_for_update(of=("self",)).select_related("player").get(pk=request.pk)
    check_can_approve(agent, request.player)
    if request.requester_id == agent.pk:
        raise OwnRequest
    if request.state != RevealState.WAITING or clock.now() >= request.lapses_at:
        raise RevealDecided
    return request


def _agent(by: Actor) -> Agent:
    if by.agent is None:
        raise NotAllowed
    return by.agent


def _tell_approvers(request: RevealRequest) -> None:
    people = Agent.objects.filter(is_active=True, grants__role__permissions__contains=[Permission.REVEAL_APPROVE])
    approvers = [
        one
        for one in people.distinct().order_by("pk")
        if one.pk != request.requester_id and has(one, Permission.REVEAL_APPROVE, request.player.game_id)
    ]
    params = {"name": request.requester.name}
    notify(
        approvers,
        key=f"reveal:{request.pk}",
        kind="identity.reveal_asked",
        params=params,
        url="/players/reveals/",
        topic="",
    )


def _tell_requester(request: RevealRequest) -> None:
    notify(
        [request.requester_id],
        key=f"reveal:{request.pk}:{request.state}",
        kind=f"identity.reveal_{request.state}",
        url=f"/players/reveals/{request.pk}",
    )
