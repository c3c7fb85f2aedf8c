"""The demo desk as it stands after it was played: whole, consistent, alive and the same every time."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.db.models import F, Q

from core import clock
from core.enums import ActorKind, Permission
from core.models import Agent, Event, EventReceipt, Game, GameKey, Group, Notification, OutboxEntry
from core.policies.permissions import has
from core.queries.people import DEMO_PASSWORD
from escalation.enums import CaseState, ClockState, PromiseState
from escalation.models import Alert, Case, Clock, Promise
from helpdesk.demo.pace import moments_of
from helpdesk.demo.people import demo_key
from helpdesk.demo.seeding import BEGUN, play, prepare
from helpdesk.demo.selection import status_after
from players.models import Player
from qa.enums import SurveyState
from qa.models import Survey
from tests.helpdesk.demo.conftest import SIZE, Desk
from tickets.enums import Status
from tickets.models import Message, Ticket
from tickets.policies.outgoing import asks_for_secret

pytestmark = pytest.mark.slow


def everything_of(keys: list[str]) -> list[list[tuple[Any, ...]]]:
    """What a person would call the same desk: tickets with their state, their words and their clocks, without ids."""
    tickets = Ticket.objects.filter(intake_key__in=keys).order_by("created_at")
    said = Message.objects.filter(ticket__in=tickets).order_by("ticket__created_at", "seq")
    clocks = Clock.objects.filter(ticket__in=tickets).order_by("ticket__created_at", "kind", "number")
    return [
        list(
            tickets.values_list("status", "priority", "category", "group__code", "assignee__name", "subject", "facts")
        ),
        list(said.values_list("author_name", "visibility", "body", "created_at")),
        list(clocks.values_list("kind", "number", "state", "due_at")),
    ]


def test_staff_have_the_published_password_their_posts_and_groups(desk: Desk) -> None:
    staff = {agent.email: agent for agent in Agent.objects.filter(is_demo=True)}

    assert len(staff) == 40
    assert check_password(DEMO_PASSWORD, staff["agent@demo.test"].password)
    assert {team.layer for team in (agent.team for agent in staff.values()) if team} == {
        "management",
        "business",
        "support",
    }
    assert set(Group.objects.filter(lead=None)) == set()


@pytest.mark.parametrize("name", ["agent", "agent2", "supervisor", "manager"])
@pytest.mark.parametrize("slug", ["huanle", "xinghai", "jingji"])
def test_contract_accounts_see_and_take_in_every_game(desk: Desk, name: str, slug: str) -> None:
    agent, game = Agent.objects.get(email=f"{name}@demo.test"), Game.objects.get(slug=slug)

    assert has(agent, Permission.TICKET_VIEW, game)
    assert has(agent, Permission.TICKET_TAKE, game)


def test_each_game_has_servers_and_a_key_for_player_links(desk: Desk) -> None:
    games = list(Game.objects.filter(slug__in=["huanle", "xinghai", "jingji"]))

    assert [game.regions.count() >= 2 for game in games] == [True] * 3
    assert {key.secret for key in GameKey.objects.filter(game__in=games)} == {demo_key(game.slug) for game in games}


def test_every_ticket_and_player_of_the_size_stands(desk: Desk) -> None:
    assert desk.new == Ticket.objects.filter(intake_key__startswith="demo:").count() == SIZE.tickets
    assert (
        Player.objects.filter(is_guest=False, nickname__in=[p.nickname for p in desk.part.people]).count()
        == SIZE.players
    )


def test_tickets_are_where_the_plan_leads(desk: Desk) -> None:
    planned = {plan.key: str(status_after(moments_of(plan, desk.now))) for plan in desk.part.tickets}
    tickets = Ticket.objects.filter(intake_key__in=planned)
    found = {t.intake_key: "archived" if t.is_archived else str(t.status) for t in tickets}

    assert found == planned
    assert set(found.values()) == {*(str(status) for status in Status), "archived"}


def test_people_settled_the_true_category_of_everything_they_answered(desk: Desk) -> None:
    answered = {t.intake_key: t.category_id for t in Ticket.objects.exclude(first_response_at=None)}

    assert answered
    assert {plan.key: plan.scenario.category for plan in desk.part.tickets if plan.key in answered} == answered


def test_agents_answer_and_supervisors_do_not(desk: Desk) -> None:
    holders = set(Ticket.objects.exclude(assignee=None).values_list("assignee__email", flat=True))

    assert "agent@demo.test" in holders
    assert not holders & {"supervisor@demo.test", "manager@demo.test", "admin@demo.test"}


def test_nothing_happens_after_now(desk: Desk) -> None:
    """Everything that was played; the mark of the demo itself carries `now`."""
    assert not Event.objects.filter(at__gt=desk.now).exists()
    assert not Message.objects.filter(created_at__gt=desk.now).exists()
    assert not Ticket.objects.filter(Q(updated_at__gt=desk.now) | Q(closed_at__gt=desk.now)).exists()


def test_no_event_waits_and_each_has_its_receipts(desk: Desk) -> None:
    resolved = Event.objects.filter(name="ticket.resolved")

    assert not OutboxEntry.objects.exists()
    assert resolved.exists()
    for event in resolved:
        subscribers = set(EventReceipt.objects.filter(event_id=event.pk).values_list("subscriber", flat=True))
        assert {"qa.subscriptions.ask_at_the_end", "escalation.subscriptions.after_resolve"} <= subscribers


def test_events_of_a_ticket_are_numbered_without_a_gap_and_in_the_order_of_time(desk: Desk) -> None:
    for ticket in Ticket.objects.all():
        events = Event.objects.filter(subject_type="ticket", subject_id=ticket.pk).order_by("seq")
        at = [event.at for event in events]

        assert [event.seq for event in events] == list(range(1, len(at) + 1))
        assert at == sorted(at)


def test_deadlines_are_met_missed_and_running_and_alerts_come_at_their_minute(desk: Desk) -> None:
    states = set(Clock.objects.values_list("state", flat=True))
    live = Clock.objects.filter(ended_at=None, state=ClockState.RUNNING)

    assert {ClockState.MET, ClockState.BREACHED, ClockState.RUNNING} <= states
    assert not live.filter(due_at__lt=desk.now - timedelta(seconds=2)).exists()
    assert not Alert.objects.filter(created_at__gt=F("due_at") + timedelta(seconds=1), cause="time").exists()


def test_promises_are_kept_and_broken(desk: Desk) -> None:
    names = Counter(Event.objects.values_list("name", flat=True))

    still_open = Promise.objects.filter(state=PromiseState.OPEN).count()
    assert names["promise.made"] == names["promise.kept"] + names["promise.broken"] + still_open
    assert names["promise.kept"] > names["promise.broken"] > 0


def test_cases_are_answered_and_open_and_hold_their_ticket(desk: Desk) -> None:
    held = set(Ticket.objects.filter(status=Status.ON_HOLD).values_list("pk", flat=True))

    assert Case.objects.filter(state=CaseState.ANSWERED).exists()
    assert set(Case.objects.filter(state=CaseState.OPEN).values_list("ticket_id", flat=True)) == held


def test_surveys_are_answered_with_words(desk: Desk) -> None:
    answered = Survey.objects.filter(state=SurveyState.ANSWERED)

    assert answered.exists()
    assert answered.exclude(comment="").exists()


def test_every_word_of_ours_passes_the_outgoing_rules_and_no_placeholder_is_left(desk: Desk) -> None:
    messages = Message.objects.all()
    ours = messages.filter(author_kind=ActorKind.AGENT, visibility="public").values_list("body", flat=True)

    assert [body for body in ours if asks_for_secret(body)] == []
    assert not messages.filter(body__regex=r"\{\w+\}").exists()
    assert not Ticket.objects.filter(subject__regex=r"\{\w+\}").exists()


def test_staff_have_read_what_is_old(desk: Desk) -> None:
    unread = Notification.objects.filter(read_at=None)

    assert unread.exists()
    assert not unread.filter(created_at__lt=desk.now - timedelta(hours=24)).exists()


def test_playing_again_adds_nothing(desk: Desk) -> None:
    before = Event.objects.count()

    with clock.frozen(desk.now + timedelta(hours=5)):
        new = play(prepare(SIZE), lambda done, of: None)

    assert new == 0
    assert Event.objects.count() == before
    assert Event.objects.filter(name=BEGUN).count() == 1


def test_same_seed_gives_the_same_desk(desk: Desk) -> None:
    """The newest tickets are played once more under other keys and compared word for word."""
    first = desk.part.tickets[-8:]
    second = tuple(replace(plan, key=f"again:{plan.seed}") for plan in first)

    with transaction.atomic(), clock.frozen(desk.now):
        play(replace(desk.part, tickets=second, people=()), lambda done, of: None)
        told = [everything_of([plan.key for plan in plans]) for plans in (first, second)]
        transaction.set_rollback(True)

    assert told[0] == told[1]
