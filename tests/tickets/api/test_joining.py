"""Merge, take apart, split, move and link over the interface."""

import pytest

from core.api.formats import moment, text_id
from core.models import Actor, Group
from tests.factories.api import Caller, pointers_of, problem_of
from tests.factories.joins import again, answer, hear, two_of_one
from tests.factories.people import make_agent, make_game, make_player
from tests.factories.tickets import make_ticket
from tickets.enums import Status
from tickets.models import Message, Ticket, TicketLink

pytestmark = pytest.mark.django_db


@pytest.fixture
def caller() -> Caller:
    make_game("huanle")
    return Caller(make_agent("manager"))


def test_a_merge_answers_with_the_closed_ticket_and_names_the_other(caller: Caller) -> None:
    source, target = two_of_one()

    response = caller.post(f"tickets/{source.pk}/merge", {"into": str(target.pk)})

    body = response.json()
    assert (response.status_code, body["id"], body["status"]) == (200, str(source.pk), "closed")
    assert (body["merged_into"], body["version"]) == (str(target.pk), source.version + 1)
    assert response["Location"].endswith(f"/api/v1/tickets/{target.pk}")
    assert caller.get(f"tickets/{target.pk}").json()["version"] == target.version + 1

    response = caller.post(f"tickets/{target.pk}/unmerge", {"ticket": str(source.pk)})

    assert (response.status_code, response.json()["id"]) == (200, str(target.pk))
    assert (again(source).status, again(source).merged_into_id) == (Status.NEW, None)


def test_an_impossible_merge_is_refused_with_its_reason(caller: Caller) -> None:
    source, target = two_of_one(into=Status.CLOSED)
    stranger = make_ticket()

    for other in (source, target, stranger):
        refusal = problem_of(caller.post(f"tickets/{source.pk}/merge", {"into": str(other.pk)}), 409)
        assert (refusal["code"], refusal["move"]) == ("ticket.move_not_allowed", "merge")
    for path, other in ((f"tickets/{source.pk}/unmerge", target), (f"tickets/{target.pk}/unmerge", target)):
        assert problem_of(caller.post(path, {"ticket": str(other.pk)}), 409)["code"] == "ticket.move_not_allowed"


def test_what_the_caller_may_not_see_is_not_there(caller: Caller) -> None:
    mine, other = make_ticket(), make_ticket(player=make_player(make_game("xinghai", "moba")))
    narrow = Caller(make_agent("agent", games=[mine.game]))

    for path, body in (
        (f"tickets/{mine.pk}/merge", {"into": str(other.pk)}),
        (f"tickets/{other.pk}/merge", {"into": str(mine.pk)}),
        (f"tickets/{mine.pk}/unmerge", {"ticket": str(other.pk)}),
        (f"tickets/{mine.pk}/link", {"ticket": str(other.pk), "kind": "related"}),
        (f"tickets/{mine.pk}/link", {"ticket": str(2**62), "kind": "related"}),
    ):
        problem_of(narrow.post(path, body), 404)


@pytest.mark.parametrize(
    ("move", "body", "pointers"),
    [
        ("merge", {}, ["#/into"]),
        ("merge", {"into": "x"}, ["#/into"]),
        ("merge", {"into": None}, ["#/into"]),
        ("merge", {"into": "1", "force": True}, ["#/force"]),
        ("unmerge", {"ticket": ["1"]}, ["#/ticket"]),
        ("split", {"messages": [], "subject": "题"}, ["#/messages"]),
        ("split", {"messages": "1", "subject": "题"}, ["#/messages"]),
        ("split", {"messages": ["x"], "subject": "题"}, ["#/messages/0"]),
        ("split", {"messages": ["1"], "subject": "长" * 201}, ["#/subject"]),
        ("split", {"messages": ["999999999"], "subject": "题"}, ["#/messages"]),
        ("move_messages", {"messages": ["1"]}, ["#/into"]),
        ("link", {"ticket": "1", "kind": "brother"}, ["#/kind"]),
        ("link", {"ticket": "1", "kind": "split"}, ["#/kind"]),
        ("unlink", {"ticket": "1", "kind": "split"}, ["#/kind"]),
    ],
)
def test_bad_input_is_named(caller: Caller, move: str, body: dict[str, object], pointers: list[str]) -> None:
    ticket = make_ticket()

    assert pointers_of(caller.post(f"tickets/{ticket.pk}/{move}", body)) == pointers
    assert again(ticket).version == ticket.version


