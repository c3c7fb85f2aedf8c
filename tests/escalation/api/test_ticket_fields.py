"""What tickets show of clocks, promises and cases, and the two moves that are ours."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from core.actions.time_shift import shifted
from core.api.formats import moment
from core.models import Actor
from escalation.models import Case, Promise
from tests.factories.api import Caller, pointers_of, problem_of
from tests.factories.escalation import DAY, HOUR, MONDAY, make_timed, supervisor, sweep_at
from tests.factories.people import make_agent, make_game
from tests.factories.tickets import relay_all
from tickets.actions import replies
from tickets.enums import Status

pytestmark = pytest.mark.django_db
SOON = {"text": "30 分钟内给您答复", "due_at": moment(clock.now() + HOUR)}
QUESTION = {"kind": "account_security", "group": "SEC", "note": "异地登录，玩家同意冻结"}


@pytest.fixture
def agent() -> Caller:
    make_game("huanle")
    return Caller(make_agent("agent"))


def ticket_json(agent: Caller, pk: int) -> dict[str, Any]:
    found: dict[str, Any] = agent.get(f"tickets/{pk}").json()
    return found


def test_a_ticket_shows_its_clocks_with_every_minute(agent: Caller) -> None:
    ticket = make_timed(priority=2)

    shown = ticket_json(agent, ticket.pk)

    assert shown["clocks"][0] == {
        "kind": "first_response",
        "due_at": "2026-11-16T03:00:00Z",
        "state": "running",
        "segments": [{"from": "2026-11-16T02:00:00Z", "to": "2026-11-16T03:00:00Z", "counts": True, "why": "running"}],
    }
    assert [c["kind"] for c in shown["clocks"]] == ["first_response", "resolution"]
    assert (shown["promises"], shown["case_ids"]) == ([], [])


def test_a_ticket_of_a_quiet_night_says_why_its_clock_does_not_count(agent: Caller) -> None:
    ticket = make_timed(priority=3, opened=MONDAY + 12 * HOUR)  # 22:00 in Shanghai

    first = ticket_json(agent, ticket.pk)["clocks"][0]

    assert [(s["counts"], s["why"]) for s in first["segments"]] == [(False, "outside_service_hours"), (True, "running")]
    assert first["due_at"] == "2026-11-17T09:00:00Z"


def test_only_the_newest_of_each_kind_and_the_missed_ones_are_shown(agent: Caller) -> None:
    ticket = make_timed(Status.OPEN, priority=2)
    by = supervisor()
    sweep_at(MONDAY + HOUR)
    for hours in (2, 3, 4):
        with shifted(MONDAY + hours * HOUR):
            replies.send_reply(ticket, by=by, body="在处理")
            replies.receive_message(ticket, by=Actor.of_player(ticket.player_id, ""), body="好的")
            relay_all()

    shown = ticket_json(agent, ticket.pk)["clocks"]

    assert [(c["kind"], c["state"]) for c in shown] == [
        ("first_response", "breached"),
        ("resolution", "running"),
        ("next_response", "running"),
    ]


def test_a_promise_is_made_and_shown_with_its_clock(agent: Caller) -> None:
    ticket = make_timed(Status.OPEN, priority=2, opened=clock.now())

    answer = agent.post(f"tickets/{ticket.pk}/promise", SOON).json()

    promise = Promise.objects.get()
    assert answer["promises"] == [{"id": str(promise.pk), **SOON, "state": "open"}]
    assert [c["due_at"] for c in answer["clocks"] if c["kind"] == "promise"] == [SOON["due_at"]]
    assert answer["version"] == ticket.version


def test_an_escalation_opens_a_case_and_holds_the_ticket(agent: Caller) -> None:
    ticket = make_timed(Status.OPEN, priority=2, opened=clock.now())

    answer = agent.post(f"tickets/{ticket.pk}/escalate", QUESTION).json()
    relay_all()

    case = Case.objects.get()
    assert (answer["status"], answer["case_ids"]) == ("on_hold", [str(case.pk)])
    assert (case.kind, case.group.code, case.note) == tuple(QUESTION.values())
    assert "update" in {c["kind"] for c in ticket_json(agent, ticket.pk)["clocks"]}


@pytest.mark.parametrize(
    ("move", "body", "pointers"),
    [
        ("promise", {}, ["#/due_at", "#/text"]),
        ("promise", {**SOON, "text": " \u200b"}, ["#/text"]),
        ("promise", {**SOON, "text": "字" * 501}, ["#/text"]),
        ("promise", {**SOON, "due_at": "2020-01-01T00:00:00Z"}, ["#/due_at"]),
        ("promise", {**SOON, "due_at": "2099-01-01T00:00:00Z"}, ["#/due_at"]),
        ("promise", {**SOON, "due_at": "tomorrow"}, ["#/due_at"]),
        ("promise", {**SOON, "due_at": 5}, ["#/due_at"]),
        ("promise", {**SOON, "state": "kept"}, ["#/state"]),
        ("escalate", {}, ["#/group", "#/note"]),
        ("escalate", {**QUESTION, "group": "NONE"}, ["#/group"]),
        ("escalate", {**QUESTION, "note": ""}, ["#/note"]),
        ("escalate", {**QUESTION, "note": "x" * 5001}, ["#/note"]),
        ("escalate", {**QUESTION, "kind": "k" * 41}, ["#/kind"]),
        ("escalate", {**QUESTION, "kind": None}, ["#/kind"]),
        ("escalate", {**QUESTION, "answer": "x"}, ["#/answer"]),
    ],
)
def test_what_cannot_be_is_pointed_at(agent: Caller, move: str, body: object, pointers: list[str]) -> None:
    ticket = make_timed(Status.OPEN, priority=2)

    assert pointers_of(agent.post(f"tickets/{ticket.pk}/{move}", body)) == pointers
    assert (Promise.objects.count(), Case.objects.count()) == (0, 0)


@pytest.mark.parametrize(("move", "body"), [("promise", SOON), ("escalate", QUESTION)])
def test_a_move_that_is_not_possible_names_those_that_are(agent: Caller, move: str, body: object) -> None:
    ticket = make_timed(Status.RESOLVED, priority=2)

    refusal = problem_of(agent.post(f"tickets/{ticket.pk}/{move}", body), 409)

    assert (refusal["code"], move in refusal["allowed"]) == ("ticket.move_not_allowed", False)
    assert "reopen" in refusal["allowed"]


@pytest.mark.parametrize(("move", "body"), [("promise", SOON), ("escalate", QUESTION)])
def test_a_colleague_of_another_game_finds_nothing(move: str, body: object) -> None:
    ticket = make_timed(Status.OPEN, priority=2)
    stranger = Caller(make_agent("agent", games=[make_game("xinghai", "moba")]))

    assert problem_of(stranger.post(f"tickets/{ticket.pk}/{move}", body), 404)["code"] == "not_found"


def test_a_list_costs_the_same_for_one_and_three_tickets(agent: Caller, settings: Any) -> None:
    settings.KEEP_PLANS = False  # so that each statement names its tables
    costs = []
    for wanted in (1, 3):
        while Case.objects.count() < wanted:
            ticket = make_timed(Status.OPEN, priority=2, opened=clock.now())
            agent.post(f"tickets/{ticket.pk}/promise", SOON)
            agent.post(f"tickets/{ticket.pk}/escalate", QUESTION)
        with CaptureQueriesContext(connection) as queries:
            rows = agent.get("tickets").json()["results"]
        assert all(row["clocks"] and row["promises"] and row["case_ids"] for row in rows)
        ours = [q["sql"] for q in queries if "escalation_" in q["sql"]]
        costs.append((len(rows), len(ours)))

    assert costs == [(1, 3), (3, 3)]


def test_later_days_are_days_of_their_own(agent: Caller) -> None:
    ticket = make_timed(priority=4)

    assert ticket_json(agent, ticket.pk)["clocks"][1]["due_at"] == moment(MONDAY + 9 * DAY)
