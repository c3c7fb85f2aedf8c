"""21:00 strikes while games are full: run inside a desk, prints JSON.

`fill` lays out open stretches of play of players of whom a part are minors who may play until 21:00; `sweep` is one
process of the watch, which begins when it is told and works until nothing is due.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402 -- the apps are loaded above

from core import clock  # noqa: E402 -- the same
from core.actions.time_shift import shifted  # noqa: E402 -- the same
from core.models import Event, Game  # noqa: E402 -- the same
from players.actions.watch import sweep_play  # noqa: E402 -- the same
from players.models import PlayAlert, PlaySession  # noqa: E402 -- the same

NINE = clock.parse_iso("2026-12-04T21:00:00+08:00")
"""A Friday on which minors may play from 20:00 to 21:00."""

_PLAYERS = """
INSERT INTO players_player (game_id, uid, nickname, email, locale, jurisdiction, real_name_status, real_name_since,
  birth_date, vip, tier, kind, is_guest, communication_style, created_at, updated_at, version, event_seq)
SELECT %(game)s, 'strike-' || n, '', '', 'zh-Hans', 'CN', 'verified', %(nine)s::timestamptz - interval '90 days',
  CASE WHEN n <= %(minors)s THEN date '2010-01-01' + (n * 7919 %% 2500)::int
       ELSE date '1980-01-01' + (n * 7919 %% 9000)::int END,
  0, 'T0', 'registered', false, '', %(nine)s::timestamptz - interval '90 days',
  %(nine)s::timestamptz - interval '90 days', 1, 0
FROM generate_series(1, %(total)s::bigint) AS n
"""
_SESSIONS = """
INSERT INTO players_playsession (game_id, player_id, session, device, started_at, last_seen_at, is_end_assumed,
  next_check_at)
SELECT game_id, id, 's' || id, '', %(nine)s::timestamptz - make_interval(secs => 900 + id %% 2700),
  %(nine)s::timestamptz - make_interval(secs => id %% 300), false,
  CASE WHEN birth_date >= date '2010-01-01' THEN %(nine)s::timestamptz
       ELSE %(nine)s::timestamptz + make_interval(secs => 3600 + id %% 9000) END
FROM players_player WHERE uid LIKE 'strike-%%' ORDER BY uid
"""


def fill(total: int, minors: int) -> dict[str, Any]:
    """So many open stretches of play, of which so many have their moment at 21:00."""
    values: dict[str, Any] = {"game": Game.objects.order_by("pk").values_list("pk", flat=True)[0], "nine": NINE}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")  # laying out a million rows is no request
        cursor.execute(_PLAYERS, values | {"total": total, "minors": minors})
        cursor.execute(_SESSIONS, values)
    return {"total": total, "minors": minors}


def again() -> dict[str, Any]:
    """The minors' moment is 21:00 once more."""
    minors = PlaySession.objects.filter(player__uid__startswith="strike-", player__birth_date__gte="2010-01-01")
    return {"minors": minors.update(next_check_at=NINE)}


def sweep() -> dict[str, Any]:
    """What one process of the watch did, at 21:00 by the clock of the house. It says that it is ready, and waits."""
    with shifted(NINE):
        print("ready", flush=True)  # noqa: T201 -- read by the bench
        sys.stdin.readline()
        before, began = resource.getrusage(resource.RUSAGE_SELF), time.monotonic()
        new = sweep_play()
        after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"new": new, "seconds": time.monotonic() - began, "cpu": cpu}


def counted() -> dict[str, Any]:
    """How many stops there are, of how many stretches of play, each with its event."""
    stops = PlayAlert.objects.filter(kind="outside_window", cause_at=NINE, player__uid__startswith="strike-")
    told = Event.objects.filter(name="play.stop_due", subject_type="playalert", subject_id__in=stops.values("pk"))
    stretches = stops.values("play_session").distinct().count()
    return {"alerts": stops.count(), "stretches": stretches, "events": told.count()}


DEEDS: dict[str, Callable[..., dict[str, Any]]] = {
    "fill": lambda total, minors: fill(int(total), int(minors)),
    "again": again,
    "sweep": sweep,
    "count": counted,
}

if __name__ == "__main__":
    print(json.dumps(DEEDS[sys.argv[1]](*sys.argv[2:])))  # noqa: T201 -- read by the bench
