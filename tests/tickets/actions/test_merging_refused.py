"""What a merge refuses, and how it says so."""

import pytest

from core.errors import NotAllowed, NotThere
from core.models import Actor, Group
from tests.factories.joins import again, answer, colleague, hear, note, one_more, two_of_one
from tests.factories.people import make_agent, make_game, make_player
from tests.factories.tickets import make_ticket
from tickets.actions import drafts, lifecycle
from tickets.actions.merging import FAMILY_MAX, merge, unmerge
from tickets.enums import Status, Visibility
from tickets.errors import MoveNotAllowed, StaleTicket, TicketArchived, TicketMerged
from tickets.models import Ticket


@pytest.mark.django_db
@pytest.mark.parametrize("into", [Status.RESOLVED, Status.CLOSED])
def test_a_target_that_has_ended_is_refused(into: Status) -> None:
    source, target = two_of_one(into=into)

    with pytest.raises(MoveNotAllowed):
        merge(source.pk, by=colleague(), into=target.pk)

    assert (again(source).version, again(target).version) == (source.version, target.version)


@pytest.mark.django_db
def test_an_archived_ticket_is_merged_in_neither_direction() -> None:
    source, target = two_of_one(Status.CLOSED, Status.OPEN)
    lifecycle.archive(source.pk, by=Actor.system())

    for one, other in ((source, target), (target, source)):
        with pytest.raises((MoveNotAllowed, TicketArchived)):
            merge(one.pk, by=colleague(), into=other.pk)


@pytest.mark.django_db
def test_what_lies_with_a_specialist_is_not_merged_but_takes_others_in() -> None:
    source, target = two_of_one(Status.ON_HOLD)

    with pytest.raises(MoveNotAllowed):
        merge(source.pk, by=colleague(), into=target.pk)
    merge(target.pk, by=colleague(), into=source.pk)

    assert again(source).status == Status.ON_HOLD


@pytest.mark.django_db
def test_the_tickets_of_two_players_never_become_one_conversation() -> None:
    source, target = make_ticket(), make_ticket()

    with pytest.raises(MoveNotAllowed):
        merge(source.pk, by=colleague(), into=target.pk)


@pytest.mark.django_db
def test_a_ticket_of_a_game_that_the_agent_does_not_have_is_not_there() -> None:
    mine, other = make_ticket(), make_ticket(player=make_player(make_game("xinghai", "moba")))
    by = Actor.of_agent(make_agent("agent", games=[mine.game]))

    for source, target in ((mine, other), (other, mine)):
        with pytest.raises(NotThere):
            merge(source.pk, by=by, into=target.pk)
    with pytest.raises(NotThere):
        merge(mine.pk, by=by, into=2**62)


@pytest.mark.django_db
def test_a_restricted_ticket_joins_only_its_own_circle() -> None:
    crisis = Actor.of_agent(make_agent("crisis", groups=("CRI", "GRD")))
    source, target = two_of_one()
    groups = {code: Group.objects.get(code=code) for code in ("CRI", "GRD")}
    Ticket.objects.filter(pk=source.pk).update(is_restricted=True, group=groups["CRI"])

    with pytest.raises(MoveNotAllowed):
        merge(source.pk, by=crisis, into=target.pk)
    Ticket.objects.filter(pk=target.pk).update(is_restricted=True, group=groups["GRD"])
    with pytest.raises(MoveNotAllowed):
        merge(source.pk, by=crisis, into=target.pk)
    with pytest.raises(NotThere):
        merge(source.pk, by=colleague(), into=target.pk)
    Ticket.objects.filter(pk=target.pk).update(group=groups["CRI"])

    assert merge(source.pk, by=crisis, into=target.pk).pk == target.pk


@pytest.mark.django_db
def test_who_may_not_change_tickets_may_not_merge() -> None:
    source, target = two_of_one()

    with pytest.raises(NotAllowed):
        merge(source.pk, by=Actor.of_agent(make_agent("quality_reviewer")), into=target.pk)


@pytest.mark.django_db
def test_a_ticket_is_not_merged_into_itself_nor_twice_nor_in_a_ring() -> None:
    by, (first, second) = colleague(), two_of_one()
    third = one_more(first.player)
    with pytest.raises(MoveNotAllowed):
        merge(first.pk, by=by, into=first.pk)
    merge(first.pk, by=by, into=second.pk)

    for source, target in ((first, second), (first, third), (second, first), (third, first)):
        with pytest.raises(MoveNotAllowed):
            merge(source.pk, by=by, into=target.pk)


