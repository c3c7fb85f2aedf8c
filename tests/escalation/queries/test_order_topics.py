"""What a work order is called is told to its parties alone, and of a restricted ticket nothing leaves the desk."""

from datetime import timedelta

import pytest
from django.utils import translation

from core import clock
from core.models import Agent, Group, Notification, NotificationPreference
from core.queries.inbox import Inbox, aloud_for, inbox_for, mailable_for
from escalation.actions import work_orders
from escalation.models import WorkOrder
from tests.factories.work_orders import asker, make_order, worker
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
CANARY = "canary-52ab-title"
DAY = timedelta(days=1)


def told() -> tuple[Agent, WorkOrder]:
    """Somebody of the group that was asked, who wants to hear in every way, and the order."""
    agent = worker().agent
    assert agent is not None
    order = make_order(asker(), title=CANARY)
    Notification.objects.update(by_mail=True, in_browser=True)
    NotificationPreference.objects.create(agent=agent, shows_subjects=True)
    return agent, order


def restrict() -> None:
    Ticket.objects.update(is_restricted=True, group=Group.objects.get(code="CRI"))


def mailed(agent: Agent) -> list[str]:
    return list(mailable_for(agent, since=clock.now() - DAY, until=clock.now() + DAY, most=30))


def lines(inbox: Inbox) -> str:
    return " ".join(line.text + line.url for bundle in inbox.bundles for line in bundle.lines)


@pytest.mark.parametrize(
    ("language", "rest"), [("zh-hans", "：您有新的内部工单。"), ("en", ": a new work order for you.")]
)
def test_of_a_restricted_ticket_the_number_of_the_order_alone_leaves_by_mail(language: str, rest: str) -> None:
    agent, order = told()
    with translation.override(language):
        assert CANARY in mailed(agent)[0]

        restrict()

        assert mailed(agent) == [order.case.name + rest]


def test_the_browser_says_nothing_of_it_either() -> None:
    agent, _order = told()
    assert CANARY in aloud_for(agent, after=0)[0].body

    restrict()

    assert CANARY not in str(aloud_for(agent, after=0))
    assert CANARY in lines(inbox_for(agent))  # on the desk the group reads the task that it was given


def test_who_has_left_the_group_reads_nothing_of_it_any_more() -> None:
    agent, order = told()
    agent.groups.clear()
    agent = Agent.objects.get(pk=agent.pk)

    assert (mailed(agent), aloud_for(agent, after=0)) == ([], [])
    assert CANARY not in lines(inbox_for(agent))
    assert str(order.case.number) not in lines(inbox_for(agent))


def test_every_kind_of_news_about_an_order_has_it_for_its_topic() -> None:
    _agent, order = told()
    by = worker()
    work_orders.accept(order, by=by)
    work_orders.send_back(order, by=by, question="机型是什么？")

    assert set(Notification.objects.values_list("topic", flat=True)) == {f"case:{order.pk}"}


@pytest.mark.parametrize("more", [0, 2])
def test_the_standing_of_many_orders_is_one_question(more: int, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    agent, _order = told()
    for _number in range(more):
        make_order(asker())
    mailed(agent)  # rights are read once

    with django_assert_num_queries(2):
        assert len(mailed(agent)) == 1 + more
