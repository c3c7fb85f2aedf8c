"""Cases over the interface: listed, read, moved, with the rights and scopes of the token."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import Actor, Agent, Group
from escalation.actions import cases
from escalation.models import Case, FollowUp, WorkOrder
from tests.factories.api import Caller, pointers_of, problem_of
from tests.factories.people import make_agent, make_game
from tests.factories.tickets import make_ticket
from tests.factories.work_orders import make_order, worker
from tickets.enums import Status
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent() -> Agent:
    make_game()
    return make_agent()


@pytest.fixture
def tec(agent: Agent) -> Caller:
    return Caller(worker().agent)  # type: ignore[arg-type]


def test_a_work_order_is_opened_by_escalating_and_does_not_hold(agent: Agent) -> None:
    ticket = make_ticket(Status.OPEN, agent=agent)
    body = {"kind": "work_order", "group": "TEC", "note": "查登录日志\n三天进不了"}

    shown = Caller(agent).post(f"tickets/{ticket.pk}/escalate", body)

    assert (shown.status_code, shown.json()["status"]) == (200, "open")
    order = WorkOrder.objects.select_related("case").get()
    assert (order.title, order.case.note, order.case.holds_ticket) == ("查登录日志", body["note"], False)
    assert order.case.due_at is not None
    assert FollowUp.objects.count() == 1


def test_cases_are_listed_by_kind_and_read(agent: Agent, tec: Caller) -> None:
    order = make_order(Actor.of_agent(agent), steps=["查日志"])
    security = Group.objects.get(code="SEC")
    cases.escalate(order.case.ticket, by=Actor.of_agent(agent), group=security, note="?", kind="legal")

    mine = Caller(agent)
    assert len(mine.get("cases").json()["results"]) == 2
    only: list[dict[str, Any]] = mine.get("cases?kind=work_order").json()["results"]
    assert [row["work_order"]["steps"] for row in only] == [[{"text": "查日志", "done": False}]]
    assert mine.get("cases?kind=legal").json()["results"][0]["work_order"] is None
    assert [row["id"] for row in tec.get("cases").json()["results"]] == [str(order.pk)]
    assert tec.get(f"cases/{order.pk}")["ETag"] == '"1"'
    assert mine.get(f"cases?ticket={order.case.ticket_id}&state=open&group=TEC").json()["results"] == only
    problem_of(Caller(make_agent()).get(f"cases/{order.pk}"), 404)


def test_the_group_moves_it_to_its_end(agent: Agent, tec: Caller) -> None:
    order = make_order(Actor.of_agent(agent))

    assert tec.post(f"cases/{order.pk}/accept").json()["work_order"]["stage"] == "accepted"
    problem_of(tec.post(f"cases/{order.pk}/start", If_Match='"1"'), 412)
    tec.post(f"cases/{order.pk}/comment", {"body": "正在看"})
    ended = tec.post(f"cases/{order.pk}/finish", {"result": "solved", "text": "已修复"}).json()

    assert (ended["state"], ended["answer"], ended["work_order"]["result"]) == ("answered", "已修复", "solved")
    assert problem_of(tec.post(f"cases/{order.pk}/start"), 409)["code"] == "case.move_not_allowed"


def test_a_question_is_answered_and_has_no_other_moves(agent: Agent) -> None:
    ticket = make_ticket(Status.OPEN, agent=agent)
    case = cases.escalate(ticket, by=Actor.of_agent(agent), group=Group.objects.get(code="SEC"), note="?")
    expert = Caller(make_agent("security", groups=("SEC",)))

    problem_of(expert.post(f"cases/{case.pk}/accept"), 409)
    assert expert.post(f"cases/{case.pk}/answer", {"answer": "没有异常"}).json()["state"] == "answered"


@pytest.mark.parametrize(
    ("move", "body", "pointer"),
    [
        ("finish", {"result": "magic", "text": "x"}, "#/result"),
        ("finish", {"result": "solved", "text": ""}, "#/text"),
        ("wait", {"until": "gestern", "reason": "x"}, "#/until"),
        ("return", {}, "#/question"),
        ("comment", {"body": "x", "files": []}, "#/files"),
    ],
)
def test_bad_facts_are_pointed_at(agent: Agent, tec: Caller, move: str, body: Any, pointer: str) -> None:
    order = make_order(Actor.of_agent(agent))

    assert pointer in pointers_of(tec.post(f"cases/{order.pk}/{move}", body))


def test_a_restricted_ticket_is_not_named(agent: Agent, tec: Caller) -> None:
    order = make_order(Actor.of_agent(agent))
    Ticket.objects.update(is_restricted=True, group=Group.objects.get(code="CRI"))

    assert tec.get(f"cases/{order.pk}").json()["ticket"] is None


@pytest.mark.parametrize("many", [1, 3])
def test_a_list_costs_the_same_for_one_and_three(agent: Agent, tec: Caller, many: int) -> None:
    for _ in range(many):
        make_order(Actor.of_agent(agent))
    tec.get("cases")

    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert len(tec.get("cases").json()["results"]) == many

    assert len([q for q in seen if "escalation_case" in q["sql"]]) == 1
    assert Case.objects.count() == many
