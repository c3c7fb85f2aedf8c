"""Many hands at the same tickets: one winner each, one event each, nobody over capacity, loads that are true."""

from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from threading import Barrier, Thread

import pytest
from django.db import connection

from core.enums import Availability
from core.models import Actor, Agent, Event
from core.queries.invariants import count_broken, registered
from tests.factories.people import make_agent
from tests.factories.routing import kept_load, make_ready, true_load
from tests.factories.tickets import open_one
from tickets.actions import assignment, lifecycle
from tickets.errors import AlreadyTaken
from tickets.models import Ticket
from tickets.queries.routing import free_candidates, rules_now

pytestmark = pytest.mark.django_db(transaction=True)


def many_tickets(count: int) -> list[int]:
    """One ticket and copies of it, which nobody has."""
    first = open_one().ticket
    values = {field.attname: getattr(first, field.attname) for field in Ticket._meta.concrete_fields}
    for own in ("id", "number", "intake_key"):
        values.pop(own)
    return [first.pk, *(row.pk for row in Ticket.objects.bulk_create(Ticket(**values) for _ in range(count - 1)))]


def all_at_once(deeds: Iterable[Callable[[], None]]) -> None:
    """Run every deed in a thread of its own; what one of them raises is raised here."""
    todo, problems = list(deeds), []
    start = Barrier(len(todo))

    def run(deed: Callable[[], None]) -> None:
        start.wait()
        try:
            deed()
        except Exception as problem:  # noqa: BLE001 -- raised again below, in the thread of the test
            problems.append(problem)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(deed,)) for deed in todo]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems:
        raise problems[0]


def clicker(agent: Agent, tickets: list[int], won: Counter[int], refused: Counter[str]) -> Callable[[], None]:
    """Somebody who clicks "take" on one ticket after the other."""

    def click() -> None:
        for pk in tickets:
            try:
                lifecycle.take(pk, by=Actor.of_agent(agent))
                won[pk] += 1
            except AlreadyTaken as refusal:
                refused[f"{refusal.code} by {'somebody' if refusal.extra['assignee']['name'] else 'nobody'}"] += 1

    return click


def check_everything(tickets: list[int], people: list[Agent]) -> None:
    events = Counter(
        Event.objects.filter(name="ticket.assigned", subject_id__in=tickets).values_list("subject_id", flat=True)
    )
    assert events == Counter(tickets)
    assert not Ticket.objects.filter(pk__in=tickets, assignee=None).exists()
    assert [kept_load(agent) for agent in people] == [true_load(agent) for agent in people]
    (load,) = [one for one in registered() if one.code == "load.true"]
    assert count_broken(load, Event.objects.earliest("at").at) == 0


def test_eight_people_race_for_the_same_three_hundred_tickets() -> None:
    people, tickets = [make_agent() for _ in range(8)], many_tickets(300)
    won: Counter[int] = Counter()
    refused: Counter[str] = Counter()

    all_at_once(clicker(agent, tickets, won, refused) for agent in people)

    assert (set(won.values()), len(won)) == ({1}, 300)
    assert refused == {"ticket.taken by somebody": 7 * 300}
    check_everything(tickets, people)


def test_passes_race_against_clicks_and_against_each_other() -> None:
    ready = [make_ready(capacity=capacity) for capacity in (10, 25, 40)]
    hands = [make_agent(availability=Availability.BUSY) for _ in range(4)]
    tickets = many_tickets(300)
    won: Counter[int] = Counter()
    refused: Counter[str] = Counter()

    def passes() -> None:
        while assignment.assign_waiting(limit=7):
            pass

    def nexts() -> None:
        while assignment.take_next(by=Actor.of_agent(hands[0])):
            pass

    clicks = [clicker(agent, tickets[::-1], won, refused) for agent in hands[1:]]
    all_at_once([passes, passes, passes, passes, nexts, *clicks])

    check_everything(tickets, [*ready, *hands])
    assert [true_load(agent) <= agent.capacity for agent in ready] == [True] * 3
    assert sum(true_load(agent) for agent in [*ready, *hands]) == 300
    assert set(won.values()) == {1}


def test_giving_back_and_forth_at_once_leaves_true_loads() -> None:
    people, tickets = [make_agent("supervisor") for _ in range(3)], many_tickets(6)

    def juggle(agent: Agent, to: Agent) -> Callable[[], None]:
        def run() -> None:
            for pk in tickets * 5:
                lifecycle.assign(pk, by=Actor.of_agent(agent), agent=to)

        return run

    all_at_once(juggle(people[n], people[(n + 1) % 3]) for n in range(3))

    assert [kept_load(agent) for agent in people] == [true_load(agent) for agent in people]
    assert sum(true_load(agent) for agent in people) == 6


def test_who_was_filled_up_after_the_look_is_given_nothing() -> None:
    agent = make_ready(capacity=1)
    waiting, taken = many_tickets(2)
    seen, rules = list(free_candidates()), rules_now()
    assert [found.id for found in seen] == [agent.pk]
    lifecycle.take(taken, by=Actor.of_agent(agent))

    assert assignment._give(waiting, seen, rules) is None

    assert Ticket.objects.get(pk=waiting).assignee_id is None
    assert kept_load(agent) == true_load(agent) == 1


def test_two_passes_that_saw_the_same_room_fill_it_once() -> None:
    agent = make_ready(capacity=1)
    tickets, both_have_seen, given = many_tickets(2), Barrier(2), []

    def give(pk: int) -> None:
        seen, rules = list(free_candidates()), rules_now()
        both_have_seen.wait()
        given.append(assignment._give(pk, seen, rules))

    all_at_once([partial(give, pk) for pk in tickets])

    assert sum(found is not None for found in given) == 1
    assert kept_load(agent) == true_load(agent) == 1
