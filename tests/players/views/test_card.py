"""The page of a player: seen by who may, with what is known, and the few things that people add."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from core import clock
from core.models import Actor, Event, Group
from players.actions.accounts import join_accounts
from players.enums import CommunicationStyle, PaymentStatus
from players.models import Payment, Player, PlayerNote, PlaySession
from players.queries.card import days_of
from tests.factories.people import make_agent, make_game, make_player
from tests.factories.tickets import make_ticket
from tickets.enums import Status
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def signed_in(role: str = "agent", **more: object) -> Client:
    client = Client()
    client.force_login(make_agent(role, **more))  # type: ignore[arg-type]
    return client


def text(client: Client, player: Player, query: str = "") -> str:
    response = client.get(f"/players/{player.pk}{query}")
    assert response.status_code == 200
    return response.content.decode()


def played(player: Player, began: datetime, minutes: int, *, is_open: bool = False) -> PlaySession:
    end = began + timedelta(minutes=minutes)
    return PlaySession(
        game=player.game, player=player, session=f"s{began:%d%H%M}", started_at=began, last_seen_at=end,
        ended_at=None if is_open else end,
    )  # fmt: skip


def paid(player: Player, order: str, amount: str, *, days_ago: int = 1, **more: object) -> None:
    at = clock.now() - timedelta(days=days_ago)
    fields = {"currency": "CNY", "status": PaymentStatus.PAID, "at": at} | more
    Payment.objects.create(game=player.game, player=player, order=order, amount=Decimal(amount), **fields)


def test_a_player_of_another_game_is_not_there() -> None:
    stranger = make_player(make_game(slug="elsewhere"))
    client = signed_in(games=[make_game()])
    assert client.get(f"/players/{stranger.pk}").status_code == 404
    assert client.post(f"/players/{stranger.pk}/note", {"kind": "note", "text": "x"}).status_code == 404


def test_the_overview_says_who_it_is() -> None:
    player = make_player(nickname="青衫落拓", vip=3)
    page = text(signed_in(), player)
    assert player.uid in page
    assert "VIP 3" in page
    assert player.game.name in page


def test_a_note_is_kept_with_its_author_and_taken_away_by_its_author() -> None:
    player, client = make_player(), signed_in(name="林夏")
    client.post(f"/players/{player.pk}/note", {"kind": "need", "text": "希望周末白天联系"})
    note = PlayerNote.objects.get()
    assert "希望周末白天联系" in text(client, player)
    assert "林夏" in text(client, player)

    assert signed_in().post(f"/players/{player.pk}/notes/{note.pk}/remove").status_code == 403
    client.post(f"/players/{player.pk}/notes/{note.pk}/remove")
    assert "希望周末白天联系" not in text(client, player)
    assert "希望" not in str(list(Event.objects.filter(name__startswith="player.note").values_list("data", flat=True)))


@pytest.mark.parametrize("words", ["", "\u200b", "a" * 1001])
def test_a_note_that_cannot_be_kept_is_handed_back_with_the_reason(words: str) -> None:
    player = make_player()
    response = signed_in().post(f"/players/{player.pk}/note", {"kind": "note", "text": words})
    assert response.status_code == 422
    assert not PlayerNote.objects.exists()


def test_what_a_note_says_is_never_markup() -> None:
    player, client = make_player(nickname="<b>x</b>"), signed_in()
    client.post(f"/players/{player.pk}/note", {"kind": "note", "text": "<script>alert(1)</script>"})
    page = text(client, player)
    assert "<script>alert" not in page
    assert "<b>x</b>" not in page


def test_a_style_brings_its_do_and_dont() -> None:
    player, client = make_player(), signed_in()
    client.post(f"/players/{player.pk}/style", {"style": "driver"})
    assert Player.objects.get(pk=player.pk).communication_style == CommunicationStyle.DRIVER
    assert "先说结论和时间点" in text(client, player)


def test_accounts_are_joined_and_parted_on_the_page() -> None:
    game = make_game()
    player, other = make_player(game), make_player(game, nickname="小号")
    client = signed_in("security")
    unknown = client.post(f"/players/{player.pk}/join", {"game": game.pk, "uid": "nobody", "reason": "r"})
    assert unknown.status_code == 422

    client.post(f"/players/{player.pk}/join", {"game": game.pk, "uid": other.uid, "reason": "同一台设备"})
    page = text(client, player)
    assert "小号" in page
    assert "同一台设备" in page
    join = player.__class__.objects.get(pk=player.pk).person.joins.get()
    client.post(f"/players/{player.pk}/joins/{join.pk}/part")
    assert "小号" not in text(client, player)


def test_who_may_not_change_players_joins_nothing() -> None:
    game = make_game()
    player, other = make_player(game), make_player(game)
    response = signed_in().post(f"/players/{player.pk}/join", {"game": game.pk, "uid": other.uid, "reason": "r"})
    assert response.status_code == 403
    assert Player.objects.filter(person=None).count() == 2


def test_accounts_in_games_that_one_does_not_see_are_counted_and_not_named() -> None:
    here, there = make_game(), make_game(slug="elsewhere")
    player, other = make_player(here), make_player(there, nickname="别处的号")
    join_accounts(player, other, by=Actor.system(), reason="r")
    page = text(signed_in(games=[here]), player)
    assert "别处的号" not in page
    assert "另有 1 个" in page


def test_money_is_what_was_paid_less_what_went_back() -> None:
    player = make_player()
    paid(player, "o1", "30.50")
    paid(player, "o2", "100", days_ago=40, refunded=Decimal(40))
    paid(player, "o3", "999", status=PaymentStatus.FAILED)
    paid(player, "o4", "500", days_ago=91)
    page = text(signed_in(), player, "?tab=play")
    assert "¥30.50" in page
    assert "¥90.50" in page


def test_tickets_of_all_accounts_stand_on_the_page_and_restricted_ones_do_not() -> None:
    game = make_game()
    player, other = make_player(game), make_player(game)
    join_accounts(player, other, by=Actor.system(), reason="r")
    agent = make_agent()
    mine = make_ticket(Status.OPEN, agent=agent, player=other)
    hidden = make_ticket(Status.OPEN, agent=None, player=player)
    Ticket.objects.filter(pk=hidden.pk).update(is_restricted=True, assignee=None, group=Group.objects.get(code="CRI"))
    client = Client()
    client.force_login(agent)
    page = text(client, player, "?tab=tickets")
    assert f"/desk/tickets/{mine.number}" in page
    assert f"/desk/tickets/{hidden.number}" not in page


def test_a_stretch_over_midnight_counts_on_both_days_of_the_games_zone() -> None:
    zone, player = ZoneInfo("Asia/Shanghai"), make_player()
    now = datetime(2026, 11, 20, 12, tzinfo=zone)
    late = played(player, datetime(2026, 11, 18, 23, 30, tzinfo=zone), 90)
    days = {day.day.isoformat(): day.minutes for day in days_of([late], "Asia/Shanghai", now)}
    assert (days["2026-11-18"], days["2026-11-19"], days["2026-11-20"]) == (30, 60, 0)
    assert len(days) == 14


def test_the_night_of_the_clock_change_has_its_own_length() -> None:
    zone, player = ZoneInfo("Europe/Berlin"), make_player()
    now = datetime(2026, 10, 26, 12, tzinfo=zone)
    night = played(player, datetime(2026, 10, 24, 22, tzinfo=ZoneInfo("UTC")), 25 * 60)  # from local midnight
    days = {day.day.isoformat(): day.minutes for day in days_of([night], "Europe/Berlin", now)}
    assert days["2026-10-25"] == 25 * 60
    assert days["2026-10-26"] == 0


@pytest.mark.parametrize("many", [1, 3])
@pytest.mark.parametrize("tab", ["overview", "play", "tickets"])
def test_a_long_history_costs_no_more_statements(many: int, tab: str, django_assert_num_queries: object) -> None:
    game = make_game()
    player = make_player(game)
    for n in range(many):
        join_accounts(player, make_player(game), by=Actor.system(), reason="r")
        paid(player, f"o{n}", "1")
        played(player, clock.now() - timedelta(hours=n + 1), 30).save()
        PlayerNote.objects.create(player=player, kind="note", text="x", author_name="y", at=clock.now())
        make_ticket(Status.OPEN, agent=None, player=player)
    client = signed_in("security")
    client.get(f"/players/{player.pk}?tab={tab}")
    with django_assert_num_queries(STATEMENTS[tab]):  # type: ignore[operator]
        client.get(f"/players/{player.pk}?tab={tab}")


STATEMENTS = {"overview": 24, "play": 18, "tickets": 19}
