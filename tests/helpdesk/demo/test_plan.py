"""The plan of the demo: the same for the same seed, alive at its end, and nothing in the future."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from helpdesk.demo.content import Do, load_content
from helpdesk.demo.pace import Time, moments_of
from helpdesk.demo.plan import DAYS, Plan, make_plan
from helpdesk.demo.selection import ARCHIVED, QUICK_TICKETS, quick_tickets, rest_tickets, status_after
from tickets.enums import Status

NOW = datetime(2026, 11, 20, 12, 8, tzinfo=UTC)
CONTENT = load_content()


def plan_of(seed: int = 1, tickets: int = 600, players: int = 300, now: datetime = NOW) -> Plan:
    return make_plan(CONTENT, seed=seed, tickets=tickets, players=players, now=now)


def test_same_seed_gives_the_same_plan() -> None:
    assert plan_of() == plan_of()
    assert plan_of(seed=1) != plan_of(seed=2)


def test_six_hundred_tickets_of_three_hundred_players_come_over_sixty_days() -> None:
    plan = plan_of()
    opened = [ticket.opened_at for ticket in plan.tickets]

    assert len(plan.tickets) == len({ticket.key for ticket in plan.tickets}) == 600
    assert len(plan.people) == len({person.nickname for person in plan.people}) == 300
    assert opened == sorted(opened)
    assert NOW - timedelta(days=DAYS) <= opened[0] < NOW - timedelta(days=DAYS - 3)
    assert NOW - timedelta(minutes=20) < opened[-1] < NOW


def test_evenings_are_busier_than_nights() -> None:
    hours = Counter((ticket.opened_at.hour + 8) % 24 for ticket in plan_of(tickets=3000).tickets)

    assert sum(hours[hour] for hour in (19, 20, 21, 22)) > 6 * sum(hours[hour] for hour in (2, 3, 4, 5))


def test_all_games_and_both_languages_have_work() -> None:
    tickets = plan_of().tickets

    assert {ticket.person.game.slug for ticket in tickets} == {"huanle", "xinghai", "jingji"}
    assert 0.2 < sum(ticket.scenario.language == "en" for ticket in tickets) / len(tickets) < 0.4


def test_every_specialist_group_has_a_case_to_answer() -> None:
    asked = {step.group for scenario in CONTENT.scenarios for step in scenario.steps if step.do == Do.ESCALATE}
    plan = plan_of()

    waiting = set()
    for ticket in plan.tickets:
        moments = moments_of(ticket, NOW)
        if status_after(moments) == Status.ON_HOLD:
            waiting |= {m.step.group for m in moments if m.step is not None and m.step.do == Do.ESCALATE}

    assert waiting == asked


def test_writers_speak_the_language_of_their_ticket_and_play_its_game() -> None:
    for ticket in plan_of().tickets:
        assert ticket.person.language == ticket.scenario.language
        assert ticket.person.game.kind in ticket.scenario.games
        assert ticket.person.region in ticket.person.game.regions


def test_guardians_write_as_guests() -> None:
    guardians = [ticket.person for ticket in plan_of().tickets if ticket.scenario.category.startswith("MR")]

    assert guardians
    assert all(person.is_guest for person in guardians)


def test_one_evening_has_an_outage() -> None:
    outage = [ticket.opened_at for ticket in plan_of().tickets if ticket.scenario.category == "NT-05"]

    assert len(outage) >= 8
    assert max(outage) - min(outage) <= timedelta(minutes=35)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_moments_come_in_order_and_none_lies_in_the_future(seed: int) -> None:
    for ticket in plan_of(seed).tickets:
        times = [ticket.opened_at, *(moment.at for moment in moments_of(ticket, NOW))]

        assert times == sorted(times)
        assert times[-1] <= NOW


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_status_occurs_in_the_whole_and_in_the_quick_part(seed: int) -> None:
    plan = plan_of(seed)
    wanted = {*(str(status) for status in Status), ARCHIVED}

    for tickets in (plan.tickets, quick_tickets(plan, NOW)):
        assert {str(status_after(moments_of(ticket, NOW))) for ticket in tickets} == wanted


def test_quick_and_rest_are_the_whole_and_share_nothing() -> None:
    plan = plan_of()
    quick, rest = quick_tickets(plan, NOW), rest_tickets(plan, NOW)

    assert len(quick) == QUICK_TICKETS
    assert not {t.key for t in quick} & {t.key for t in rest}
    assert {t.key for t in quick} | {t.key for t in rest} == {t.key for t in plan.tickets}


def test_a_small_demo_is_quick_as_a_whole() -> None:
    plan = plan_of(tickets=20, players=20)

    assert len(quick_tickets(plan, NOW)) + len(rest_tickets(plan, NOW)) == 20


def test_promises_are_said_with_their_time_and_answered_early_or_late() -> None:
    spans = []
    for ticket in plan_of(tickets=2000).tickets:
        moments = moments_of(ticket, NOW)
        for place, moment in enumerate(moments):
            if moment.deed == Do.PROMISE:
                assert moment.due_at is not None
                answered = next((m.at for m in moments[place:] if m.deed == Do.ANSWER), None)
                spans += [answered < moment.due_at] if answered else []

    assert 0.75 < sum(spans) / len(spans) < 0.97


def test_days_alone_close_and_archive() -> None:
    for ticket in plan_of().tickets:
        moments = moments_of(ticket, NOW)
        at = {moment.deed: moment.at for moment in moments}
        if Time.CLOSE in at:
            assert at[Time.CLOSE] == at[Do.RESOLVE] + timedelta(days=7)
        if Time.ARCHIVE in at:
            closed_at = at[Time.CLOSE] if Time.CLOSE in at else at[Do.SOLVED]
            assert at[Time.ARCHIVE] == closed_at + timedelta(days=30)


def test_players_hear_that_a_specialist_has_their_ticket() -> None:
    """Between a player's last word and a specialist's answer stands a word of ours, unless the answer comes at once."""
    for ticket in plan_of().tickets:
        steps = ticket.scenario.steps
        for before, step in pairwise(steps):
            if step.do == Do.ANSWER and before.do == Do.PLAYER:
                assert [s.minutes for s in steps[: steps.index(step)] if s.do == Do.PROMISE][-1:] <= [30]
