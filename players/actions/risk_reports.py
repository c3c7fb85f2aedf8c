"""Games report, and the players concerned are rated anew: noted within the batch, looked at a little later.

A batch only notes whom it concerns, with one statement. The look comes two minutes later, so that what belongs together
is looked at together and the day has been counted; facts that come late are looked at as well, for the look reads the
last weeks, and the same fact never counts twice.
"""

from datetime import timedelta
from typing import Final

from django.db import connection, transaction

from core import clock
from core.models import Actor
from players.actions.applied import Batch
from players.actions.risk import add_signals, evaluate, from_signs
from players.enums import EventKind
from players.models import Player, RiskLook, RiskState
from players.queries.risk_facts import signs_of

WAIT: Final = timedelta(minutes=2)
SILENT: Final = frozenset({EventKind.HAND, EventKind.DISCONNECT, EventKind.REMINDER, EventKind.MATCH})
_NOTE = """
INSERT INTO players_risklook (player_id, marked_at, look_at)
SELECT player_id, %(now)s::timestamptz, %(look)s::timestamptz FROM unnest(%(players)s::bigint[]) AS told (player_id)
ON CONFLICT (player_id) DO UPDATE SET marked_at = excluded.marked_at
"""


def note_batch(batch: Batch) -> None:
    """Those of the batch of whom something was told that a rating may care for are looked at soon; one statement."""
    players = sorted({event.player_id for event in batch.events if _is_telling(event.kind, event.data)})
    note_players(players)


def note_players(players: list[int]) -> None:
    """These players are looked at soon. Who waits already is not looked at later for that."""
    if not players:
        return
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, {"players": players, "now": now, "look": now + WAIT})


def look_at_reported(limit: int = 200) -> int:
    """Rate those whose look is due; return how many were looked at. Any number of processes may do this."""
    due = RiskLook.objects.filter(look_at__lte=clock.now()).order_by("look_at")
    return sum(_look(player_id) for player_id in list(due.values_list("player_id", flat=True)[:limit]))


@transaction.atomic
def _look(player_id: int) -> bool:
    """The player's row first, as every deed on a player does; who is held by somebody else is looked at next time."""
    player = Player.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=player_id).first()
    if player is None or not RiskLook.objects.filter(player=player).delete()[0]:
        return False
    signs = signs_of(player, clock.now())
    changed = add_signals(player.pk, from_signs(signs), by=Actor.system())
    if changed is None and _is_waiting_for_data(player):
        evaluate(player.pk)
    return True


def _is_waiting_for_data(player: Player) -> bool:
    """Whether a level was kept up only because data was missing: now some has come."""
    state = RiskState.objects.select_related("evaluation").filter(player=player).first()
    if state is None:
        return False
    result = state.evaluation.result
    return not state.is_known or any(row["is_kept"] for row in (result["overall"], *result["dimensions"].values()))


def _is_telling(kind: str, data: dict[str, object]) -> bool:
    """A stretch of play tells when it ends: games say every minute that it goes on."""
    return kind not in SILENT and (kind != EventKind.PLAY or "ended_at" in data)
