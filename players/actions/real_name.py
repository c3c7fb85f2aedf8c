"""Real names are handed in, verified by whoever can, and compared with what a player says."""

import secrets
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from core import clock
from core.actions import events
from core.models import Actor
from players.actions.access_log import log_access
from players.actions.identities import keep_identity, set_status
from players.engines.identity_numbers import IdentityNumber, normal_number
from players.engines.names import is_same_name
from players.enums import AccessDeed, CheckReason, CheckState, RealNameMethod, RealNameStatus
from players.errors import CheckUnderWay, NothingToMatch, TooManyMatches
from players.models import Identity, Player, RealNameCheck
from players.models.identities import OPEN_CHECKS
from players.policies.nppa import is_connected
from players.policies.real_name import check_can_match, check_can_submit, clean_identity, clean_pi
from players.policies.sealed import CHECK_NAME, CHECK_NUMBER, NAME, NUMBER
from players.queries.access_log import matches_for
from players.queries.identities import identity_known, identity_of

FAILURES = 3
MATCHES_A_TICKET, MATCHES_A_DAY = 5, 10
_DAY = 24 * 3600


@dataclass(frozen=True)
class _Submitted:
    """What was handed in, found to be possible."""

    name: str
    read: IdentityNumber
    pi: str


@transaction.atomic
def submit_real_name(
    player: Player, *, name: str, number: str, by: Actor, result: RealNameStatus | None = None, pi: str = ""
) -> Player:
    """The account is verified, or a verification begins: by the state's system where it is connected, else by people.

    `result` is what the game's own verification found (`verified` or `failed`), where it made one. A name and number
    that the company knows together need no second verification (FAQ of the state's system: one check a company).
    Raises `InvalidInput` for what cannot be, without repeating it, and `CheckUnderWay`.
    """
    check_can_submit(by, player)
    kept, read = clean_identity(name, number)
    given = _Submitted(kept, read, clean_pi(pi))
    player = Player.objects.select_for_update(of=("self",)).select_related("game", "person").get(pk=player.pk)
    if RealNameCheck.objects.filter(player=player, state__in=OPEN_CHECKS).exists():
        raise CheckUnderWay
    events.record("identity.submitted", subject=player, by=by, data={"told": str(result or "")})
    own, known = identity_of(player), identity_known(number=read.value)
    if own is not None and own.number_index and (known is None or known.pk != own.pk):
        _ask_people(player, given, CheckReason.CHANGE, by=by)
    elif known is not None and not is_same_name(NAME.open(known.name_sealed), kept):
        _ask_people(player, given, CheckReason.KNOWN_OTHERWISE, by=by)
    elif known is not None and result != RealNameStatus.FAILED:
        _verified(player, given, RealNameMethod(known.method), by=by)
    else:
        _begin(player, given, result, by=by)
    return player


def _begin(player: Player, given: _Submitted, result: RealNameStatus | None, *, by: Actor) -> None:
    """Nobody here knows the number: go by the game's word, by the state's system, or ask people."""
    if result == RealNameStatus.VERIFIED:
        _verified(player, given, RealNameMethod.GAME, by=by)
    elif result == RealNameStatus.FAILED:
        fail_check(_new_check(player, given, CheckState.IN_PROGRESS), CheckReason.GAME_REFUSED, by=by)
    elif given.read.is_permit:
        _ask_people(player, given, CheckReason.PERMIT, by=by)
    elif not is_connected(player.game):
        _ask_people(player, given, CheckReason.NO_SYSTEM, by=by)
    else:
        _new_check(player, given, CheckState.WAITING).save()
        set_status(player, RealNameStatus.IN_PROGRESS, by=by)


def _verified(player: Player, given: _Submitted, method: RealNameMethod, *, by: Actor) -> None:
    now = clock.now()
    RealNameCheck.objects.create(
        player=player, ai=new_ai(), state=CheckState.VERIFIED, submitted_at=now, settled_at=now
    )
    keep_identity(
        player,
        name=given.name,
        number=given.read.value,
        birth_date=given.read.birth_date,
        pi=given.pi,
        method=method,
        by=by,
    )


def _ask_people(player: Player, given: _Submitted, reason: CheckReason, *, by: Actor) -> None:
    ask_people(_new_check(player, given, CheckState.WAITING), reason, by=by)


