"""The risk panel beside a ticket: why in plain words, for who may see it, with what is kept from whom."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from core import clock
from core.actions.time_shift import shifted
from core.models import Actor
from players.actions.risk import NewSignal, add_signals
from players.enums import RiskSource
from players.models import Player
from players.queries.risk_panel import RiskPanel, risk_panel
from tests.factories.people import make_agent, make_game, make_player
from tests.factories.tickets import make_ticket
from tickets.enums import Status

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()


def rated(*codes: str, source: RiskSource = RiskSource.TEXT, age: int = 0, **fields: Any) -> Player:
    player = make_player(make_game(), nickname="寒江雪", **fields)
    at = clock.now() - timedelta(days=age)
    add_signals(player.pk, [NewSignal(code, f"{code}-1", source=source, at=at) for code in codes], by=SYSTEM)
    return player


def panel_for(player: Player, role: str) -> RiskPanel:
    found = risk_panel(player, make_agent(role))
    assert found is not None
    return found


def test_a_sign_is_told_with_who_saw_it_when_and_how_much_of_it_is_left() -> None:
    player = rated("AB3", age=90)

    with translation.override("en"):
        [reason] = panel_for(player, "risk_officer").reasons

    assert reason.told == "said by the player, 90 days ago"
    assert reason.left == "50 % of it still counts, half of that in 90 days"
    assert (reason.full, reason.now) == ("40.000000", "20.000000")


def test_what_is_new_counts_in_full() -> None:
    with translation.override("zh-hans"):
        [reason] = panel_for(rated("AB3"), "risk_officer").reasons

    assert (reason.told, reason.left) == ("玩家自己说的，今天", "目前全部计入，每 90 天减半")


def test_the_heaviest_three_come_first_and_each_dimension_has_its_level() -> None:
    panel = panel_for(rated("AB3", "ES1", "ES2", "ES3", "AB1"), "risk_officer")

    assert len(panel.reasons) == 3
    assert panel.reasons[0].now >= panel.reasons[1].now >= panel.reasons[2].now
    assert {row["dimension"] for row in panel.dimensions} == {"abuse", "escalation"}


def test_danger_to_oneself_and_signs_of_a_child_are_kept_from_the_front_line() -> None:
    player = rated("SH3", "MI2", "AB3")

    front, charge = panel_for(player, "agent"), panel_for(player, "crisis")

    assert {row["dimension"] for row in front.dimensions} == {"abuse"}
    assert len(front.reasons) == 1
    assert front.hidden_names == "未成年人、自伤"
    assert {row["dimension"] for row in charge.dimensions} >= {"abuse", "minor"}
    assert charge.hidden == []


def test_what_is_kept_is_named_also_where_there_is_nothing_so_that_it_tells_nothing() -> None:
    assert panel_for(rated("AB3"), "agent").hidden == panel_for(rated("SH1", "AB3"), "agent").hidden


def test_how_a_child_plays_is_kept_too() -> None:
    child = rated("HE8", "AB3", birth_date=date(clock.now().year - 12, 6, 1))

    assert {row["dimension"] for row in panel_for(child, "agent").dimensions} == {"abuse"}
    assert "健康游戏风险" in panel_for(child, "agent").hidden_names


def test_who_may_not_see_risk_has_no_panel_and_neither_has_who_was_never_rated() -> None:
    assert risk_panel(rated("AB3"), make_agent("analyst")) is None
    assert risk_panel(rated("AB3"), make_agent("agent", games=[make_game("xinghai", "moba")])) is None
    assert risk_panel(make_player(make_game()), make_agent("risk_officer")) is None


def test_unknown_is_never_called_safe(client: Client) -> None:
    player = rated("AB1")
    ticket = make_ticket(Status.OPEN, player=player)
    client.force_login(make_agent("agent"))

    html = client.get(f"/desk/tickets/{ticket.number}/player").content.decode()

    assert f'href="/risk/players/{player.pk}"' in html
    assert "未知不等于安全" in html


def test_what_has_faded_is_no_reason_any_more() -> None:
    player = rated("AB1")

    with shifted(clock.now() + timedelta(days=14)), translation.override("en"):
        [reason] = panel_for(player, "risk_officer").reasons
    assert (reason.told, reason.left) == (
        "said by the player, 14 days ago",
        "50 % of it still counts, half of that in 14 days",
    )
    with shifted(clock.now() + timedelta(days=400)):
        assert panel_for(player, "risk_officer").reasons == []
