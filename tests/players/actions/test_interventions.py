"""Interventions from the plan to what came of them: once for a cause, by two people, at decent hours."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from core import clock
from core.actions.time_shift import shifted
from core.errors import InvalidInput, NotAllowed
from core.models import Actor, Agent, Event
from players.actions.contacts import send, send_due, send_later
from players.actions.intervention_plans import plan, plan_for_rise
from players.actions.intervention_sweep import sweep_interventions
from players.actions.interventions import acknowledge, approve, finish, hear_answer, withdraw
from players.actions.risk import NewSignal, add_signals
from players.enums import RiskSource
from players.errors import ContactNotNow, HumanNeeded, InterventionNotOpen, InterventionPlanned, OwnPlan
from players.models import Intervention, Player, RiskEvaluation
from players.models.interventions import TEXT_MAX
from players.queries.playbooks import ladder
from tests.factories.law import local
from tests.factories.people import make_agent, make_game, make_player
from tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db
NOON, NIGHT = local("2026-12-02T12:00:00"), local("2026-12-02T22:00:00")
SYSTEM = Actor.system()


@pytest.fixture(autouse=True)
def _noon(settings: pytest.FixtureRequest) -> Iterator[None]:
    settings.DEMO = True  # type: ignore[attr-defined]
    with clock.frozen(NOON):
        yield


def somebody(**fields: object) -> Player:
    plain: dict[str, Any] = {
        "nickname": "寒江雪",
        "birth_date": date(1990, 1, 1),
        "jurisdiction": "CN",
        "real_name_status": "verified",
    }
    return make_player(make_game("huanle"), **(plain | fields))


def officer(name: str = "风一") -> tuple[Agent, Actor]:
    agent = make_agent("risk_officer", name=name)
    return agent, Actor.of_agent(agent)


def planned(player: Player, by: Actor, dimension: str = "health", level: int = 2) -> Intervention:
    return plan(player.pk, by=by, dimension=dimension, level=level, reason="连续三晚通宵")


def approved(player: Player, dimension: str = "health", level: int = 2) -> tuple[Intervention, Actor]:
    (_one, first), (_two, second) = officer("风一"), officer("风二")
    row = planned(player, first, dimension, level)
    return approve(row.pk, by=second), second


def test_a_rise_plans_its_playbook_once_however_often_it_is_told() -> None:
    player = somebody()
    add_signals(player.pk, [NewSignal("AB3", "1", source=RiskSource.TEXT)], by=SYSTEM)
    evaluation = RiskEvaluation.objects.filter(player=player).latest("pk")

    first, again = plan_for_rise(evaluation.pk), plan_for_rise(evaluation.pk)

    assert [row.dimension for row in first] == ["abuse"]
    assert again == []
    row = first[0]
    assert (row.level, row.state, row.planned_by) == (evaluation.level, "planned", None)
    assert Event.objects.filter(name="intervention.planned", subject_id=row.pk).count() == 1


def test_who_planned_may_not_approve_and_another_may_once() -> None:
    player, (_a, first), (_b, second) = somebody(), officer("风一"), officer("风二")
    row = planned(player, first)

    with pytest.raises(OwnPlan):
        approve(row.pk, by=first)
    approve(row.pk, by=second)
    with pytest.raises(InterventionNotOpen):
        approve(row.pk, by=second)


def test_what_restricts_a_player_takes_a_person_and_no_program() -> None:
    (_a, by), program = officer(), Actor.of_agent(make_agent("integrator"))
    playbooks = ladder().playbooks
    restricting = {row.code for row in playbooks.values() if row.restricts}
    assert {"account_theft-3", "health-3", "minor-3", "fraud-3"} & restricting

    for code in sorted(restricting):
        row = planned(somebody(uid=code), by, playbooks[code].dimension, playbooks[code].level)
        for actor in (program, Actor.system()):
            with pytest.raises(HumanNeeded):
                approve(row.pk, by=actor)
        assert Intervention.objects.get(pk=row.pk).state == "planned"


def test_the_front_line_may_not_plan_and_a_second_plan_about_the_same_is_refused() -> None:
    player, (_a, by) = somebody(), officer()
    with pytest.raises(NotAllowed):
        planned(player, Actor.of_agent(make_agent("agent")))
    planned(player, by)
    with pytest.raises(InterventionPlanned):
        planned(player, by)
    with pytest.raises(InvalidInput):
        plan(player.pk, by=by, dimension="moon", level=2, reason="x")
    with pytest.raises(InvalidInput):
        plan(player.pk, by=by, dimension="abuse", level=0, reason="x")


def test_a_message_opens_a_ticket_that_waits_for_the_answer_and_the_answer_is_heard() -> None:
    row, by = approved(somebody())

    sent = send(row.pk, by=by, way="ticket", text="您好，想和您聊聊最近的游戏时间。")

    assert sent.ticket is not None
    ticket = Ticket.objects.get(pk=sent.ticket)
    assert (ticket.status, Message.objects.get(ticket=ticket).body) == ("pending", "您好，想和您聊聊最近的游戏时间。")
    assert [heard.pk for heard in hear_answer(ticket.pk)] == [row.pk]
    assert hear_answer(ticket.pk) == []
    row.refresh_from_db()
    assert (row.state, row.acknowledged_how) == ("acknowledged", "player")


def test_nobody_is_sent_anything_twice_or_before_it_is_approved() -> None:
    player, (_a, by) = somebody(), officer()
    row = planned(player, by)
    with pytest.raises(InterventionNotOpen):
        send(row.pk, by=by)
    ready, second = approved(somebody(uid="two"))
    send(ready.pk, by=second)
    with pytest.raises(InterventionNotOpen):
        send(ready.pk, by=second)


@pytest.mark.parametrize(
    ("at", "is_allowed"),
    [("21:59:59", True), ("22:00:00", False), ("07:59:59", False), ("08:00:00", True)],
)
def test_quiet_hours_begin_at_ten_and_end_at_eight(at: str, is_allowed: bool) -> None:
    row, by = approved(somebody())
    with clock.frozen(local(f"2026-12-02T{at}")):
        if is_allowed:
            assert send(row.pk, by=by).state == "sent"
        else:
            with pytest.raises(ContactNotNow) as refusal:
                send(row.pk, by=by)
            day = "2026-12-03" if at > "12" else "2026-12-02"
            assert clock.parse_iso(refusal.value.extra["next_at"]) == local(f"{day}T08:00:00")


def test_l4_reaches_the_player_at_night() -> None:
    row, by = approved(somebody(), level=4)
    with clock.frozen(NIGHT):
        assert send(row.pk, by=by).state == "sent"


def test_a_contact_that_was_put_off_goes_out_by_itself_at_eight_and_once() -> None:
    row, by = approved(somebody())
    with clock.frozen(NIGHT):
        later = send_later(row.pk, by=by, text="您好，想和您聊聊。")
    eight = local("2026-12-03T08:00:00")
    assert (later.state, later.send_at) == ("approved", eight)

    for moment in (eight - timedelta(seconds=1), eight, eight + timedelta(minutes=1)):
        with shifted(moment):
            sweep_interventions()
            assert send_due(row.pk, moment) is None
            state = Intervention.objects.get(pk=row.pk).state
            assert state == ("approved" if moment < eight else "sent")
    assert Event.objects.filter(name="intervention.sent", subject_id=row.pk).count() == 1


@pytest.mark.parametrize(("level", "refusal"), [(3, InvalidInput), (4, None)])
def test_only_at_l4_somebody_is_spoken_to_again_within_the_week_and_the_reason_is_kept(
    level: int, refusal: type[Exception] | None
) -> None:
    player = somebody()
    first, by = approved(player)
    send(first.pk, by=by)
    finish(first.pk, by=by, outcome="unreachable")
    second, by = approved(player, level=level)

    if refusal:
        with pytest.raises(refusal):
            send(second.pk, by=by, urgent="家属来电，情况紧急")
    else:
        assert send(second.pk, by=by, urgent="家属来电，情况紧急").note == "家属来电，情况紧急"
    assert Event.objects.filter(name="intervention.sent").count() == (1 if refusal else 2)


@pytest.mark.parametrize(
    ("text", "is_sent"), [("字" * TEXT_MAX, True), ("字" * (TEXT_MAX + 1), False), ("\x00", False)]
)
def test_words_that_are_too_long_or_cannot_be_kept_are_refused_and_nothing_is_sent(text: str, is_sent: bool) -> None:
    row, by = approved(somebody())
    if is_sent:
        assert send(row.pk, by=by, text=text).text == text
        return
    with pytest.raises(InvalidInput):
        send(row.pk, by=by, text=text)
    row.refresh_from_db()
    assert (row.state, row.sent_at) == ("approved", None)


def test_a_plan_that_waits_is_not_made_again_when_the_level_fell_and_rose_to_it_once_more() -> None:
    player = somebody()
    add_signals(player.pk, [NewSignal("AB3", "1", source=RiskSource.TEXT)], by=SYSTEM)
    risen = RiskEvaluation.objects.filter(player=player).latest("pk")
    (waiting,) = plan_for_rise(risen.pk)
    same = {"player": player, "rules": risen.rules, "at": NOON, "inputs": {}, "contributions": []}
    calm = {code: row | {"level": 0} for code, row in risen.result["dimensions"].items()}
    RiskEvaluation.objects.create(**same, level=0, result=risen.result | {"dimensions": calm})
    again = RiskEvaluation.objects.create(**same, level=risen.level, result=risen.result)

    assert plan_for_rise(again.pk) == []
    waiting.refresh_from_db()
    assert waiting.state == "planned"


def test_health_is_spoken_of_once_a_week() -> None:
    player = somebody()
    first, by = approved(player)
    send(first.pk, by=by)
    finish(first.pk, by=by, outcome="unreachable")
    second, by = approved(player)
    week = NOON + timedelta(days=7)

    with clock.frozen(week - timedelta(microseconds=1)), pytest.raises(ContactNotNow):
        send(second.pk, by=by)
    with clock.frozen(week):
        assert send(second.pk, by=by).state == "sent"


def test_what_came_of_it_must_be_possible() -> None:
    row, by = approved(somebody())
    with pytest.raises(InterventionNotOpen):
        finish(row.pk, by=by, outcome="effective")
    send(row.pk, by=by)
    with pytest.raises(InvalidInput):
        finish(row.pk, by=by, outcome="effective")  # nobody knows yet whether the player read it
    acknowledge(row.pk, by=by)
    done = finish(row.pk, by=by, outcome="effective", note="同意每天两小时")
    assert (done.state, done.outcome) == ("done", "effective")
    with pytest.raises(InterventionNotOpen):
        withdraw(row.pk, by=by, note="太晚了")


def test_a_plan_that_nobody_carried_out_is_overdue_once() -> None:
    player, (_a, by) = somebody(), officer()
    row = planned(player, by)

    version, done = row.version, []
    for moment in (row.due_at - timedelta(seconds=1), row.due_at, row.due_at + timedelta(hours=1)):
        with shifted(moment):
            done.append(sweep_interventions())

    row.refresh_from_db()
    assert (row.overdue_at, row.version, done) == (row.due_at, version + 1, [0, 1, 0])
    assert Event.objects.filter(name="intervention.overdue", subject_id=row.pk).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_at_once_one_sends() -> None:
    row, by = approved(somebody())

    def attempt(_n: int) -> str:
        try:
            with clock.frozen(NOON):
                return send(row.pk, by=by, way="ticket").state
        except InterventionNotOpen:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        found = sorted(threads.map(attempt, range(4)))

    assert found == ["refused", "refused", "refused", "sent"]
    assert Message.objects.filter(ticket__player=row.player_id).count() == 1
