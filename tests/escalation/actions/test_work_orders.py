"""A work order lives by its table; each side may do its part, once, and the other side hears of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from core import clock
from core.errors import InvalidInput, NotAllowed, NotThere
from core.models import Actor, Event, Group, Notification
from escalation.actions import cases, order_details, order_ends, work_orders
from escalation.enums import CaseState, OrderMove, OrderResult, OrderStage
from escalation.errors import CaseNotOpen, OrderMoveNotAllowed, RemindedBefore, StaleOrder
from escalation.models import Case, FollowUp, WorkOrder
from escalation.workflow import MAY, TRANSITIONS, Party
from tests.factories.people import make_agent, make_game
from tests.factories.tickets import make_ticket, relay_all
from tests.factories.work_orders import asker, make_order, worker
from tickets.actions import drafts, lifecycle
from tickets.enums import Status, Visibility
from tickets.errors import MoveNotAllowed, StaleTicket
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DEEDS: dict[OrderMove, Callable[..., WorkOrder]] = {
    OrderMove.ACCEPT: work_orders.accept,
    OrderMove.START: work_orders.start,
    OrderMove.WAIT: lambda o, by: work_orders.wait(o, by=by, until=clock.now() + HOUR, reason="等厂商回复"),
    OrderMove.WAKE: work_orders.wake,
    OrderMove.SEND_BACK: lambda o, by: work_orders.send_back(o, by=by, question="机型是什么？"),
    OrderMove.INFORM: lambda o, by: work_orders.inform(o, by=by, answer="小米 14"),
    OrderMove.FINISH: lambda o, by: work_orders.finish(o, by=by, result=OrderResult.SOLVED, text="已清理缓存"),
    OrderMove.CANCEL: lambda o, by: work_orders.cancel(o, by=by, reason="不用了"),
    OrderMove.REOPEN: lambda o, by: work_orders.reopen(o, by=by, reason="还是进不去"),
}
PATHS: dict[OrderStage, list[OrderMove]] = {
    OrderStage.OPEN: [],
    OrderStage.ACCEPTED: [OrderMove.ACCEPT],
    OrderStage.IN_PROGRESS: [OrderMove.START],
    OrderStage.WAITING: [OrderMove.ACCEPT, OrderMove.WAIT],
    OrderStage.RETURNED: [OrderMove.SEND_BACK],
    OrderStage.DONE: [OrderMove.FINISH],
    OrderStage.CANCELLED: [OrderMove.CANCEL],
}


def order_at(stage: OrderStage) -> WorkOrder:
    order = make_order()
    for move in PATHS[stage]:
        DEEDS[move](order, by=Actor.system())
    order.refresh_from_db()
    assert order.stage == stage
    return order


@pytest.mark.parametrize("stage", OrderStage)
def test_every_move_leads_where_the_table_says_and_nowhere_else(stage: OrderStage) -> None:
    order = order_at(stage)
    for move, deed in DEEDS.items():
        after = TRANSITIONS[move].get(stage)
        if after is None:
            with pytest.raises(OrderMoveNotAllowed):
                deed(order, by=Actor.system())
            continue
        assert deed(order, by=Actor.system()).stage == after
        Case.objects.filter(pk=order.pk).update(state=CaseState.OPEN, ended_at=None)
        back: dict[str, Any] = {"stage": stage, "result_code": "", "waiting_until": None}
        back |= {"result_code": "solved"} if stage == OrderStage.DONE else {}
        back |= {"waiting_until": clock.now()} if stage == OrderStage.WAITING else {}
        WorkOrder.objects.filter(pk=order.pk).update(**back)


@pytest.mark.parametrize("move", OrderMove)
def test_each_side_does_its_own_part(move: OrderMove) -> None:
    stage = next(iter(TRANSITIONS[move]))
    order = order_at(stage)
    sides = {Party.ASKER: Actor.of_agent(order.case.opened_by), Party.WORKER: worker()}  # type: ignore[arg-type]
    for party, by in sides.items():
        if party in MAY[move]:
            continue
        with pytest.raises(NotAllowed):
            DEEDS[move](order, by=by)
    for party in MAY[move]:
        assert DEEDS[move](order, by=sides[party]).stage == TRANSITIONS[move][stage]


@pytest.mark.parametrize("move", OrderMove)
@pytest.mark.parametrize("who", ["other group", "colleague", "other game"])
def test_for_who_has_no_part_the_order_does_not_exist(move: OrderMove, who: str) -> None:
    order = order_at(next(iter(TRANSITIONS[move])))
    strangers = {
        "other group": lambda: worker("PAY", "payments"),
        "colleague": asker,
        "other game": lambda: Actor.of_agent(
            make_agent("technical", groups=("TEC",), games=[make_game("xinghai", "moba")])
        ),
    }

    with pytest.raises(NotThere):
        DEEDS[move](order, by=strangers[who]())


def test_a_work_order_runs_beside_the_ticket_and_tells_its_group() -> None:
    tec = worker()
    order = make_order(steps=["查日志", "查设备", ""])
    second = make_order(Actor.of_agent(order.case.opened_by), ticket=order.case.ticket, group="SEC")  # type: ignore[arg-type]

    ticket = Ticket.objects.get()
    assert (ticket.status, Case.objects.filter(ticket=ticket, state=CaseState.OPEN).count()) == (Status.OPEN, 2)
    assert (order.priority, order.stage, order.steps[1]) == (ticket.priority, "open", {"text": "查设备", "done": False})
    assert [n.agent_id for n in Notification.objects.filter(kind="work_order.opened")] == [tec.id]
    opened = Event.objects.filter(name="case.moved").order_by("pk")[0].data
    assert (opened["kind"], opened["title"], opened["to"], opened["version"]) == ("work_order", order.title, "open", 1)
    assert second.case.group.code == "SEC"


def test_with_the_tick_the_ticket_waits_for_the_end_of_the_order() -> None:
    order = make_order(holds=True)
    beside = make_order(Actor.of_agent(order.case.opened_by), ticket=order.case.ticket, group="SEC")  # type: ignore[arg-type]
    assert Ticket.objects.get().status == Status.ON_HOLD

    work_orders.cancel(beside, by=Actor.system(), reason="不用了")
    assert Ticket.objects.get().status == Status.ON_HOLD
    work_orders.finish(order, by=worker(), result="solved", text="好了")

    assert Ticket.objects.get().status == Status.OPEN


def test_an_order_that_does_not_hold_leaves_the_hold_to_the_question() -> None:
    by = asker()
    order = make_order(by)
    question = cases.escalate(order.case.ticket, by=by, group=Group.objects.get(code="SEC"), note="?")

    cases.cancel_case(question, by=by, reason="不用了")
    assert Ticket.objects.get().status == Status.OPEN
    order.refresh_from_db()
    assert order.stage == OrderStage.OPEN


def test_the_end_says_how_it_went_lets_dates_go_and_tells_who_asked() -> None:
    order, tec = make_order(follow_ups=[(clock.now() + HOUR, "看进展")]), worker()
    work_orders.accept(order, by=tec)

    work_orders.finish(order, by=tec, result="workaround", text="请玩家改用手机号登录")

    case = Case.objects.get()
    assert (case.state, case.answer, case.answered_by_id) == (CaseState.ANSWERED, "请玩家改用手机号登录", tec.id)
    assert case.work_order.result_code == "workaround"
    assert case.work_order.assignee_id == tec.id
    assert FollowUp.objects.get().done_at is not None
    assert Notification.objects.get(kind="work_order.finish").agent_id == case.opened_by_id


def test_a_stale_move_is_refused_and_changes_nothing() -> None:
    order, tec = make_order(), worker()
    work_orders.accept(order, by=tec, seen=1)

    with pytest.raises(StaleOrder):
        work_orders.start(order, by=tec, seen=1)

    assert WorkOrder.objects.get().stage == OrderStage.ACCEPTED
    assert work_orders.start(order, by=tec, seen=2).version == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"title": "\u200b"},
        {"title": "x" * 201},
        {"title": "a\x00b"},
        {"note": " "},
        {"note": "x" * 5001},
        {"due_at": clock.now() - HOUR},
        {"due_at": clock.now() + timedelta(days=400)},
        {"follow_ups": [(clock.now() - HOUR, "晚了")]},
        {"follow_ups": [(clock.now() + HOUR, "")]},
        {"steps": ["x"] * 2},
        {"steps": ["x" * 201]},
        {"steps": [str(n) for n in range(21)]},
        {"group": "FL"},
    ],
)
def test_a_field_that_says_nothing_sensible_opens_nothing(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        make_order(**wrong)

    assert not WorkOrder.objects.exists()
    assert not Case.objects.exists()


def test_only_people_of_the_group_can_have_it() -> None:
    with pytest.raises(InvalidInput):
        make_order(assignee=worker("PAY", "payments").agent)
    order = make_order(assignee=worker().agent)
    with pytest.raises(InvalidInput):
        order_details.assign(order, by=worker(), assignee=asker().agent)


def test_a_resolved_ticket_takes_no_work_order_and_a_stale_look_none_either() -> None:
    with pytest.raises(MoveNotAllowed):
        make_order(ticket=make_ticket(Status.RESOLVED), by=Actor.of_agent(make_agent("supervisor")))
    with pytest.raises(StaleTicket):
        make_order(seen=0)


def test_a_work_order_is_no_question_that_can_be_answered_like_one() -> None:
    order = make_order()

    with pytest.raises(CaseNotOpen):
        cases.answer_case(order.pk, by=worker(), answer="好了")


@pytest.mark.parametrize(("go", "stage"), [(True, "cancelled"), (False, "open")])
def test_a_resolve_does_with_it_what_was_decided(go: bool, stage: str) -> None:
    by = asker()
    order = make_order(by)

    answers = {"withdraw": [order.pk] if go else []}
    lifecycle.resolve(order.case.ticket, by=by, summary="玩家自己解决了", root_cause="缓存", answers=answers)
    relay_all()

    assert WorkOrder.objects.get().stage == stage
    assert Notification.objects.filter(kind="work_order.goes_on").exists() is not go


def test_a_resolve_that_nobody_was_asked_at_lets_orders_go_on() -> None:
    """Withdraw was chosen, the resolve taken back; days later a program resolves."""
    by = Actor.of_agent(make_agent("supervisor"))
    order = make_order(by)
    ticket = order.case.ticket
    ending = {"summary": "x", "root_cause": "y", "answers": {"withdraw": [order.pk]}}
    sent = drafts.queue_send(
        ticket.pk, by=by, visibility=Visibility.PUBLIC, body="好了", seen=2, then="resolve", then_data=ending
    )
    drafts.undo_send(sent.pk, by=by)

    lifecycle.resolve(ticket.pk, by=by, summary="x", root_cause="y")
    relay_all()

    assert WorkOrder.objects.get().stage == OrderStage.OPEN


def test_last_words_carry_the_decision_to_the_resolve() -> None:
    by = asker()
    order = make_order(by)
    later = make_order(by, ticket=order.case.ticket)  # nobody was asked about this one
    ending = {"summary": "x", "root_cause": "y", "answers": {"withdraw": [order.pk]}}
    ticket = Ticket.objects.get()
    sent = drafts.queue_send(
        ticket, by=by, visibility=Visibility.PUBLIC, body="好了", seen=ticket.version, then="resolve", then_data=ending
    )

    assert drafts.release(sent.pk)
    relay_all()

    stages = dict(WorkOrder.objects.values_list("pk", "stage"))
    assert stages == {order.pk: OrderStage.CANCELLED, later.pk: OrderStage.OPEN}


def test_who_may_not_withdraw_an_order_does_not_by_resolving() -> None:
    order, other = make_order(), asker()
    ticket = order.case.ticket
    for somebody in (other, worker()):
        with pytest.raises(NotAllowed):
            order_ends.check_may_withdraw([order.pk], by=somebody)

    lifecycle.resolve(ticket, by=other, summary="x", root_cause="y", answers={"withdraw": [order.pk]})
    relay_all()

    assert WorkOrder.objects.get().stage == OrderStage.OPEN


def test_a_restricted_ticket_leaves_the_group_its_own_text() -> None:
    order, tec = make_order(), worker()
    Ticket.objects.update(is_restricted=True, group=Group.objects.get(code="CRI"))

    assert work_orders.accept(order, by=tec).stage == OrderStage.ACCEPTED
    with pytest.raises(NotThere):
        work_orders.accept(order, by=Actor.of_agent(make_agent("supervisor")))
    said = Notification.objects.filter(agent_id=tec.id or 0).values_list("params", flat=True)
    assert all(set(params) == {"name", "title"} for params in said)


def test_steps_are_ticked_and_a_new_list_keeps_what_was_done() -> None:
    order, tec = make_order(steps=["甲", "乙"]), worker()
    order_details.tick_step(order, by=tec, step=1, done=True)
    with pytest.raises(InvalidInput):
        order_details.tick_step(order, by=tec, step=2, done=True)

    order_details.change_order(order, by=Actor.of_agent(order.case.opened_by), steps=["乙", "丙"])  # type: ignore[arg-type]

    assert WorkOrder.objects.get().steps == [{"text": "乙", "done": True}, {"text": "丙", "done": False}]


def test_a_reminder_goes_out_once_an_hour() -> None:
    by, tec = asker(), worker()
    order = make_order(by)
    order_details.remind(order, by=by)

    with pytest.raises(RemindedBefore):
        order_details.remind(order, by=by)
    with pytest.raises(NotAllowed):
        order_details.remind(order, by=tec)
    assert Notification.objects.get(kind="work_order.reminded").agent_id == tec.id


def test_words_reach_the_other_side_and_files_are_the_tickets_own() -> None:
    by, tec = asker(), worker()
    order = make_order(by)
    order_details.comment(order, by=tec, body="正在看")

    with pytest.raises(InvalidInput):
        order_details.comment(order, by=tec, body="见附件", files=["00000000-0000-0000-0000-000000000001"])  # type: ignore[list-item]
    with pytest.raises(InvalidInput):
        order_details.comment(order, by=tec, body="\u200b")
    assert Notification.objects.get(kind="work_order.commented").agent_id == by.id
    assert Event.objects.get(name="case.commented").data["answer"] == "正在看"
