"""Moves over the interface: each does its deed, and an impossible one names those that are possible."""

from datetime import timedelta

import pytest

from core import clock
from core.api.formats import moment
from core.models import Event
from tests.factories.api import Caller, pointers_of, problem_of
from tests.factories.people import make_agent, make_game
from tests.factories.tickets import make_ticket
from tickets.api.moves import OWN
from tickets.enums import Move, Status
from tickets.models import Ticket
from tickets.workflow import TRANSITIONS

pytestmark = pytest.mark.django_db
FAR = "2026-12-24T00:00:00Z"


@pytest.fixture
def manager() -> Caller:
    make_game("huanle")
    return Caller(make_agent("manager"))


def facts_of(move: str) -> object:
    return {
        "take": {},
        "assign": {"agent": str(make_agent("agent").pk)},
        "hand_over": {"group": "TEC", "note": "请查日志"},
        "ask_player": {"body": "请问是哪个区服？", "due_at": moment(clock.now() + timedelta(days=1))},
        "follow_up": {"at": moment(clock.now() + timedelta(hours=3)), "note": "回访"},
        "resolve": {"summary": "已恢复", "root_cause": "网络", "body": "已经好了"},
        "reopen": {"reason": "还没好"},
        "close": {},
        "archive": {},
    }[move]


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("move", [spec.name for spec in OWN])
def test_every_move_from_every_status(manager: Caller, move: str, status: Status) -> None:
    ticket = make_ticket(status, agent=manager.agent)
    possible = TRANSITIONS[Move(move)]

    response = manager.post(f"tickets/{ticket.pk}/{move}", facts_of(move))

    ticket.refresh_from_db()
    if status in possible:
        assert response.status_code == 200, response.content
        body = response.json()
        assert (body["id"], body["status"]) == (str(ticket.pk), ticket.status)
        assert body["status"] == (possible[status] or status)
        assert response["ETag"] == f'"{ticket.version}"'
    else:
        refusal = problem_of(response, 409)
        assert (refusal["code"], refusal["move"], ticket.status) == ("ticket.move_not_allowed", move, status)
        assert move not in refusal["allowed"]
        of_others = {"escalate", "promise", "merge", "split", "move_messages", "link"}
        own = {spec.name for spec in OWN if status in TRANSITIONS[Move(spec.name)]}
        assert set(refusal["allowed"]) == own | (of_others & set(refusal["allowed"]))


def test_an_archived_ticket_allows_no_move(manager: Caller) -> None:
    ticket = make_ticket(Status.CLOSED, agent=manager.agent)
    manager.post(f"tickets/{ticket.pk}/archive")

    for spec in OWN:
        refusal = problem_of(manager.post(f"tickets/{ticket.pk}/{spec.name}", facts_of(spec.name)), 409)
        assert (refusal["code"], refusal["allowed"]) == ("ticket.move_not_allowed", [])
    assert problem_of(manager.patch(f"tickets/{ticket.pk}", {"subject": "新"}), 409)["code"] == "ticket.archived"
    assert manager.get(f"tickets/{ticket.pk}").json()["archived_at"] is not None


def test_the_second_who_takes_is_told_who_was_first(manager: Caller) -> None:
    ticket, second = make_ticket(), Caller(make_agent("agent"))
    manager.post(f"tickets/{ticket.pk}/take")

    refusal = problem_of(second.post(f"tickets/{ticket.pk}/take"), 409)

    assert refusal["code"] == "ticket.taken"
    assert refusal["assignee"] == {"id": str(manager.agent.pk), "name": manager.agent.name}
    assert Event.objects.filter(name="ticket.assigned", subject_id=ticket.pk).count() == 1


def test_a_ticket_is_given_back_with_null(manager: Caller) -> None:
    ticket = make_ticket()
    manager.post(f"tickets/{ticket.pk}/take")

    assert manager.post(f"tickets/{ticket.pk}/assign", {"agent": None}).json()["assignee"] is None


