"""Drafts, undo send, and what happens when the ticket changes in between."""

from datetime import UTC, datetime, timedelta

import pytest

from core import clock
from core.models import Actor, Agent, Notification
from tests.factories.people import make_agent
from tests.factories.tickets import make_ticket
from tickets.actions import drafts, replies, sweep
from tickets.enums import DraftState, Status, Visibility
from tickets.errors import StaleTicket
from tickets.models import Draft, Message, Ticket

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(seconds=9)


def queue(ticket: Ticket, agent: Agent, **more: object) -> Draft:
    return drafts.queue_send(
        ticket,
        by=Actor.of_agent(agent),
        visibility=Visibility.PUBLIC,
        body="您先别急，我来查",
        seen=ticket.version,
        **more,  # type: ignore[arg-type]
    )


def public_texts(ticket: Ticket) -> list[str]:
    return list(Message.objects.filter(ticket=ticket, author_kind="agent").values_list("body", flat=True))


def test_a_queued_reply_is_sent_after_the_undo_span_and_that_is_the_first_response() -> None:
    with clock.frozen(NOW):
        agent = make_agent()
        ticket = make_ticket()
        queue(ticket, agent)
        assert sweep.release_due(NOW + timedelta(seconds=7)) == 0
        assert public_texts(ticket) == []

    with clock.frozen(LATER):
        assert sweep.release_due(LATER) == 1

    ticket.refresh_from_db()
    assert public_texts(ticket) == ["您先别急，我来查"]
    assert ticket.first_response_at == LATER


def test_sweeping_twice_sends_once() -> None:
    with clock.frozen(NOW):
        ticket = make_ticket()
        queue(ticket, make_agent())

    sweep.release_due(LATER)
    sweep.release_due(LATER)

    assert public_texts(ticket) == ["您先别急，我来查"]


def test_taking_it_back_leaves_a_draft_and_sends_nothing() -> None:
    with clock.frozen(NOW):
        agent = make_agent()
        ticket = make_ticket()
        draft = queue(ticket, agent)

    drafts.undo_send(draft.pk, by=Actor.of_agent(agent))

    sweep.release_due(LATER)
    draft.refresh_from_db()
    assert (draft.state, draft.body) == (DraftState.WRITING, "您先别急，我来查")
    assert public_texts(ticket) == []


def test_what_is_sent_cannot_be_taken_back() -> None:
    with clock.frozen(NOW):
        agent = make_agent()
        draft = queue(make_ticket(), agent)
    sweep.release_due(LATER)

    with pytest.raises(drafts.AlreadySent):
        drafts.undo_send(draft.pk, by=Actor.of_agent(agent))


def test_a_stale_text_is_refused_before_it_is_queued() -> None:
    ticket = make_ticket()
    replies.receive_message(ticket, by=Actor.of_player(ticket.player_id), body="补充一下，是安卓")

    with pytest.raises(StaleTicket):
        queue(ticket, make_agent())

    assert not Draft.objects.exists()


def test_a_text_that_became_stale_while_waiting_goes_back_to_its_agent() -> None:
    with clock.frozen(NOW):
        agent = make_agent()
        ticket = make_ticket()
        draft = queue(ticket, agent)
        replies.receive_message(ticket, by=Actor.of_player(ticket.player_id), body="不用了，我自己好了")

    sweep.release_due(LATER)

    draft.refresh_from_db()
    assert (draft.state, draft.body) == (DraftState.REFUSED, "您先别急，我来查")
    assert public_texts(ticket) == []
    assert Notification.objects.get().kind == "draft.refused"


def test_send_and_resolve_does_both_at_release() -> None:
    with clock.frozen(NOW):
        agent = make_agent()
        ticket = make_ticket(Status.OPEN, agent=agent)
        queue(ticket, agent, then="resolve", then_data={"summary": "已补发", "root_cause": "渠道延迟"})

    with clock.frozen(LATER):
        sweep.release_due(LATER)

    ticket.refresh_from_db()
    assert (ticket.status, ticket.resolution_summary) == (Status.RESOLVED, "已补发")
    assert public_texts(ticket) == ["您先别急，我来查"]


def test_one_draft_a_ticket_and_kind_is_kept_and_an_empty_one_forgotten() -> None:
    agent = make_agent()
    ticket = make_ticket()

    for text in ("您", "您好", "您好，"):
        drafts.save_draft(ticket, agent=agent, visibility=Visibility.PUBLIC, body=text, seen=1)
    drafts.save_draft(ticket, agent=agent, visibility=Visibility.INTERNAL, body="查日志", seen=1)

    assert sorted(Draft.objects.values_list("body", flat=True)) == ["您好，", "查日志"]
    assert drafts.save_draft(ticket, agent=agent, visibility=Visibility.PUBLIC, body=" ", seen=1) is None
    assert Draft.objects.count() == 1
