"""Rows become plain policies, the nearest one counts, and an old one is never used."""

from datetime import date, timedelta

import pytest

from core.actions.time_shift import shifted
from core.clock import Window
from core.errors import NotAllowed
from core.models import Actor, Event, OutboxEntry
from escalation.actions.recount import calendar_changed, policy_changed, recount_stale
from escalation.actions.reference import load_reference
from escalation.enums import DayRule, TargetKind
from escalation.errors import PolicyMissing
from escalation.models import Alert, CalendarDay, ServiceCalendar, SlaOverride, SlaPolicy, SlaTarget
from escalation.queries.policies import calendar_of, policy_for
from tests.factories.clocks import shipped_policy
from tests.factories.escalation import HOUR, MINUTE, MONDAY, clock_of, load_policy, make_timed, supervisor, sweep_at
from tests.factories.people import make_agent, make_game
from tests.factories.tickets import make_ticket, relay_all
from tickets.enums import Status

pytestmark = pytest.mark.django_db


def admin() -> Actor:
    return Actor.of_agent(make_agent("admin"))


def test_the_loaded_policy_is_that_of_the_data_file() -> None:
    load_policy()
    shipped = shipped_policy()

    loaded = policy_for(make_game().pk).policy

    assert {key: rule.amount for key, rule in loaded.rules.items()} == {
        key: rule.amount for key, rule in shipped.rules.items()
    }
    assert {(o.category, o.kind, o.rule.amount, o.is_live) for o in loaded.overrides} == {
        (o.category, o.kind, o.rule.amount, o.is_live) for o in shipped.overrides
    }
    for priority in range(5):
        for channel in ("web", "chat"):
            for category in ("OP-01", "AC-02", "MR-01"):
                found, wanted = (
                    policy.targets(priority=priority, channel=channel, category=category, tier="T1")
                    for policy in (loaded, shipped)
                )
                assert {k: t.seconds for k, t in found.by_kind.items()} == {
                    k: t.seconds for k, t in wanted.by_kind.items()
                }


def test_loading_again_changes_nothing_that_people_changed() -> None:
    load_policy()
    SlaTarget.objects.filter(priority=2, kind=TargetKind.RESOLUTION).update(amount="12h")
    ServiceCalendar.objects.filter(code="service").update(zone="Asia/Urumqi")

    load_reference()

    assert set(SlaTarget.objects.filter(priority=2, kind=TargetKind.RESOLUTION).values_list("amount", flat=True)) == {
        "12h"
    }
    assert ServiceCalendar.objects.get(code="service").zone == "Asia/Urumqi"
    assert (SlaPolicy.objects.count(), SlaTarget.objects.count(), SlaOverride.objects.count()) == (1, 40, 20)


def test_without_a_policy_it_says_so() -> None:
    SlaPolicy.objects.all().delete()

    with pytest.raises(PolicyMissing):
        policy_for(make_game().pk)


def test_a_game_may_have_a_policy_of_its_own() -> None:
    load_policy()
    usual = SlaPolicy.objects.get()
    game = make_game()
    own = SlaPolicy.objects.create(
        code="huanle", name_zh="欢乐", name_en="Huanle", game=game, service_calendar=usual.service_calendar
    )
    always = ServiceCalendar.objects.get(code="always")
    SlaTarget.objects.create(policy=own, priority=2, kind="first_response", is_live=False, amount="5m", calendar=always)

    ticket, other = make_timed(priority=2), make_timed(priority=2, game=make_game("xinghai", "moba"))

    assert clock_of(ticket, "first_response").due_at == MONDAY + 5 * MINUTE
    assert not ticket.clocks.filter(kind="resolution").exists()
    assert clock_of(other, "first_response").due_at == MONDAY + HOUR


