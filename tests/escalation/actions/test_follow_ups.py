"""A follow-up date is told exactly once, at its moment and not before."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from core.actions.time_shift import shifted
from core.errors import InvalidInput, NotThere
from core.models import Actor, Event, Notification
from escalation.actions import promises, work_orders
from escalation.actions.follow_ups import finish_follow_up, set_follow_up, sweep_work_orders
from escalation.enums import OrderStage
from escalation.models import FollowUp, WorkOrder
from escalation.queries.service_time import service_moment
from tests.factories.escalation import MONDAY, load_policy
from tests.factories.tickets import relay_all
from tests.factories.work_orders import asker, make_order, worker

pytestmark = pytest.mark.django_db
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


def order_on_monday(by: Actor | None = None) -> WorkOrder:
    with shifted(MONDAY):
        return make_order(by)


@pytest.mark.parametrize(("late", "told"), [(-SECOND, 0), (timedelta(0), 1), (SECOND, 1)])
def test_a_date_is_told_at_its_moment(late: timedelta, told: int) -> None:
    order, tec = order_on_monday(), worker()
    with shifted(MONDAY):
        set_follow_up(order, by=tec, at=MONDAY + HOUR, note="看厂商回复")

    with shifted(MONDAY + HOUR + late):
        assert sweep_work_orders() == told
        assert sweep_work_orders() == 0

    assert Event.objects.filter(name="case.follow_up_due").count() == told
    assert Notification.objects.filter(kind="work_order.follow_up_due", agent_id=tec.id or 0).count() == told


def test_a_date_that_is_done_or_whose_order_ended_is_not_told() -> None:
    order, tec = order_on_monday(), worker()
    with shifted(MONDAY):
        first = set_follow_up(order, by=tec, at=MONDAY + HOUR, note="甲")
        set_follow_up(order, by=tec, at=MONDAY + HOUR, note="乙")
        finish_follow_up(first, by=tec)
        assert finish_follow_up(first, by=asker_of(order)).done_by_id == tec.id
        work_orders.finish(order, by=tec, result="solved", text="好了")

    with shifted(MONDAY + 2 * HOUR):
        assert sweep_work_orders() == 0


def asker_of(order: WorkOrder) -> Actor:
    return Actor.of_agent(order.case.opened_by)  # type: ignore[arg-type]


@pytest.mark.parametrize(("late", "stage"), [(-SECOND, "waiting"), (timedelta(0), "in_progress")])
def test_an_order_that_waits_goes_on_at_its_moment(late: timedelta, stage: str) -> None:
    order, tec = order_on_monday(), worker()
    with shifted(MONDAY):
        work_orders.start(order, by=tec)
        work_orders.wait(order, by=tec, until=MONDAY + HOUR, reason="等厂商回复")

    with shifted(MONDAY + HOUR + late):
        sweep_work_orders()

    assert WorkOrder.objects.get().stage == stage
    assert Notification.objects.filter(kind="work_order.wake", agent_id=tec.id or 0).exists() is (
        stage == "in_progress"
    )


@pytest.mark.parametrize(
    ("at", "note"),
    [(None, "x"), (MONDAY, "x"), (MONDAY - HOUR, "x"), (MONDAY + timedelta(days=367), "x"), (MONDAY + HOUR, " ")],
)
def test_a_date_that_cannot_be_kept_is_refused(at: datetime | None, note: str) -> None:
    order = order_on_monday()

    with shifted(MONDAY), pytest.raises(InvalidInput):
        set_follow_up(order, by=worker(), at=at, note=note)
    with pytest.raises(NotThere):
        finish_follow_up(4711, by=worker())


def test_more_dates_than_anybody_reads_are_refused() -> None:
    order, tec = order_on_monday(), worker()
    with shifted(MONDAY):
        for number in range(20):
            set_follow_up(order, by=tec, at=MONDAY + HOUR, note=str(number))
        with pytest.raises(InvalidInput):
            set_follow_up(order, by=tec, at=MONDAY + HOUR, note="20")


def test_a_date_with_a_promise_is_due_with_it_and_done_when_it_is_kept() -> None:
    load_policy()
    by = asker()
    order = order_on_monday(by)
    with shifted(MONDAY):
        promise = promises.make_promise(order.case.ticket, by=by, text="两小时内答复", due_at=MONDAY + 2 * HOUR)
        date = set_follow_up(order, by=worker(), at=None, note="玩家在等", promise=promise)
        assert date.at == promise.due_at
    with shifted(MONDAY + HOUR):
        promises.keep_promise(promise, by=by)
        relay_all()

    assert FollowUp.objects.get().done_at == MONDAY + HOUR


@pytest.mark.parametrize(
    ("start", "amount", "due"),
    [
        (datetime(2026, 9, 30, 10, 0, tzinfo=UTC), "1bd", "after the holidays"),
        (datetime(2026, 11, 13, 10, 0, tzinfo=UTC), "4bh", "over the night"),
    ],
)
def test_a_span_of_service_time_skips_nights_and_holidays(start: datetime, amount: str, due: str) -> None:
    order = order_on_monday()
    load_policy()

    at = service_moment(order.case.game_id, amount, start)

    if due == "after the holidays":
        assert at >= datetime(2026, 10, 7, 16, 0, tzinfo=UTC)
    else:
        assert at - start > timedelta(hours=4)


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_tell_once() -> None:
    order, tec = order_on_monday(), worker()
    with shifted(MONDAY):
        for number in range(5):
            set_follow_up(order, by=tec, at=MONDAY + HOUR, note=str(number))
        work_orders.start(order, by=tec)
        work_orders.wait(order, by=tec, until=MONDAY + HOUR, reason="等")
    gate, told = Barrier(4), list[int]()

    def sweep() -> None:
        try:
            with shifted(MONDAY + HOUR):
                gate.wait()
                told.append(sweep_work_orders())
        finally:
            connection.close()

    threads = [Thread(target=sweep) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(told) == 6
    assert Event.objects.filter(name="case.follow_up_due").count() == 5
    assert WorkOrder.objects.get().stage == OrderStage.IN_PROGRESS
    assert Event.objects.filter(name="case.moved", data__move="wake").count() == 1
