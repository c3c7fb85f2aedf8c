"""Verify what was handed in: ask, come back for late results, give up after 48 hours.

No transaction is open while the system is asked. Whoever works on a check has moved its next moment into the future
first, so two workers never ask for one act, and a process that died leaves it to be taken up again.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from core import clock
from core.models import Actor
from players.actions.nppa_troubles import tell_trouble
from players.actions.real_name import ask_people, fail_check, new_ai, pass_check
from players.channels.nppa.client import Client, Resting, Result
from players.channels.nppa.codes import ALARMING, Remedy
from players.engines.pi import is_pi
from players.enums import CheckReason, CheckState, RealNameMethod
from players.models import RealNameCheck
from players.policies.nppa import connection_of
from players.policies.sealed import CHECK_NAME, CHECK_NUMBER

LEASE = timedelta(minutes=1)
EXPIRY = timedelta(hours=48)
POLLS = (timedelta(minutes=15), timedelta(minutes=30), timedelta(hours=1))
RARELY, SOON, REST = timedelta(minutes=30), timedelta(seconds=30), timedelta(seconds=60)
SUCCEEDED, RUNNING, REFUTED = 0, 1, 2
_ASKED = (CheckState.WAITING, CheckState.IN_PROGRESS)


def verify_due(limit: int = 20) -> int:
    """Work on the checks whose moment has come; return how many. Nothing happens where the adapter is off."""
    if not settings.NPPA_APP_ID:
        return 0
    due = _claim(limit)
    for check in due:
        _work(check)
    return len(due)


@transaction.atomic
def _claim(limit: int) -> list[RealNameCheck]:
    now = clock.now()
    due = RealNameCheck.objects.select_for_update(of=("self",), skip_locked=True).select_related("player__game")
    rows = list(due.filter(state__in=_ASKED, next_try_at__lte=now).order_by("next_try_at")[:limit])
    RealNameCheck.objects.filter(pk__in=[row.pk for row in rows]).update(next_try_at=now + LEASE)
    return rows


def _work(check: RealNameCheck) -> None:
    """One check: asked for, or its result queried, and what came of it written down."""
    connection = connection_of(check.player.game)
    if clock.now() >= check.submitted_at + EXPIRY:
        _apply(check.pk, None)
        return
    if connection is None:
        return  # the game was taken out of the settings meanwhile; the 48 hours go on
    client = Client(connection)
    try:
        result = client.query(check.ai) if check.asked_at else _asked(client, check)
    except Resting:
        _put_off(check.pk, clock.now() + REST)
        return
    if result.remedy in ALARMING:
        tell_trouble(check.player.game.slug, str(result.code))
    _apply(check.pk, result)


def _asked(client: Client, check: RealNameCheck) -> Result:
    name, number = CHECK_NAME.open(check.name_sealed), CHECK_NUMBER.open(check.number_sealed)
    return client.check(check.ai, name, number)


def _put_off(pk: int, until: datetime) -> None:
    RealNameCheck.objects.filter(pk=pk, state__in=_ASKED).update(next_try_at=until)


@transaction.atomic
def _apply(pk: int, result: Result | None) -> None:
    """Write down what the system said; None: the 48 hours are over. A check that was decided meanwhile stays so."""
    check = RealNameCheck.objects.select_for_update(of=("self",)).select_related("player__game", "player__person")
    row = check.filter(pk=pk, state__in=_ASKED).first()
    if row is None:
        return
    if result is None:
        fail_check(row, CheckReason.EXPIRED, by=Actor.system())
        return
    row.attempts += 1
    row.trouble = result.trouble or (f"code {result.code}" if result.code else "")
    if result.code == 0:
        _by_status(row, result)
    else:
        _by_remedy(row, result.remedy)


def _by_status(row: RealNameCheck, result: Result) -> None:
    said = result.data.get("result")
    status, pi = (said.get("status"), said.get("pi")) if isinstance(said, dict) else (None, None)
    if status == SUCCEEDED and isinstance(pi, str) and is_pi(pi):
        pass_check(row, by=Actor.system(), method=RealNameMethod.NPPA, pi=pi)
    elif status == REFUTED:
        fail_check(row, CheckReason.NO_MATCH, by=Actor.system())
    elif status == RUNNING:
        row.state, row.asked_at = CheckState.IN_PROGRESS, row.asked_at or clock.now()
        _again(row, POLLS[min(row.attempts - 1, len(POLLS) - 1)])
    else:
        row.trouble = "not understood"
        _again(row, RARELY)


def _by_remedy(row: RealNameCheck, remedy: Remedy) -> None:
    if remedy == Remedy.REFUSED:
        fail_check(row, CheckReason.NUMBER_REFUSED, by=Actor.system())
    elif remedy == Remedy.ASK:  # our first request arrived, its answer did not
        row.state, row.asked_at = CheckState.IN_PROGRESS, clock.now()
        _again(row, timedelta())
    elif remedy == Remedy.ANEW:
        row.state, row.asked_at, row.ai = CheckState.WAITING, None, new_ai()
        _again(row, SOON)
    elif remedy == Remedy.PAUSE:
        _again(row, REST)
    elif remedy in {Remedy.LATER, Remedy.CLOCK}:
        _again(row, min(SOON * 2 ** min(row.attempts - 1, 6), RARELY))
    elif row.attempts >= 50:
        ask_people(row, CheckReason.NO_SYSTEM, by=Actor.system())
    else:
        _again(row, RARELY)


def _again(row: RealNameCheck, after: timedelta) -> None:
    row.next_try_at = clock.now() + after
    row.save()
