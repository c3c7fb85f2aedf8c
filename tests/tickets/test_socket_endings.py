"""When an open socket of the desk ends by itself: rights that went away, a Redis that went away."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.conf import LazySettings
from django.db import connection
from django.test import Client

from core.actions import people
from core.actions.notifications import notify
from core.actions.sessions import end_sessions
from core.enums import Permission
from core.models import Actor, Agent, Group, Role
from helpdesk.supervisor.paths import DataFolder
from helpdesk.supervisor.valkey import Valkey
from tests.factories.people import PASSWORD, make_agent, make_game
from tests.factories.tickets import relay_all
from tests.tickets.sockets import Page, tell
from tickets import consumers

pytestmark = pytest.mark.django_db(transaction=True)


def signed_in(agent: Agent) -> Client:
    """A browser that went through the door, so that it stands in the list of sign-ins."""
    browser = Client()
    browser.post("/accounts/login/", {"login": agent.email, "password": PASSWORD})
    return browser


@pytest.fixture
def desk(agent: Agent) -> Client:
    """The agent's browser."""
    return signed_in(agent)


@pytest.fixture
def session(desk: Client) -> str:
    """The session of the agent's browser."""
    return desk.cookies["sessionid"].value


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sockets are looked at twenty times as often."""
    monkeypatch.setattr(consumers, "LOOK_EVERY", 0.15)


# --- Rights that went away ---------------------------------------------------------------------------------------


def deactivate(agent: Agent, _browser: Client) -> None:
    people.deactivate_agent(agent, by=Actor.of_agent(make_agent("admin")))


def change_password(agent: Agent, _browser: Client) -> None:
    agent.set_password("another-long-enough-one")
    agent.save(update_fields=["password"])


def sign_out(_agent: Agent, browser: Client) -> None:
    assert browser.post("/accounts/logout/").status_code == 302


def take_the_post(agent: Agent, _browser: Client) -> None:
    people.revoke_role(agent, Role.objects.get(code="agent"), by=Actor.of_agent(make_agent("admin")))


def give_a_post(agent: Agent, _browser: Client) -> None:
    by = Actor.of_agent(make_agent("admin"))
    people.grant_role(agent, Role.objects.get(code="agent"), by=by, game=make_game())


def move_to_another_group(agent: Agent, _browser: Client) -> None:
    people.set_groups(agent, Group.objects.filter(code="CRI"), by=Actor.of_agent(make_agent("admin")))


def change_what_the_post_may(_agent: Agent, _browser: Client) -> None:
    Role.objects.filter(code="agent").update(permissions=[Permission.DESK_USE])


def end_all_sessions(agent: Agent, _browser: Client) -> None:
    assert end_sessions(agent, by=Actor.of_agent(agent)) == 1


SIGNED_OUT, OTHER_RIGHTS = 4401, 4403


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("deed", "code"),
    [
        (sign_out, SIGNED_OUT),
        (deactivate, SIGNED_OUT),
        (change_password, SIGNED_OUT),
        (end_all_sessions, SIGNED_OUT),
        (take_the_post, SIGNED_OUT),
        (give_a_post, OTHER_RIGHTS),
        (move_to_another_group, OTHER_RIGHTS),
        (change_what_the_post_may, OTHER_RIGHTS),
    ],
)
async def test_a_page_ends_when_what_it_rests_on_is_no_more(
    agent: Agent, desk: Client, session: str, deed: Callable[[Agent, Client], None], code: int
) -> None:
    async with Page(session) as page:
        assert await page.is_up()
        await looked_at(page)
        await sync_to_async(deed)(agent, desk)

        assert await page.closing() == code


@pytest.mark.slow
async def test_it_ends_within_five_seconds(desk: Client, agent: Agent, session: str) -> None:
    async with Page(session) as page:
        assert await page.is_up()
        await looked_at(page)
        await sync_to_async(sign_out)(agent, desk)

        assert await page.closing(timeout=5) == SIGNED_OUT


async def test_only_the_ended_session_goes_and_hears_nothing_more(quick: None, agent: Agent, session: str) -> None:
    def happen() -> None:
        notify([agent], key="x", kind="draft.refused")
        relay_all()

    elsewhere = await sync_to_async(signed_in)(agent)
    async with Page(session) as own, Page(elsewhere.cookies["sessionid"].value) as other:
        assert await own.is_up()
        assert await other.is_up()
        await sync_to_async(end_sessions)(agent, by=Actor.of_agent(agent), keep=session)
        assert await other.closing() == SIGNED_OUT
        await sync_to_async(happen)()

        assert (await own.heard())["kind"] == "notification"
        assert await own.is_up()
    assert other.said_too_late == []


async def test_a_page_that_takes_no_leave_holds_up_none_of_the_others(
    quick: None, monkeypatch: pytest.MonkeyPatch, agent: Agent, desk: Client, session: str
) -> None:
    monkeypatch.setattr(consumers, "LEAVE_PATIENCE", 0.1)
    elsewhere = await sync_to_async(signed_in)(agent)
    async with Page(session) as frozen, Page(elsewhere.cookies["sessionid"].value) as other:
        assert await frozen.is_up()
        assert await other.is_up()
        frozen.freeze()
        await sync_to_async(sign_out)(agent, desk)
        while not any(socket.is_ending for socket in consumers.Watch.here().sockets):
            assert await other.is_up()
        await sync_to_async(sign_out)(agent, elsewhere)

        assert await other.closing() == SIGNED_OUT


async def test_a_database_that_cannot_be_asked_sends_everybody_away_for_a_while(
    quick: None, as_owner: Callable[[], Any], session: str
) -> None:
    def hide(name: str, other: str) -> None:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {name} RENAME TO {other}")

    async with Page(session) as page:
        assert await page.is_up()
        await sync_to_async(hide)("core_grant", "hidden")
        try:
            assert await page.closing() == consumers.TRY_LATER
        finally:
            await sync_to_async(hide)("hidden", "core_grant")


async def looked_at(page: Page) -> None:
    """Wait until somebody has looked at what the page rests on."""
    (own,) = (socket for socket in consumers.Watch.here().sockets)
    while own.standing is None:
        assert await page.is_up()


# --- A Redis that went away --------------------------------------------------------------------------------------


def layer_at(settings: LazySettings, address: str) -> None:
    """Let hints go through the Redis at this address."""
    host = {"address": address, "socket_timeout": None}
    layer = {**settings.CHANNEL_LAYERS["default"], "CONFIG": {"hosts": [host], "prefix": "test-away"}}
    settings.CHANNEL_LAYERS = {"default": layer}


@pytest.fixture
def redis(tmp_path: Path, settings: LazySettings) -> Iterator[Valkey]:
    """A Redis of the test's own."""
    data = DataFolder(tmp_path / "data")
    data.create()
    server = Valkey(data)
    server.start()
    layer_at(settings, f"unix://{data.valkey_socket}?db=3")
    yield server
    server.stop()


