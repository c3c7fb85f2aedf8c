"""The socket of the desk: who is let in, what it answers, what it says by itself, when it ends."""

import json
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async
from django.contrib.sessions.models import Session
from django.test import Client

from core import clock
from core.actions.notifications import notify
from core.models import Agent, Group
from tests.factories.people import make_agent, make_game, make_player
from tests.factories.tickets import make_ticket, relay_all
from tests.tickets.sockets import Page, tell
from tickets import consumers
from tickets.models import Ticket
from tickets.queries.sockets import SPREAD_EACH, SPREAD_MAX, open_sockets, spread

pytestmark = pytest.mark.django_db(transaction=True)

SignIn = Callable[[Agent], Client]


def key_of(client: Client) -> str:
    return client.cookies["sessionid"].value


@pytest.fixture
def session(desk: Client) -> str:
    """The session of the agent's browser."""
    return key_of(desk)


def hint(number: int, seq: int = 1) -> dict[str, object]:
    return {"kind": "ticket.moved", "id": str(number), "seq": seq}


# --- Who is let in -----------------------------------------------------------------------------------------------


async def test_an_agent_is_let_in_and_has_pings_answered(session: str) -> None:
    async with Page(session) as page:
        assert page.opening["type"] == "websocket.accept"
        assert await page.is_up()


@pytest.mark.parametrize("given", ["", "nonsense", "x" * 5000, "../../etc", "%00", "é"])
async def test_without_a_session_it_is_closed_before_anything_is_said(agent: Agent, given: str) -> None:
    async with Page(given) as page:
        assert await page.closing() == consumers.SIGNED_OUT


async def test_a_session_that_has_run_out_lets_nobody_in(session: str) -> None:
    await Session.objects.aupdate(expire_date=clock.now() - timedelta(seconds=1))

    async with Page(session) as page:
        assert await page.closing() == 4401


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "!"}])
async def test_an_account_that_no_longer_stands_is_not_let_in(agent: Agent, session: str, change: dict) -> None:
    await Agent.objects.filter(pk=agent.pk).aupdate(**change)

    async with Page(session) as page:
        assert await page.closing() == 4401


@pytest.mark.parametrize("role", ["integrator", "admin"])
def test_programs_and_who_lacks_the_second_factor_are_not_let_in(desk_rows: None, sign_in: SignIn, role: str) -> None:
    key = key_of(sign_in(make_agent(role)))

    assert consumers.desk_agent_of(key) is None


@pytest.mark.parametrize(
    "origin",
    [None, "null", "https://evil.example", "http://127.0.0.1.evil.example:8000", "http://127.0.0.1:1", "file://", "é"],
)
async def test_a_page_of_another_origin_is_refused_before_the_handshake(session: str, origin: str | None) -> None:
    async with Page(session, origin=origin) as page:
        assert page.opening["type"] == "websocket.close"


@pytest.mark.parametrize("path", ["/ws/", "/ws/desk/", "/ws/chat/x", "/ws/desk%2F..", "/ws/*", "/"])
async def test_no_other_address_has_a_socket(session: str, path: str) -> None:
    async with Page(session, path=path) as page:
        assert await page.closing() == 4404


async def test_one_person_has_twenty_open_pages_and_no_more(session: str, sign_in: SignIn) -> None:
    pages = [await Page(session).__aenter__() for _ in range(20)]
    colleague = key_of(await sync_to_async(lambda: sign_in(make_agent()))())

    async with Page(session) as one_more:
        assert await one_more.closing() == consumers.TOO_MANY == 4429
    async with Page(colleague) as other:
        assert await other.is_up()
    await pages.pop().__aexit__()
    async with Page(session) as again:
        assert await again.is_up()
    for page in pages:
        assert await page.is_up()
        await page.__aexit__()


async def test_pages_that_vanish_in_the_middle_of_a_word_take_no_place(session: str) -> None:
    for _ in range(consumers.SOCKETS_A_PERSON + 1):
        page = await Page(session).__aenter__()
        assert await page.is_up()
        await page.vanish()
        with pytest.raises(ConnectionError):
            await page.__aexit__()

    async with Page(session) as page:
        assert await page.is_up()


# --- What it answers ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("", "not_json"),
        ("ping", "not_json"),
        ('{"kind":"ping"', "not_json"),
        ("[" * 500, "not_json"),
        ('{"a":' * 80 + "1" + "}" * 80, "unknown_kind"),
        ("9" * 500, "not_an_object"),
        ("[]", "not_an_object"),
        ('["kind","ping"]', "not_an_object"),
        ("null", "not_an_object"),
        ("NaN", "not_an_object"),
        ('"ping"', "not_an_object"),
        ("{}", "unknown_kind"),
        ('{"kind":null}', "unknown_kind"),
        ('{"kind":["ping"]}', "unknown_kind"),
        ('{"kind":{"ping":1}}', "unknown_kind"),
        ('{"kind":"\\ud800"}', "unknown_kind"),
        ('{"event":"base"}', "unknown_kind"),
        ('{"kind":"desk.hint","hint":{"kind":"x","id":"1","seq":1}}', "unknown_kind"),
        ('{"type":"websocket.close"}', "unknown_kind"),
        ('{"type":"websocket.disconnect","kind":"__init__"}', "unknown_kind"),
        ('{"type":"desk.hint","hint":{"kind":"x"}}', "unknown_kind"),
    ],
)
async def test_junk_is_answered_from_a_fixed_list_and_the_page_stays(session: str, said: str, code: str) -> None:
    async with Page(session) as page:
        await page.say(said)

        assert await page.heard() == {"kind": "error", "code": code}
        assert await page.is_up()


