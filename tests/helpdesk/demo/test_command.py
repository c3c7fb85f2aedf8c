"""`manage.py seed_demo`: what it refuses, what it says, and that its parts make a whole."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from pytest_django import Settings

from core.models import Agent
from helpdesk.demo.seeding import LOCK
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
SMALL = ("--tickets", "32", "--players", "20")


@pytest.fixture(autouse=True)
def demo_mode(settings: Settings) -> None:
    settings.DEMO = True


def seed(*words: str) -> str:
    out = StringIO()
    call_command("seed_demo", *words, stdout=out)
    return out.getvalue()


def test_it_is_refused_outside_demo_mode(settings: Settings) -> None:
    settings.DEMO = False

    with pytest.raises(CommandError, match="WUYOU_DEMO=1"):
        seed(*SMALL)
    assert not Agent.objects.filter(is_demo=True).exists()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--tickets", "10000001"), "makes 1 to 10,000,000 tickets; 10,000,001 is not among them"),
        (("--tickets", "0"), "makes 1 to 10,000,000 tickets"),
        (("--players", "3"), "needs 20 to 20,000 players"),
    ],
)
def test_impossible_sizes_are_refused_with_a_reason(words: tuple[str, ...], why: str) -> None:
    with pytest.raises(CommandError, match=why):
        seed(*words)


@pytest.mark.slow
def test_quick_then_rest_make_the_whole_and_a_third_run_adds_nothing() -> None:
    quick = seed("--quick", *SMALL)
    after_quick = Ticket.objects.count()
    rest = seed("--rest", *SMALL)
    again = seed(*SMALL)

    assert after_quick <= 30
    assert f"{after_quick} tickets played, 0 were there already" in quick
    assert f"{32 - after_quick} tickets played" in rest
    assert "0 tickets played, 32 were there already" in again
    assert Ticket.objects.count() == 32


@pytest.mark.slow
def test_another_seed_in_the_same_database_is_refused() -> None:
    seed("--tickets", "1", "--players", "20")

    with pytest.raises(CommandError, match="has the demo of seed 1 with 1 tickets and 20 players"):
        seed("--seed", "2", "--tickets", "1", "--players", "20")


def test_two_at_once_are_refused() -> None:
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        with pytest.raises(CommandError, match="Another seed_demo is at work"):
            seed(*SMALL)
        with other.cursor() as cursor:  # the end of a session alone would free it a moment later
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    finally:
        other.close()
