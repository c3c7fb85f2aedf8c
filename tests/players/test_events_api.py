"""What games report over the interface: each event once, and none spoils its neighbours."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from core.models import Event
from players.models import GameEvent, GameEventKey, Payment, Player, PlaySession
from tests.factories.api import Caller, problem_of
from tests.factories.game_events import NOW, at, event, payment
from tests.factories.people import make_agent, make_game

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def server() -> Caller:
    make_game("huanle")
    make_game("xinghai")
    return Caller(make_agent("integrator"))


def results_of(server: Caller, *events: Any) -> list[str]:
    """Send a batch; what became of each event."""
    answer = server.post("events", {"events": list(events)})
    assert answer.status_code == 202, answer.content
    return [row["result"] for row in answer.json()["results"]]


def codes_of(server: Caller, *events: Any) -> list[list[tuple[str, str]]]:
    """Send a batch; what is wrong with each event, as pointer and code."""
    answer = server.post("events", {"events": list(events)})
    assert answer.status_code == 202, answer.content
    return [[(wrong["pointer"], wrong["code"]) for wrong in row["errors"]] for row in answer.json()["results"]]


def test_an_event_is_accepted_once_and_known_when_it_comes_again(server: Caller) -> None:
    one = event("login", session="s-1", ok=True, id="e-1")

    answers = [results_of(server, one), results_of(server, one)]

    assert answers == [["accepted"], ["duplicate"]]
    assert GameEvent.objects.get().data == {"session": "s-1", "ok": True}


def test_the_list_may_be_sent_alone(server: Caller) -> None:
    answer = server.post("events", [event("logout", session="s-1", id="e-9")])

    assert answer.json() == {"results": [{"id": "e-9", "result": "accepted", "errors": []}]}


def test_an_unknown_account_is_added_and_a_known_one_is_not_touched(server: Caller) -> None:
    results_of(server, event("logout", session="s", uid="hl-1"), event("logout", session="s", uid="hl-2"))
    results_of(server, event("logout", session="s", uid="hl-1"))

    assert list(Player.objects.order_by("uid").values_list("uid", "version", "jurisdiction", "is_guest")) == [
        ("hl-1", 1, "CN", False),
        ("hl-2", 1, "CN", False),
    ]
    assert list(Event.objects.filter(name="player.added").values_list("seq", "outbox__lane")) == [
        (1, f"player:{pk}") for pk in Player.objects.order_by("id").values_list("pk", flat=True)
    ]


@pytest.mark.parametrize("change", [{"ok": False}, {"session": "other"}, {"os": "iOS"}])
def test_an_id_with_other_content_is_a_conflict_and_changes_nothing(server: Caller, change: dict[str, Any]) -> None:
    one = event("login", session="s-1", ok=True, id="e-1")
    other = one | {"data": one["data"] | change}

    answers = [results_of(server, one), results_of(server, other), results_of(server, one)]

    assert answers == [["accepted"], ["conflict"], ["duplicate"]]
    assert GameEvent.objects.get().data == {"session": "s-1", "ok": True}


def test_an_id_is_known_also_for_another_moment_and_another_kind(server: Caller) -> None:
    one = event("logout", session="s-1", id="e-1")

    assert results_of(server, one, one | {"at": at(-60 * 24 * 399)}, one | {"uid": "hl-2"}) == [
        "accepted",
        "conflict",
        "conflict",
    ]
    assert results_of(server, event("logout", session="s-1", id="e-1", game="xinghai")) == ["accepted"]


def test_the_same_moment_in_another_zone_and_another_order_of_fields_is_the_same_content(server: Caller) -> None:
    one = event("login", session="s-1", ok=True, id="e-1")
    same = one | {"at": "2026-12-01T20:00:00.000+08:00", "data": {"ok": True, "session": "s-1", "device": None}}

    assert results_of(server, one, same) == ["accepted", "duplicate"]


def test_within_one_batch_the_first_counts(server: Caller) -> None:
    one = event("logout", session="a", id="e-1")

    assert results_of(server, one, one, one | {"data": {"session": "b"}}) == ["accepted", "duplicate", "conflict"]


def test_a_bad_event_does_not_spoil_its_neighbours(server: Caller) -> None:
    batch = [event("logout", session="a"), {"id": "broken"}, 7, None, [], event("logout", session="b")]

    assert results_of(server, *batch) == ["accepted", "invalid", "invalid", "invalid", "invalid", "accepted"]
    assert GameEvent.objects.count() == 2


def test_everything_that_is_wrong_is_said_with_its_place(server: Caller) -> None:
    bad = {"id": "", "kind": "dance", "uid": " x", "game": "atlantis", "at": "yesterday", "data": [], "more": 1}

    (errors,) = codes_of(server, bad)

    assert sorted(errors) == [
        ("#/events/0/at", "time"),
        ("#/events/0/data", "invalid"),
        ("#/events/0/game", "not_found"),
        ("#/events/0/id", "length"),
        ("#/events/0/kind", "choice"),
        ("#/events/0/more", "unknown"),
        ("#/events/0/uid", "unreadable"),
    ]


def test_the_places_of_a_list_that_is_sent_alone_begin_at_the_list(server: Caller) -> None:
    answer = server.post("events", [event("logout")])

    assert answer.json()["results"][0]["errors"] == [
        {
            "pointer": "#/0/data/session",
            "detail": answer.json()["results"][0]["errors"][0]["detail"],
            "code": "required",
        }
    ]


@pytest.mark.parametrize(
    ("kind", "data", "wrong"),
    [
        ("login", {"session": "s", "ok": 1}, [("ok", "invalid")]),
        ("login", {"session": "s", "ok": True, "ip": "1.2.3"}, [("ip", "ip")]),
        ("login", {"session": "s", "ok": True, "ip": "fe80::1%eth0"}, [("ip", "ip")]),
        ("login", {"session": "s", "ok": True, "password": "x"}, [("password", "unknown")]),
        ("login", {"session": "s" * 65, "ok": True}, [("session", "length")]),
        ("login", {"session": "a\x00b", "ok": True}, [("session", "unreadable")]),
        ("login", {"session": "a\ud800", "ok": True}, [("session", "unreadable")]),
        ("login", {"a\x00/~\ud800": 1, "session": "s", "ok": True}, [("a?~1~0?", "unknown")]),
        ("play", {"session": "s", "started_at": at(-60), "ended_at": at(-61)}, [("ended_at", "order")]),
        ("play", {"session": "s", "started_at": "2026-12-01T11:00:00"}, [("started_at", "time")]),
        ("play", {"session": "s", "started_at": at(6)}, [("started_at", "far")]),
        ("play", {"session": "s", "started_at": at(-60 * 24 * 8)}, [("started_at", "far")]),
        ("play", {"session": "s"}, [("started_at", "required")]),
        ("refund", {"order": "o", "amount": 50, "currency": "CNY"}, [("amount", "money")]),
        ("refund", {"order": "o", "amount": "50.001", "currency": "CNY"}, [("amount", "money")]),
        ("refund", {"order": "o", "amount": "-1", "currency": "CNY"}, [("amount", "money")]),
        ("refund", {"order": "o", "amount": "1e3", "currency": "CNY"}, [("amount", "money")]),
        ("refund", {"order": "o", "amount": "１", "currency": "CNY"}, [("amount", "money")]),
        ("refund", {"order": "o", "amount": "12345678901.00", "currency": "CNY"}, [("amount", "money")]),
        ("refund", {"order": "o", "amount": "1.00", "currency": "cny"}, [("currency", "currency")]),
        ("security_change", {"what": "name"}, [("what", "choice")]),
        ("security_change", {"what": ["password"]}, [("what", "choice")]),
        ("match", {"match": "m", "name": "n", "started_at": at(-1), "rank": 0}, [("rank", "range")]),
        ("match", {"match": "m", "name": "n", "started_at": at(-1), "rank": 10**40}, [("rank", "range")]),
        ("hand", {"match": "m", "hand": "h", "record": {"a": "\x00"}}, [("record", "unstorable")]),
        ("hand", {"match": "m", "hand": "h", "record": "x" * 20_001}, [("record", "length")]),
        ("disconnect", {"seconds": True}, [("seconds", "range")]),
        ("asset_out", {"item": "sword", "quantity": 0, "value": "1"}, [("quantity", "range")]),
        ("sanction", {"type": "mute", "reason": "\ud83d"}, [("reason", "unstorable")]),
        ("attempt", {"what": "fly", "rule": "CN-2021-WINDOW"}, [("what", "choice")]),
        ("reminder", {"reminder": "r", "shown_at": at(-1), "acknowledged_at": at(-2)}, [("acknowledged_at", "order")]),
    ],
)
def test_the_content_is_strict(server: Caller, kind: str, data: dict[str, Any], wrong: list[tuple[str, str]]) -> None:
    (errors,) = codes_of(server, event(kind, **data))

    assert errors == [(f"#/events/0/data/{name}", code) for name, code in wrong]


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("login", {"session": "会话", "ok": True, "ip": "::ffff:10.1.2.3", "region": "上海"}),
        ("play", {"session": "s", "started_at": at(-10), "ended_at": None}),
        ("chargeback", {"order": "o", "amount": "9999999999.99", "currency": "CNY"}),
        ("security_change", {"what": "face_check", "ok": False}),
        ("match", {"match": "m", "name": "冠军杯", "started_at": at(-20), "ended_at": at(-1), "rank": 1}),
        ("hand", {"match": "m", "hand": "17", "record": {"seats": ["東", 'x\\y\n\t"z'], "n": [1, 2.5, None, True]}}),
        ("disconnect", {"seconds": 0}),
        ("asset_out", {"item": "剑", "quantity": 10**12, "value": "0"}),
        ("sanction", {"type": "mute", "reason": ""}),
        ("attempt", {"what": "pay", "rule": "CN-SPEND-SINGLE"}),
        ("reminder", {"reminder": "r", "shown_at": at(-1)}),
    ],
)
def test_each_kind_is_kept_as_it_was_told(server: Caller, kind: str, data: dict[str, Any]) -> None:
    assert results_of(server, event(kind, **data)) == ["accepted"]

    kept = GameEvent.objects.get()
    assert (kept.kind, kept.at) == (kind, NOW)
    assert kept.data.keys() == {"net" if name == "ip" else name for name, value in data.items() if value is not None}


def test_a_record_is_kept_to_the_letter(server: Caller) -> None:
    record = {"牌": ["東", 'x\\y\n\t\r"z', "👨‍👩‍👧‍👦", "\\N"], "n": [1, 2.5, None, True, -(10**30)]}
    results_of(server, event("hand", match="m", hand="1", record=record, id="\\N"))

    assert GameEvent.objects.get().data["record"] == record
    assert GameEvent.objects.get().event == GameEventKey.objects.get().event == "\\N"


@pytest.mark.parametrize(
    ("moment", "result"),
    [
        (at(5), "accepted"),
        ("2026-12-01T12:05:00.000001Z", "invalid"),
        (at(-400 * 24 * 60), "accepted"),
        ("2025-10-27T11:59:59.999999Z", "invalid"),
        ("2026-12-01T12:00:00", "invalid"),
        ("2026-12-01", "invalid"),
        ("9999-12-31T23:59:59-12:00", "invalid"),
        (1764590400, "invalid"),
        (None, "invalid"),
    ],
)
def test_moments_have_a_zone_and_a_reach(server: Caller, moment: Any, result: str) -> None:
    assert results_of(server, event("logout", session="s") | {"at": moment}) == [result]


def test_of_an_address_the_net_is_kept_and_of_a_payer_a_hash(server: Caller) -> None:
    results_of(
        server,
        event("login", session="a", ok=True, ip="203.0.113.77", device="d-1"),
        event("login", session="b", ok=True, ip="2001:db8:1:2::9"),
        payment(payer="alipay:138****5678 王小明"),
    )

    kept = list(GameEvent.objects.order_by("event").values_list("data", flat=True))
    assert {row.get("net") for row in kept} == {"203.0.113.0/24", "2001:db8:1::/48", None}
    assert "ip" not in kept[0]
    assert Payment.objects.get().payer_index == next(row["payer"] for row in kept if "payer" in row)
    assert "王" not in str(kept)


def test_a_payer_is_known_again_after_the_keys_were_changed(server: Caller, settings: Any) -> None:
    settings.FIELD_KEYS = ["the first key of this installation"]
    one = payment(payer="alipay:1", id="e-1")
    results_of(server, one)
    settings.FIELD_KEYS = ["the second key of this installation", "the first key of this installation"]

    again = results_of(server, one, one | {"data": one["data"] | {"payer": "alipay:2"}})

    assert again == ["duplicate", "conflict"]


def test_a_game_of_others_does_not_exist() -> None:
    huanle = make_game("huanle")
    make_game("xinghai")
    server = Caller(make_agent("integrator", games=[huanle]))

    errors = codes_of(server, event("logout", session="s"), event("logout", session="s", game="xinghai"))

    assert errors == [[], [("#/events/1/game", "not_found")]]


def test_who_may_not_report_has_every_event_refused_and_without_the_scope_nothing_is_read() -> None:
    make_game("huanle")
    integrator = make_agent("integrator")

    assert problem_of(Caller(integrator, ["players:read"]).post("events", []), 403)["code"] == "scope.missing"


@pytest.mark.parametrize(
    "body",
    [{}, {"events": {}}, {"events": []}, [], "text", 7, None, {"events": [1], "more": 1}, {"events": [0] * 1001}],
)
def test_what_is_no_batch_is_refused(server: Caller, body: Any) -> None:
    problem = problem_of(server.send("post", "events", body if body is not None else "null"), 400)

    assert problem["code"] == "validation"


def test_a_batch_with_a_key_of_its_own_is_answered_the_same_again(server: Caller) -> None:
    body = {"events": [event("logout", session="s", id="e-1")]}

    answers = [server.post("events", body, Idempotency_Key="k-1").json()["results"][0]["result"] for _ in range(2)]

    assert answers == ["accepted", "accepted"]
    assert GameEvent.objects.count() == 1


def test_a_thousand_events_take_as_many_statements_as_ten(server: Caller) -> None:
    def batch(size: int, name: str) -> list[Any]:
        makers = [
            lambda n: event("login", -5, uid=f"{name}{n}", session="s", ok=True, device=f"d{n}", region="r"),
            lambda n: event("play", -4, uid=f"{name}{n}", session="s", started_at=at(-5)),
            lambda n: payment(-3, order=f"{name}{n}", uid=f"{name}{n}"),
            lambda n: event("refund", -2, uid=f"{name}{n}", order=f"{name}{n}", amount="1.00", currency="CNY"),
            lambda n: event("logout", -1, uid=f"{name}{n}", session="s"),
        ]
        return [makers[n % 5](n // 5) for n in range(size)]

    results_of(server, *batch(10, "warm"))
    counts = []
    for size, name in ((10, "few"), (1000, "many")):
        with CaptureQueriesContext(connection) as queries:
            assert set(results_of(server, *batch(size, name))) == {"accepted"}
        counts.append(len(queries))

    assert counts == [24, 24]
    assert PlaySession.objects.count() == 2 + 2 + 200
