"""What is told of an account's sign-ins and matches, from what the game reported."""

from typing import Any

import pytest
from django.test import Client

from core import clock
from core.models import Actor
from players.actions.ingest import report_events
from players.models import Player
from players.queries.activity import matches_of, sign_ins, unusual_of
from tests.factories.game_events import NOW, at, event
from tests.factories.people import make_agent, make_game

pytestmark = pytest.mark.django_db
HOME = {"region": "杭州", "device": "iPhone 15", "ok": True}
AWAY = {"region": "莆田", "device": "Redmi K70", "ok": True}


def told(*events: Any) -> Player:
    """The account after the game has told this."""
    make_game()
    outcomes = report_events(events, by=Actor.of_agent(make_agent("integrator")))
    assert {outcome.result.value for outcome in outcomes} == {"accepted"}
    return Player.objects.select_related("game").get(uid="hl-1")


def login(minutes: float, **data: Any) -> Any:
    return event("login", minutes, session=f"s{minutes}", **data)


@pytest.fixture(autouse=True)
def _noon() -> Any:
    with clock.frozen(NOW):
        yield


def test_a_sign_in_from_a_new_place_is_told_with_what_followed_and_what_was_usual() -> None:
    player = told(
        login(-3000, **HOME), login(-200, **HOME), login(-60, **AWAY),
        event("asset_out", -50, item="沉渊", quantity=3, value="90.00", to_uid="x"),
        event("asset_out", -48, item="踏雪", quantity=4, value="10.00"),
        event("security_change", -40, what="phone"),
        event("asset_out", -400, item="旧", quantity=9, value="1.00"),
    )  # fmt: skip

    found = unusual_of(player, sign_ins(player))

    assert found is not None
    assert (found.sign_in.region, found.sign_in.is_new_device, found.sign_in.is_new_region) == ("莆田", True, True)
    assert found.usual is not None
    assert found.usual.region == "杭州"
    assert found.pieces == 7
    assert [change.data["what"] for change in found.changes] == ["phone"]


def test_the_first_sign_in_of_an_account_and_the_usual_ones_are_not_unusual() -> None:
    player = told(login(-3000, **HOME), login(-10, **HOME))
    assert unusual_of(player, sign_ins(player)) is None


@pytest.mark.parametrize(("refusals", "is_unusual"), [(9, False), (10, True)])
def test_ten_refusals_within_an_hour_before_a_success_are_unusual(refusals: int, is_unusual: bool) -> None:
    failed = [login(-59 + n, **HOME | {"ok": False}) for n in range(refusals)]
    player = told(login(-3000, **HOME), login(-61, **HOME | {"ok": False}), *failed, login(0, **HOME))
    found = unusual_of(player, sign_ins(player))
    assert (found is not None) == is_unusual


def test_a_match_has_its_place_its_hands_and_its_lost_connections() -> None:
    start = at(-90)
    player = told(
        event("match", -90, match="m1", name="周末赛", started_at=start),
        event("hand", -80, match="m1", hand="h1"), event("hand", -70, match="m1", hand="h2"),
        event("disconnect", -65, match="m1", hand="h2", seconds=42, network="4g"),
        event("disconnect", -40, seconds=5),
        event("disconnect", -5, seconds=9),
        event("match", -30, match="m1", name="周末赛", started_at=start, ended_at=at(-30), rank=12),
    )  # fmt: skip

    (match,) = matches_of(player)

    assert (match.name, match.rank, match.hands, match.ended_at is not None) == ("周末赛", 12, 2, True)
    assert [(one.seconds, one.network) for one in match.breaks] == [(42, "4g"), (5, "")]


def test_the_page_and_the_panel_show_them(client: Client) -> None:
    player = told(
        login(-3000, **HOME), login(-60, **AWAY), login(-30, **AWAY | {"ok": False}),
        event("asset_out", -50, item="沉渊", quantity=3, value="90.00"),
        event("match", -90, match="m1", name="周末赛", started_at=at(-90), rank=3),
        event("disconnect", -80, match="m1", seconds=42, network="4g"),
    )  # fmt: skip
    client.force_login(make_agent())

    logins = client.get(f"/players/{player.pk}?tab=logins").content.decode()
    matches = client.get(f"/players/{player.pk}?tab=matches").content.decode()

    assert "新设备 + 新地区" in logins
    assert "转出 3 件" in logins
    assert "登录失败" in logins
    assert "周末赛" in matches
    assert "断线 1 次" in matches