def _new_check(player: Player, given: _Submitted, state: CheckState) -> RealNameCheck:
    now = clock.now()
    return RealNameCheck(
        player=player,
        ai=new_ai(),
        state=state,
        name_sealed=CHECK_NAME.seal(given.name),
        number_sealed=CHECK_NUMBER.seal(given.read.value),
        number_index=CHECK_NUMBER.indexed(given.read.value),
        submitted_at=now,
        next_try_at=now if state == CheckState.WAITING else None,
    )


def new_ai() -> str:
    """A new name for an act of verification: 32 characters that were never used and tell nothing."""
    return secrets.token_hex(16)


def ask_people(check: RealNameCheck, reason: CheckReason, *, by: Actor) -> None:
    """The check goes to the manual review. An account that is verified stays so until people decide."""
    check.state, check.reason, check.next_try_at = CheckState.MANUAL_REVIEW, reason, None
    check.save()
    if check.player.real_name_status != RealNameStatus.VERIFIED:
        set_status(check.player, RealNameStatus.MANUAL_REVIEW, by=by)
    events.record("identity.review_asked", subject=check.player, by=by, data={"reason": str(reason)})


def pass_check(check: RealNameCheck, *, by: Actor, method: RealNameMethod, pi: str = "") -> Identity:
    """The check succeeded: what it held becomes the identity, and it keeps nothing itself. Inside a transaction."""
    name, number = CHECK_NAME.open(check.name_sealed), CHECK_NUMBER.open(check.number_sealed)
    settle(check, CheckState.VERIFIED)
    birth_date = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    return keep_identity(check.player, name=name, number=number, birth_date=birth_date, pi=pi, method=method, by=by)


def fail_check(check: RealNameCheck, reason: CheckReason, *, by: Actor) -> None:
    """The check failed. The third failure in a row goes to people instead (FAQ: three failures). In a transaction."""
    check.reason = reason
    if reason not in {CheckReason.REFUSED, CheckReason.EXPIRED} and failures_in_row(check.player) >= FAILURES - 1:
        ask_people(check, CheckReason.THREE_FAILURES, by=by)
        return
    settle(check, CheckState.FAILED)
    if check.player.real_name_status != RealNameStatus.VERIFIED:
        set_status(check.player, RealNameStatus.FAILED, by=by)
    events.record("identity.refused", subject=check.player, by=by, data={"reason": str(reason)})


def settle(check: RealNameCheck, state: CheckState) -> None:
    """The check is decided and forgets what was handed in."""
    check.state, check.settled_at, check.next_try_at = state, clock.now(), None
    check.name_sealed = check.number_sealed = ""
    check.save()


def failures_in_row(player: Player) -> int:
    """How often the account failed since something else than a failure became of a check."""
    states = RealNameCheck.objects.filter(player=player, settled_at__isnull=False)
    run = 0
    for state, reason in states.order_by("-settled_at", "-pk").values_list("state", "reason")[:FAILURES]:
        if state != CheckState.FAILED or reason == CheckReason.EXPIRED:
            break
        run += 1
    return run


@transaction.atomic
def match_identity(player: Player, *, by: Actor, name: str = "", number: str = "", ticket: str = "") -> bool:
    """Whether all that the player says is what is kept: an answer without showing anything. Logged, few tries.

    Five tries for a ticket, ten for a player within a day; without a ticket five within a day.
    Raises `NothingToMatch`, `TooManyMatches`.
    """
    assert by.agent is not None, "the house itself has nobody to compare"
    check_can_match(by.agent, player)
    Player.objects.select_for_update(of=("self",)).get(pk=player.pk)
    for_ticket, in_a_day = matches_for(player.pk, ticket)
    if for_ticket >= MATCHES_A_TICKET or in_a_day >= (MATCHES_A_DAY if ticket else MATCHES_A_TICKET):
        raise TooManyMatches(_DAY)
    identity = identity_of(player)
    if identity is None:
        raise NothingToMatch
    is_equal = _is_equal(identity, name, number)
    what = ",".join(field for field, value in (("name", name), ("number", number)) if value)
    deed = AccessDeed.MATCHED if is_equal else AccessDeed.NOT_MATCHED
    log_access(player, by=by, deed=deed, what=what, ticket=ticket)
    return is_equal


def _is_equal(identity: Identity, name: str, number: str) -> bool:
    same_name = not name or is_same_name(NAME.open(identity.name_sealed), name)
    same_number = not number or identity.number_index in NUMBER.lookups(normal_number(number))
    return same_name and same_number
