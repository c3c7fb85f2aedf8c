"""The moves of a ticket's life: the whole table, who may, and what becomes true."""

from datetime import UTC, datetime, timedelta

import pytest

from core import clock
from core.errors import InvalidInput, NotAllowed, NotThere
from core.models import Actor, Event, Group
from tests.factories.people import make_agent, make_game
from tests.factories.tickets import make_ticket
from tickets.actions import holds, lifecycle, replies
from tickets.enums import Move, Status
from tickets.errors import AlreadyTaken, MoveNotAllowed, StaleTicket, TicketArchived
from tickets.models import Ticket
from tickets.workflow import TRANSITIONS, next_status

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def group(code: str) -> Group:
    return Group.objects.get(code=code)


def do(move: Move, ticket: Ticket, by: Actor) -> object:
    """Do one move of the table with acceptable facts."""
    moves = {
        Move.TAKE: lambda: lifecycle.take(ticket, by=by),
        Move.ASSIGN: lambda: lifecycle.assign(ticket, by=by, agent=make_agent()),
        Move.REPLY: lambda: replies.send_reply(ticket, by=by, body="我们正在查"),
        Move.PLAYER_MESSAGE: lambda: replies.receive_message(
            ticket, by=Actor.of_player(ticket.player_id), body="还在吗"
        ),
        Move.ASK_PLAYER: lambda: replies.ask_player(ticket, by=by, body="请问是哪个区服？"),
        Move.HAND_OVER: lambda: lifecycle.hand_over(ticket, by=by, group=group("TEC"), note="需要查日志"),
        Move.ESCALATE: lambda: holds.put_on_hold(ticket, by=by, data={}),
        Move.CASE_ANSWERED: lambda: holds.take_off_hold(ticket, by=by, data={}),
        Move.FOLLOW_UP: lambda: lifecycle.follow_up(ticket, by=by, at=clock.now() + timedelta(hours=1), note="回访"),
        Move.RESOLVE: lambda: lifecycle.resolve(ticket, by=by, summary="已恢复", root_cause="网络"),
        Move.REOPEN: lambda: lifecycle.reopen(ticket, by=by, reason="还没好"),
        Move.CLOSE: lambda: lifecycle.close(ticket, by=by),
        Move.ARCHIVE: lambda: lifecycle.archive(ticket, by=by),
    }
    return moves[move]()


PAIRED = {
    Move.MERGE, Move.ABSORB, Move.RELEASE, Move.UNMERGE, Move.SPLIT, Move.MOVE_MESSAGES, Move.LINK, Move.TAKE_BACK,
}  # have tests of their own  # fmt: skip
DOABLE = [move for move in Move if move not in {Move.PROMISE, Move.CHANGE, *PAIRED}]


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("move", DOABLE)
def test_every_move_from_every_status_does_what_the_table_says(status: Status, move: Move) -> None:
    manager = make_agent("manager")
    ticket = make_ticket(status, agent=manager)
    by = Actor.of_agent(manager)

    if status not in TRANSITIONS[move]:
        with pytest.raises(MoveNotAllowed) as refusal:
            do(move, ticket, by)
        assert move.value not in refusal.value.extra["allowed"]
        ticket.refresh_from_db()
        assert ticket.status == status
        return

    do(move, ticket, by)

    ticket.refresh_from_db()
    assert ticket.status == next_status(status, move)


@pytest.mark.parametrize("move", [m for m in DOABLE if m != Move.ARCHIVE])
def test_an_archived_ticket_refuses_every_move(move: Move) -> None:
    manager = make_agent("manager")
    ticket = make_ticket(Status.CLOSED, agent=manager)
    lifecycle.archive(ticket, by=Actor.system())

    with pytest.raises(TicketArchived):
        do(move, ticket, Actor.of_agent(manager))


def test_taking_makes_the_agent_assignee_and_owner() -> None:
    agent = make_agent()
    ticket = make_ticket()

    lifecycle.take(ticket, by=Actor.of_agent(agent))

    ticket.refresh_from_db()
    assert (ticket.assignee_id, ticket.owner_id, ticket.status) == (agent.pk, agent.pk, Status.OPEN)


def test_taking_twice_changes_nothing() -> None:
    agent = make_agent()
    ticket = make_ticket(Status.OPEN, agent=agent)

    lifecycle.take(ticket, by=Actor.of_agent(agent))

    assert Ticket.objects.get(pk=ticket.pk).version == ticket.version


def test_taking_a_colleagues_ticket_names_the_colleague() -> None:
    first, second = make_agent(name="林夏"), make_agent()
    ticket = make_ticket(Status.OPEN, agent=first)

    with pytest.raises(AlreadyTaken) as refusal:
        lifecycle.take(ticket, by=Actor.of_agent(second))

    assert refusal.value.extra["assignee"] == {"id": str(first.pk), "name": "林夏"}


