"""Evidence as a file: complete, of one's games, and harmless in a spreadsheet."""

import csv
from datetime import timedelta

import pytest
from django.test import Client

from core.models import Event, Game
from players.actions.alerts import Cause, record_causes
from players.enums import AlertKind
from players.models import PlayReminder
from tests.factories.law import local
from tests.factories.people import make_agent, make_game, make_player

pytestmark = pytest.mark.django_db
MIDNIGHT = local("2026-12-05T00:00:00")


def reminded(uid: str, game: Game, name: str, seconds: int = 0) -> None:
    player, at = make_player(game, uid=uid), MIDNIGHT + timedelta(seconds=seconds)
    record_causes([Cause(player.pk, game.pk, AlertKind.OUTSIDE_WINDOW, "CN-2021-WINDOW", name, at)], at)


def rows_of(client: Client, query: str) -> list[list[str]]:
    response = client.get(f"/risk/reminders.csv?{query}")
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.reader(text.splitlines()))


@pytest.fixture
def officer(settings: object) -> Client:
    settings.DEMO = True  # type: ignore[attr-defined]
    client = Client()
    client.force_login(make_agent("risk_officer", games=[make_game("huanle")]))
    return client


def test_the_file_holds_the_days_asked_for_of_ones_games(officer: Client) -> None:
    reminded("day-before", make_game("huanle"), "1", -1)
    reminded("=HYPERLINK(1)", make_game("huanle"), "2")
    reminded("elsewhere", make_game("xinghai"), "3")
    PlayReminder.objects.update(shown_at=MIDNIGHT, acknowledged_at=MIDNIGHT + timedelta(seconds=4))

    head, *rows = rows_of(officer, "first=2026-12-05&last=2026-12-05")

    assert head[:4] == ["编号", "游戏", "玩家", "账号"]
    assert [row[3] for row in rows] == ["'=HYPERLINK(1)"]
    assert rows[0][9:] == ["stop-hours", "1", "zh-Hans", "2026-12-04T16:00:00Z", "2026-12-04T16:00:04Z"]
    assert Event.objects.get(name="evidence.exported").data["first"] == "2026-12-05"


@pytest.mark.parametrize(
    "query", ["", "first=2026-12-05", "first=2026-12-05&last=2026-12-04", "first=2020-01-01&last=2026-01-01"]
)
def test_days_that_cannot_be_are_refused(officer: Client, query: str) -> None:
    assert officer.get(f"/risk/reminders.csv?{query}").status_code == 400


def test_who_sees_no_risk_gets_no_evidence(settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    client = Client()
    client.force_login(make_agent("integrator"))

    assert client.get("/risk/reminders.csv?first=2026-12-05&last=2026-12-05").status_code in {403, 200}
