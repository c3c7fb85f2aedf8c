"""A plan is made once for each connection, with every value in it but its holes."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core import clock, plans
from core.models import Agent, Group
from core.plans import Plan, filled, forget, plan_of
from core.queries.compiled import READER, SOME, KeptModels, KeptStatements, among_some, fetched
from tests.factories.people import make_agent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_is_prepared() -> None:
    connection.ensure_connection()
    forget()


def made(sql: str, *values: Any) -> Plan:
    """A plan with the holes that stand among the values."""
    holes = tuple(value for value in values if value in {READER, SOME})
    return Plan.of((sql, values), holes, ("bigint",) * len(holes))


def asked(plan: Plan, *values: Any) -> tuple[list[tuple[Any, ...]], str]:
    with CaptureQueriesContext(connection) as seen:
        rows = plan.rows(*values)
    return rows, seen[-1]["sql"].split()[0]


WORDS = "SELECT %s + 1, %s, '100%%', %s, %s"


@pytest.mark.parametrize(("keeps", "first", "then"), [(True, "SET", "EXECUTE"), (False, "SELECT", "SELECT")])
def test_it_is_prepared_once_and_then_executed_with_other_values(settings, keeps, first, then):
    settings.KEEP_PLANS = keeps
    plan = made(WORDS, READER, SOME, "It's 5%", "$1 %s")

    assert asked(plan, 1, 2) == ([(2, 2, "100%", "It's 5%", "$1 %s")], first)
    assert asked(plan, 7, 8) == ([(8, 8, "100%", "It's 5%", "$1 %s")], then)


@pytest.mark.parametrize("keeps", [True, False])
def test_a_statement_by_hand_takes_words_moments_and_lists(settings, keeps):
    settings.KEEP_PLANS = keeps
    plan = plan_of("SELECT $2 || '%', $1, $2, $3 = ANY(ARRAY[2])", "timestamptz", "text", "bigint")
    listed = plan_of("SELECT unnest($1) ORDER BY 1", "bigint[]")
    now = clock.now()

    assert plan.rows(now, "x'", 2) == plan.rows(now, "x'", 2) == [("x'%", now, "x'", True)]
    assert [listed.rows([3, 1]), listed.rows([])] == [[(1,), (3,)], []]


def test_two_questions_do_not_meet():
    one, two = (made(f"SELECT %s * {n}", READER) for n in (2, 3))

    assert [asked(one, 5)[0], asked(two, 5)[0], asked(one, 5)[0]] == [[(10,)], [(15,)], [(10,)]]


def test_after_an_error_it_is_prepared_anew():
    plan = made("SELECT 1 / %s", READER)

    for _ in range(2):
        assert asked(plan, 1) == ([(1,)], "SET")
        with pytest.raises(DatabaseError), transaction.atomic():
            plan.rows(0)


def test_kept_statements_forget_by_themselves_after_an_error():
    groups = KeptStatements(most=5)
    rows = groups.fetch("g", lambda: Group.objects.order_by("pk").values_list("pk"), {READER: 1})
    connection.cursor().execute("DEALLOCATE ALL")  # as a pooler does that lends the connection to somebody else

    with pytest.raises(DatabaseError), transaction.atomic():
        groups.fetch("g", Group.objects.none, {READER: 1})
    assert groups.fetch("g", Group.objects.none, {READER: 1}) == rows


def test_a_connection_keeps_so_many_and_then_begins_anew(monkeypatch):
    monkeypatch.setattr(plans, "PLANS_MOST", 2)
    several = [made(f"SELECT {n} + %s", READER) for n in range(5)]

    for _ in range(2):
        assert [asked(plan, 1)[0] for plan in several] == [[(n + 1,)] for n in range(5)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        assert cursor.fetchone()[0] <= 2


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
