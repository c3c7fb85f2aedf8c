"""What the demo shows about the rights and risks of players: every state that its pages have, at moments around now."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.db.models import Q
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from core import clock
from core.models import Agent, Event, Notification
from helpdesk.demo.games.traffic import Span, play_history
from helpdesk.demo.protection.playing import play_protection
from helpdesk.demo.seeding import MOST_UNREAD, Size, play, prepare
from players.actions.snapshots import count_days
from players.models import (
    GuardianLink,
    Intervention,
    LegalHold,
    PlayAlert,
    PrivacyRequest,
    RealNameCheck,
    RevealRequest,
    RiskTask,
)
from players.queries.effects import effects_for

NOW = datetime(2026, 11, 20, 12, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def protected(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[int]:
    """Few tickets, many players, two weeks of games and the stories; rolled back in the end."""
    with django_db_blocker.unblock(), override_settings(DEMO=True), transaction.atomic():
        with clock.frozen(NOW):
            play(prepare(Size(seed=5, tickets=6, players=160)), lambda _done, _of: None)
            play_history(Span(players=80, days=14, seed=5))
            count_days()
            new = play_protection()
        with clock.frozen(NOW):
            yield new
        transaction.set_rollback(True)


def test_every_story_is_played_and_none_twice(protected: int) -> None:
    before = Event.objects.count()

    assert protected == 7
    assert play_protection() == 0
    assert Event.objects.count() == before


def test_real_names_wait_for_the_first_and_for_the_second_person(protected: int) -> None:
    waiting = RealNameCheck.objects.filter(state="manual_review")
    verdicts = Counter(check.verdicts.count() for check in waiting)

    assert min(verdicts[number] for number in (0, 1, 2)) >= 1
    assert RealNameCheck.objects.filter(state="verified", verdicts__isnull=False).exists()


def test_looks_at_identities_are_in_every_state(protected: int) -> None:
    rows = RevealRequest.objects.all()

    assert rows.filter(state="waiting", lapses_at__gt=NOW).count() == 2
    assert rows.filter(state="waiting", lapses_at__lt=NOW).exists()
    assert rows.filter(state="refused").exists()
    assert rows.filter(state="open", needs_approval=True, approver__isnull=False).exists()
    assert rows.filter(state="open", needs_approval=False).exists()


def test_personal_data_is_asked_for_held_and_erased(protected: int) -> None:
    assert set(PrivacyRequest.objects.values_list("state", flat=True)) == {"received", "accepted", "done", "refused"}
    assert PrivacyRequest.objects.filter(kind="close", state="done").get().player.uid.startswith("erased-")
    assert not PrivacyRequest.objects.filter(ended_at=None, due_at__lt=NOW).exists()
    assert LegalHold.objects.filter(lifted_at=None).count() == LegalHold.objects.filter(lifted_at__lt=NOW).count() == 1
    assert {"claimed", "verified"} <= set(GuardianLink.objects.values_list("state", flat=True))


def test_interventions_stand_in_every_state_and_none_is_old(protected: int) -> None:
    rows = Intervention.objects.all()

    assert set(rows.values_list("state", flat=True)) == {"planned", "approved", "sent", "acknowledged", "done"}
    waiting = rows.filter(state__in=["planned", "approved"])
    assert not waiting.filter(due_at__lt=NOW - timedelta(days=1)).exists()
    assert waiting.filter(due_at__lt=NOW).exists()
    assert waiting.filter(due_at__gt=NOW, due_at__lt=NOW + timedelta(days=1)).exists()
    assert not rows.filter(Q(sent_at__gt=NOW) | Q(ended_at__gt=NOW) | Q(planned_at__gt=NOW)).exists()


def test_nobody_is_late_by_days(protected: int) -> None:
    yesterday = NOW - timedelta(hours=20)

    assert not RiskTask.objects.filter(status="open", created_at__lt=yesterday).exists()
    assert not PlayAlert.objects.filter(state="open", recorded_at__lt=yesterday).exists()
    assert PlayAlert.objects.filter(state="open").exists()


def test_the_page_of_effects_has_numbers(protected: int) -> None:
    found = effects_for(Agent.objects.get(email="risk@demo.test"))

    assert any(effect.is_told for one in found for _name, effect in one.measures)


def test_news_stand_in_the_order_of_time_and_few_wait(protected: int) -> None:
    told = list(Notification.objects.order_by("pk").values_list("created_at", flat=True))
    unread = Counter(Notification.objects.filter(read_at=None).values_list("agent", flat=True))

    assert told == sorted(told)
    assert 0 < max(unread.values()) <= MOST_UNREAD
