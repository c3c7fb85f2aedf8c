"""Celery: heavy work that the relay hands over, and a second pulse for the sweeps beside `run_timers`."""

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_init
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")

app = Celery("wuyou")
app.conf.update(
    broker_url=settings.CELERY_BROKER_URL,
    broker_connection_retry_on_startup=True,
    broker_transport_options={
        "visibility_timeout": 300,  # above the longest task
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
    },
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    task_ignore_result=True,
    accept_content=["json"],
    task_serializer="json",
    task_time_limit=120,
    task_soft_time_limit=100,
    task_default_queue="intake",
    task_publish_retry=False,
    timezone="UTC",
    beat_schedule={
        "relay": {"task": "core.relay_events", "schedule": 1.0, "options": {"expires": 5}},
        "clocks": {"task": "escalation.sweep_clocks", "schedule": 1.0, "options": {"expires": 5}},
        "play": {"task": "players.sweep_play", "schedule": 1.0, "options": {"expires": 5}},
        "tickets": {"task": "tickets.sweep_tickets", "schedule": 1.0, "options": {"expires": 5}},
        "digests": {"task": "core.send_digests", "schedule": 60.0, "options": {"expires": 60}},
        "risk": {"task": "players.sweep_risk", "schedule": 5.0, "options": {"expires": 5}},
        "surveys": {"task": "qa.expire_surveys", "schedule": 300.0, "options": {"expires": 300}},
        "classifier": {"task": "tickets.look_at_waiting", "schedule": 1.0, "options": {"expires": 5}},
        "learning": {
            "task": "tickets.learn",
            "schedule": crontab(hour=19, minute=10),
            "options": {"queue": "bulk", "expires": 3600},
        },
        "silent play": {"task": "players.close_silent_play", "schedule": 30.0, "options": {"expires": 30}},
        "days in numbers": {
            "task": "players.count_days",
            "schedule": 10.0,
            "options": {"queue": "bulk", "expires": 10},
        },
        "event days": {"task": "players.keep_event_days", "schedule": 3600.0, "options": {"expires": 3600}},
        "real names": {"task": "players.verify_due", "schedule": 5.0, "options": {"queue": "bulk", "expires": 5}},
        "behaviour": {"task": "players.report_due", "schedule": 5.0, "options": {"queue": "bulk", "expires": 5}},
        "retention": {"task": "tickets.run_retention", "schedule": 3600.0, "options": {"expires": 3600}},
    },
)


@worker_init.connect  # type: ignore[untyped-decorator]
def load_what_children_share(**_told: object) -> None:
    """Load the encoder before the children are forked: they share it; each alone would hold 120 MB more."""
    from tickets.actions.classifier import load_encoder_early  # noqa: PLC0415 -- not before the settings can be read

    load_encoder_early()


app.autodiscover_tasks(["core", "players", "knowledge", "tickets", "escalation", "qa"])