def test_an_agent_of_another_game_does_not_even_learn_that_the_ticket_exists() -> None:
    stranger = make_agent(games=[make_game("xinghai", "moba")])
    ticket = make_ticket(game=make_game("huanle"))

    with pytest.raises(NotThere):
        lifecycle.take(ticket, by=Actor.of_agent(stranger))


def test_who_may_only_read_is_refused_by_right() -> None:
    analyst = make_agent("analyst")
    ticket = make_ticket()

    with pytest.raises((NotAllowed, NotThere)):
        lifecycle.take(ticket, by=Actor.of_agent(analyst))


def test_handing_over_keeps_the_owner_and_frees_the_assignee() -> None:
    agent = make_agent()
    ticket = make_ticket(Status.OPEN, agent=agent)

    lifecycle.hand_over(ticket, by=Actor.of_agent(agent), group=group("SEC"), note="疑似盗号，请查登录记录")

    ticket.refresh_from_db()
    assert (ticket.group.code, ticket.assignee_id, ticket.owner_id) == ("SEC", None, agent.pk)
    data = Event.objects.get(name="ticket.handed_over").data
    assert (data["from"], data["to"], data["note"]) == ("FL", "SEC", "疑似盗号，请查登录记录")


def test_handing_over_needs_a_note() -> None:
    agent = make_agent()
    ticket = make_ticket(Status.OPEN, agent=agent)

    with pytest.raises(InvalidInput) as refusal:
        lifecycle.hand_over(ticket, by=Actor.of_agent(agent), group=group("SEC"), note="\u200b ")

    assert list(refusal.value.fields) == ["note"]


def test_a_ticket_in_a_restricted_group_disappears_for_others() -> None:
    agent, colleague = make_agent(), make_agent()
    ticket = make_ticket(Status.OPEN, agent=agent)

    lifecycle.hand_over(ticket, by=Actor.of_agent(agent), group=group("CRI"), note="有自伤风险")

    with pytest.raises(NotThere):
        replies.add_note(ticket, by=Actor.of_agent(colleague), body="看看")


def test_resolving_needs_summary_and_root_cause() -> None:
    agent = make_agent()
    ticket = make_ticket(Status.OPEN, agent=agent)

    with pytest.raises(InvalidInput) as refusal:
        lifecycle.resolve(ticket, by=Actor.of_agent(agent), summary="", root_cause="网络")
    assert list(refusal.value.fields) == ["summary"]
    with pytest.raises(InvalidInput) as refusal:
        lifecycle.resolve(ticket, by=Actor.of_agent(agent), summary="已恢复", root_cause=" ")
    assert list(refusal.value.fields) == ["root_cause"]


def test_resolving_with_a_stale_view_is_refused_with_what_is_new() -> None:
    agent = make_agent()
    ticket = make_ticket(Status.OPEN, agent=agent)
    replies.receive_message(ticket, by=Actor.of_player(ticket.player_id), body="等一下，又掉线了")

    with pytest.raises(StaleTicket) as refusal:
        lifecycle.resolve(ticket, by=Actor.of_agent(agent), summary="好了", root_cause="网络", seen=ticket.version)

    assert [item["body"] for item in refusal.value.extra["new"] if "body" in item] == ["等一下，又掉线了"]


def test_the_players_no_reopens_and_counts() -> None:
    ticket = make_ticket(Status.RESOLVED)

    lifecycle.confirm(ticket, by=Actor.of_player(ticket.player_id), solved=False)

    ticket.refresh_from_db()
    assert (ticket.status, ticket.reopen_count, ticket.is_satisfied, ticket.resolved_at) == (
        Status.OPEN,
        1,
        False,
        None,
    )


def test_the_players_yes_closes() -> None:
    ticket = make_ticket(Status.RESOLVED)

    lifecycle.confirm(ticket, by=Actor.of_player(ticket.player_id), solved=True)

    ticket.refresh_from_db()
    assert (ticket.status, ticket.is_satisfied) == (Status.CLOSED, True)


@pytest.mark.parametrize(("days", "open_again"), [(13.99, True), (14.01, False)])
def test_reopening_is_possible_for_fourteen_days_from_resolve(days: float, open_again: bool) -> None:
    with clock.frozen(NOW):
        ticket = make_ticket(Status.CLOSED)

    with clock.frozen(NOW + timedelta(days=days)):
        if open_again:
            lifecycle.reopen(ticket, by=Actor.of_player(ticket.player_id), reason="又坏了")
        else:
            with pytest.raises(MoveNotAllowed):
                lifecycle.reopen(ticket, by=Actor.of_player(ticket.player_id), reason="又坏了")

    ticket.refresh_from_db()
    assert ticket.status == (Status.OPEN if open_again else Status.CLOSED)


@pytest.mark.parametrize("at", [timedelta(minutes=-1), timedelta(days=400)])
def test_a_follow_up_lies_in_the_coming_year(at: timedelta) -> None:
    agent = make_agent()
    ticket = make_ticket(Status.OPEN, agent=agent)

    with pytest.raises(InvalidInput):
        lifecycle.follow_up(ticket, by=Actor.of_agent(agent), at=clock.now() + at)
