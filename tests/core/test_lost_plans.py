"""A plan that the database has lost is made anew, and whoever asks sees nothing of it."""

import psycopg2
import pytest
from django.db import DatabaseError, OperationalError, connection, transaction

from core.models import Agent
from core.plans import plan_of
from core.queries.compiled import READER, KeptModels
from tests.factories.people import make_agent

pytestmark = pytest.mark.django_db(transaction=True)


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def found(people: KeptModels[Agent], agent: Agent) -> list[str]:
    return [row.name for row in people.get("a", lambda: Agent.objects.filter(pk=READER), {READER: agent.pk})]


def test_a_pooler_that_let_the_plans_go_costs_nobody_an_error() -> None:
    plan, people, agent = plan_of("SELECT 1 + $1", "bigint"), KeptModels[Agent](most=1), make_agent(name="林夏")
    assert (plan.rows(1), found(people, agent)) == ([(2,)], ["林夏"])

    execute("DEALLOCATE ALL")
    assert plan.rows(1) == [(2,)]
    execute("DEALLOCATE ALL")
    assert found(people, agent) == ["林夏"]


def test_a_column_that_changed_under_a_plan_costs_nobody_an_error() -> None:
    execute("CREATE TEMPORARY TABLE grown (a int)")
    plan = plan_of("SELECT * FROM grown WHERE $1 > 0", "bigint")
    plan.rows(1)
    execute("INSERT INTO grown VALUES (1); ALTER TABLE grown ADD b int")
    assert plan.rows(1) == [(1, None)]
    with transaction.atomic():  # what it reads now is right inside a transaction too
        assert plan.rows(1) == [(1, None)]
    execute("DROP TABLE grown")


def test_a_connection_that_died_between_two_requests_is_found_out_before_a_plan_is_named() -> None:
    people, agent = KeptModels[Agent](most=1), make_agent(name="周屿")
    assert found(people, agent) == ["周屿"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()  # type: ignore[misc]
    other = psycopg2.connect(**{k: v for k, v in connection.get_connection_params().items() if k in PLACE})
    other.autocommit = True
    other.cursor().execute("SELECT pg_terminate_backend(%s)", [pid])
    other.close()

    connection.health_check_enabled, connection.health_check_done = True, False  # as a request begins
    assert found(people, agent) == ["周屿"]


PLACE = {"dbname", "user", "password", "host", "port"}


def test_a_database_that_is_away_is_told_as_that(monkeypatch: pytest.MonkeyPatch) -> None:
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
    with pytest.raises(OperationalError):
        plan_of("SELECT 2 + $1", "bigint").rows(1)
    monkeypatch.undo()
    assert plan_of("SELECT 2 + $1", "bigint").rows(1) == [(3,)]


def test_after_an_error_the_old_plans_are_let_go() -> None:
    several = [plan_of(f"SELECT {n} / $1", "bigint") for n in range(5)]
    for plan in several:
        plan.rows(1)
    for _ in range(3):
        with pytest.raises(DatabaseError):
            several[0].rows(0)
        several[1].rows(1)
    assert plan_of("SELECT count(*) FROM pg_prepared_statements WHERE $1 > 0", "bigint").rows(1)[0][0] <= 2
