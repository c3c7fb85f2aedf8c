"""Who is on a ticket: for those who may see it, each person once, as long as Redis has something to say."""

import time
from typing import Any

import pytest

from core.models import Agent, Group, NotificationPreference
from tests.factories.people import make_agent, make_game
from tests.factories.tickets import make_ticket
from tickets.actions import presence
from tickets.models import Ticket
from tickets.queries.presence import Store, present_for, states_of, store

pytestmark = pytest.mark.django_db
AWAY = "unix:///tmp/nobody-listens-here.sock?db=3"


@pytest.fixture
def ticket() -> Ticket:
    ticket = make_ticket()
    keep = store()
    keep.client.delete(keep.key(ticket.pk))
    return ticket


def enter(ticket: Ticket, agent: Agent, state: str = "looking", page: str = "a") -> presence.Place:
    place = presence.place_for(agent, ticket.pk, page)
    assert place is not None
    assert presence.show(place, state)
    return place


def seen(viewer: Agent, *tickets: Ticket) -> dict[int, list[tuple[str, str]]]:
    found = present_for(viewer, [ticket.pk for ticket in tickets])
    return {pk: [(one.agent.name, one.state) for one in here.people] for pk, here in found.items()}


def test_others_see_who_is_there_and_nobody_sees_oneself(ticket: Ticket, agent: Agent) -> None:
    zhou = make_agent(name="周屿")
    enter(ticket, zhou)
    enter(ticket, agent, "replying")

    assert seen(agent, ticket) == {ticket.pk: [("周屿", "looking")]}
    assert seen(zhou, ticket) == {ticket.pk: [(agent.name, "replying")]}


def test_several_pages_of_one_person_count_once_and_the_busiest_says_what_is_done(ticket: Ticket, agent: Agent) -> None:
    zhou = make_agent(name="周屿")
    pages = [enter(ticket, zhou, state, page) for page, state in (("a", "away"), ("b", "noting"), ("c", "looking"))]

    assert seen(agent, ticket) == {ticket.pk: [("周屿", "noting")]}
    presence.leave(pages[1])
    assert seen(agent, ticket) == {ticket.pk: [("周屿", "looking")]}
    for page in pages:
        presence.leave(page)
    assert seen(agent, ticket) == {}


def test_those_who_write_come_first(ticket: Ticket, agent: Agent) -> None:
    for name, state in (("A", "away"), ("B", "looking"), ("C", "noting"), ("D", "replying"), ("E", "looking")):
        enter(ticket, make_agent(name=name), state)

    assert [name for name, _state in seen(agent, ticket)[ticket.pk]] == ["D", "C", "B", "E", "A"]


def test_a_page_that_says_nothing_more_is_gone_after_the_span(ticket: Ticket, agent: Agent, settings: Any) -> None:
    enter(ticket, make_agent(), page="old")
    keep = store()
    (field,) = keep.client.hkeys(keep.key(ticket.pk))
    keep.client.hset(keep.key(ticket.pk), field, f"replying:{time.time() - 0.1:.1f}")

    assert seen(agent, ticket) == {}
    assert 0 < keep.client.ttl(keep.key(ticket.pk)) <= 2 * settings.PRESENCE_SECONDS


@pytest.mark.parametrize("reason", ["game", "restricted"])
def test_who_may_not_see_the_ticket_learns_nothing_and_is_nowhere(ticket: Ticket, agent: Agent, reason: str) -> None:
    insider = make_agent("crisis", name="危机组")
    outsider = make_agent(games=[make_game("xinghai", "moba")]) if reason == "game" else agent
    if reason == "restricted":
        Ticket.objects.filter(pk=ticket.pk).update(is_restricted=True, group=Group.objects.get(code="CRI"))
    enter(ticket, insider, "replying")

    assert seen(outsider, ticket) == {}
    assert presence.place_for(outsider, ticket.pk, "a") is None
    assert presence.place_for(outsider, 10**15, "a") is None
    assert seen(make_agent("crisis"), ticket) == {ticket.pk: [("危机组", "replying")]}


def test_who_does_not_want_to_be_seen_is_nowhere_and_a_closed_account_is_hidden(ticket: Ticket, agent: Agent) -> None:
    hidden, gone = make_agent(), make_agent()
    NotificationPreference.objects.create(agent=hidden, shows_presence=False)
    enter(ticket, gone)
    Agent.objects.filter(pk=gone.pk).update(is_active=False)

    assert presence.place_for(hidden, ticket.pk, "a") is None
    assert seen(agent, ticket) == {}


def test_hints_go_to_exactly_those_who_may_see_the_ticket(ticket: Ticket, agent: Agent) -> None:
    place = presence.place_for(agent, ticket.pk, "a")
    assert place is not None
    assert set(place.channels) == {"desk.games", f"desk.game.{ticket.game_id}"}

    group = Group.objects.get(code="CRI")
    Ticket.objects.filter(pk=ticket.pk).update(is_restricted=True, group=group)
    place = presence.place_for(make_agent("crisis"), ticket.pk, "a")
    assert place is not None
    assert not [name for name in place.channels if name.startswith(("desk.games", "desk.game."))]


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_costs_the_same_for_one_and_three(agent: Agent, count: int, django_assert_num_queries: Any) -> None:
    tickets = [make_ticket() for _ in range(count)]
    for ticket in tickets:
        enter(ticket, make_agent(), page="z")
    seen(agent)
    seen(agent, tickets[0])

    with django_assert_num_queries(2):  # the tickets that the agent may see, and the names
        assert len(seen(agent, *tickets)) == count


def test_without_redis_nobody_seems_to_be_there_at_once_and_without_an_error(
    ticket: Ticket, agent: Agent, settings: Any
) -> None:
    place = enter(ticket, make_agent())
    config = settings.CHANNEL_LAYERS["default"]["CONFIG"]
    hosts = [{**config["hosts"][0], "address": AWAY}]
    settings.CHANNEL_LAYERS = {"default": {**settings.CHANNEL_LAYERS["default"], "CONFIG": {**config, "hosts": hosts}}}

    began = time.monotonic()
    assert (seen(agent, ticket), presence.show(place, "looking"), states_of([ticket.pk])) == ({}, False, {})
    presence.leave(place)

    assert time.monotonic() - began < 5


def test_a_redis_that_hangs_is_waited_for_once(settings: Any) -> None:
    import socket

    patience = settings.PRESENCE_PATIENCE = 0.25
    with socket.socket() as mute:  # takes the connection and never says a word
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        keep = Store(f"redis://127.0.0.1:{mute.getsockname()[1]}/0", "test")
        began = time.monotonic()
        answers = [keep.ask(lambda ask: ask.hgetall("x")) for _ in range(50)]

    assert answers == [None] * 50
    assert patience * 0.8 < time.monotonic() - began < 8 * patience  # one wait, not fifty


@pytest.mark.parametrize("value", ["", "looking", "looking:x", "flying:9999999999", ":::", "looking:1:2"])
def test_what_nobody_wrote_is_passed_over(ticket: Ticket, agent: Agent, value: str) -> None:
    keep = store()
    keep.client.hset(keep.key(ticket.pk), "nobody:x", value)
    keep.client.hset(keep.key(ticket.pk), f"{make_agent().pk}:x", value)

    assert seen(agent, ticket) == {}
