"""Many tickets by one request of a program: what is done, what is refused, and whose job it is."""

from typing import Any

import pytest

from core.models import Event, Group
from tests.factories.api import Caller, pointers_of, problem_of
from tests.factories.people import make_agent, make_game, make_player
from tests.factories.tickets import make_ticket
from tickets.actions.bulk import run_due
from tickets.enums import Status
from tickets.models import BulkJob, Message, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager() -> Caller:
    make_game("huanle")
    return Caller(make_agent("manager", language="en"))


def order(action: str, *tickets: Ticket | str, **arguments: Any) -> dict[str, Any]:
    ids = [{"id": one if isinstance(one, str) else str(one.pk)} for one in tickets]
    return {"action": action, "tickets": ids, "arguments": arguments}


def done(caller: Caller, body: dict[str, Any]) -> dict[str, Any]:
    """The job's own resource after the timers have run."""
    answer = caller.post("tickets/bulk", body)
    assert answer.status_code == 202, answer.content
    run_due(seconds=30)
    found: dict[str, Any] = caller.get(answer["Location"]).json()
    assert found["id"] == answer.json()["id"]
    return found


def test_each_ticket_has_a_result_in_the_asked_order(manager):
    first, solved = make_ticket(), make_ticket(Status.RESOLVED, player=make_player())
    hidden = make_ticket(player=make_player())
    caller = Caller(make_agent("supervisor", language="en"))
    Ticket.objects.filter(pk=hidden.pk).update(is_restricted=True, group=Group.objects.get(code="CRI"))

    job = done(caller, order("take", first, solved, hidden, "999999999"))

    assert (job["action"], job["state"], job["total"], job["done"], job["skipped"]) == ("take", "done", 4, 1, 3)
    assert [(one["state"], one["code"]) for one in job["results"]] == [
        ("done", None), ("skipped", "ticket.move_not_allowed"), ("skipped", "not_found"), ("skipped", "not_found"),
    ]  # fmt: skip
    forbidden, missing = job["results"][2:]
    assert forbidden == missing | {"ticket": str(hidden.pk)}
    assert Ticket.objects.get(pk=first.pk).assignee_id == caller.agent.pk
    assert Event.objects.filter(data__bulk=job["id"], subject_id=hidden.pk, subject_type="ticket").count() == 0


def test_what_was_read_before_a_change_is_left_alone(manager):
    ticket = make_ticket()
    body = {"action": "take", "tickets": [{"id": str(ticket.pk), "seen": ticket.version}]}
    Ticket.objects.filter(pk=ticket.pk).update(version=ticket.version + 1)

    assert [one["code"] for one in done(manager, body)["results"]] == ["ticket.stale"]


def test_replies_go_at_once(manager):
    ticket = make_ticket()

    done(manager, order("reply", ticket, body="{{ player.name }}您好"))

    assert Message.objects.filter(ticket=ticket, body="青衫落拓您好").exists()


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({"action": "moonwalk", "tickets": [{"id": "1"}]}, ["#/action"]),
        ({"action": "take", "tickets": []}, ["#/tickets"]),
        ({"action": "take", "tickets": [{"id": "7,8", "seen": 1}]}, ["#/tickets"]),
        ({"action": "take", "tickets": [{"id": "7,8"}]}, ["#/tickets"]),
        ({"action": "take", "tickets": [{"id": "7:3"}]}, ["#/tickets"]),
        ({"action": "take", "tickets": [{"id": " 7"}]}, ["#/tickets"]),
        ({"action": "take", "tickets": [{"id": "٣"}]}, ["#/tickets"]),
        ({"action": "priority", "tickets": [{"id": "7"}], "arguments": {"priority": "P9", "reason": "x"}}, None),
        ({"action": "hand_over", "tickets": [{"id": "7"}], "arguments": {"group": "XX", "note": "x"}}, None),
        ({"action": "assign", "tickets": [{"id": "7"}], "arguments": {"agent": "99999999"}}, None),
    ],
)
def test_a_body_that_cannot_be_used_is_refused_where_it_is_wrong(manager, body, pointers):
    found = pointers_of(manager.post("tickets/bulk", body))

    if pointers is None:
        assert found
        assert all(one.startswith("#/arguments") for one in found)
    else:
        assert found == pointers
    assert not BulkJob.objects.exists()


def test_a_token_that_reads_only_starts_nothing(manager):
    reader = Caller(make_agent("manager"), ["tickets:read"])

    problem_of(reader.post("tickets/bulk", order("take", make_ticket())), 403)

    assert not BulkJob.objects.exists()


def test_a_job_is_its_callers_alone(manager):
    job = manager.post("tickets/bulk", order("take", make_ticket())).json()["id"]
    other = Caller(make_agent("manager"))

    assert manager.get(f"jobs/{job}").status_code == 200
    problem_of(other.get(f"jobs/{job}"), 404)
    problem_of(manager.get("jobs/999999999"), 404)


def test_a_key_makes_one_job_and_belongs_to_one_request(manager):
    ticket = make_ticket()

    first = manager.post("tickets/bulk", order("take", ticket), Idempotency_Key="b1")
    second = manager.post("tickets/bulk", order("take", ticket), Idempotency_Key="b1")
    other = manager.post("tickets/bulk", order("close", ticket), Idempotency_Key="b1")

    assert (first.json(), second["Idempotency-Replayed"]) == (second.json(), "true")
    assert problem_of(other, 422)["code"] == "idempotency.reused"
    assert BulkJob.objects.count() == 1
