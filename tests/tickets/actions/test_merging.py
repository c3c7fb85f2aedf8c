"""Merge and take apart: who may, what happens to each side, what is refused."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from core import clock
from core.errors import DomainError
from core.models import Actor
from knowledge.models import Category
from tests.factories.joins import again, answer, colleague, hear, note, one_more, told, two_of_one
from tests.factories.people import make_agent, make_player
from tests.factories.tickets import make_ticket
from tickets.actions import lifecycle
from tickets.actions.changes import change_ticket
from tickets.actions.continuing import hear_player
from tickets.actions.merging import merge, unmerge
from tickets.enums import Channel, Priority, Status
from tickets.models import Merge, Message, Ticket
from tickets.queries.conversation import Said, conversation_of

DONE = {Status.RESOLVED, Status.CLOSED}
MERGEABLE = [Status.NEW, Status.OPEN, Status.PENDING, Status.RESOLVED, Status.CLOSED]


def talk(ticket: Ticket) -> list[str]:
    return [entry.body for entry in conversation_of(ticket).entries if isinstance(entry, Said)]


def row_of(ticket: Ticket) -> dict[str, object]:
    """What an exact return restores."""
    names = ("status", "assignee_id", "owner_id", "resolved_at", "closed_at", "waiting_since", "follow_up_at")
    return {name: getattr(again(ticket), name) for name in (*names, "merged_into_id", "group_id", "priority")}


@pytest.mark.django_db
@pytest.mark.parametrize("status", MERGEABLE)
def test_taken_apart_again_a_ticket_is_exactly_what_it_was(status: Status) -> None:
    by, (source, target) = colleague(), two_of_one(status)
    if status not in DONE:
        lifecycle.follow_up(source, by=by, at=clock.now() + timedelta(days=1), note="回访")
    before, versions = row_of(source), (again(source).version, again(target).version)

    merge(source.pk, by=by, into=target.pk)

    merged = again(source)
    assert (merged.status, merged.merged_into_id, merged.waiting_since) == (Status.CLOSED, target.pk, None)
    assert (again(source).version, again(target).version) == (versions[0] + 1, versions[1] + 1)

    unmerge(target.pk, by=by, source=source.pk)

    assert row_of(source) == before
    assert (again(source).version, again(target).version) == (versions[0] + 2, versions[1] + 2)
    assert Merge.objects.get(source=source).undone_by_id == by.id


@pytest.mark.django_db
def test_both_timelines_say_it() -> None:
    by, (source, target) = colleague(), two_of_one()

    merge(source.pk, by=by, into=target.pk)
    hear(target)
    unmerge(target.pk, by=by, source=source.pk)

    assert [(d["role"], d["number"]) for d in told(source, "ticket.merged")] == [("source", target.number)]
    assert [(d["role"], d["number"]) for d in told(target, "ticket.merged")] == [("target", source.number)]
    assert [(d["number"], d["meanwhile"]) for d in told(source, "ticket.unmerged")] == [(target.number, 1)]
    assert [d["role"] for d in told(target, "ticket.unmerged")] == ["target"]


@pytest.mark.django_db
def test_the_target_shows_the_words_of_both_in_their_order_and_no_row_is_touched() -> None:
    by, (source, target) = colleague(), two_of_one()
    answer(source, by, "先回来源")
    note(target, by, "再记去处")
    hear(source, "来源又说")
    rows = list(Message.objects.order_by("pk").values())

    merge(source.pk, by=by, into=target.pk)

    assert talk(target)[-3:] == ["先回来源", "再记去处", "来源又说"]
    assert len(talk(target)) == 5
    assert list(Message.objects.order_by("pk").values()) == rows
    assert len(talk(source)) == 3


@pytest.mark.django_db
def test_what_the_player_waits_for_is_owed_by_the_target_until_it_is_answered_or_taken_out() -> None:
    by, (source, target) = colleague(), two_of_one(into=Status.PENDING)
    waits = again(source).waiting_since

    merge(source.pk, by=by, into=target.pk)

    assert (again(target).waiting_since, again(target).status) == (waits, Status.OPEN)

    unmerge(target.pk, by=by, source=source.pk)

    assert (again(target).waiting_since, again(source).waiting_since) == (None, waits)


@pytest.mark.django_db
@pytest.mark.parametrize("earlier", ["source", "target"])
def test_the_target_owes_since_the_moment_from_which_the_player_waits_longest(earlier: str) -> None:
    by, player = colleague(), make_player()
    with clock.frozen(clock.now() - timedelta(hours=2)):
        first = make_ticket(player=player)
    second = make_ticket(player=player)
    source, target = (first, second) if earlier == "source" else (second, first)

    merge(source.pk, by=by, into=target.pk)

    assert again(target).waiting_since == again(first).created_at


@pytest.mark.django_db
def test_a_source_that_waits_for_the_player_leaves_the_target_as_it_is() -> None:
    by, (source, target) = colleague(), two_of_one(Status.PENDING, Status.PENDING)

    merge(source.pk, by=by, into=target.pk)

    assert (again(target).status, again(target).waiting_since) == (Status.PENDING, None)


@pytest.mark.django_db
def test_a_target_that_waited_for_the_player_waits_again_when_the_last_question_is_out() -> None:
    by, (first, target) = colleague(), two_of_one(into=Status.PENDING)
    second = one_more(first.player)
    merge(first.pk, by=by, into=target.pk)
    merge(second.pk, by=by, into=target.pk)

    unmerge(target.pk, by=by, source=first.pk)
    assert (again(target).status, again(target).waiting_since) == (Status.OPEN, again(second).created_at)
    unmerge(target.pk, by=by, source=second.pk)

    assert (again(target).status, again(target).waiting_since) == (Status.PENDING, None)
    assert [(d["move"], d["to"]) for d in told(target, "ticket.moved")][-1] == ("release", "pending")


@pytest.mark.django_db
@pytest.mark.parametrize("deed", ["answer", "hear", "reopen"])
def test_what_happened_meanwhile_keeps_the_target_open(deed: str) -> None:
    by, (source, target) = Actor.of_agent(make_agent("supervisor")), two_of_one(into=Status.PENDING)
    merge(source.pk, by=by, into=target.pk)
    if deed == "reopen":
        lifecycle.resolve(target.pk, by=by, summary="好了", root_cause="缓存")
        lifecycle.reopen(target.pk, by=by, reason="还没好")
    else:
        answer(target, by) if deed == "answer" else hear(target)

    unmerge(target.pk, by=by, source=source.pk)

    assert again(target).status == Status.OPEN


@pytest.mark.django_db
def test_a_target_that_was_open_stays_open() -> None:
    by, (source, target) = colleague(), two_of_one(into=Status.PENDING)
    hear(target)
    answer(target, by)
    merge(source.pk, by=by, into=target.pk)

    unmerge(target.pk, by=by, source=source.pk)

    assert (again(target).status, again(target).waiting_since) == (Status.OPEN, None)


def set_priority(ticket: Ticket, priority: Priority, by: Actor) -> None:
    change_ticket(ticket.pk, by=by, priority=priority, reason="急")


@pytest.mark.django_db
def test_the_target_is_as_urgent_as_what_is_merged_into_it_until_that_is_out() -> None:
    by, (first, target) = colleague(), two_of_one()
    second = one_more(first.player)
    for ticket, priority in ((first, Priority.P1), (second, Priority.P2), (target, Priority.P4)):
        set_priority(ticket, priority, by)
    before = again(target).version
    merge(second.pk, by=by, into=target.pk)
    merge(first.pk, by=by, into=target.pk)
    assert (again(target).priority, again(target).version) == (Priority.P1, before + 2)

    unmerge(target.pk, by=by, source=first.pk)
    assert again(target).priority == Priority.P2
    unmerge(target.pk, by=by, source=second.pk)

    assert [again(row).priority for row in (first, second, target)] == [Priority.P1, Priority.P2, Priority.P4]
    changes = [(d["priority"], d["because"]) for d in told(target, "ticket.changed") if "because" in d]
    assert changes == [
        (["P4", "P2"], "merged"), (["P2", "P1"], "merged"), (["P1", "P2"], "unmerged"), (["P2", "P4"], "unmerged"),
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("priority", [Priority.P2, Priority.P3])
def test_a_priority_that_somebody_set_meanwhile_stays(priority: Priority) -> None:
    by, (source, target) = colleague(), two_of_one()
    set_priority(source, Priority.P1, by)
    set_priority(target, Priority.P4, by)
    merge(source.pk, by=by, into=target.pk)
    set_priority(target, priority, by)

    unmerge(target.pk, by=by, source=source.pk)

    assert again(target).priority == priority


@pytest.mark.django_db
def test_a_corrected_category_does_not_make_the_target_less_urgent_than_what_is_merged_into_it() -> None:
    by, (source, target) = colleague(), two_of_one()
    set_priority(source, Priority.P1, by)
    Ticket.objects.filter(pk=target.pk).update(priority=Priority.P4)
    merge(source.pk, by=by, into=target.pk)

    change_ticket(target.pk, by=by, category=Category.objects.get(code="CI-03"))

    assert again(target).priority == Priority.P1


@pytest.mark.django_db
def test_a_less_urgent_source_changes_no_priority() -> None:
    by, (source, target) = colleague(), two_of_one()
    set_priority(source, Priority.P4, by)
    before = again(target).priority

    merge(source.pk, by=by, into=target.pk)

    assert (again(target).priority, told(target, "ticket.changed")) == (before, [])


@pytest.mark.django_db
def test_after_replies_in_between_both_go_on_with_their_own() -> None:
    by, (source, target) = colleague(), two_of_one()
    merge(source.pk, by=by, into=target.pk)
    answer(target, by, "合并后回的")
    said = hear(source, "合并后说的")

    unmerge(target.pk, by=by, source=source.pk)

    assert said.ticket_id == target.pk
    assert talk(source) == [Message.objects.get(ticket=source).body]
    assert talk(target)[-2:] == ["合并后回的", "合并后说的"]
    assert again(target).waiting_since == said.created_at


@pytest.mark.django_db
def test_a_player_who_writes_to_a_merged_ticket_is_heard_where_it_goes_on_through_a_chain() -> None:
    by, (first, second) = colleague(), two_of_one()
    third = one_more(first.player)
    merge(first.pk, by=by, into=second.pk)
    merge(second.pk, by=by, into=third.pk)

    message = hear_player(first.pk, by=Actor.of_player(first.player_id, ""), body="在吗", channel=Channel.WEB)

    assert message.ticket_id == third.pk
    assert len(talk(third)) == 4
    unmerge(third.pk, by=by, source=second.pk)
    assert (len(talk(third)), len(talk(second)), again(first).merged_into_id) == (2, 2, second.pk)


@pytest.mark.django_db
def test_a_message_to_a_merged_ticket_whose_target_was_closed_opens_a_new_one_that_follows_the_target() -> None:
    by, (source, target) = Actor.of_agent(make_agent("supervisor")), two_of_one(into=Status.OPEN)
    merge(source.pk, by=by, into=target.pk)
    lifecycle.resolve(target.pk, by=by, summary="好了", root_cause="缓存")
    lifecycle.close(target.pk, by=Actor.system())

    message = hear_player(source.pk, by=Actor.of_player(source.player_id, ""), body="又坏了", channel=Channel.WEB)

    assert message.ticket.links.get().other_id == target.pk


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(3))
def test_each_into_the_other_at_once_has_one_winner_and_one_clear_refusal(round_: int) -> None:
    by, (first, second) = colleague(), two_of_one()
    start, results = Barrier(2), list[object]()

    def run(source: int, target: int) -> None:
        start.wait()
        try:
            results.append(merge(source, by=by, into=target).pk)
        except DomainError as refusal:
            results.append(refusal)
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in ((first.pk, second.pk), (second.pk, first.pk))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert sorted(type(result).__name__ for result in results) == ["MoveNotAllowed", "int"] or sorted(
        type(result).__name__ for result in results
    ) == ["TicketMerged", "int"]
    assert Ticket.objects.exclude(merged_into=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_player_who_writes_while_it_is_merged_and_taken_apart_is_always_heard() -> None:
    by, (target, source) = colleague(), two_of_one()  # the source is the newer one: the other way round of the locks
    stop, errors = Barrier(2), list[BaseException]()

    def write() -> None:
        try:
            stop.wait()
            for number in range(15):
                hear(source, f"第{number}句")
        except BaseException as error:  # noqa: BLE001 -- reported below
            errors.append(error)
        finally:
            connection.close()

    def join() -> None:
        try:
            stop.wait()
            for _ in range(8):
                merge(source.pk, by=by, into=target.pk)
                unmerge(target.pk, by=by, source=source.pk)
        except BaseException as error:  # noqa: BLE001 -- reported below
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=write), Thread(target=join)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert errors == []
    said = Message.objects.filter(body__startswith="第").values_list("body", flat=True)
    assert sorted(said) == sorted(f"第{number}句" for number in range(15))
