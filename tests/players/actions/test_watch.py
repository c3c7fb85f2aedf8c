"""Play is watched as events arrive and by the sweep: each cause once, with event, reminder and next moment."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from core.actions.time_shift import shifted
from core.models import Actor, Event, OutboxEntry
from core.queries.invariants import count_broken, registered
from players.actions.ingest import report_events
from players.actions.watch import sweep_play
from players.models import Person, PlayAlert, Player, PlayReminder, PlaySession
from tests.factories.api import Caller
from tests.factories.law import local
from tests.factories.people import make_agent, make_game, make_player

pytestmark = pytest.mark.django_db
NINE = local("2026-12-04T21:00:00")


@pytest.fixture(autouse=True)
def _house(settings: Any) -> None:
    settings.DEMO = True


def child(uid: str = "c-1", game: str = "huanle", **fields: Any) -> Player:
    plain: dict[str, Any] = {"birth_date": date(2012, 5, 20), "real_name_status": "verified", "jurisdiction": "CN"}
    return make_player(make_game(game), uid=uid, **(plain | fields))


def open_play(
    player: Player, start: datetime, seen: datetime | None = None, due: datetime | None = None
) -> PlaySession:
    return PlaySession.objects.create(
        player=player,
        game=player.game,
        session=f"s-{player.pk}",
        started_at=start,
        last_seen_at=seen or start,
        next_check_at=due or start,
    )


def told(at: datetime, *events: dict[str, Any]) -> list[str]:
    """Report events at that moment; what became of each."""
    by = Actor.of_agent(make_agent("integrator"))
    with clock.frozen(at):
        return [str(outcome.result) for outcome in report_events(list(events), by=by)]


def event(kind: str, at: datetime, name: str, uid: str = "c-1", **data: Any) -> dict[str, Any]:
    return {"id": name, "kind": kind, "uid": uid, "game": "huanle", "at": iso(at), "data": data}


def iso(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def swept(at: datetime) -> int:
    with shifted(at):
        return sweep_play()


def test_at_nine_every_child_in_play_has_one_alert_with_event_outbox_and_reminder() -> None:
    for number in range(3):
        open_play(child(f"c-{number}"), NINE - timedelta(minutes=40), NINE - timedelta(minutes=2), NINE)
    open_play(
        child("adult", birth_date=date(1990, 1, 1)), NINE - timedelta(minutes=40), NINE, NINE + timedelta(hours=4)
    )

    early, first, again = swept(NINE - timedelta(seconds=1)), swept(NINE), swept(NINE + timedelta(seconds=1))

    assert (early, first, again) == (0, 3, 0)
    alert = PlayAlert.objects.order_by("id").first()
    assert alert is not None
    told_of = Event.objects.get(subject_type="playalert", subject_id=alert.pk)
    assert (alert.kind, alert.rule, alert.cause_at, alert.state) == ("outside_window", "CN-2021-WINDOW", NINE, "open")
    assert (told_of.name, told_of.data["alert"], told_of.data["rule"]) == ("play.stop_due", alert.pk, "CN-2021-WINDOW")
    assert told_of.data["reminder"] == PlayReminder.objects.get(alert=alert).pk
    assert OutboxEntry.objects.filter(event__subject_type="playalert").count() == 3
    assert PlaySession.objects.filter(next_check_at__lte=NINE + timedelta(hours=1)).count() == 0


def test_the_sweep_costs_the_same_for_few_and_for_many() -> None:
    counts = []
    for group, number in enumerate((1, 3)):
        person = Person.objects.create(created_at=NINE)
        for n in range(number):
            uid = f"c-{group}-{n}"
            open_play(child(uid, person=person), NINE - timedelta(minutes=40), NINE, NINE)
        with (
            shifted(NINE),
            CaptureQueriesContext(
                connection,
            ) as captured,
        ):
            sweep_play()
        counts.append(len(captured))

    assert counts[0] == counts[1] <= 9


def test_two_passes_of_small_batches_find_each_cause_once() -> None:
    for number in range(5):
        open_play(child(f"c-{number}"), NINE - timedelta(minutes=40), NINE, NINE)

    with shifted(NINE):
        new = sweep_play(limit=2)

    assert (new, PlayAlert.objects.count()) == (5, 5)


def test_of_whom_nothing_was_heard_nothing_is_said_until_more_is_heard() -> None:
    play = open_play(child(), NINE - timedelta(minutes=50), NINE - timedelta(minutes=16), NINE)

    silent = swept(NINE)
    PlaySession.objects.filter(pk=play.pk).update(last_seen_at=NINE + timedelta(seconds=30))
    heard = swept(NINE + timedelta(minutes=1))

    assert (silent, heard) == (0, 1)
    assert PlayAlert.objects.get().cause_at == NINE


def test_a_child_that_begins_outside_the_window_is_found_as_the_event_arrives() -> None:
    player, at = child(), local("2026-12-02T12:00:00")

    results = told(at, event("play", at, "e-1", session="s-1", started_at=iso(at)))
    told(at + timedelta(minutes=5), event("play", at + timedelta(minutes=5), "e-2", session="s-1", started_at=iso(at)))

    alert = PlayAlert.objects.get()
    assert (results, alert.kind, alert.player_id, alert.cause_at) == (["accepted"], "outside_window", player.pk, at)


def test_play_within_the_window_is_reminded_and_stopped_by_the_sweep() -> None:
    child()
    start = NINE - timedelta(minutes=30)
    told(start, event("play", start, "e-1", session="s-1", started_at=iso(start)))
    later = NINE - timedelta(minutes=10)

    at_quarter = swept(NINE - timedelta(minutes=15))
    told(later, event("play", later, "e-2", session="s-1", started_at=iso(start)))
    at_nine = swept(NINE)

    assert (at_quarter, at_nine) == (1, 1)
    assert list(PlayAlert.objects.order_by("cause_at").values_list("kind", "state", "outcome")) == [
        ("ends_soon", "resolved", "informed"),
        ("outside_window", "open", ""),
    ]
    asked = Event.objects.filter(subject_type="playalert").order_by("id").values_list("name", "data__deed")
    assert list(asked) == [("play.reminder_due", "remind"), ("play.stop_due", "kick")]
    assert Event.objects.get(name="play.stop_due").data["rules"] == ["CN-2021-WINDOW"]


@pytest.mark.parametrize(("minutes", "state"), [(5, "resolved"), (6, "open")])
def test_play_that_ends_within_five_minutes_settles_its_alert(minutes: int, state: str) -> None:
    child()
    start, end = NINE - timedelta(minutes=10), NINE + timedelta(minutes=minutes)
    told(start, event("play", start, "e-1", session="s-1", started_at=iso(start)))
    swept(NINE)

    told(end, event("play", end, "e-2", session="s-1", started_at=iso(start), ended_at=iso(end)))

    assert PlayAlert.objects.get(kind="outside_window").state == state


def test_play_that_was_told_late_is_judged_at_its_end() -> None:
    child()
    start, end = NINE - timedelta(minutes=20), NINE + timedelta(minutes=20)

    told(end + timedelta(hours=2), event("play", end, "e-1", session="s-1", started_at=iso(start), ended_at=iso(end)))

    alert = PlayAlert.objects.get()
    assert (alert.kind, alert.cause_at, alert.state) == ("outside_window", NINE, "open")


def test_play_that_ended_in_the_window_is_no_cause() -> None:
    child()
    start = NINE - timedelta(minutes=20)

    told(NINE, event("play", NINE, "e-1", session="s-1", started_at=iso(start), ended_at=iso(NINE)))

    assert not PlayAlert.objects.exists()


def test_play_of_an_account_that_nobody_knows_has_no_verified_name() -> None:
    make_game("huanle")

    told(NINE, event("play", NINE, "e-1", uid="new", session="s-1", started_at=iso(NINE)))

    assert (PlayAlert.objects.get().kind, PlayAlert.objects.get().rule) == ("unverified", "CN-REALNAME")


def pay(at: datetime, order: str, amount: str, uid: str = "c-1", **data: Any) -> dict[str, Any]:
    plain = {"order": order, "amount": amount, "currency": "CNY", "channel": "wechat", "status": "paid"}
    return event("payment", at, f"p-{order}", uid, **(plain | data))


def test_a_payment_beyond_the_cap_is_blocked_once_and_those_within_are_not() -> None:
    child()

    told(NINE, *(pay(NINE + timedelta(seconds=n), f"o{n}", "50.00") for n in range(5)))
    told(NINE, pay(NINE, "o0", "50.00"), pay(NINE, "o9", "50.01"), pay(NINE, "o8", "99.00", status="failed"))

    alerts = {alert.payment.order: alert for alert in PlayAlert.objects.select_related("payment") if alert.payment}
    assert {order: alert.rule for order, alert in alerts.items()} == {"o4": "CN-SPEND-MONTH", "o9": "CN-SPEND-SINGLE"}
    assert alerts["o4"].facts == {"amount": "50.00", "currency": "CNY", "amount_left": "0.00"}
    assert Event.objects.filter(name="spend.blocked").count() == 2


def test_a_cap_is_shared_by_the_accounts_of_a_person() -> None:
    person = Person.objects.create(created_at=NINE)
    child("a", person=person)
    child("b", person=person)

    told(NINE, *(pay(NINE + timedelta(seconds=n), f"o{n}", "50.00", "ab"[n % 2]) for n in range(5)))

    assert [alert.payment.order for alert in PlayAlert.objects.select_related("payment") if alert.payment] == ["o4"]


def test_an_attempt_that_the_game_refused_is_kept_as_evidence() -> None:
    child()

    told(
        NINE,
        event("attempt", NINE, "a-1", what="pay", rule="CN-SPEND-SINGLE"),
        event("attempt", NINE, "a-2", what="play", rule="CN-2021-WINDOW"),
    )

    assert list(PlayAlert.objects.order_by("id").values_list("kind", "rule", "state")) == [
        ("attempt", "CN-SPEND-SINGLE", "resolved"),
        ("attempt", "CN-2021-WINDOW", "resolved"),
    ]
    names = Event.objects.filter(subject_type="playalert").order_by("id").values_list("name", flat=True)
    assert list(names) == ["spend.blocked", "play.attempt_refused"]
    asked = Event.objects.filter(name__in=names).order_by("name").values_list("name", "data__deed")
    assert list(asked) == [("play.attempt_refused", None), ("spend.blocked", "refuse")]


def test_a_reminder_is_shown_and_confirmed_by_its_own_player_alone() -> None:
    open_play(child(), NINE - timedelta(minutes=40), NINE, NINE)
    child("other")
    swept(NINE)
    reminder, shown = PlayReminder.objects.get(), NINE + timedelta(seconds=2)
    name = str(reminder.pk)

    told(NINE + timedelta(minutes=1), event("reminder", shown, "r-0", "other", reminder=name, shown_at=iso(shown)))
    reminder.refresh_from_db()
    of_another = reminder.shown_at
    told(
        NINE + timedelta(minutes=1),
        event("reminder", shown, "r-1", reminder=name, shown_at=iso(shown)),
        event("reminder", shown, "r-2", reminder=name, shown_at=iso(shown), acknowledged_at=iso(shown)),
        event("reminder", shown, "r-3", reminder="tip-of-the-day", shown_at=iso(shown)),
    )

    reminder.refresh_from_db()
    assert (of_another, reminder.shown_at, reminder.acknowledged_at) == (None, shown, shown)


def test_the_auditor_finds_nothing_wrong_and_finds_an_alert_without_event() -> None:
    open_play(child(), NINE - timedelta(minutes=40), NINE, NINE)
    swept(NINE)
    rules = [rule for rule in registered() if rule.code.startswith("play.")]
    since = NINE - timedelta(days=1)

    clean = [count_broken(rule, since) for rule in rules]
    PlayAlert.objects.create(
        player=Player.objects.get(), game=make_game(), kind="night_play", rule="X", occurrence="x", severity=1,
        cause_at=NINE, recorded_at=NINE,
    )  # fmt: skip

    assert clean == [0, 0, 0, 0]
    assert [count_broken(rule, since) for rule in rules] == [1, 0, 0, 0]


def test_a_child_reads_the_reminder_in_its_language() -> None:
    open_play(child(locale="en"), NINE - timedelta(minutes=40), NINE, NINE)
    swept(NINE)

    data = Event.objects.get(name="play.stop_due").data
    assert (data["template"], data["template_version"], data["title"]) == ("stop-hours", 1, "Not a time for play")
    assert "c-1" not in str(data)


def test_a_batch_of_events_costs_the_same_however_many_it_holds() -> None:
    child("a")
    child("b")
    at = local("2026-12-02T12:00:00")
    caller = Caller(make_agent("integrator"))
    counts = []
    for group, uids in enumerate((["a", "b"], ["a"], ["a", "b"])):
        events = [
            event("play", at, f"e-{group}-{uid}", uid, session=f"s-{group}", started_at=iso(at)) for uid in uids
        ] + [pay(at, f"o-{group}-{uid}", "60.00", uid) for uid in uids]
        with clock.frozen(at), CaptureQueriesContext(connection) as captured:
            report_events(events, by=Actor.of_agent(caller.agent))
        counts.append(len(captured))

    assert counts[1] == counts[2]
