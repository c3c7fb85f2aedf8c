"""Presence over the socket: pages say where they are, others are woken; a name never travels."""

import asyncio
import json
from collections.abc import Callable

import pytest
from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async
from django.test import Client

from core.models import Agent, Group
from tests.factories.people import make_agent, make_game
from tests.factories.tickets import make_ticket
from tests.tickets.sockets import Page
from tickets import consumers
from tickets.models import Ticket
from tickets.queries.presence import states_of

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Agent], Client]


def key_of(client: Client) -> str:
    return client.cookies["sessionid"].value


@pytest.fixture
def ticket(desk_rows: None) -> Ticket:
    return make_ticket()


@pytest.fixture
def two(desk: Client, sign_in: SignIn) -> tuple[str, str]:
    """The sessions of the agent and of a colleague."""
    return key_of(desk), key_of(sign_in(make_agent(name="周屿")))


def look(ticket: object, state: str = "looking") -> str:
    return json.dumps({"kind": "look", "id": str(ticket), "state": state})


async def states(ticket: Ticket) -> dict[int, str]:
    return (await asyncio.to_thread(states_of, [ticket.pk])).get(ticket.pk, {})


async def test_a_colleague_is_woken_by_coming_writing_and_leaving(agent: Agent, ticket: Ticket, two) -> None:
    hint = {"kind": "presence", "id": str(ticket.pk), "seq": 0}
    async with Page(two[1]) as other:
        assert await other.is_up()
        async with Page(two[0]) as page:
            assert await page.is_up()
            for state in ("looking", "replying"):
                await page.say(look(ticket.pk, state))
                assert await other.heard() == hint
                assert (await states(ticket))[agent.pk] == state
        assert await other.heard() == hint
        assert agent.pk not in await states(ticket)


async def test_what_is_said_again_keeps_one_there_and_wakes_nobody(agent: Agent, ticket: Ticket, two) -> None:
    async with Page(two[1]) as other, Page(two[0]) as page:
        assert await other.is_up()
        assert await page.is_up()
        await page.say(look(ticket.pk))
        await other.heard()
        await page.heard()
        await page.say(look(ticket.pk))

        assert await other.is_silent(0.8)
        assert agent.pk in await states(ticket)


async def test_many_words_are_followed_by_breaths_and_the_last_one_counts(agent: Agent, ticket: Ticket, two) -> None:
    async with Page(two[1]) as other, Page(two[0]) as page:
        assert await other.is_up()
        assert await page.is_up()
        for number in range(40):
            await page.say(look(ticket.pk, ("looking", "replying")[number % 2]))
        heard = 0
        while (await states(ticket)).get(agent.pk) != "replying" or not await other.is_silent(0.6):
            await other.heard()
            heard += 1

    assert 1 <= heard <= 4


async def test_another_ticket_is_another_place(agent: Agent, ticket: Ticket, two) -> None:
    second = await sync_to_async(make_ticket)()
    async with Page(two[0]) as page:
        assert await page.is_up()
        for here, there in ((ticket, second), (second, ticket)):
            await page.say(look(here.pk))
            while agent.pk not in await states(here):
                await asyncio.sleep(0.02)
            assert agent.pk not in await states(there)
        await page.say(look(""))
        while agent.pk in await states(ticket):
            await asyncio.sleep(0.02)


async def test_the_second_tab_keeps_its_agent_there(agent: Agent, ticket: Ticket, two) -> None:
    async with Page(two[0]) as stays:
        assert await stays.is_up()
        await stays.say(look(ticket.pk))
        while agent.pk not in await states(ticket):
            await asyncio.sleep(0.02)
        async with Page(two[0]) as goes:
            await goes.say(look(ticket.pk, "replying"))
            while (await states(ticket)).get(agent.pk) != "replying":
                await asyncio.sleep(0.02)

        assert (await states(ticket))[agent.pk] == "looking"


@pytest.mark.parametrize("reason", ["game", "restricted", "unknown"])
async def test_a_ticket_out_of_sight_is_answered_with_silence(ticket: Ticket, sign_in: SignIn, reason: str) -> None:
    def outsider() -> str:
        agent = make_agent(games=[make_game("xinghai", "moba")] if reason == "game" else None)
        if reason == "restricted":
            Ticket.objects.update(is_restricted=True, group=Group.objects.get(code="CRI"))
        return key_of(sign_in(agent))

    session = await database_sync_to_async(outsider)()
    async with Page(session) as page:
        assert await page.is_up()
        await page.say(look(10**17 if reason == "unknown" else ticket.pk))

        assert await page.is_silent(0.8)
        assert await states(ticket) == {}


@pytest.mark.parametrize(
    "said",
    ['{"kind":"look"}', look("1 OR 1"), look("-1"), look("１"), look("9" * 19), look(1, "flying"), look(1, ""),
     '{"kind":"look","id":1,"state":"looking"}', '{"kind":"look","id":["1"],"state":"looking"}',
     '{"kind":"look","id":null,"state":"looking"}', '{"kind":"look","id":"1","state":["looking"]}',
     '{"kind":"look","id":"1","state":null}'],
)  # fmt: skip
async def test_a_look_that_names_no_ticket_or_no_state_is_refused(two, said: str) -> None:
    async with Page(two[0]) as page:
        assert await page.is_up()
        await page.say(said)

        assert await page.heard() == {"kind": "error", "code": "bad_look"}
        assert await page.is_up()


async def test_a_page_whose_session_ends_is_nowhere(agent: Agent, ticket: Ticket, two, monkeypatch) -> None:
    monkeypatch.setattr(consumers, "LOOK_EVERY", 0.1)
    async with Page(two[0]) as page:
        assert await page.is_up()
        await page.say(look(ticket.pk))
        while agent.pk not in await states(ticket):
            await asyncio.sleep(0.02)
        await Agent.objects.filter(pk=agent.pk).aupdate(is_active=False)
        while (await page.next())["type"] != "websocket.close":
            pass

    assert agent.pk not in await states(ticket)
