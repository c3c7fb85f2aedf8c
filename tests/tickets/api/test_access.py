"""Who sees what: another game, a restricted ticket and a number that nobody has look exactly the same."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.enums import ActorKind
from core.models import Actor, Group
from tests.factories.api import Caller, problem_of
from tests.factories.people import make_agent, make_game, make_player
from tests.factories.tickets import make_ticket
from tickets.actions import lifecycle, replies
from tickets.actions.attachments import store_upload
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
CANARY = "canary-4711"

VERBS = [
    ("get", "tickets/{}", None),
    ("patch", "tickets/{}", {"subject": "x"}),
    ("get", "tickets/{}/messages", None),
    ("post", "tickets/{}/messages", {"body": "x", "visibility": "public"}),
    ("post", "tickets/{}/messages", {"body": "x", "visibility": "internal"}),
    ("post", "tickets/{}/messages", {"body": "x", "visibility": "public", "author": "player"}),
    ("get", "tickets/{}/events", None),
    ("post", "tickets/{}/tracking-link", {}),
    ("post", "tickets/{}/take", {}),
    ("post", "tickets/{}/assign", {"agent": None}),
    ("post", "tickets/{}/hand_over", {"group": "TEC", "note": "x"}),
    ("post", "tickets/{}/ask_player", {"body": "x"}),
    ("post", "tickets/{}/follow_up", {"at": None}),
    ("post", "tickets/{}/resolve", {"summary": "x", "root_cause": "y"}),
    ("post", "tickets/{}/reopen", {"reason": "x"}),
    ("post", "tickets/{}/close", {}),
    ("post", "tickets/{}/archive", {}),
    ("post", "tickets/{}/escalate", {"kind": "other", "group": "TEC", "note": "x"}),
    ("post", "tickets/{}/promise", {"text": "x", "due_at": "2027-01-01T00:00:00Z"}),
]


def same(first: dict[str, object], second: dict[str, object]) -> bool:
    return first | {"request_id": ""} == second | {"request_id": ""}


def of_another_game() -> tuple[Ticket, Caller]:
    ticket = make_ticket(player=make_player(make_game("huanle")), subject=CANARY, body=CANARY)
    return ticket, Caller(make_agent("manager", games=[make_game("xinghai")]))


def restricted() -> tuple[Ticket, Caller]:
    ticket = make_ticket(player=make_player(make_game("huanle")), subject=CANARY, body=CANARY)
    lifecycle.hand_over(ticket, by=Actor.system(), group=Group.objects.get(code="CRI"), note="x")
    return ticket, Caller(make_agent("manager", games=[make_game("huanle")]))


@pytest.mark.parametrize("hidden", [of_another_game, restricted])
@pytest.mark.parametrize(("verb", "path", "body"), VERBS)
def test_a_hidden_ticket_is_a_404_like_one_that_never_was(hidden, verb: str, path: str, body: object) -> None:
    ticket, caller = hidden()
    before = Ticket.objects.values().get(pk=ticket.pk)

    refused = problem_of(caller.send(verb, path.format(ticket.pk), body), 404)
    unknown = problem_of(caller.send(verb, path.format(99_999_999), body), 404)

    assert same(refused, unknown)
    assert CANARY not in str(refused)
    assert Ticket.objects.values().get(pk=ticket.pk) == before


@pytest.mark.parametrize("hidden", [of_another_game, restricted])
def test_no_filter_brings_a_hidden_ticket_to_light(hidden) -> None:
    ticket, caller = hidden()
    ways = [
        "", "q=canary-4711", f"q={ticket.number}", f"q=%23{ticket.number}", f"player={ticket.player_id}",
        "game=huanle", "status=new,open,pending,on_hold,resolved,closed", "assignee=none",
        "group=CRI,FL", "ordering=-updated_at",
        "priority=P0,P1,P2,P3,P4", "created_after=2020-01-01T00:00:00Z", "category=" + ticket.category_id,
    ]  # fmt: skip

    for way in ways:
        answer = caller.get(f"tickets?{way}")
        assert answer.json()["results"] == [], way
        assert CANARY not in answer.content.decode()


@pytest.mark.parametrize("role", ["crisis", "admin"])
def test_a_restricted_ticket_is_seen_by_crisis_staff_and_administrators(role: str) -> None:
    ticket, _manager = restricted()

    assert Caller(make_agent(role)).get(f"tickets/{ticket.pk}").json()["restricted"] is True


def test_a_restricted_ticket_is_seen_by_its_group() -> None:
    ticket, _manager = restricted()
    member = Caller(make_agent("agent", games=[make_game("huanle")], groups=("CRI",)))

    assert member.get(f"tickets/{ticket.pk}").status_code == 200
    assert [row["id"] for row in member.get("tickets").json()["results"]] == [str(ticket.pk)]


def test_who_opens_a_restricted_ticket_sees_it_once() -> None:
    make_game("huanle")
    integrator = Caller(make_agent("integrator"))
    body = {"game": "huanle", "subject": "不想活了", "body": "我真的不想活了", "player": {"uid": "1"}}

    opened = integrator.post("tickets", body, Idempotency_Key="k")
    again = integrator.post("tickets", body, Idempotency_Key="k")

    assert (opened.status_code, opened.json()["restricted"], opened.json()["group"]) == (201, True, "CRI")
    assert again.content == opened.content
    problem_of(integrator.get(f"tickets/{opened.json()['id']}"), 404)


def test_a_game_of_others_cannot_be_written_into() -> None:
    make_game("huanle")
    caller = Caller(make_agent("integrator", games=[make_game("xinghai")]))
    body = {"subject": "x", "body": "x", "player": {"uid": "1"}}

    others = problem_of(caller.post("tickets", body | {"game": "huanle"}), 400)
    unknown = problem_of(caller.post("tickets", body | {"game": "nowhere"}), 400)

    assert same(others, unknown)
    assert others["errors"][0]["pointer"] == "#/game"
    assert [row["slug"] for row in caller.get("games").json()["results"]] == ["xinghai"]


def test_colleagues_of_other_games_are_not_listed() -> None:
    huanle, xinghai = make_game("huanle"), make_game("xinghai")
    caller = Caller(make_agent("integrator", games=[huanle]))
    near, far = make_agent("agent", games=[huanle, xinghai]), make_agent("agent", games=[xinghai])
    everywhere = make_agent("agent")

    listed = caller.get("agents").json()["results"]

    assert [row["id"] for row in listed] == [str(agent.pk) for agent in (caller.agent, near, everywhere)]
    assert {field for row in listed for field in row} == {
        "id", "name", "availability", "groups", "team", "layer", "capacity", "load", "languages", "skills",
    }  # fmt: skip
    assert str(far.pk) not in [row["id"] for row in listed]


def test_a_ticket_cannot_be_given_to_a_colleague_who_may_not_see_it() -> None:
    manager, ticket = Caller(make_agent("manager")), make_ticket(player=make_player(make_game("huanle")))
    stranger = make_agent("agent", games=[make_game("xinghai")])

    for answer in (
        manager.post(f"tickets/{ticket.pk}/assign", {"agent": str(stranger.pk)}),
        manager.patch(f"tickets/{ticket.pk}", {"assignee": str(stranger.pk)}),
    ):
        problem_of(answer, 400)
    assert Ticket.objects.get(pk=ticket.pk).assignee is None


def test_an_analyst_reads_and_writes_nothing() -> None:
    ticket = make_ticket(player=make_player(make_game("huanle")))
    analyst = Caller(make_agent("analyst"))

    assert analyst.get(f"tickets/{ticket.pk}").status_code == 200
    for verb, path, body in VERBS:
        if verb != "get":
            assert problem_of(analyst.send(verb, path.format(ticket.pk), body), 403)["code"] == "scope.missing"


def test_a_file_of_a_hidden_ticket_is_not_there() -> None:
    ticket, caller = of_another_game()
    owner = make_agent("agent")
    upload = store_upload(
        SimpleUploadedFile("a.txt", b"text"), uploader_kind=ActorKind.AGENT, uploader_key=f"agent:{owner.pk}"
    )
    replies.add_note(ticket, by=Actor.of_agent(owner), body="x", attachment_ids=[upload.pk])

    hidden = problem_of(caller.get(f"attachments/{upload.pk}"), 404)
    unknown = problem_of(caller.get("attachments/6f1f6c3e-2f0a-4a55-9d0f-0d2b1b0f7a11"), 404)

    assert same(hidden, unknown)
