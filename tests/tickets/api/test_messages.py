"""What is said over the interface: replies, notes, the player's words, and nobody answers over a colleague."""

import pytest

from core.models import Actor
from tests.factories.api import Caller, pointers_of, problem_of
from tests.factories.people import make_agent, make_game
from tests.factories.tickets import make_ticket
from tickets.actions import replies
from tickets.enums import Status
from tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent() -> Caller:
    make_game("huanle")
    return Caller(make_agent("agent"))


def test_a_reply_opens_the_ticket_and_stands_in_the_list(agent: Caller) -> None:
    ticket = make_ticket()

    sent = agent.post(
        f"tickets/{ticket.pk}/messages", {"body": "您先别急 \u202e😀", "visibility": "public", "seen": ticket.version}
    )
    listed = agent.get(f"tickets/{ticket.pk}/messages").json()["results"]

    ticket.refresh_from_db()
    assert sent.status_code == 201
    assert sent["ETag"] == f'"{ticket.version}"'
    assert ticket.status == Status.OPEN
    assert [(row["seq"], row["author"]["kind"], row["visibility"]) for row in listed] == [
        (1, "player", "public"),
        (2, "agent", "public"),
    ]
    assert listed[1] == sent.json()
    assert listed[1]["body"] == "您先别急 \u202e😀"
    assert listed[1]["author"] == {"kind": "agent", "id": str(agent.agent.pk), "name": agent.agent.name}


def test_a_stale_reply_is_refused_with_what_is_new(agent: Caller) -> None:
    ticket = make_ticket()
    colleague = make_agent("agent", name="林悦")
    replies.send_reply(ticket, by=Actor.of_agent(colleague), body="我来看看")

    refusal = problem_of(
        agent.post(f"tickets/{ticket.pk}/messages", {"body": "我也来", "visibility": "public", "seen": ticket.version}),
        409,
    )

    assert refusal["code"] == "ticket.stale"
    assert refusal["text"] == "我也来"
    assert {(item["actor"], item["body"]) for item in refusal["new"] if "body" in item} == {("林悦", "我来看看")}
    assert Message.objects.filter(ticket=ticket).count() == 2


def test_a_note_is_for_staff(agent: Caller) -> None:
    ticket = make_ticket()

    note = agent.post(f"tickets/{ticket.pk}/messages", {"body": "疑似代练", "visibility": "internal"}).json()

    ticket.refresh_from_db()
    assert (note["visibility"], ticket.status) == ("internal", "new")
    assert ticket.snippet != "疑似代练"


def test_words_of_the_player_are_passed_on(agent: Caller) -> None:
    ticket = make_ticket(Status.PENDING)

    said = agent.post(
        f"tickets/{ticket.pk}/messages", {"body": "截图来了", "visibility": "public", "author": "player"}
    ).json()

    ticket.refresh_from_db()
    assert (said["author"]["kind"], said["author"]["id"], ticket.status) == ("player", None, "open")


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({}, ["#/body", "#/visibility"]),
        ({"body": "", "visibility": "public"}, ["#/body"]),
        ({"body": " \u200b\u00ad\u2060\ufeff\u3164", "visibility": "public"}, ["#/body"]),
        ({"body": "x" * 20_001, "visibility": "public"}, ["#/body"]),
        ({"body": 5, "visibility": "public"}, ["#/body"]),
        ({"body": ["x"], "visibility": "public"}, ["#/body"]),
        ({"body": None, "visibility": "public"}, ["#/body"]),
        ({"body": "x", "visibility": "secret"}, ["#/visibility"]),
        ({"body": "x", "visibility": "public", "author": "admin"}, ["#/author"]),
        ({"body": "x", "visibility": "internal", "author": "player"}, ["#/visibility"]),
        ({"body": "x", "visibility": "public", "seen": "1"}, ["#/seen"]),
        ({"body": "x", "visibility": "public", "seen": 0}, ["#/seen"]),
        ({"body": "x", "visibility": "public", "seen": 1.5}, ["#/seen"]),
        ({"body": "x", "visibility": "public", "seen": 2**40}, ["#/seen"]),
        (
            {"body": "x", "visibility": "public", "created_at": "2020-01-01T00:00:00Z", "seq": 1},
            ["#/created_at", "#/seq"],
        ),
        ({"body": "请把验证码告诉我", "visibility": "public"}, ["#/body"]),
        ({"body": "x", "visibility": "public", "attachments": ["a"] * 11}, ["#/attachments"]),
        ({"body": "x", "visibility": "public", "attachments": "a"}, ["#/attachments"]),
        ({"body": "x", "visibility": "public", "attachments": [7]}, ["#/attachments/0"]),
    ],
)
def test_a_message_that_cannot_be_is_pointed_at(agent: Caller, body: object, pointers: list[str]) -> None:
    ticket = make_ticket()

    assert pointers_of(agent.post(f"tickets/{ticket.pk}/messages", body)) == pointers
    assert Message.objects.filter(ticket=ticket).count() == 1


@pytest.mark.parametrize(
    "body", ["<script>alert(1)</script>", "{{ settings.SECRET_KEY }}", "{% load x %}", "=1+1", "a" * 20_000]
)
def test_what_looks_dangerous_is_kept_as_it_is(agent: Caller, body: str) -> None:
    ticket = make_ticket()

    response = agent.post(f"tickets/{ticket.pk}/messages", {"body": body, "visibility": "internal"})

    assert response.json()["body"] == body


def test_a_closed_ticket_takes_no_reply(agent: Caller) -> None:
    ticket = make_ticket(Status.CLOSED)

    refusal = problem_of(agent.post(f"tickets/{ticket.pk}/messages", {"body": "x", "visibility": "public"}), 409)

    assert refusal["code"] == "ticket.move_not_allowed"


def test_the_timeline_counts_without_a_gap(agent: Caller) -> None:
    ticket = make_ticket()
    agent.post(f"tickets/{ticket.pk}/take")
    agent.post(f"tickets/{ticket.pk}/messages", {"body": "我在查", "visibility": "public"})

    first = agent.get(f"tickets/{ticket.pk}/events?page_size=2").json()
    rest = agent.get(first["next"].replace("http://testserver", "")).json()
    falling = agent.get(f"tickets/{ticket.pk}/events?ordering=-seq").json()["results"]

    events = first["results"] + rest["results"]
    assert [event["seq"] for event in falling][::-1] == list(range(1, len(falling) + 1))
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert {"ticket.opened", "ticket.assigned", "message.sent"} <= {event["kind"] for event in falling}
    assert events[0]["actor"].keys() == {"kind", "id", "name"}
    assert Ticket.objects.get().event_seq == len(falling)
