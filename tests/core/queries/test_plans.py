"""A plan is made once for each connection, with every value in it but its holes."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core.models import Agent, Group
from core.queries import plans
from core.queries.compiled import READER, SOME, KeptModels, KeptStatements, among_some, fetched
from core.queries.plans import Plan, filled, forget
from tests.factories.people import make_agent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_is_prepared() -> None:
    connection.ensure_connection()
    forget()


def asked(plan: Plan, *values: int) -> tuple[list[tuple[Any, ...]], str]:
    with CaptureQueriesContext(connection) as seen:
        rows = fetched(plan.asking(values))
    return rows, seen[-1]["sql"].split()[0]


def test_it_is_prepared_once_and_then_executed_with_other_values():
    plan = Plan(("SELECT %s::bigint + 1, %s::bigint, '100%%', %s", (READER, SOME, "It's 5%")), (READER, SOME))

    assert asked(plan, 1, 2) == ([(2, 2, "100%", "It's 5%")], "SET")
    assert asked(plan, 7, 8) == ([(8, 8, "100%", "It's 5%")], "EXECUTE")


def test_two_questions_do_not_meet():
    one, two = (Plan((f"SELECT %s::bigint * {n}", (READER,)), (READER,)) for n in (2, 3))

    assert [asked(one, 5)[0], asked(two, 5)[0], asked(one, 5)[0]] == [[(10,)], [(15,)], [(10,)]]


def test_an_error_leaves_nothing_that_the_next_question_trips_over():
    plan = Plan(("SELECT 1 / %s::bigint", (READER,)), (READER,))
    with pytest.raises(DatabaseError), transaction.atomic():
        asked(plan, 0)
    forget()

    assert asked(plan, 1) == ([(1,)], "SET")
    with pytest.raises(DatabaseError), transaction.atomic():
        asked(plan, 0)
    assert asked(plan, 1) == ([(1,)], "EXECUTE")


def test_kept_statements_forget_by_themselves_after_an_error():
    groups = KeptStatements(most=5)
    rows = groups.fetch("g", lambda: Group.objects.order_by("pk").values_list("pk"), {READER: 1})
    connection.cursor().execute("DEALLOCATE ALL")  # as a pooler does that lends the connection to somebody else

    with pytest.raises(DatabaseError), transaction.atomic():
        groups.fetch("g", Group.objects.none, {READER: 1})
    assert groups.fetch("g", Group.objects.none, {READER: 1}) == rows


def test_a_connection_keeps_so_many_and_then_begins_anew(monkeypatch):
    monkeypatch.setattr(plans, "PLANS_MOST", 2)
    several = [Plan((f"SELECT {n} + %s::bigint", (READER,)), (READER,)) for n in range(5)]

    for _ in range(2):
        assert [asked(plan, 1)[0] for plan in several] == [[(n + 1,)] for n in range(5)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        assert cursor.fetchone()[0] <= 2


def test_without_plans_the_same_is_asked_in_full(settings):
    settings.KEEP_PLANS = False
    plan = Plan(("SELECT %s::bigint, %s", (READER, "x")), (READER,))

    assert asked(plan, 4) == ([(4, "x")], "SELECT")


def test_models_are_made_by_a_plan_for_each_reader():
    people = KeptModels[Agent](most=5)
    one, two = make_agent(name="林夏"), make_agent(name="周屿")

    def found(agent: Agent) -> list[str]:
        return [row.name for row in people.get("a", lambda: Agent.objects.filter(pk=READER), {READER: agent.pk})]

    assert [found(one), found(two), found(one)] == [["林夏"], ["周屿"], ["林夏"]]


def test_a_list_of_keys_fills_one_hole():
    people = [make_agent().pk for _ in range(3)]
    kept = KeptStatements(most=5)

    def found(*keys: int) -> list[int]:
        rows = Agent.objects.filter(pk__in=among_some()).order_by("pk").values_list("pk")
        return [pk for (pk,) in fetched(kept.get("s", lambda: rows, {SOME: list(keys)}))]

    assert [found(*people[:2]), found(people[2]), found()] == [people[:2], people[2:], []]


def test_only_whole_numbers_are_holes():
    assert filled(("x", (READER, str(READER), True)), {READER: 3, 1: 4}) == ("x", (3, str(READER), True))
