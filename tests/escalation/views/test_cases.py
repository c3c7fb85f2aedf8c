"""Cases at the desk: asked, queued, answered, withdrawn, and hidden from who may not."""

import pytest
from django.test import Client

from core.models import Agent, Group
from escalation.enums import CaseState
from escalation.models import Case
from tests.factories.people import make_agent, make_game
from tests.factories.tickets import make_ticket
from tickets.enums import Status
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
QUEUE = "/desk/cases/"


def signed_in(agent: Agent) -> Client:
    client = Client()
    client.force_login(agent)
    return client


def ask(ticket: Ticket, agent: Agent, group: str = "SEC", note: str = "请查登录记录", **more: object) -> object:
    data = {"group": Group.objects.get(code=group).pk, "kind": "account_security", "note": note, **more}
    return signed_in(agent).post(f"/desk/tickets/{ticket.number}/escalate", data)


def test_asking_puts_the_ticket_on_hold_and_into_the_specialists_queue() -> None:
    agent, specialist = make_agent(), make_agent("security", groups=("SEC",))
    ticket = make_ticket(Status.OPEN, agent=agent)

    ask(ticket, agent)

    ticket.refresh_from_db()
    case = Case.objects.get()
    assert (ticket.status, ticket.assignee_id, case.group.code) == (Status.ON_HOLD, agent.pk, "SEC")
    assert case.name in signed_in(specialist).get(QUEUE).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_rail_counts_the_cases_that_wait_for_ones_own_groups(rows: int) -> None:
    agent, specialist = make_agent(), make_agent("security", groups=("SEC",))
    for _ in range(rows):
        ask(make_ticket(Status.OPEN, agent=agent), agent)

    mine = signed_in(specialist).get("/me/notifications/bell/").content.decode()
    others = signed_in(make_agent("payments", groups=("PAY",))).get("/me/notifications/bell/").content.decode()

    assert f'hx-swap-oob="true">{rows}<span' in mine
    assert 'hx-swap-oob="true" hidden>0<span' in others
    assert "cases-waiting" not in signed_in(make_agent("analyst")).get("/me/notifications/bell/").content.decode()
    assert 'hx-swap-oob="true" hidden>0<span' in signed_in(agent).get("/me/notifications/bell/").content.decode()


def test_who_asked_sees_how_it_goes_and_colleagues_do_not() -> None:
    agent, colleague = make_agent(), make_agent()
    ask(make_ticket(Status.OPEN, agent=agent), agent)
    case = Case.objects.get()

    assert case.name in signed_in(agent).get(QUEUE).content.decode()
    assert case.name not in signed_in(colleague).get(QUEUE).content.decode()


def test_the_line_above_the_conversation_offers_the_answer_to_the_group_alone() -> None:
    agent, specialist = make_agent(), make_agent("security", groups=("SEC",))
    ticket = make_ticket(Status.OPEN, agent=agent)
    ask(ticket, agent)
    url = f"/desk/tickets/{ticket.number}"

    assert "answer-case" in signed_in(specialist).get(url).content.decode()
    assert "answer-case" not in signed_in(agent).get(url).content.decode()


def test_the_answer_opens_the_ticket_again_for_its_agent() -> None:
    agent, specialist = make_agent(), make_agent("security", groups=("SEC",))
    ticket = make_ticket(Status.OPEN, agent=agent)
    ask(ticket, agent)
    case = Case.objects.get()

    data = {"case": case.pk, "answer": "异地登录属实，已下线其他设备"}
    signed_in(specialist).post(f"/desk/tickets/{ticket.number}/answer-case", data)

    ticket.refresh_from_db()
    case.refresh_from_db()
    assert (ticket.status, case.state, case.answered_by_id) == (Status.OPEN, CaseState.ANSWERED, specialist.pk)


def test_the_asking_agent_cannot_answer_the_own_case() -> None:
    agent = make_agent()
    ticket = make_ticket(Status.OPEN, agent=agent)
    ask(ticket, agent)

    response = signed_in(agent).post(
        f"/desk/tickets/{ticket.number}/answer-case", {"case": Case.objects.get().pk, "answer": "没事"}
    )

    assert response.status_code == 422
    assert Case.objects.get().state == CaseState.OPEN


def test_a_withdrawn_case_frees_the_ticket() -> None:
    agent = make_agent()
    ticket = make_ticket(Status.OPEN, agent=agent)
    ask(ticket, agent)

    data = {"case": Case.objects.get().pk, "reason": "玩家自己找到了"}
    signed_in(agent).post(f"/desk/tickets/{ticket.number}/withdraw-case", data)

    ticket.refresh_from_db()
    assert (ticket.status, Case.objects.get().state) == (Status.OPEN, CaseState.CANCELLED)


@pytest.mark.parametrize("note", ["", "\u200b", "a" * 5001])
def test_a_note_that_says_nothing_or_too_much_is_refused_in_the_dialog(note: str) -> None:
    agent = make_agent()
    ticket = make_ticket(Status.OPEN, agent=agent)

    response = ask(ticket, agent, note=note)

    assert response.status_code == 422  # type: ignore[attr-defined]
    assert not Case.objects.exists()


def test_a_stale_view_is_refused_with_what_is_new() -> None:
    agent = make_agent()
    ticket = make_ticket(Status.OPEN, agent=make_agent())

    response = ask(ticket, agent, seen=ticket.version - 1)

    assert response.status_code == 409  # type: ignore[attr-defined]
    assert not Case.objects.exists()


def test_cases_of_another_game_are_not_in_the_queue_and_404() -> None:
    agent = make_agent()
    stranger = make_agent("security", groups=("SEC",), games=[make_game("xinghai", "moba")])
    ticket = make_ticket(Status.OPEN, agent=agent, game=make_game("huanle"))
    ask(ticket, agent)

    client = signed_in(stranger)

    assert Case.objects.get().name not in client.get(QUEUE).content.decode()
    assert client.get(f"/desk/tickets/{ticket.number}/answer-case").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_costs_the_same_for_one_and_three(count: int, django_assert_num_queries: object) -> None:
    agent, specialist = make_agent(), make_agent("security", groups=("SEC",))
    for _ in range(count):
        ask(make_ticket(Status.OPEN, agent=agent), agent)
    client = signed_in(specialist)
    client.get(QUEUE)

    with django_assert_num_queries(5):  # type: ignore[operator]
        client.get(QUEUE)
