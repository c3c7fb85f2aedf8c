"""Celery's part: thin tasks under known names, a schedule that names them, and nothing that matters if done twice."""

import ast
import inspect
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from celery.schedules import crontab
from django.apps import apps
from django.conf import LazySettings
from django.core import serializers
from django.core.files.uploadedfile import SimpleUploadedFile

from core import clock
from core.actions.subscriptions import all_subscriptions
from core.enums import ActorKind
from core.models import Event, EventReceipt, Heartbeat
from core.tasks import handle_event, relay_events
from escalation.models import Alert
from escalation.tasks import sweep_clocks
from helpdesk.celery import app
from helpdesk.supervisor.programs import QUEUES
from qa.enums import SurveyState
from qa.models import Survey
from qa.tasks import expire_surveys
from tests.factories.escalation import DAY, HOUR, make_timed
from tests.factories.tickets import make_ticket, relay_all
from tickets.actions import attachments
from tickets.enums import Status
from tickets.models import Ticket
from tickets.tasks import run_retention, sweep_tickets

app.loader.import_default_modules()
OURS = {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}
ROOMS = ("core", "players", "knowledge", "tickets", "escalation", "qa")


def body_of(task: Any) -> list[ast.stmt]:
    """The statements of a task without its docstring."""
    (function,) = ast.parse(inspect.getsource(task.run)).body
    assert isinstance(function, ast.FunctionDef)
    return function.body[1:]


def test_these_tasks_exist_and_no_others() -> None:
    assert set(OURS) == {
        "core.handle_event", "core.relay_events", "core.send_digests", "escalation.sweep_clocks",
        "players.close_silent_play", "players.count_days", "players.keep_event_days", "players.report_due",
        "players.sweep_play", "players.sweep_risk", "players.verify_due", "qa.expire_surveys",
        "tickets.learn", "tickets.look_at_waiting", "tickets.run_retention", "tickets.sweep_tickets",
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(OURS))
def test_a_task_is_called_like_its_app_and_its_function_and_says_what_it_does(name: str) -> None:
    task = OURS[name]

    assert name == f"{task.__module__.removesuffix('.tasks')}.{task.__name__}"
    assert (task.__doc__ or "").strip().endswith(".")


@pytest.mark.parametrize("name", sorted(OURS))
def test_a_task_is_three_lines(name: str) -> None:
    statements = body_of(OURS[name])

    assert len(statements) <= 3
    assert not any(isinstance(node, ast.For | ast.While | ast.Try) for line in statements for node in ast.walk(line))


@pytest.mark.parametrize("room", ROOMS)
def test_every_module_of_tasks_is_found(room: str) -> None:
    has_tasks = Path(room, "tasks.py").exists()

    assert any(task.__module__ == f"{room}.tasks" for task in OURS.values()) == has_tasks


def test_the_schedule_names_tasks_that_exist_and_lets_none_pile_up() -> None:
    schedule = app.conf.beat_schedule

    assert {entry["task"] for entry in schedule.values()} == set(OURS) - {"core.handle_event"}
    for entry in schedule.values():
        pause = 86_400 if isinstance(entry["schedule"], crontab) else entry["schedule"]
        assert 0 < entry["options"]["expires"] <= max(5, pause)
        assert inspect.signature(OURS[entry["task"]].run).parameters == {}


def test_every_queue_that_is_filled_is_one_that_workers_empty() -> None:
    queues = set(QUEUES.split(","))

    assert app.conf.task_default_queue in queues
    assert {subscription.queue for subscription in all_subscriptions() if subscription.queue} <= queues
    assert f"the queues {', '.join(QUEUES.split(','))}" in Path("docs/how-to/deploy.md").read_text(encoding="utf-8")
    assert f"--queues={QUEUES}" in Path("docker-compose.yml").read_text(encoding="utf-8")


def test_a_task_that_a_worker_loses_comes_back_and_none_is_later_than_a_minute() -> None:
    conf = app.conf

    assert (conf.task_acks_late, conf.task_reject_on_worker_lost, conf.worker_prefetch_multiplier) == (True, True, 1)
    assert conf.broker_transport_options["visibility_timeout"] > conf.task_time_limit > conf.task_soft_time_limit
    assert (conf.accept_content, conf.task_serializer, conf.task_ignore_result) == (["json"], "json", True)
    assert conf.broker_transport_options["unacked_restore_interval"] <= 5


def test_a_listener_has_a_name_that_fits_its_receipt() -> None:
    longest = EventReceipt._meta.get_field("subscriber").max_length or 0

    assert [s.subscriber for s in all_subscriptions() if len(s.subscriber) > longest] == []


# --- Twice is once -----------------------------------------------------------------------------------------------


@pytest.fixture
def own_files(settings: LazySettings, tmp_path: Path) -> None:
    """A folder of the test's own for what is sent."""
    settings.MEDIA_ROOT = tmp_path


def state_of_the_house() -> set[str]:
    """Every row of our own apps, but for the signs of life."""
    models = [model for room in ROOMS for model in apps.get_app_config(room).get_models() if model is not Heartbeat]
    return {line for model in models for line in serializers.serialize("jsonl", model.objects.all()).splitlines()}


def an_event_waits() -> None:
    make_ticket()


def a_deadline_has_passed() -> None:
    make_timed(priority=2, opened=clock.now() - HOUR)


def a_ticket_was_resolved_long_ago() -> None:
    with clock.frozen(clock.now() - 8 * DAY):
        make_ticket(Status.RESOLVED)
        relay_all()


def a_file_was_never_used() -> None:
    with clock.frozen(clock.now() - 2 * DAY):
        file = SimpleUploadedFile("a.txt", b"a log of the client")
        attachments.store_upload(file, uploader_kind=ActorKind.PLAYER, uploader_key="form:one")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("task", "given"),
    [
        (relay_events, an_event_waits),
        (sweep_clocks, a_deadline_has_passed),
        (sweep_tickets, a_ticket_was_resolved_long_ago),
        (expire_surveys, a_ticket_was_resolved_long_ago),
        (run_retention, a_file_was_never_used),
    ],
)
def test_a_task_that_runs_twice_has_run_once(
    own_files: None, task: Callable[[], None], given: Callable[[], None]
) -> None:
    given()
    before = state_of_the_house()

    task()
    once = state_of_the_house()
    task()

    assert once != before
    assert state_of_the_house() == once


@pytest.mark.django_db
def test_what_the_pulses_do_is_what_time_demands() -> None:
    a_deadline_has_passed()
    a_ticket_was_resolved_long_ago()

    for task in (sweep_clocks, sweep_tickets, expire_surveys, relay_events):
        task()

    assert Alert.objects.count() == 2
    assert Ticket.objects.filter(status=Status.CLOSED).count() == 1
    assert Survey.objects.get().state == SurveyState.OPEN  # closed just now, so the player is asked
    with clock.frozen(clock.now() + timedelta(days=8)):
        expire_surveys()
    assert Survey.objects.get().state == SurveyState.EXPIRED
    assert set(Heartbeat.objects.values_list("name", flat=True)) == {"worker"}


@pytest.mark.django_db
def test_heavy_work_that_is_delivered_three_times_is_done_once() -> None:
    make_ticket()
    opened = Event.objects.get(name="ticket.opened")
    subscriber = next(s.subscriber for s in all_subscriptions() if s.pattern == "ticket.opened")

    for _ in range(3):
        handle_event(opened.pk, subscriber)

    assert EventReceipt.objects.filter(event_id=opened.pk, subscriber=subscriber).count() == 1
