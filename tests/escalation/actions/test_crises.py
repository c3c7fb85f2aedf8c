"""The crisis protocol: begun by danger, marked step by step, followed up within a day, ended by people alone."""

from datetime import timedelta

import pytest

from core import clock
from core.actions.time_shift import shifted
from core.errors import InvalidInput, NotAllowed, NotThere
from core.models import Actor, Event, Notification
from escalation.actions.crises import begin_crisis, follow_up_crisis, mark_step, sweep_crises
from escalation.enums import CrisisStep, FollowUpOutcome
from escalation.errors import CrisisNotOwed
from escalation.models import Crisis, CrisisMark
from helpdesk.timers import settle
from knowledge.models import Category
from qa.models import Survey
from tests.factories.people import make_agent
from tests.factories.tickets import make_ticket, open_one, relay_all
from tickets.actions import lifecycle
from tickets.actions.changes import change_ticket
from tickets.actions.replies import receive_message
from tickets.actions.sweep import archive_due, close_due
from tickets.enums import Status, Visibility
from tickets.errors import MoveNotAllowed
from tickets.models import Message, Ticket
from tickets.policies.crisis import in_crisis, is_in_crisis

DANGER = "我撑不下去了，今晚就想自杀，你们不用回了"
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)

pytestmark = pytest.mark.django_db


def in_danger(**fields: object) -> Ticket:
    ticket = open_one(subject="", body=DANGER, **fields).ticket  # type: ignore[arg-type]
    relay_all()
    return Ticket.objects.get(pk=ticket.pk)


def specialist(**fields: object) -> Actor:
    return Actor.of_agent(make_agent("crisis", groups=("CRI",), **fields))  # type: ignore[arg-type]


def names_on(ticket: Ticket) -> list[str]:
    rows = Event.objects.filter(subject_type="ticket", subject_id=ticket.pk, name__startswith="crisis.")
    return list(rows.order_by("seq").values_list("name", flat=True))


def test_words_about_danger_begin_the_protocol_at_that_moment_and_page_at_once() -> None:
    by = specialist()

    ticket = in_danger()

    crisis = Crisis.objects.get(ticket=ticket)
    assert (ticket.priority, ticket.group.code, ticket.is_restricted) == (0, "CRI", True)
    assert abs(crisis.opened_at - ticket.created_at) < timedelta(seconds=1)
    assert crisis.follow_up_at == crisis.opened_at + DAY
    assert Notification.objects.filter(agent=by.id, kind="ticket.crisis", is_urgent=True).count() == 1
    assert names_on(ticket) == ["crisis.opened"]


def test_a_later_word_begins_it_too_and_hearing_of_it_twice_changes_nothing() -> None:
    ticket = make_ticket(Status.OPEN)
    relay_all()
    assert not Crisis.objects.exists()

    receive_message(ticket, by=Actor.of_player(ticket.player_id), body=DANGER)
    relay_all()
    receive_message(ticket, by=Actor.of_player(ticket.player_id), body="我真的不想活了")
    relay_all()

    assert names_on(ticket) == ["crisis.opened"]


def test_other_tickets_have_none() -> None:
    ticket = make_ticket(Status.RESOLVED)
    relay_all()

    assert not Crisis.objects.exists()
    with pytest.raises(NotThere):
        mark_step(ticket, by=Actor.of_agent(make_agent("supervisor")), step="ask")


def test_a_person_who_finds_no_danger_calls_it_off_and_a_new_word_begins_it_again() -> None:
    ticket, by = in_danger(), specialist()

    change_ticket(ticket, by=by, category=Category.objects.get(code="OP-01"), reason="口头禅")
    relay_all()

    assert Crisis.objects.get(ticket=ticket).is_owed is False
    change_ticket(ticket, by=by, category=Category.objects.get(code="SF-01"), reason="再看一次")
    relay_all()
    assert Crisis.objects.get(ticket=ticket).is_owed is True
    assert names_on(ticket) == ["crisis.opened", "crisis.called_off", "crisis.opened"]


def test_a_step_is_marked_once_by_whom_and_can_be_taken_back() -> None:
    ticket, first, second = in_danger(), specialist(), specialist()

    mark_step(ticket, by=first, step=CrisisStep.ASK)
    mark_step(ticket, by=second, step=CrisisStep.ASK)
    assert CrisisMark.objects.get(crisis=ticket.pk).done_by_id == first.id

    mark_step(ticket, by=second, step=CrisisStep.ASK, is_done=False)
    mark_step(ticket, by=second, step=CrisisStep.ASK, is_done=False)

    assert not CrisisMark.objects.exists()
    assert names_on(ticket) == ["crisis.opened", "crisis.step_done", "crisis.step_undone"]


def test_a_call_for_rescue_says_on_which_ground_and_only_the_group_reads_it() -> None:
    ticket, by = in_danger(), specialist()

    with pytest.raises(InvalidInput):
        mark_step(ticket, by=by, step=CrisisStep.RESCUE)
    mark_step(ticket, by=by, step=CrisisStep.RESCUE, note="值班经理 21:05 报 110，依据：生命紧急")

    note = Message.objects.get(ticket=ticket, visibility=Visibility.INTERNAL)
    assert (note.body, note.author_id) == ("值班经理 21:05 报 110，依据：生命紧急", by.id)
    assert "110" not in str(Event.objects.get(name="crisis.step_done").data)


@pytest.mark.parametrize("step", [CrisisStep.NEVER, CrisisStep.FOLLOW_UP, CrisisStep.CARE, "x"])
def test_what_is_no_step_to_mark_is_refused(step: str) -> None:
    with pytest.raises(InvalidInput):
        mark_step(in_danger(), by=specialist(), step=step)


