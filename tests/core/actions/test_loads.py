"""How much each agent has in hand."""

from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, transaction

from core.actions import loads
from core.enums import Availability
from core.errors import AtCapacity
from core.models import Agent, AgentLoad
from tests.factories.people import make_agent


def give(agent: Agent, *, within: bool = True) -> None:
    with transaction.atomic():
        loads.shift(loses=None, gains=agent.pk, is_given=True, within_capacity=within)


def active_of(agent: Agent) -> int:
    return AgentLoad.objects.get(agent=agent).active


@pytest.mark.django_db
def test_a_shift_takes_from_one_and_gives_to_the_other() -> None:
    first, second = make_agent(), make_agent()
    give(first, within=False)

    loads.shift(loses=first.pk, gains=second.pk, is_given=True)

    assert (active_of(first), active_of(second)) == (0, 1)


@pytest.mark.django_db
def test_nothing_falls_below_nothing() -> None:
    agent = make_agent()
    AgentLoad.objects.create(agent=agent)

    loads.shift(loses=agent.pk, gains=None, is_given=False)

    assert active_of(agent) == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "fits"),
    [
        ({"availability": Availability.AVAILABLE, "capacity": 2}, 2),
        ({"availability": Availability.AVAILABLE, "capacity": 0}, 0),
        ({"availability": Availability.BUSY, "capacity": 2}, 0),
        ({"availability": Availability.AVAILABLE, "capacity": 2, "is_active": False}, 0),
    ],
)
def test_within_capacity_gives_to_who_is_available_and_has_room(fields: dict[str, Any], fits: int) -> None:
    agent, given = make_agent(**fields), 0

    for _ in range(3):
        try:
            give(agent)
            given += 1
        except AtCapacity:
            pass

    assert given == fits


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_only_as_many_as_fit_are_given() -> None:
    agent = make_agent(availability=Availability.AVAILABLE, capacity=3)
    start, outcomes = Barrier(8), []

    def try_it() -> None:
        start.wait()
        try:
            give(agent)
            outcomes.append(True)
        except AtCapacity:
            outcomes.append(False)
        finally:
            connection.close()

    threads = [Thread(target=try_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (outcomes.count(True), active_of(agent)) == (3, 3)


@pytest.mark.django_db
def test_a_wrong_number_is_set_to_the_truth_once() -> None:
    agent = make_agent()
    AgentLoad.objects.create(agent=agent, active=7)

    assert loads.count_anew(agent.pk, lambda _agent: 2)
    assert not loads.count_anew(agent.pk, lambda _agent: 2)
    assert active_of(agent) == 2
