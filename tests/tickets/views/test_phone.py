"""A call that an agent writes down at the desk."""

import pytest
from django.test import Client

from core.models import Agent, Game
from tests.factories.people import make_agent, make_game, make_player
from tickets.enums import Channel, Status
from tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db
NEW = "/desk/new"
SAID = "刚打的比赛中断了，名次没算"


def signed_in(agent: Agent) -> Client:
    client = Client()
    client.force_login(agent)
    return client


def call(game: Game, **more: object) -> dict[str, object]:
    return {"game": game.pk, "uid": "2207001", "nickname": "听雨客", "body": SAID, "is_mine": "on", **more}


def test_a_call_becomes_the_agents_own_ticket_in_the_players_words() -> None:
    agent, game = make_agent(), make_game("jingji", "tournament")

    answer = signed_in(agent).post(NEW, call(game))

    ticket = Ticket.objects.get()
    assert answer["Location"] == f"/desk/tickets/{ticket.number}"
    assert (ticket.channel, ticket.status, ticket.assignee, ticket.category_id) == (
        Channel.PHONE, Status.OPEN, agent, "ES-02",
    )  # fmt: skip
    assert (ticket.player.uid, Message.objects.get().body, Message.objects.get().author_kind) == (
        "2207001", SAID, "player",
    )  # fmt: skip


def test_a_call_sent_twice_is_one_ticket() -> None:
    client, game = signed_in(make_agent()), make_game("jingji", "tournament")

    first, second = (client.post(NEW, call(game, key="a" * 32))["Location"] for _ in range(2))

    assert first == second
    assert Ticket.objects.count() == 1


def test_what_is_new_in_a_call_that_was_sent_again_is_added() -> None:
    client, game = signed_in(make_agent()), make_game("jingji", "tournament")
    client.post(NEW, call(game, key="a" * 32))

    client.post(NEW, call(game, key="a" * 32, body="对方又打来：已经恢复了"))

    assert list(Message.objects.order_by("seq").values_list("body", flat=True)) == [SAID, "对方又打来：已经恢复了"]


def test_a_caller_does_not_change_the_profile_of_an_account_that_is_known() -> None:
    game = make_game("jingji", "tournament")
    player = make_player(game, uid="2207001", nickname="听雨客", email="own@example.test")

    signed_in(make_agent()).post(NEW, call(game, nickname="陌生人", email="hijack@example.test"))

    player.refresh_from_db()
    assert (player.nickname, player.email) == ("听雨客", "own@example.test")
    assert Ticket.objects.get().contact_email == "hijack@example.test"


def test_who_works_for_one_game_is_offered_that_game_alone() -> None:
    own, other = make_game("huanle"), make_game("xinghai", "moba")
    client = signed_in(make_agent(games=[own]))

    shown = client.get(NEW).content.decode()
    refused = client.post(NEW, call(other))

    assert f'value="{own.pk}"' in shown
    assert f'value="{other.pk}"' not in shown
    assert (refused.status_code, Ticket.objects.exists()) == (422, False)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("body", ""),
        ("body", "\u200b\u200d"),
        ("body", "长" * 20_001),
        ("uid", "x" * 65),
        ("email", "nobody"),
        ("email", "a@b.c\nBcc: d@e.f"),
        ("category", "ZZ-99"),
        ("game", "99999"),
        ("game", "１２"),
        ("subject", "长" * 201),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_nothing_is_lost(name: str, value: str) -> None:
    game = make_game("jingji", "tournament")
    told = call(game, subject="电话") | {name: value}

    answer = signed_in(make_agent()).post(NEW, told)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in page
    assert name == "body" or SAID in page
    assert not Ticket.objects.exists()


def test_who_may_not_open_tickets_has_no_such_page_and_is_led_to_none() -> None:
    reviewer, agent = signed_in(make_agent("quality_reviewer")), signed_in(make_agent())

    assert reviewer.get(NEW).status_code == 403
    assert f'href="{NEW}"' not in reviewer.get("/desk/").content.decode()
    assert f'href="{NEW}"' in agent.get("/desk/").content.decode()