def test_a_hand_over_into_a_restricted_group_answers_and_hides(manager: Caller) -> None:
    ticket = make_ticket()

    answer = manager.post(f"tickets/{ticket.pk}/hand_over", {"group": "CRI", "note": "可能有危险"})

    assert (answer.json()["group"], answer.json()["restricted"]) == ("CRI", True)
    problem_of(manager.get(f"tickets/{ticket.pk}"), 404)


@pytest.mark.parametrize(
    ("move", "facts", "pointers"),
    [
        ("take", {"seen": 3}, ["#/seen"]),
        ("take", [], ["#"]),
        ("assign", {}, ["#/agent"]),
        ("assign", {"agent": 5}, ["#/agent"]),
        ("assign", {"agent": "999999"}, ["#/agent"]),
        ("assign", {"agent": "me"}, ["#/agent"]),
        ("hand_over", {"group": "NOPE", "note": "x"}, ["#/group"]),
        ("hand_over", {"group": "TEC"}, ["#/note"]),
        ("hand_over", {"group": "TEC", "note": "\u200b"}, ["#/note"]),
        ("hand_over", {"group": "FL", "note": "x"}, ["#/group"]),
        ("ask_player", {"body": ""}, ["#/body"]),
        ("ask_player", {"body": "请把密码发给我"}, ["#/body"]),
        ("ask_player", {"body": "x", "due_at": "tomorrow"}, ["#/due_at"]),
        ("ask_player", {"body": "x", "due_at": "2026-12-24T00:00:00"}, ["#/due_at"]),
        ("ask_player", {"body": "x", "due_at": 1766534400}, ["#/due_at"]),
        ("follow_up", {"at": "1999-01-01T00:00:00Z"}, ["#/at"]),
        ("follow_up", {"at": "9999-12-31T23:59:59Z"}, ["#/at"]),
        ("follow_up", {"at": "2020-01-01T00:00:00Z"}, ["#/at"]),
        ("follow_up", {"at": "2027-13-01T00:00:00Z"}, ["#/at"]),
        ("follow_up", {"note": "x"}, ["#/at"]),
        ("resolve", {"summary": "x" * 20_001, "root_cause": "y"}, ["#/summary"]),
        ("resolve", {"summary": "x", "root_cause": "y" * 201}, ["#/root_cause"]),
        ("resolve", {}, ["#/root_cause", "#/summary"]),
        ("reopen", {"reason": None}, ["#/reason"]),
        ("close", {"a": 1, "b": 2}, ["#/a", "#/b"]),
    ],
)
def test_facts_that_cannot_be_are_pointed_at(manager: Caller, move: str, facts: object, pointers: list[str]) -> None:
    ticket = make_ticket(Status.OPEN, agent=manager.agent)

    assert pointers_of(manager.post(f"tickets/{ticket.pk}/{move}", facts)) == pointers
    assert Ticket.objects.get(pk=ticket.pk).version == ticket.version


def test_a_role_without_the_right_is_refused(manager: Caller) -> None:
    ticket = make_ticket(Status.OPEN, agent=manager.agent)
    risk = Caller(make_agent("risk_officer"))

    for move in ("resolve", "hand_over", "assign", "ask_player"):
        assert problem_of(risk.post(f"tickets/{ticket.pk}/{move}", facts_of(move)), 403)["code"] == "permission.denied"


def test_a_tracking_link_is_renewed_and_the_old_one_dies(manager: Caller) -> None:
    ticket = make_ticket()

    first, second = (manager.post(f"tickets/{ticket.pk}/tracking-link") for _ in range(2))

    assert first.status_code == second.status_code == 201
    assert first.json()["tracking_url"] != second.json()["tracking_url"]
    assert ticket.tracking_links.filter(revoked_at=None).count() == 1
    assert pointers_of(manager.post(f"tickets/{ticket.pk}/tracking-link", {"x": 1})) == ["#/x"]
