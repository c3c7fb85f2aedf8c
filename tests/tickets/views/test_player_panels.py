"""What is known of a player beside a ticket: what the ticket is about comes first."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from core import clock
from players.enums import PaymentStatus
from players.models import Payment, PlaySession
from tests.factories.people import make_agent, make_game
from tests.factories.tickets import make_ticket
from tickets.enums import Status
from tickets.models import Ticket
from tickets.queries.panel_order import ALWAYS, panels_of

pytestmark = pytest.mark.django_db
HEADINGS = ("最近订单", "近 14 天游玩", "异常登录", "最近对局")


@pytest.fixture
def ticket() -> Ticket:
    found = make_ticket(Status.OPEN)
    player, now = found.player, clock.now()
    Payment.objects.create(
        game=found.game,
        player=player,
        order="wx-1",
        amount=Decimal(6),
        currency="CNY",
        status=PaymentStatus.FAILED,
        at=now,
    )
    PlaySession.objects.create(
        game=found.game, player=player, session="s", started_at=now - timedelta(hours=1), last_seen_at=now
    )
    return found


def panels(ticket: Ticket, role: str = "agent", **more: object) -> str:
    client = Client()
    client.force_login(make_agent(role, **more))  # type: ignore[arg-type]
    response = client.get(f"/desk/tickets/{ticket.number}/player")
    return response.content.decode() if response.status_code == 200 else str(response.status_code)


@pytest.mark.parametrize(
    ("code", "first"), [("PY-01", "payments"), ("AC-02", "logins"), ("CD-01", "matches"), ("", "risk")]
)
def test_the_category_says_what_comes_first(code: str, first: str) -> None:
    order = panels_of(code)
    assert order[0] == first
    assert sorted(order) == sorted(ALWAYS)


def test_orders_and_play_stand_beside_the_ticket(ticket: Ticket) -> None:
    page = panels(ticket)
    assert "wx-1" in page
    assert "失败" in page
    assert "1:00" in page


def test_a_player_of_whom_nothing_is_reported_has_no_empty_panels() -> None:
    page = panels(make_ticket(Status.OPEN))
    assert [words for words in HEADINGS if words in page] == []


def test_who_may_not_see_players_or_the_ticket_sees_no_panel(ticket: Ticket) -> None:
    assert panels(ticket, "analyst") == "403"
    assert panels(ticket, games=[make_game(slug="elsewhere")]) == "404"