def test_a_split_names_the_new_ticket_and_each_lists_what_stands_on_it(caller: Caller) -> None:
    ticket = make_ticket(Status.OPEN, agent=caller.agent)
    said = hear(ticket, "另一件事")

    response = caller.post(f"tickets/{ticket.pk}/split", {"messages": [str(said.pk)], "subject": "另一件事"})

    new = Ticket.objects.exclude(pk=ticket.pk).get()
    assert (response.status_code, response.json()["id"]) == (200, str(ticket.pk))
    assert response["Location"].endswith(f"/api/v1/tickets/{new.pk}")
    listed = [caller.get(f"tickets/{row.pk}/messages").json()["results"] for row in (ticket, new)]
    assert [message["body"] for messages in listed for message in messages].count("另一件事") == 1
    assert listed[1][0]["created_at"] == moment(said.created_at)


def test_messages_move_and_links_come_and_go(caller: Caller) -> None:
    one, other = two_of_one(Status.OPEN, Status.OPEN)
    said = hear(one)

    caller.post(f"tickets/{one.pk}/move_messages", {"messages": [str(said.pk)], "into": str(other.pk)})
    caller.post(f"tickets/{one.pk}/link", {"ticket": str(other.pk), "kind": "causes"})

    assert Message.objects.get(pk=said.pk).moved_to.ticket_id == other.pk
    assert TicketLink.objects.get().kind == "causes"
    caller.post(f"tickets/{other.pk}/unlink", {"ticket": str(one.pk), "kind": "causes"})
    assert not TicketLink.objects.exists()


def test_the_timeline_names_another_ticket_only_to_who_may_see_it(caller: Caller) -> None:
    ticket, other = make_ticket(), make_ticket(player=make_player())
    caller.post(f"tickets/{ticket.pk}/link", {"ticket": str(other.pk), "kind": "causes"})

    def linked() -> tuple[object, object]:
        (event,) = [
            row for row in caller.get(f"tickets/{ticket.pk}/events").json()["results"] if row["kind"] == "ticket.linked"
        ]
        return event["data"]["ticket"], event["data"]["number"]

    assert linked() == (other.pk, other.number)
    Ticket.objects.filter(pk=other.pk).update(is_restricted=True, group=Group.objects.get(code="CRI"))

    assert linked() == (None, None)


def test_a_merged_ticket_takes_no_reply_but_passes_the_player_on(caller: Caller) -> None:
    source, target = two_of_one()
    caller.post(f"tickets/{source.pk}/merge", {"into": str(target.pk)})
    url = f"tickets/{source.pk}/messages"

    for visibility in ("public", "internal"):
        refusal = problem_of(caller.post(url, {"body": "晚到的", "visibility": visibility}), 409)
        assert (refusal["code"], refusal["into"]) == ("ticket.move_not_allowed", target.number)
    response = caller.post(url, {"body": "玩家说的", "visibility": "public", "author": "player"})

    assert response.status_code == 201
    assert Message.objects.get(body="玩家说的").ticket_id == target.pk
    assert response["ETag"] == f'"{again(target).version}"'
    assert text_id(again(source).merged_into_id) == caller.get(f"tickets/{source.pk}").json()["merged_into"]


def test_a_stale_version_and_a_repeated_key_do_nothing_twice(caller: Caller) -> None:
    source, target = two_of_one()
    body = {"into": str(target.pk)}
    answer(source, by=_actor(caller))

    assert caller.post(f"tickets/{source.pk}/merge", body, If_Match=f'"{source.version}"').status_code == 412
    first = caller.post(f"tickets/{source.pk}/merge", body, Idempotency_Key="m1")
    second = caller.post(f"tickets/{source.pk}/merge", body, Idempotency_Key="m1")

    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert again(target).version == target.version + 1


def _actor(caller: Caller) -> Actor:
    return Actor.of_agent(caller.agent)
