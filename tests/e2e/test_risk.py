"""The risk centre in a browser: a level that rises is there within seconds; why, taken, decided by two."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import expect

from core import clock
from core.models import Actor
from players.actions.risk import NewSignal, add_signals
from players.actions.risk_sweep import count_levels
from players.enums import RiskSource
from players.models import Payment, Player, PlaySession, RiskDayCount
from tests.e2e.conftest import Pages
from tests.factories.people import load_reference, make_agent, make_game, make_player

pytestmark = [pytest.mark.slow]


def rated(name: str, *signs: tuple[str, str, float], **fields: Any) -> Player:
    """A player of whom these signs (code, source, days ago) were seen."""
    player = make_player(make_game("huanle"), nickname=name, **fields)
    now = clock.now()
    rows = [
        NewSignal(code, f"{code}-{age}", source=RiskSource(source), at=now - timedelta(days=age))
        for code, source, age in signs
    ]
    add_signals(player.pk, rows, by=Actor.system())
    return player


def a_week_of_play(player: Player) -> None:
    """Play in the afternoons and late in the evening, and some payments."""
    now = clock.now().replace(minute=0, second=0, microsecond=0)
    for back in range(7):
        for hour, minutes in ((7, 80), (11, 70), (14, 45)):
            start = (now - timedelta(days=back)).replace(hour=hour)
            if start < now:
                PlaySession.objects.create(
                    game=player.game,
                    player=player,
                    session=f"{back}-{hour}",
                    started_at=start,
                    last_seen_at=start + timedelta(minutes=minutes),
                    ended_at=start + timedelta(minutes=minutes),
                )
    for number, back in enumerate((1, 3, 5)):
        Payment.objects.create(
            game=player.game,
            player=player,
            order=f"o-{number}",
            amount=Decimal(30 * (number + 1)),
            currency="CNY",
            status="paid",
            at=now - timedelta(days=back, hours=1),
        )


def stage() -> Player:
    """A centre on a usual evening."""
    load_reference()
    far = rated(
        "阿远",
        ("MI2", "T", 8),
        ("MI4", "O", 6),
        ("HE1", "O", 3),
        real_name_status="verified",
        birth_date=clock.now().date() - timedelta(days=12 * 365),
        jurisdiction="CN",
    )
    a_week_of_play(far)
    rated("寒江雪", ("AT1", "O", 0.1), ("AT2", "O", 0.1), ("AT4", "O", 0.05), ("AT3", "O", 0.1))
    rated("老K代储", ("FR1", "O", 2), ("FR2", "O", 4), ("FR5", "T", 1))
    rated("夜航船", ("HE1", "O", 1), ("HE2", "O", 1), ("HE4", "O", 3))
    rated("云中客", ("ES1", "T", 0.2), ("ES2", "T", 0.2))
    rated("用户55102", ("AB1", "T", 0.1), ("AB3", "T", 0.1))
    rated("半糖", ("SH1", "T", 0.01))
    rated("江小鱼", ("HE7", "T", 1))
    count_levels(again=True)
    today = clock.now().date()
    game = make_game("huanle")
    for back in range(1, 7):
        for level, players in ((4, back % 3), (3, 4 - back % 4), (2, 5 + back), (1, 3 + back * 2), (0, 1820)):
            RiskDayCount.objects.create(
                game=game, date=today - timedelta(days=back), level=level, players=players, counted_at=clock.now()
            )
    return far


def test_a_level_that_rises_is_there_within_two_seconds_and_is_taken_with_one_click(pages: Pages) -> None:
    load_reference()
    page = pages(make_agent("guardian_desk", name="许清"), "/risk/")
    expect(page.locator(".livedot")).to_have_attribute("data-state", "on")

    rated("寒江雪", ("AT1", "O", 0), ("AT2", "O", 0), ("AT4", "O", 0), ("AT3", "O", 0))

    expect(page.locator("#risk-alerts .al")).to_contain_text("寒江雪", timeout=2000)
    page.hover("#risk-alerts .al-row")
    page.click("#risk-alerts .al__take button")
    expect(page.locator("#risk-alerts .sla")).to_contain_text("许清")
    expect(page.locator(".rk__d h3").first).to_contain_text("L4")
    expect(page.locator(".whyl li")).to_have_count(4)


def test_lowering_takes_a_second_person_in_the_page_too(pages: Pages) -> None:
    player = stage()
    first = pages(make_agent("guardian_desk", name="许清"), f"/risk/players/{player.pk}")
    first.click(".rk__o summary >> nth=0")
    first.select_option('[name="target"]', "minor")
    first.select_option('[name="kind"]', "set")
    first.select_option('[name="level"]', "0")
    first.select_option('[name="reason_code"]', "false_positive")
    first.fill('[name="reason_text"]', "电话核实是本人成年")
    first.click(".rk__form .btn--primary")
    expect(first.locator(".rk__ov")).to_contain_text("待第二人复核")
    first.click(".rk__ov .btn >> nth=0")
    expect(first.locator(".toast, .banner").filter(has_text="需要另一个人复核").first).to_be_visible()

    second = pages(make_agent("guardian_desk", name="何川"), f"/risk/players/{player.pk}")
    second.click(".rk__ov .btn >> nth=0")

    expect(second.locator(".rk__ov")).to_contain_text("生效中")
