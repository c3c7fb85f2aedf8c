"""The matrix of matters and ways: what was chosen, what is usual, and what nobody can switch off."""

from datetime import UTC, datetime, time

import pytest

from core import clock
from core.actions.notifications import notify
from core.actions.preferences import set_attention
from core.enums import Availability, Way
from core.errors import InvalidInput, NotAllowed
from core.models import Actor, Event, Notification, NotificationPreference
from core.queries.attention import matter_of, matters, preference_of, ways_to_tell
from tests.factories.people import make_agent

pytestmark = pytest.mark.django_db
NOON, NIGHT = datetime(2026, 11, 20, 4, tzinfo=UTC), datetime(2026, 11, 20, 18, tzinfo=UTC)
KIND = {
    "crisis": "ticket.crisis", "mention": "ticket.mentioned", "deadline": "sla.breached.first_response",
    "case": "case.opened", "draft": "draft.refused", "follow_up": "ticket.follow_up_due", "snooze": "ticket.woken.time",
    "care": "crisis.care", "given": "ticket.given", "watch": "watch.message", "other": "something.else",
}  # fmt: skip


@pytest.fixture
def agent():
    return make_agent(availability=Availability.AVAILABLE)


def choose(agent, **fields):
    ways = fields.pop("ways", {})
    return set_attention(agent, by=Actor.of_agent(agent), ways=ways, **fields)


def told(agent, kind, at=NOON, **fields):
    with clock.frozen(at):
        notify([agent], key=f"{kind}{at}{fields}", kind=kind, params={"number": 1}, **fields)
    row = Notification.objects.filter(agent=agent).order_by("-pk").first()
    return (
        None
        if row is None
        else {way for way, on in zip(Way, (row.on_desk, row.in_browser, row.by_mail), strict=True) if on}
    )


def test_every_matter_has_a_kind_in_this_test_and_every_kind_its_matter():
    assert {matter.code for matter in matters()} == set(KIND)
    assert {code: matter_of(kind).code for code, kind in KIND.items()} == {code: code for code in KIND}


@pytest.mark.parametrize("code", KIND)
@pytest.mark.parametrize("chosen", [[], ["desk"], ["browser"], ["mail"], ["desk", "mail"], ["desk", "browser", "mail"]])
def test_each_matter_is_told_in_the_ways_that_were_chosen(agent, code, chosen):
    choose(agent, ways={code: chosen})

    ways = told(agent, KIND[code])

    wanted = set(chosen) | ({"desk", "browser"} if code == "crisis" else set())
    assert ways == (wanted or None)
    assert Event.objects.filter(name="agent.notified").exists() == bool(wanted)


@pytest.mark.parametrize("code", KIND)
def test_who_chose_nothing_is_told_as_usual(agent, code):
    ways = told(agent, KIND[code])

    assert ways == set(matter_of(KIND[code]).ways)
    assert "desk" in ways


@pytest.mark.parametrize("code", KIND)
@pytest.mark.parametrize("reason", ["quiet", "absent"])
def test_the_browser_is_silent_in_quiet_hours_and_for_the_absent_but_not_about_danger(agent, code, reason):
    quiet = {"quiet_from": time(22), "quiet_to": time(8)} if reason == "quiet" else {"only_available": True}
    choose(agent, ways={code: ["desk", "browser"]}, **quiet)
    if reason == "absent":
        type(agent).objects.filter(pk=agent.pk).update(availability=Availability.BUSY)

    ways = told(agent, KIND[code], at=NIGHT)

    assert ways == ({"desk", "browser"} if code == "crisis" else {"desk"})


def test_what_pages_comes_in_quiet_hours_too_and_whatever_was_chosen(agent):
    choose(agent, ways={"deadline": []}, quiet_from=time(22), quiet_to=time(8))

    assert told(agent, KIND["deadline"], at=NIGHT, is_urgent=True) == {"desk", "browser"}


def test_a_quiet_hour_loses_nothing_of_who_wants_the_browser_alone(agent):
    choose(agent, ways={"mention": ["browser"]}, quiet_from=time(22), quiet_to=time(8))

    assert told(agent, KIND["mention"], at=NIGHT) == {"desk"}
    assert told(agent, KIND["mention"], at=NOON) == {"browser"}


def test_quiet_hours_are_those_of_the_agents_zone():
    far = make_agent(time_zone="America/New_York")
    choose(far, quiet_from=time(22), quiet_to=time(8))

    assert "browser" not in ways_to_tell(preference_of(far), "ticket.mentioned", at=NOON)  # 23:00 there
    assert "browser" in ways_to_tell(preference_of(far), "ticket.mentioned", at=NIGHT)  # 13:00 there


@pytest.mark.parametrize(
    "bad",
    [{"ways": {"nope": ["desk"]}}, {"ways": {"mention": ["pigeon"]}}, {"quiet_from": time(22)}, {"quiet_to": time(8)},
     {"digest": "weekly"}],
)  # fmt: skip
def test_what_nobody_knows_is_refused_and_nothing_is_kept(agent, bad):
    with pytest.raises(InvalidInput):
        choose(agent, **bad)

    assert not NotificationPreference.objects.exists()


def test_nobody_chooses_for_somebody_else(agent):
    with pytest.raises(NotAllowed):
        set_attention(agent, by=Actor.of_agent(make_agent("admin")), ways={})


def test_many_are_told_with_the_same_number_of_questions_about_their_choices(django_assert_max_num_queries):
    def questions(count):
        people = [make_agent() for _ in range(count)]
        with django_assert_max_num_queries(100) as counted:
            notify(people, key=f"x{count}", kind="ticket.mentioned")
        return len(counted.captured_queries) - count  # an event each

    assert questions(1) == questions(3)
