"""A small demo desk, played once for all tests that look at it and rolled back afterwards."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from core import clock
from helpdesk.demo.seeding import Part, Size, play, prepare

NOW = datetime(2026, 11, 20, 12, 8, tzinfo=UTC)
SIZE = Size(seed=12, tickets=40, players=30)


@dataclass(frozen=True)
class Desk:
    """What was played, when `now` was, and how many tickets were new."""

    part: Part
    now: datetime
    new: int


@pytest.fixture(scope="module")
def desk(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Desk]:
    """The whole small demo inside one transaction that never commits; not to be mixed with the mark `django_db`."""
    with django_db_blocker.unblock(), override_settings(DEMO=True), transaction.atomic():
        with clock.frozen(NOW):
            part = prepare(SIZE)
            new = play(part, lambda done, of: None)
        yield Desk(part, NOW, new)
        transaction.set_rollback(True)
