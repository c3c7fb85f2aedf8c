"""Report logins and logouts: those of verified people as soon as their `pi` is known, in batches of 128."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from core import clock
from core.models import Game
from players.actions.behaviours import note_silent_ends
from players.actions.nppa_troubles import tell_trouble
from players.channels.nppa.client import MOST_ITEMS, Client, Resting, Result
from players.channels.nppa.codes import ALARMING, Remedy, remedy_for
from players.enums import BehaviourState, PlayerKind
from players.models import BehaviourReport
from players.policies.nppa import connection_of
from players.policies.sealed import PI

LEASE, REST, RARELY = timedelta(minutes=1), timedelta(seconds=60), timedelta(minutes=30)
OLDEST = timedelta(seconds=180)  # what happened longer ago is not taken …
SHIFTED = timedelta(seconds=170)  # … and told as this long ago instead; the true time stays beside it
NEWEST = timedelta(seconds=1)
OFFLINE, ONLINE = 0, 1
VERIFIED, GUEST = 0, 2
TRIES = 10


def report_due() -> int:
    """Send one batch for each connected game that has something to tell; return how many were told."""
    if not settings.NPPA_APP_ID:
        return 0
    note_silent_ends()
    return sum(_report(game) for game in Game.objects.filter(slug__in=settings.NPPA_GAMES).order_by("pk"))


def _report(game: Game) -> int:
    connection = connection_of(game)
    rows = _claim(game) if connection is not None else []
    if connection is None or not rows:
        return 0
    times = told_times([row.at for row in rows], clock.now())
    items = [_item(number, row, at) for number, (row, at) in enumerate(zip(rows, times, strict=True), 1)]
    try:
        result = Client(connection).report(items)
    except Resting:
        _settle(rows, times, {}, Remedy.PAUSE, "")
        return 0
    if result.remedy in ALARMING:
        tell_trouble(game.slug, str(result.code))
    return _settle(rows, times, _refused(result), result.remedy, result.trouble or f"code {result.code}")


@transaction.atomic
def _claim(game: Game) -> list[BehaviourReport]:
    """The oldest waiting rows that can be told: of people whose `pi` is known, and guests with a device."""
    now = clock.now()
    known = ~Q(player__person__identity__pi_index="") & Q(player__person__identity__isnull=False)
    guests = Q(player__kind=PlayerKind.VISITOR) & ~Q(device="")
    due = BehaviourReport.objects.filter(known | guests, player__game=game, state=BehaviourState.WAITING)
    rows = list(
        due.filter(next_try_at__lte=now, at__lte=now - NEWEST)
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("player__person__identity")
        .order_by("at", "-is_online", "pk")[:MOST_ITEMS]
    )
    BehaviourReport.objects.filter(pk__in=[row.pk for row in rows]).update(next_try_at=now + LEASE)
    return rows


def told_times(times: Sequence[datetime], now: datetime) -> list[datetime]:
    """The moments as they are told: never 180 seconds ago, never now, and in the order in which things happened."""
    told: list[datetime] = []
    for at in times:
        shifted = at if now - at < OLDEST - timedelta(seconds=5) else now - SHIFTED
        told.append(min(max(shifted, told[-1]) if told else shifted, now - NEWEST))
    return told


def _item(number: int, row: BehaviourReport, at: datetime) -> dict[str, Any]:
    identity = getattr(row.player.person, "identity", None)
    pi = PI.open(identity.pi_sealed) if identity is not None else ""
    return {
        "no": number,
        "si": row.session,
        "bt": ONLINE if row.is_online else OFFLINE,
        "ot": int(at.timestamp()),
        "ct": VERIFIED if pi else GUEST,
        "di": row.device,
        "pi": pi,
    }


def _refused(result: Result) -> dict[int, int]:
    """Numbers in the batch that were not taken, with their codes."""
    refused = result.data.get("results") if result.remedy == Remedy.EACH else None
    return {
        entry["no"]: entry["errcode"]
        for entry in (refused if isinstance(refused, list) else [])
        if isinstance(entry, dict) and isinstance(entry.get("no"), int) and isinstance(entry.get("errcode"), int)
    }


@transaction.atomic
def _settle(
    rows: Sequence[BehaviourReport],
    times: Sequence[datetime],
    refused: Mapping[int, int],
    remedy: Remedy,
    trouble: str,
) -> int:
    """Write down what became of each; only what failed is told again. Return how many were taken."""
    taken = 0
    for number, (row, at) in enumerate(zip(rows, times, strict=True), 1):
        if remedy == Remedy.NONE or (remedy == Remedy.EACH and refused and number not in refused):
            row.state, row.told_as, row.trouble = BehaviourState.SENT, at, ""
            taken += 1
        elif number in refused:
            _again(row, remedy_for(refused[number]), f"code {refused[number]}")
        else:
            _again(row, remedy, trouble)
        row.attempts += remedy != Remedy.PAUSE
        row.save()
    return taken


def _again(row: BehaviourReport, remedy: Remedy, trouble: str) -> None:
    """When it is told again; what can never be taken, or was refused too often, is not."""
    row.trouble = trouble
    if remedy in {Remedy.SHIFT, Remedy.LATER, Remedy.CLOCK, Remedy.PAUSE}:
        wait = REST if remedy == Remedy.PAUSE else min(timedelta(seconds=5 * 2 ** min(row.attempts, 8)), RARELY)
        row.next_try_at = clock.now() + wait
    else:
        row.next_try_at = clock.now() + RARELY
    is_hopeless = remedy in {Remedy.REVERIFY, Remedy.FAULT} or remedy == Remedy.EACH
    if is_hopeless and row.attempts >= TRIES:
        row.state = BehaviourState.REFUSED
