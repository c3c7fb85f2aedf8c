"""Writes with an Idempotency-Key: one effect, one answer, however often and from how many threads."""

import json
import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import Settings

from core import clock
from core.actions import idempotency
from core.actions.idempotency import Answer, answer_once, fingerprint_of
from core.errors import KeyInFlight, KeyReused
from core.models import Game, IdempotencyKey
from players.models import Player
from tests.factories.api import Caller, pointers_of, problem_of
from tests.factories.people import make_agent, make_game
from tickets.models import Ticket

BODY = {"game": "huanle", "subject": "断线了", "body": "刚打的比赛中断了", "player": {"uid": "hl-1"}}


@pytest.fixture
def caller(db: None) -> Caller:
    make_game("huanle")
    return Caller(make_agent("integrator"))


def test_a_repeated_request_gets_the_first_answer(caller: Caller) -> None:
    first = caller.post("tickets", BODY, Idempotency_Key="k-1")
    second = caller.post("tickets", dict(reversed(BODY.items())), Idempotency_Key="k-1")

    assert (second.status_code, second.content) == (201, first.content)
    assert (second["ETag"], second["Content-Type"]) == (first["ETag"], first["Content-Type"])
    assert first.get("Idempotency-Replayed") is None
    assert second["Idempotency-Replayed"] == "true"
    assert Ticket.objects.count() == 1


def test_the_same_key_with_another_request_is_refused(caller: Caller) -> None:
    pk = caller.post("tickets", BODY, Idempotency_Key="k").json()["id"]

    others = [
        caller.post("tickets", BODY | {"subject": "别的"}, Idempotency_Key="k"),
        caller.post(f"tickets/{pk}/take", {}, Idempotency_Key="k"),
        caller.patch(f"tickets/{pk}", {"subject": "x"}, Idempotency_Key="k"),
        caller.put("players?uid=1&game=huanle", {}, Idempotency_Key="k"),
    ]

    assert [problem_of(other, 422)["code"] for other in others] == ["idempotency.reused"] * 4
    assert (Ticket.objects.count(), Player.objects.count()) == (1, 1)


def test_keys_of_different_tokens_never_meet(caller: Caller) -> None:
    other = Caller(caller.agent)

    for who in (caller, other):
        assert who.post("tickets", BODY, Idempotency_Key="k").status_code == 201
    assert Ticket.objects.count() == 2


def test_a_refusal_by_the_state_of_things_is_kept_as_well(caller: Caller) -> None:
    pk = caller.post("tickets", BODY).json()["id"]
    refused = caller.post(f"tickets/{pk}/close", {}, Idempotency_Key="k")
    caller.post(f"tickets/{pk}/take", {})
    caller.post(f"tickets/{pk}/resolve", {"summary": "好了", "root_cause": "网络"})

    again = caller.post(f"tickets/{pk}/close", {}, Idempotency_Key="k")

    assert problem_of(refused, 409)["code"] == "ticket.move_not_allowed"
    assert (again.status_code, again.content, again["Content-Type"]) == (409, refused.content, refused["Content-Type"])
    assert Ticket.objects.get().status == "resolved"


def test_a_malformed_request_does_not_use_up_its_key(caller: Caller) -> None:
    assert caller.post("tickets", BODY | {"subject": ""}, Idempotency_Key="k").status_code == 400

    assert caller.post("tickets", BODY, Idempotency_Key="k").status_code == 201


def test_an_answer_is_kept_for_seven_days(caller: Caller) -> None:
    with clock.frozen(clock.now()) as start:
        caller.post("tickets", BODY, Idempotency_Key="k")

    with clock.frozen(start + timedelta(days=6, hours=23)):
        early = caller.post("tickets", BODY, Idempotency_Key="k")
        assert idempotency.purge() == 0
    with clock.frozen(start + timedelta(days=7, seconds=1)):
        late = caller.post("tickets", BODY, Idempotency_Key="k")

    assert early["Idempotency-Replayed"] == "true"
    assert late.get("Idempotency-Replayed") is None
    assert Ticket.objects.count() == 2


def test_old_keys_are_purged(caller: Caller) -> None:
    caller.post("tickets", BODY, Idempotency_Key="k")

    with clock.frozen(clock.now() + timedelta(days=8)):
        assert idempotency.purge() == 1
    assert not IdempotencyKey.objects.exists()


@pytest.mark.parametrize("key", ["", " ", "x" * 256, "é", "a\tb"])
def test_a_key_that_cannot_be_one_is_refused(caller: Caller, key: str) -> None:
    assert pointers_of(caller.post("tickets", BODY, Idempotency_Key=key)) == ["#/Idempotency-Key"]
    assert not Ticket.objects.exists()


