"""A question to a specialist holds the ticket until it is answered or withdrawn."""

import pytest

from core.actions.time_shift import shifted
from core.errors import InvalidInput, NotAllowed, NotThere
from core.models import Actor, Event, Group, Notification
from escalation.actions import cases
from escalation.enums import CaseState
from escalation.errors import CaseNotOpen
from escalation.models import Case
from tests.factories.escalation import HOUR, MINUTE, MONDAY, clock_of, make_timed, supervisor
from tests.factories.people import make_agent, make_game
from tests.factories.tickets import relay_all
from tickets.actions import lifecycle
from tickets.enums import Status
from tickets.errors import MoveNotAllowed, StaleTicket
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
NOTE = "异地登录，玩家同意冻结"


def group(code: str = "SEC") -> Group:
    return Group.objects.get(code=code)


def specialist(code: str = "SEC", role: str = "security") -> Actor:
    return Actor.of_agent(make_agent(role, groups=(code,)))


def escalated(ticket: Ticket, by: Actor, code: str = "SEC") -> Case:
    with shifted(MONDAY + MINUTE):
        case = cases.escalate(ticket, by=by, group=group(code), note=NOTE, kind="account_security")
        relay_all()
    return case


def test_a_case_holds_the_ticket_and_tells_the_group() -> None:
    expert = specialist()
    ticket, by = make_timed(Status.OPEN, category="AC-02"), supervisor()

    case = escalated(ticket, by)

    ticket.refresh_from_db()
    assert (ticket.status, ticket.group.code, case.name) == (Status.ON_HOLD, "FL", f"C-{1000 + case.pk}")
    assert case.due_at == MONDAY + MINUTE + 2 * HOUR
    assert [n.agent_id for n in Notification.objects.filter(kind="case.opened")] == [expert.id]
    told = Event.objects.get(name="ticket.escalated").data
    assert (told["case"], told["group"], told["note"], told["kind"]) == (case.pk, "SEC", NOTE, "account_security")
    assert Event.objects.get(name="case.moved").data["to"] == "open"
    assert clock_of(ticket, "update").due_at == MONDAY + MINUTE + 4 * HOUR


def test_the_answer_frees_the_ticket_and_tells_who_asked() -> None:
    expert = specialist()
    ticket, by = make_timed(Status.OPEN), supervisor()
    case = escalated(ticket, by)

    with shifted(MONDAY + HOUR):
        cases.answer_case(case, by=expert, answer="已冻结，物品可追回")
        relay_all()

    ticket.refresh_from_db()
    case.refresh_from_db()
    assert ticket.status == Status.OPEN
    assert (case.state, case.answered_by, case.ended_at) == (CaseState.ANSWERED, expert.agent, MONDAY + HOUR)
    assert clock_of(ticket, "update").state == "cancelled"
    assert Notification.objects.get(kind="case.answered").agent_id == ticket.assignee_id
    assert Event.objects.filter(name="case.moved").latest("pk").data["answer"] == "已冻结，物品可追回"


def test_the_ticket_waits_for_the_last_of_its_cases() -> None:
    ticket, by = make_timed(Status.OPEN), supervisor()
    first, second = escalated(ticket, by), escalated(ticket, by, "TEC")

    cases.answer_case(first, by=specialist(), answer="没有异常")
    ticket.refresh_from_db()
    assert ticket.status == Status.ON_HOLD
    cases.cancel_case(second, by=by, reason="不用查了")

    ticket.refresh_from_db()
    assert ticket.status == Status.OPEN
    assert [case.state for case in Case.objects.order_by("pk")] == [CaseState.ANSWERED, CaseState.CANCELLED]


def test_a_case_ends_once() -> None:
    case = escalated(make_timed(Status.OPEN), supervisor())
    cases.answer_case(case, by=specialist(), answer="好了")

    with pytest.raises(CaseNotOpen):
        cases.answer_case(case, by=specialist(), answer="再答一次")
    with pytest.raises(CaseNotOpen):
        cases.cancel_case(case, by=supervisor(), reason="算了")


@pytest.mark.parametrize(("code", "role"), [("TEC", "technical"), ("FL", "agent")])
def test_who_is_not_asked_does_not_answer(code: str, role: str) -> None:
    case = escalated(make_timed(Status.OPEN), supervisor())

    with pytest.raises(NotAllowed):
        cases.answer_case(case, by=specialist(code, role), answer="我猜是这样")


def test_a_supervisor_may_answer_for_a_group() -> None:
    case = escalated(make_timed(Status.OPEN), supervisor())

    assert cases.answer_case(case, by=supervisor(), answer="按规定处理").state == CaseState.ANSWERED


def test_the_specialist_of_another_game_sees_nothing() -> None:
    case = escalated(make_timed(Status.OPEN), supervisor())
    stranger = Actor.of_agent(make_agent("security", games=[make_game("xinghai", "moba")], groups=("SEC",)))

    with pytest.raises(NotThere):
        cases.answer_case(case, by=stranger, answer="?")


@pytest.mark.parametrize(
    ("note", "kind"), [("", "other"), (" \u200b", "other"), ("x" * 5001, "other"), ("x", "k" * 41)]
)
def test_a_question_that_asks_nothing_is_refused(note: str, kind: str) -> None:
    ticket = make_timed(Status.OPEN)

    with pytest.raises(InvalidInput):
        cases.escalate(ticket, by=supervisor(), group=group(), note=note, kind=kind)

    ticket.refresh_from_db()
    assert (ticket.status, Case.objects.count()) == (Status.OPEN, 0)


def test_a_stale_escalation_is_refused_whole() -> None:
    ticket = make_timed(Status.OPEN)

    with pytest.raises(StaleTicket):
        cases.escalate(ticket, by=supervisor(), group=group(), note=NOTE, seen=ticket.version - 1)

    assert not Case.objects.exists()


def test_a_resolved_ticket_cannot_be_escalated() -> None:
    with pytest.raises(MoveNotAllowed):
        cases.escalate(make_timed(Status.RESOLVED), by=supervisor(), group=group(), note=NOTE)

    assert not Case.objects.exists()


def test_a_resolve_withdraws_what_is_still_asked() -> None:
    ticket, by = make_timed(Status.OPEN), supervisor()
    escalated(ticket, by)

    with shifted(MONDAY + HOUR):
        lifecycle.resolve(ticket, by=by, summary="玩家找回了", root_cause="记错账号")
        relay_all()

    ticket.refresh_from_db()
    assert (ticket.status, Case.objects.get().state) == (Status.RESOLVED, CaseState.CANCELLED)


def test_a_case_that_does_not_exist_is_not_there() -> None:
    with pytest.raises(NotThere):
        cases.answer_case(4711, by=supervisor(), answer="?")
