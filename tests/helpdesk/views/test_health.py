"""Alive, ready, numbers."""

import re

import pytest
from django.db import connection

from core import clock
from core.actions.health import beat
from core.models import AuditRun
from tests.factories.people import make_agent


@pytest.fixture
def away(monkeypatch):
    """A database that cannot be reached."""
    from django.db import OperationalError

    def refuse(*_args, **_kwargs):
        raise OperationalError("no route")

    monkeypatch.setattr(connection, "cursor", refuse)


def test_alive_asks_nobody(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_ready_names_what_is_degraded(client):
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {
        "status": "degraded", "database": "ok", "migrations": "ok", "redis": "ok", "worker": "degraded",
        "timers": "degraded", "auditor": "degraded", "classifier": "ok",
    }  # fmt: skip


@pytest.mark.django_db
def test_ready_is_ok_when_everybody_gave_a_sign(client):
    for name in ("worker", "timers"):
        beat(name)
    AuditRun.objects.create(at=clock.now(), is_clean=True)

    assert set(client.get("/readyz").json().values()) == {"ok"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "run", [{"at": "2026-01-01T00:00:00Z", "is_clean": True}, {"is_clean": False, "findings": {"S01": 3}}]
)
def test_an_auditor_that_is_late_or_found_something_is_degraded(client, run):
    AuditRun.objects.create(**({"at": clock.now()} | run))

    assert client.get("/readyz").json()["auditor"] == "degraded"


@pytest.mark.django_db
def test_a_late_heartbeat_is_degraded(client, as_owner):
    beat("timers")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_heartbeat SET at = at - interval '31 seconds'")

    assert client.get("/readyz").json()["timers"] == "degraded"


@pytest.mark.django_db
def test_without_redis_it_is_ready_and_says_so(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1"

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["redis"]) == (200, "degraded")


@pytest.mark.django_db
def test_without_the_database_it_is_not_ready(client, away):
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (503, {"status": "down", "database": "down"})


@pytest.mark.django_db
def test_a_missing_migration_is_not_ready(client, monkeypatch):
    from core.queries import health

    monkeypatch.setattr(health, "_migrated", [])
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'core' AND name LIKE '0002%%'")

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["migrations"]) == (503, "down")


@pytest.mark.django_db
def test_metrics_are_well_formed_and_tell_no_names(client):
    agent = make_agent(name="不该出现")
    beat("worker")

    answer = client.get("/metrics")
    text = answer.content.decode()

    line = re.compile(r'# (HELP|TYPE) \w+ .+|\w+(\{\w+="\w+"\})? -?\d+(\.\d+)?')
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    assert [row for row in text.splitlines() if not line.fullmatch(row)] == []
    assert 'wuyou_heartbeat_age_seconds{process="worker"} 0.' in text
    assert 'wuyou_agents{availability="offline"} 1' in text
    assert agent.name not in text
    assert agent.email not in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("203.0.113.7", {}, 404),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.7"}, 404),
        ("203.0.113.7", {"Authorization": "Bearer the-token"}, 200),
        ("203.0.113.7", {"Authorization": "Bearer another"}, 404),
        ("203.0.113.7", {"Authorization": "Bearer "}, 404),
        ("", {}, 404),
    ],
)
def test_metrics_are_for_this_machine_or_the_token(client, settings, address, headers, status):
    settings.METRICS_TOKEN = "the-token"

    assert client.get("/metrics", headers=headers, REMOTE_ADDR=address).status_code == status


@pytest.mark.django_db
def test_an_empty_token_opens_nothing(client, settings):
    settings.METRICS_TOKEN = ""

    answer = client.get("/metrics", headers={"Authorization": "Bearer "}, REMOTE_ADDR="203.0.113.7")

    assert answer.status_code == 404


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_they_are_only_read(client, path):
    assert client.post(path).status_code == 405