@pytest.mark.django_db
def test_what_is_taken_apart_must_be_together_and_is_taken_apart_once() -> None:
    by, (source, target) = colleague(), two_of_one()
    other = one_more(source.player)
    merge(source.pk, by=by, into=target.pk)
    with pytest.raises(MoveNotAllowed):
        unmerge(other.pk, by=by, source=source.pk)
    unmerge(target.pk, by=by, source=source.pk)

    with pytest.raises(MoveNotAllowed):
        unmerge(target.pk, by=by, source=source.pk)


@pytest.mark.django_db
def test_inside_a_chain_the_outer_one_is_taken_apart_first() -> None:
    by, (first, second) = colleague(), two_of_one()
    third = one_more(first.player)
    merge(first.pk, by=by, into=second.pk)
    merge(second.pk, by=by, into=third.pk)

    with pytest.raises(TicketMerged):
        unmerge(second.pk, by=by, source=first.pk)


@pytest.mark.django_db
def test_when_the_target_is_archived_nothing_is_taken_out_any_more() -> None:
    by, (source, target) = Actor.of_agent(make_agent("supervisor")), two_of_one(into=Status.OPEN)
    merge(source.pk, by=by, into=target.pk)
    lifecycle.resolve(target.pk, by=by, summary="好了", root_cause="缓存")
    lifecycle.close(target.pk, by=Actor.system())
    lifecycle.archive(target.pk, by=Actor.system())

    with pytest.raises(TicketArchived):
        unmerge(target.pk, by=by, source=source.pk)


@pytest.mark.django_db
def test_nothing_else_can_be_done_to_a_merged_ticket_and_the_refusal_says_where() -> None:
    by, (source, target) = Actor.of_agent(make_agent("supervisor")), two_of_one(Status.RESOLVED)
    merge(source.pk, by=by, into=target.pk)

    for deed in (
        lambda: answer(source, by),
        lambda: note(source, by),
        lambda: lifecycle.reopen(source.pk, by=by, reason="还没好"),
        lambda: lifecycle.take(source.pk, by=by),
        lambda: drafts.queue_send(
            source.pk, by=by, visibility=Visibility.PUBLIC, body="晚到的", seen=again(source).version
        ),
    ):
        with pytest.raises(TicketMerged) as refusal:
            deed()
        assert refusal.value.extra["into"] == target.number
        assert str(target.number) in str(refusal.value.text)


@pytest.mark.django_db
def test_a_text_on_its_way_out_is_waited_for_and_one_that_is_being_written_stays() -> None:
    agent, (source, target) = make_agent(), two_of_one()
    by = Actor.of_agent(agent)
    drafts.save_draft(source, agent=agent, visibility=Visibility.INTERNAL, body="还在写", seen=1)
    queued = drafts.queue_send(source, by=by, visibility=Visibility.PUBLIC, body="快出去了", seen=source.version)
    with pytest.raises(MoveNotAllowed):
        merge(source.pk, by=by, into=target.pk)
    drafts.release(queued.pk)

    merge(source.pk, by=by, into=target.pk)

    assert source.drafts.get(state="writing").body == "还在写"


@pytest.mark.django_db
def test_a_merge_in_view_of_an_old_version_is_refused_with_what_is_new() -> None:
    by, (source, target) = colleague(), two_of_one()
    hear(source, "等等")

    with pytest.raises(StaleTicket) as refusal:
        merge(source.pk, by=by, into=target.pk, seen=source.version)

    assert [item["body"] for item in refusal.value.extra["new"]] == ["等等"]


@pytest.mark.django_db
def test_a_conversation_takes_in_no_more_tickets_than_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    by, (source, target) = colleague(), two_of_one()
    monkeypatch.setattr("tickets.actions.merging.FAMILY_MAX", 2)
    merge(source.pk, by=by, into=target.pk)

    with pytest.raises(MoveNotAllowed):
        merge(one_more(source.player).pk, by=by, into=target.pk)

    assert FAMILY_MAX >= 10