@pytest.mark.parametrize(
    ("rule", "windows", "hours"),
    [
        (DayRule.HOLIDAY, [], 0),
        (DayRule.SPECIAL, ["10:00-12:00"], 2),
        (DayRule.SPECIAL, [], 0),
        (DayRule.NORMAL, [], 12),
        (DayRule.MAKEUP_WORKDAY, [], 12),
    ],
)
@pytest.mark.parametrize("day", ["2026-10-01", "2026-11-16"])
def test_a_day_of_the_calendar_decides_before_the_schedule(day: str, rule: str, windows: list[str], hours: int) -> None:
    load_policy()
    row = ServiceCalendar.objects.get(code="service")
    CalendarDay.objects.create(calendar=row, on=date.fromisoformat(day), rule=rule, windows=windows)

    _, found = calendar_of(row, 2026).plan(date.fromisoformat(day))

    assert sum(window.end - window.start for window in found) == hours * 60


def test_the_country_s_schedule_is_known_ahead_and_back() -> None:
    load_policy()

    calendar = calendar_of(ServiceCalendar.objects.get(code="service"), 2026)

    assert calendar.plan(date(2026, 10, 10))[1] == (Window.parse("09:00-21:00"),)
    assert {day.year for day in calendar.holidays} >= set(range(2024, 2030))
    assert calendar_of(ServiceCalendar.objects.get(code="always"), 2026).holidays == frozenset()


def test_a_changed_target_moves_the_clocks_that_run_and_no_others() -> None:
    running, done = make_timed(priority=2), make_timed(Status.RESOLVED, priority=2)
    policy = SlaPolicy.objects.get()
    SlaTarget.objects.filter(priority=2, kind="first_response", is_live=False).update(amount="30m")
    with shifted(MONDAY + MINUTE):
        assert recount_stale() == 0
        policy_changed(policy, by=admin(), what="P2 first response 60m → 30m")
        assert recount_stale() == 1
        assert recount_stale() == 0

    clock = clock_of(running, "first_response")
    assert (clock.due_at, clock.generation) == (MONDAY + 30 * MINUTE, 2)
    assert clock.policy_version.startswith("standard/2 ")
    assert clock_of(done, "resolution").policy_version.startswith("standard/1 ")
    assert Event.objects.get(name="sla.policy_changed").data["version"] == 2


def test_a_changed_calendar_moves_the_clocks_that_run() -> None:
    ticket = make_timed(priority=3)
    before = clock_of(ticket, "first_response").due_at
    calendar = ServiceCalendar.objects.get(code="service")

    with shifted(MONDAY + MINUTE):
        CalendarDay.objects.create(calendar=calendar, on=date(2026, 11, 16), rule=DayRule.HOLIDAY)
        calendar_changed(calendar, by=admin(), what="2026-11-16")
        recount_stale()

    assert clock_of(ticket, "first_response").due_at == before + timedelta(hours=23)


def test_a_told_breach_is_not_counted_anew() -> None:
    ticket = make_timed(priority=2)
    sweep_at(MONDAY + HOUR)
    with shifted(MONDAY + HOUR):
        SlaTarget.objects.filter(priority=2).update(amount="4h")
        policy_changed(SlaPolicy.objects.get(), by=admin(), what="P2")
        recount_stale()

    assert clock_of(ticket, "first_response").policy_version.startswith("standard/1 ")
    assert Alert.objects.filter(alarm__clock=clock_of(ticket, "first_response"), alarm__level="breach").count() == 1


def test_only_who_may_change_settings_changes_a_policy() -> None:
    load_policy()

    with pytest.raises(NotAllowed):
        policy_changed(SlaPolicy.objects.get(), by=supervisor(), what="x")
    with pytest.raises(NotAllowed):
        calendar_changed(ServiceCalendar.objects.get(code="service"), by=supervisor(), what="x")


def test_a_ticket_that_was_opened_without_a_policy_gets_its_clocks_later() -> None:
    SlaPolicy.objects.all().delete()
    with shifted(MONDAY):
        ticket = make_ticket()
        relay_all()
    assert (ticket.clocks.count(), OutboxEntry.objects.count()) == (0, 0)

    load_reference()
    with shifted(MONDAY + 2 * MINUTE):
        assert (recount_stale(), recount_stale()) == (1, 0)

    assert clock_of(ticket, "first_response").started_at == MONDAY