async def test_bytes_are_never_read(session: str) -> None:
    async with Page(session) as page:
        await page.say(raw=b'{"kind":"ping"}')

        assert await page.heard() == {"kind": "error", "code": "binary"}
        assert await page.is_up()


@pytest.mark.parametrize("length", [513, 10_000_000])
async def test_a_long_frame_ends_its_own_page_alone(session: str, length: int) -> None:
    async with Page(session) as witness, Page(session) as page:
        await page.say("x" * length)

        assert await page.closing() == 1009
        assert await witness.is_up()


async def test_who_goes_on_talking_nonsense_is_hung_up_on(session: str) -> None:
    async with Page(session) as page:
        for _ in range(30):
            await page.say("nonsense")
        answers = [await page.heard() for _ in range(21)]

        assert {answer["code"] for answer in answers} == {"not_json"}
        assert await page.closing() == consumers.BAD_FRAMES

    assert page.said_too_late == []


def test_every_answer_to_junk_is_in_the_list_and_tells_nothing() -> None:
    answers = {code: json.loads(text) for code, text in consumers.ERRORS.items()}

    assert answers == {code: {"kind": "error", "code": code} for code in answers}
    assert set(answers) == {"bad_look", "binary", "not_json", "not_an_object", "unknown_kind"}


# --- What it says ------------------------------------------------------------------------------------------------


async def test_a_change_is_told_as_kind_id_and_number_and_nothing_more(session: str) -> None:
    async with Page(session) as page:
        assert await page.is_up()
        ticket = await sync_to_async(lambda: (make_ticket(subject="canary-51c0"), relay_all())[0])()
        told = await page.heard()

    assert set(told) == {"kind", "id", "seq"}
    assert told["id"] == str(ticket.pk)
    assert "canary" not in str(told)


@pytest.mark.parametrize("reason", ["game", "restricted"])
async def test_what_the_agent_may_not_see_is_not_even_hinted_at(sign_in: SignIn, desk_rows: None, reason: str) -> None:
    def prepare() -> tuple[Agent, str]:
        own, foreign = make_game("huanle"), make_game("xinghai", "moba")
        someone = make_agent(games=[own])
        ticket = make_ticket(player=make_player(foreign if reason == "game" else own))
        if reason == "restricted":
            Ticket.objects.filter(pk=ticket.pk).update(is_restricted=True, group=Group.objects.get(code="CRI"))
        return someone, key_of(sign_in(someone))

    def happen() -> None:
        relay_all()
        notify([someone], key="x", kind="draft.refused")
        relay_all()

    someone, key = await sync_to_async(prepare)()
    async with Page(key) as page:
        assert await page.is_up()
        await sync_to_async(happen)()

        assert (await page.heard())["kind"] == "notification"


async def test_the_first_hint_leaves_at_once_and_the_next_ones_together_after_a_breath(
    agent: Agent, session: str
) -> None:
    async with Page(session) as page:
        assert await page.is_up()
        began = time.monotonic()
        await tell(agent, hint(1, seq=1))
        first, first_at = await page.heard(), time.monotonic()
        await tell(agent, hint(2, seq=2), hint(3, seq=3), hint(2, seq=4))
        rest, rest_at = [await page.heard(), await page.heard()], time.monotonic()

        assert await page.is_up()  # and nothing else was said

    assert first == hint(1, seq=1)
    assert sorted(rest, key=str) == [hint(2, seq=4), hint(3, seq=3)]
    assert first_at - began < 0.25 <= rest_at - first_at + 0.01


async def test_a_burst_becomes_one_word(agent: Agent, session: str) -> None:
    async with Page(session) as page:
        assert await page.is_up()
        await tell(agent, hint(0))
        await page.heard()
        await tell(agent, *(hint(number, seq=number) for number in range(1, consumers.BURST_MAX + 2)))

        assert await page.heard() == {"kind": "resync", "id": "", "seq": consumers.BURST_MAX + 1}
        assert await page.is_up()


async def test_as_much_as_a_burst_is_still_told_one_by_one(agent: Agent, session: str) -> None:
    async with Page(session) as page:
        assert await page.is_up()
        await tell(agent, hint(0))
        await page.heard()
        await tell(agent, *(hint(number) for number in range(consumers.BURST_MAX)))

        heard = [await page.heard() for _ in range(consumers.BURST_MAX)]
    assert {frame["kind"] for frame in heard} == {"ticket.moved"}


async def test_the_span_in_which_pages_ask_follows_how_many_are_open(session: str, desk: Client) -> None:
    assert spread() == 0
    async with Page(session) as one, Page(session) as two:
        assert await one.is_up()
        assert await two.is_up()
        assert spread() == 2 * SPREAD_EACH
        answer = await database_sync_to_async(desk.get)("/desk/live?ids=1")
        assert answer["Desk-Spread"] == str(2 * SPREAD_EACH)
        open_sockets.update({0: 10_000})
        assert spread() == SPREAD_MAX
        del open_sockets[0]
    assert spread() == 0
