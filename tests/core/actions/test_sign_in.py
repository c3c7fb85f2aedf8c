"""How often somebody may try to get in."""

import threading
from contextlib import suppress
from contextvars import copy_context

import pytest
from django.db import connection

from core import clock
from core.actions import sign_in
from core.errors import TooMany
from tests.factories.people import make_agent


def tries(count, login, address):
    """How many of that many tries pass."""
    passed = 0
    for number in range(count):
        with suppress(TooMany):
            sign_in.admit_password(login, address(number))
            passed += 1
    return passed


@pytest.fixture(autouse=True)
def still():
    """No allowance comes back while a test runs."""
    with clock.frozen(clock.now()):
        yield


@pytest.mark.django_db
def test_a_thousand_passwords_for_one_account_from_a_hundred_addresses():
    passed = tries(1000, "victim@example.test", lambda number: f"10.0.0.{number % 100}")

    assert passed == sign_in.PER_ACCOUNT.burst


@pytest.mark.django_db
def test_an_address_is_counted_over_all_accounts():
    passed = 0
    for number in range(200):
        passed += tries(1, f"person{number}@example.test", lambda _: "10.0.0.1")

    assert passed == sign_in.PER_ADDRESS.burst


@pytest.mark.django_db
def test_an_unknown_account_is_counted_like_a_known_one():
    known = make_agent().email

    assert tries(50, known, lambda number: f"10.1.0.{number}") == tries(
        50, "nobody@example.test", lambda number: f"10.2.0.{number}"
    )


@pytest.mark.django_db
def test_the_spelling_of_an_address_buys_no_tries():
    for _time in range(sign_in.PER_ACCOUNT.burst):
        sign_in.admit_password("Victim@Example.test", "10.0.0.1")

    with pytest.raises(TooMany) as refusal:
        sign_in.admit_password(" victim@example.TEST ", "10.0.0.2")
    assert refusal.value.retry_after >= 1


@pytest.mark.django_db
def test_good_sign_ins_between_bad_ones_buy_no_guesses():
    guesses = 0
    for _time in range(100):
        if tries(1, "victim@example.test", lambda _: "10.0.0.1"):
            sign_in.forgive_password("victim@example.test", "10.0.0.1")
        guesses += tries(1, "victim@example.test", lambda _: "10.0.0.1")

    assert guesses == sign_in.PER_ACCOUNT.burst


@pytest.mark.django_db
def test_codes_are_few():
    agent = make_agent()
    for _time in range(sign_in.PER_CODE.burst):
        sign_in.admit_code(agent)

    with pytest.raises(TooMany):
        sign_in.admit_code(agent)

    sign_in.forgive_code(agent)
    sign_in.admit_code(agent)


@pytest.mark.django_db(transaction=True)
def test_fifty_tries_in_the_same_moment_do_not_slip_through():
    barrier, passed = threading.Barrier(50), []

    def attempt(number):
        try:
            barrier.wait(timeout=20)
            passed.append(tries(1, "victim@example.test", lambda _: f"10.3.0.{number}"))
        finally:
            connection.close()

    threads = [threading.Thread(target=copy_context().run, args=(attempt, number)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(passed) == sign_in.PER_ACCOUNT.burst