@pytest.fixture(params=["nobody there", "never answers"])
def dead_address(request: pytest.FixtureRequest) -> Iterator[str]:
    """An address where nobody listens, or where somebody listens and says nothing."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        if request.param == "never answers":
            server.listen(64)
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/3"


async def test_without_redis_a_page_is_told_before_the_handshake_and_so_polls(
    settings: LazySettings, session: str, dead_address: str
) -> None:
    layer_at(settings, dead_address)

    for _ in range(2):
        async with Page(session) as page:
            assert page.opening["type"] == "websocket.close"


async def test_when_redis_goes_away_open_pages_are_told_to_poll_and_come_back_with_it(
    quick: None, monkeypatch: pytest.MonkeyPatch, redis: Valkey, agent: Agent, session: str
) -> None:
    monkeypatch.setattr(consumers, "ECHO_EVERY", 0.6)
    monkeypatch.setattr(consumers, "ECHO_PATIENCE", 0.5)
    async with Page(session) as page:
        assert await page.is_up()
        await sync_to_async(redis.stop)()
        assert await page.closing() == consumers.TRY_LATER
    async with Page(session) as meanwhile:
        assert meanwhile.opening["type"] == "websocket.close"

    await sync_to_async(redis.start)()

    async with Page(session) as again:
        assert again.opening["type"] == "websocket.accept"
        assert await again.is_up()
        await tell(agent, {"kind": "ticket.moved", "id": "1", "seq": 1})
        assert await again.heard() == {"kind": "ticket.moved", "id": "1", "seq": 1}


@pytest.mark.slow
async def test_an_idle_page_stays_while_redis_carries(
    quick: None, monkeypatch: pytest.MonkeyPatch, session: str
) -> None:
    monkeypatch.setattr(consumers, "ECHO_EVERY", 1.1)
    monkeypatch.setattr(consumers, "ECHO_PATIENCE", 1.0)

    async with Page(session) as page:
        assert await page.is_up()

        assert await page.is_silent(2.5)
