"""What time alone does, at the boundary and twice."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from core import clock
from core.models import Actor, Event, Notification
from tests.factories.people import make_agent
from tests.factories.tickets import make_ticket
from tickets.actions import lifecycle, sweep
from tickets.enums import Status
from tickets.models import LifecyclePolicy, Ticket

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def make_at_now(status: Status) -> Ticket:
    with clock.frozen(NOW):
        return make_ticket(status)


@pytest.mark.parametrize(("after", "closed"), [(7 * DAY - SECOND, 0), (7 * DAY, 1)])
def test_a_resolved_ticket_closes_seven_days_later(after: timedelta, closed: int) -> None:
    ticket = make_at_now(Status.RESOLVED)

    with clock.frozen(NOW + after):
        assert sweep.close_due(NOW + after) == closed
        assert sweep.close_due(NOW + after) == 0

    ticket.refresh_from_db()
    assert ticket.status == (Status.CLOSED if closed else Status.RESOLVED)
    assert Event.objects.filter(name="ticket.closed").count() == closed


@pytest.mark.parametrize(("after", "archived"), [(30 * DAY - SECOND, 0), (30 * DAY, 1)])
def test_a_closed_ticket_is_archived_thirty_days_later(after: timedelta, archived: int) -> None:
    ticket = make_at_now(Status.CLOSED)

    with clock.frozen(NOW + after):
        assert sweep.archive_due(NOW + after) == archived

    ticket.refresh_from_db()
    assert ticket.is_archived == bool(archived)


def test_a_game_may_have_spans_of_its_own() -> None:
    ticket = make_at_now(Status.RESOLVED)
    LifecyclePolicy.objects.create(game=ticket.game, close_after_days=2)

    assert sweep.close_due(NOW + 2 * DAY) == 1


def test_a_game_may_wait_longer_than_all_others() -> None:
    ticket = make_at_now(Status.RESOLVED)
    LifecyclePolicy.objects.create(game=ticket.game, close_after_days=20)

    assert sweep.close_due(NOW + 20 * DAY - SECOND) == 0
    assert sweep.close_due(NOW + 20 * DAY) == 1


def test_a_ticket_comes_back_at_its_follow_up_date_once() -> None:
    agent = make_agent()
    with clock.frozen(NOW):
        ticket = make_ticket(Status.OPEN, agent=agent)
        lifecycle.follow_up(ticket, by=Actor.of_agent(agent), at=NOW + DAY, note="问问恢复没有")

    with clock.frozen(NOW + DAY):
        assert sweep.follow_ups_due(NOW + DAY) == 1
        assert sweep.follow_ups_due(NOW + DAY) == 0

    notice = Notification.objects.get()
    assert (notice.agent_id, notice.params["note"]) == (agent.pk, "问问恢复没有")


def test_a_sweep_goes_by_the_databases_clock() -> None:
    ticket = make_at_now(Status.RESOLVED)
    moment = NOW + 8 * DAY

    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.now', %s, true)", [moment.isoformat()])
    done = sweep.sweep_tickets()

    ticket.refresh_from_db()
    assert (done["closed"], ticket.closed_at) == (1, moment)