def test_whoever_may_not_see_the_ticket_finds_nothing_and_whoever_only_reads_does_nothing() -> None:
    ticket = in_danger()

    with pytest.raises(NotThere):
        mark_step(ticket, by=Actor.of_agent(make_agent("supervisor")), step=CrisisStep.ASK)
    with pytest.raises(NotAllowed):
        mark_step(ticket, by=Actor.of_agent(make_agent("analyst", groups=("CRI",))), step=CrisisStep.ASK)


def test_somebody_is_told_two_hours_before_the_day_is_over_and_everybody_is_paged_when_it_is() -> None:
    ticket, holder, other = in_danger(), specialist(), specialist()
    lifecycle.take(ticket, by=holder)
    lifecycle.resolve(ticket, by=holder, summary="已陪伴", root_cause="危机")
    relay_all()
    opened = Crisis.objects.get(ticket=ticket).opened_at

    def told_at(moment: object) -> list[tuple[int, str, bool]]:
        before = Notification.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        with shifted(moment):  # type: ignore[arg-type]
            sweep_crises()
            sweep_crises()
        fresh = Notification.objects.filter(pk__gt=before).order_by("agent_id")
        return list(fresh.values_list("agent_id", "kind", "is_urgent"))

    assert told_at(opened + 22 * HOUR - MINUTE) == []
    assert told_at(opened + 22 * HOUR + MINUTE) == [(holder.id, "crisis.follow_up_soon", False)]
    assert told_at(opened + DAY + MINUTE) == [
        (holder.id, "crisis.follow_up_due", True),
        (other.id, "crisis.follow_up_due", True),
    ]
    assert told_at(opened + 2 * DAY) == []
    assert names_on(ticket)[-1] == "crisis.follow_up_due"


def test_who_was_not_reached_is_tried_again_within_another_day() -> None:
    ticket, by = in_danger(), specialist()
    opened = Crisis.objects.get(ticket=ticket).opened_at

    with shifted(opened + 20 * HOUR):
        crisis = follow_up_crisis(ticket, by=by, outcome=FollowUpOutcome.NOT_REACHED)
    assert (crisis.is_owed, crisis.tries, crisis.told) == (True, 1, 0)
    assert abs(crisis.follow_up_at - (opened + 44 * HOUR)) < MINUTE

    with shifted(opened + 43 * HOUR):
        assert sweep_crises() == 1
        crisis = follow_up_crisis(ticket, by=by, outcome=FollowUpOutcome.REACHED)
        with pytest.raises(CrisisNotOwed):
            follow_up_crisis(ticket, by=by, outcome=FollowUpOutcome.REACHED)
    with shifted(opened + 60 * HOUR):
        assert sweep_crises() == 0
    assert (crisis.is_owed, crisis.outcome, crisis.followed_up_by_id) == (False, "reached", by.id)
    outcomes = Event.objects.filter(name="crisis.followed_up").order_by("seq").values_list("data__outcome", flat=True)
    assert list(outcomes) == ["not_reached", "reached"]


def test_no_clock_closes_it_and_nobody_is_asked_for_points() -> None:
    ticket, by = in_danger(), specialist()
    other = make_ticket(Status.RESOLVED)
    lifecycle.take(ticket, by=by)
    lifecycle.resolve(ticket, by=by, summary="已陪伴", root_cause="危机")
    relay_all()

    with shifted(clock.now() + timedelta(days=90)) as _moved:
        now = clock.now()
        assert close_due(now) == 1
        archive_due(now)
        settle()
    ticket.refresh_from_db()

    assert ticket.status == Status.RESOLVED
    assert Ticket.objects.get(pk=other.pk).status == Status.CLOSED
    assert list(Survey.objects.values_list("ticket_id", flat=True)) == [other.pk]
    with pytest.raises(MoveNotAllowed):
        lifecycle.close(ticket, by=Actor.system(), reason="unanswered")


def test_the_players_yes_is_kept_and_leaves_the_door_open() -> None:
    ticket, by = in_danger(), specialist()
    lifecycle.take(ticket, by=by)
    lifecycle.resolve(ticket, by=by, summary="已陪伴", root_cause="危机")

    row = lifecycle.confirm(ticket, by=Actor.of_player(ticket.player_id), solved=True)

    assert (row.status, row.is_satisfied) == (Status.RESOLVED, True)


def test_a_person_closes_it_when_somebody_has_been_in_touch_again() -> None:
    ticket, by = in_danger(), specialist()
    lifecycle.take(ticket, by=by)
    lifecycle.resolve(ticket, by=by, summary="已陪伴", root_cause="危机")

    with pytest.raises(MoveNotAllowed) as refused:
        lifecycle.close(ticket, by=by)
    follow_up_crisis(ticket, by=by, outcome=FollowUpOutcome.IN_GOOD_HANDS)

    assert str(refused.value.text) == "请先回访玩家，再关闭工单。"
    assert lifecycle.close(ticket, by=by).status == Status.CLOSED


def test_the_condition_on_rows_says_what_the_question_says() -> None:
    tickets = [in_danger(), make_ticket(), in_danger()]
    change_ticket(tickets[2], by=specialist(), category=Category.objects.get(code="OP-01"), reason="口头禅")

    found = set(Ticket.objects.filter(in_crisis()).values_list("pk", flat=True))

    assert found == {row.pk for row in Ticket.objects.select_related("group") if is_in_crisis(row)} == {tickets[0].pk}


def test_beginning_twice_at_once_is_one_beginning() -> None:
    ticket = in_danger()

    assert begin_crisis(ticket).pk == begin_crisis(ticket.pk).pk
    assert names_on(ticket) == ["crisis.opened"]