def test_what_is_kept_cannot_be_read_in_the_database(caller: Caller) -> None:
    tracking_url = caller.post("tickets", BODY, Idempotency_Key="k").json()["tracking_url"]

    kept = json.dumps(IdempotencyKey.objects.values("owner", "key", "fingerprint", "headers", "body").get())

    assert "tracking" not in kept
    assert tracking_url.rpartition("/")[2] not in kept


def test_an_answer_under_a_forgotten_secret_is_not_repeated(caller: Caller, settings: Settings) -> None:
    caller.post("tickets", BODY, Idempotency_Key="k")
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another-secret-of-this-installation-0123456789"

    refused = caller.post("tickets", BODY, Idempotency_Key="k")
    settings.SECRET_KEY_FALLBACKS = [old]
    repeated = caller.post("tickets", BODY, Idempotency_Key="k")

    assert problem_of(refused, 422)["code"] == "idempotency.reused"
    assert repeated["Idempotency-Replayed"] == "true"


def test_equal_parts_make_equal_fingerprints_and_only_they() -> None:
    assert fingerprint_of("a", b"b") == fingerprint_of("a", "b")
    assert len({fingerprint_of(*parts) for parts in (("ab", ""), ("a", "b"), ("", "ab"), ("ab",), ())}) == 5


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_have_one_effect_and_one_answer() -> None:
    make_game("huanle")
    caller, barrier, answers = Caller(make_agent("integrator")), threading.Barrier(20), []

    def run() -> None:
        barrier.wait()
        client = Caller.__new__(Caller)
        client.secret, client.client = caller.secret, type(caller.client)()
        answers.append(client.post("tickets", BODY, Idempotency_Key="same"))
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    last = caller.post("tickets", BODY, Idempotency_Key="same")

    assert Ticket.objects.count() == 1
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert {answer.content for answer in answers if answer.status_code == 201} == {last.content}
    assert all(answer["Retry-After"] == "1" for answer in answers if answer.status_code == 409)


@pytest.mark.django_db(transaction=True)
def test_while_the_first_is_at_work_the_second_is_told_to_repeat() -> None:
    started, release, told = threading.Event(), threading.Event(), []

    def slow() -> Answer:
        started.set()
        release.wait(10)
        return Answer(200, {}, "done")

    def first() -> None:
        told.append(answer_once("o", "k", "f", slow).body)
        connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    started.wait(10)
    with pytest.raises(KeyInFlight) as refusal:
        answer_once("o", "k", "f", lambda: Answer(200, {}, "second"))
    release.set()
    thread.join()

    assert refusal.value.extra["retry_after"] == 1
    assert told == ["done"]
    assert answer_once("o", "k", "f", lambda: Answer(200, {}, "third")) == Answer(200, {}, "done", is_replay=True)


@pytest.mark.django_db(transaction=True)
def test_a_first_try_that_dies_leaves_neither_an_effect_nor_a_lock() -> None:
    def dies() -> Answer:
        make_game("crashed")
        connection.connection.close()  # as when the process is killed: the server ends the transaction
        return Answer(200, {}, "never")

    with pytest.raises(Exception, match="closed"):
        answer_once("o", "k", "f", dies)
    connection.close()

    assert not Game.objects.filter(slug="crashed").exists()
    assert answer_once("o", "k", "f", lambda: Answer(200, {}, "again")).body == "again"


@pytest.mark.django_db(transaction=True)
def test_a_key_kept_by_another_between_look_and_lock_undoes_our_effect() -> None:
    def races() -> Answer:
        with transaction.atomic():
            make_game("ours")
        IdempotencyKey.objects.create(owner="o", key="k", fingerprint="f", status=200, created_at=clock.now())
        return Answer(200, {}, "ours")

    with pytest.raises(KeyInFlight):
        answer_once("o", "k", "f", races)

    assert not Game.objects.filter(slug="ours").exists()


@pytest.mark.django_db
def test_a_server_error_is_not_kept() -> None:
    assert answer_once("o", "k", "f", lambda: Answer(503, {}, "later")).status == 503

    assert answer_once("o", "k", "f", lambda: Answer(200, {}, "now")).body == "now"
    with pytest.raises(KeyReused):
        answer_once("o", "k", "other", lambda: Answer(200, {}, "x"))


@pytest.mark.django_db
def test_another_conflict_of_the_work_is_its_own() -> None:
    make_game("huanle")

    def conflicts() -> Answer:
        Game.objects.create(slug="huanle", name_zh="x", name_en="x", kind="cards")
        return Answer(200, {}, "never")

    with pytest.raises(IntegrityError, match="slug"):
        answer_once("o", "k", "f", conflicts)
