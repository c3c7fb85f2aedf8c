"""Limits: one statement, nobody slips through, and a caller is who our own proxy says."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.http import HttpRequest
from pytest_django import DjangoAssertNumQueries, Settings

from core import clock
from core.actions import rates
from core.errors import TooMany
from core.models import RateBucket
from core.queries.clients import client_address, client_bucket
from tests.factories.api import Caller, problem_of
from tests.factories.people import make_agent

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
RATE = rates.Rate(limit=6, seconds=60, burst=3)


def at(seconds: float, key: str = "k") -> rates.Decision:
    with clock.frozen(NOW + timedelta(seconds=seconds)):
        return rates.hit(key, RATE)


@pytest.mark.django_db
def test_a_burst_passes_then_one_in_each_interval() -> None:
    allowed = [at(second).is_allowed for second in (0, 0, 0, 0, 9.9, 10, 10, 20, 30, 31)]

    assert allowed == [True, True, True, False, False, True, False, True, True, False]


@pytest.mark.django_db
def test_the_decision_says_what_is_left() -> None:
    first, second, third, refused = (at(0) for _ in range(4))

    assert [d.remaining for d in (first, second, third, refused)] == [2, 1, 0, 0]
    assert [d.reset for d in (first, second, third, refused)] == [10, 20, 30, 30]
    assert [d.retry_after for d in (first, third, refused)] == [0, 0, 10]
    assert at(refused.retry_after).is_allowed


@pytest.mark.django_db
def test_a_long_rest_gives_no_more_than_the_burst() -> None:
    at(0)

    assert [at(100_000).is_allowed for _ in range(4)] == [True, True, True, False]


@pytest.mark.django_db
def test_callers_do_not_share(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(4):
        at(0, "a")

    with django_assert_num_queries(1):
        assert at(0, "b").is_allowed


@pytest.mark.django_db
def test_check_raises_with_the_time_to_wait() -> None:
    with clock.frozen(NOW):
        for _ in range(3):
            rates.check("k", RATE)
        with pytest.raises(TooMany) as refusal:
            rates.check("k", RATE)

    assert refusal.value.retry_after == 10


@pytest.mark.django_db
def test_those_who_rested_long_are_forgotten() -> None:
    at(0, "old")
    at(7200, "new")

    with clock.frozen(NOW + timedelta(seconds=7200)):
        assert rates.purge() == 1
    assert [bucket.key for bucket in RateBucket.objects.all()] == ["new"]


@pytest.mark.django_db(transaction=True)
def test_fifty_at_the_same_moment_are_counted_one_by_one() -> None:
    rate, barrier = rates.Rate(limit=1, seconds=3600, burst=5), threading.Barrier(10)
    allowed: list[bool] = []

    def run() -> None:
        barrier.wait()
        allowed.extend(rates.hit("race", rate).is_allowed for _ in range(5))
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(allowed), sum(allowed)) == (50, 5)


@pytest.mark.django_db
def test_every_answer_says_how_much_is_left(settings: Settings) -> None:
    settings.API_RATE_PER_MINUTE, settings.API_RATE_BURST = 60, 2
    caller = Caller(make_agent("integrator"))

    with clock.frozen(NOW):
        first, second, third = (caller.get("games") for _ in range(3))

    assert [response["RateLimit-Remaining"] for response in (first, second, third)] == ["1", "0", "0"]
    assert (first["RateLimit-Limit"], first["RateLimit-Policy"]) == ("60", '"token";q=60;w=60')
    assert problem_of(third, 429)["code"] == "rate.limited"
    assert third["Retry-After"] == "1"
    with clock.frozen(NOW + timedelta(seconds=1)):
        assert caller.get("games").status_code == 200


@pytest.mark.django_db
def test_guesses_of_tokens_are_counted_by_address(settings: Settings) -> None:
    settings.NUM_PROXIES = 1
    caller = Caller(make_agent("integrator"))
    good, caller.secret = caller.secret, "hd_live_guess"

    with clock.frozen(NOW):
        statuses = [caller.get("games", X_Forwarded_For=f"10.0.0.{n}, 9.9.9.9").status_code for n in range(61)]
        other = caller.get("games", X_Forwarded_For="9.9.9.8").status_code
        caller.secret = good
        known = caller.get("games", X_Forwarded_For="9.9.9.9").status_code

    assert statuses == [401] * 60 + [429]
    assert (other, known) == (401, 200)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "1.1.1.1", "127.0.0.9"),
        (1, "", "127.0.0.9"),
        (1, "1.1.1.1", "1.1.1.1"),
        (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        (2, "6.6.6.6, 1.1.1.1, 10.0.0.1", "1.1.1.1"),
        (2, "1.1.1.1", "127.0.0.9"),
        (1, "nonsense", "unknown"),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_an_address_is_the_one_that_our_outermost_proxy_saw(
    settings: Settings, proxies: int, forwarded: str, address: str
) -> None:
    settings.NUM_PROXIES = proxies
    request = HttpRequest()
    request.META = {"REMOTE_ADDR": "127.0.0.9", "HTTP_X_FORWARDED_FOR": forwarded}

    assert client_address(request) == address


def test_a_subscriber_with_a_whole_network_counts_as_one(settings: Settings) -> None:
    settings.NUM_PROXIES = 0
    buckets = set()
    for host in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"):
        request = HttpRequest()
        request.META = {"REMOTE_ADDR": host}
        buckets.add(client_bucket(request))

    assert buckets == {"2001:db8:1:2::/64"}
