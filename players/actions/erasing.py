"""Erase a person and keep the cases: identity goes, names in texts become tokens, what was covered stays covered.

An app that keeps something else about players joins by `erase_also`; plain tables are found by their privacy classes.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from core import clock
from core.actions import events
from core.actions.originals import forget_originals
from core.enums import Permission
from core.errors import DomainError
from core.models import Actor
from core.policies.permissions import check
from players.actions.access_log import log_access
from players.actions.legal_holds import check_free
from players.actions.privacy_requests import NotChecked, finish_request, open_request
from players.actions.rewriting import Change, rewrite
from players.enums import AccessDeed, PrivacyKind, PrivacyState, RealNameStatus
from players.models import (
    BehaviourReport,
    Character,
    Consent,
    DayToCount,
    GameEvent,
    Intervention,
    Person,
    Player,
    PlayerNote,
    PrivacyRequest,
    RealNameCheck,
    RiskEvaluation,
    RiskSignal,
    RiskState,
    Sighting,
)
from players.models.interventions import WAITING as UNSENT
from players.queries.personal_fields import holdings

TOKEN = "〔NAME〕"  # noqa: S105 -- stands for a name in a text
NAME_LEAST, UID_LEAST = 2, 4
DELETED = (
    RiskState, RiskEvaluation, RiskSignal, BehaviourReport, RealNameCheck, GameEvent, Sighting, Character, Consent,
    DayToCount, PlayerNote,
)  # fmt: skip  # nothing of them is worth keeping without the person
ERASING = {PrivacyKind.DELETE, PrivacyKind.CLOSE}

Eraser = Callable[[Collection[int], Change], Mapping[str, int]]
_erasers: list[Eraser] = []
_namers: list[Callable[[Collection[int]], Iterable[str]]] = []


class SecondPersonNeeded(DomainError):
    """Who checked the request cannot also carry it out."""

    code = "privacy_request.second_person"
    status = 409
    message = _("A colleague has to carry this out: what is erased cannot be brought back.")


class NothingToErase(DomainError):
    """The request asks for something else."""

    code = "privacy_request.other_kind"
    status = 409
    message = _("This request does not ask for deletion.")


def erase_also(eraser: Eraser) -> None:
    """From now on an erasure calls `eraser(accounts, change)`, which says how many rows of what it changed."""
    _erasers.append(eraser)


def name_also(namer: Callable[[Collection[int]], Iterable[str]]) -> None:
    """From now on an erasure also looks in texts for the names that `namer(accounts)` gives."""
    _namers.append(namer)


@transaction.atomic
def erase_person(request: PrivacyRequest | int, *, by: Actor) -> PrivacyRequest:
    """Carry out an accepted request for deletion, for every account of the person; the request holds what was done.

    Raises `NotChecked`, `NothingToErase`, `SecondPersonNeeded`, `OnHold` with its reason, `NotAllowed` in any game.
    """
    row = open_request(request, by=by)
    if row.kind not in ERASING:
        raise NothingToErase
    if row.state != PrivacyState.ACCEPTED:
        raise NotChecked
    if by.agent is not None and by.agent.pk == row.accepted_by_id:
        raise SecondPersonNeeded
    accounts = accounts_of(row.player)
    for account in accounts:
        if by.agent is not None:
            check(by.agent, Permission.PRIVACY_HANDLE, account.game)
        check_free(account)
    done = _erase(accounts)
    for account in accounts:
        events.record("player.erased", subject=account, by=by, data={"request": row.pk, "rows": sum(done.values())})
    ended = finish_request(row, by=by, outcome=done)
    for account in accounts:
        log_access(account, by=by, deed=AccessDeed.ERASED, what=f"privacy request {row.pk}")
    return ended


def accounts_of(player: Player) -> list[Player]:
    """All accounts of who has this one, locked."""
    rows = Player.objects.select_related("game").select_for_update(of=("self",)).order_by("pk")
    return list(rows.filter(person=player.person_id) if player.person_id else rows.filter(pk=player.pk))


def _erase(accounts: list[Player]) -> Counter[str]:
    ids, done = [account.pk for account in accounts], Counter[str]()
    names = _names_of(accounts)
    change = replacing(names)
    for eraser in _erasers:
        done.update(eraser(ids, change))
    waiting = Intervention.objects.filter(player__in=ids, state__in=UNSENT)  # nobody is contacted who is gone
    done["players.intervention"] += waiting.delete()[0]
    for model in DELETED:
        done[model._meta.label_lower] += model.objects.filter(player__in=ids).delete()[0]
    for holding in holdings():
        if holding.model._meta.app_label == Player._meta.app_label and holding.model not in {Player, *DELETED}:
            done[holding.model._meta.label_lower] += rewrite(holding, ids, lambda _text: "")
    done["core.sealednumber"] += forget_originals(Player, ids)
    done["core.event"] += _scrub_history(ids)
    persons = {account.person_id for account in accounts if account.person_id is not None}
    for account in accounts:
        _empty(account)
    done["players.player"] += len(accounts)
    done["players.person"] += Person.objects.filter(pk__in=persons).delete()[0]
    return +done


def replacing(names: Collection[str]) -> Change:
    """The change that puts a token where one of these names stands, whatever its case; the longest first."""
    if not names:
        return lambda text: text
    found = re.compile("|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)), re.IGNORECASE)
    return lambda text: found.sub(TOKEN, text)


def _names_of(accounts: list[Player]) -> set[str]:
    """By what the person can be known in a text; a single letter or a short number would be found everywhere."""
    told = {name for account in accounts for name in (account.nickname, account.email)}
    told |= {name for namer in _namers for name in namer([account.pk for account in accounts])}
    uids = {account.uid for account in accounts if len(account.uid) >= UID_LEAST}
    return {name for name in told if len(name) >= NAME_LEAST} | uids


def _empty(account: Player) -> None:
    """The row stays, because cases hang on it; nothing leads from it to anybody any more."""
    fields = [Player._meta.get_field(name) for name in Player.Privacy.personal]
    emptied: dict[str, Any] = {field.name: None if field.null else "" for field in fields}
    emptied |= {
        "uid": "" if account.is_guest else f"erased-{account.pk}",
        "locale": "",
        "communication_style": "",
        "person": None,
        "real_name_status": RealNameStatus.NONE,
        "version": account.version + 1,
        "updated_at": clock.now(),
    }
    for name, value in emptied.items():
        setattr(account, name, value)
    account.save(update_fields=list(emptied))


def _scrub_history(ids: list[int]) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT core_scrub_events('player', %s::bigint[])", [ids])
        return int(cursor.fetchone()[0])
