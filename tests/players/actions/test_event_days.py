"""Days of game events are partitions: made before midnight finds them missing, dropped when they are old."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from core import clock
from core.models import Actor
from players.actions.event_days import drop_old_days, forget_old_ids, keep_days, make_days_ahead, make_days_for
from players.actions.ingest import report_events
from players.models import GameEvent, GameEventKey
from tests.factories.game_events import NOW, event
from tests.factories.people import make_game

pytestmark = pytest.mark.django_db


def days() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT right(inhrelid::regclass::text, 8) FROM pg_inherits"
            " WHERE inhparent = 'players_gameevent'::regclass ORDER BY 1"
        )
        return [day for (day,) in cursor.fetchall()]


def role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


def test_days_are_there_a_week_ahead_made_by_the_role_that_owns_nothing() -> None:
    with clock.frozen(NOW):
        make_days_ahead()
        again = make_days_ahead()

    assert role() == "wuyou_app"
    assert {f"202612{day:02}" for day in range(1, 9)} <= set(days())
    assert again == 0


def test_an_event_finds_its_day_on_both_sides_of_midnight() -> None:
    make_game()
    midnight = datetime(2026, 12, 3, tzinfo=UTC)
    before, after = (midnight - timedelta(microseconds=1)).isoformat(), midnight.isoformat()

    with clock.frozen(midnight):
        told = [event("logout", session="s") | {"at": at} for at in (before, after)]
        outcomes = report_events(told, by=Actor.system())

    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM players_gameevent ORDER BY at")
        assert [name for (name,) in cursor.fetchall()] == ["players_gameevent_20261202", "players_gameevent_20261203"]
    assert [outcome.result.value for outcome in outcomes] == ["accepted", "accepted"]


def test_the_rows_of_a_player_are_found_by_an_index_of_the_day() -> None:
    make_days_for([NOW])

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT * FROM players_gameevent WHERE player_id = 1 AND kind = 'login'"
            " AND at >= '2026-12-01' AND at < '2026-12-02'"
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "players_gameevent_20261201" in plan
    assert "Index Scan" in plan
    assert plan.count("players_gameevent_2026") == plan.count("players_gameevent_20261201")


def test_old_days_are_dropped_with_their_events_and_newer_ones_stay(settings: Settings) -> None:
    make_game()
    settings.GAME_EVENT_DAYS = 100
    old, young = NOW - timedelta(days=101), NOW - timedelta(days=100)
    with clock.frozen(NOW):
        told = [event("logout", session="s") | {"at": at.isoformat()} for at in (old, young)]
        report_events(told, by=Actor.system())
        dropped = drop_old_days()

    assert dropped >= 1
    assert [row.at for row in GameEvent.objects.all()] == [young]
    assert f"{old:%Y%m%d}" not in days()


def test_the_last_month_cannot_be_dropped_by_the_role_that_runs_the_product() -> None:
    with (
        pytest.raises(DatabaseError, match="the last month stays"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT players_drop_event_days(current_date - 20)")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE players_gameevent SET kind = 'login'",
        "TRUNCATE players_gameevent",
        "DROP TABLE players_gameevent",
        "ALTER TABLE players_gameevent DROP COLUMN data",
    ],
)
def test_what_was_reported_cannot_be_changed(statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_id_is_known_for_four_hundred_days_after_it_came() -> None:
    make_game()
    one = event("logout", session="s", id="e-1")
    with clock.frozen(NOW):
        report_events([one], by=Actor.system())
    with clock.frozen(NOW + timedelta(days=400)):
        kept = forget_old_ids()
        again = report_events([one | {"at": clock.now().isoformat()}], by=Actor.system())
    with clock.frozen(NOW + timedelta(days=401)):
        forgotten = forget_old_ids()

    assert (kept, forgotten) == (0, 1)
    assert again[0].result.value == "conflict"
    assert not GameEventKey.objects.exists()


def test_once_an_hour_everything_is_done_and_repeating_it_does_nothing() -> None:
    with clock.frozen(NOW):
        keep_days()

        assert keep_days() == 0
    assert date(2026, 12, 8).strftime("%Y%m%d") in days()
