"""Drafts, undo send, and what happens when the ticket changes in between."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from core import clock
from core.models import Actor, Agent, Notification
from tests.factories.people import make_agent
from tests.factories.tickets import make_ticket
from tickets.actions import changes, drafts, replies, sweep
from tickets.enums import DraftState, Status, Visibility
from tickets.errors import StaleTicket
from tickets.models import Draft, Message, Ticket
from tickets.queries.news import known_to

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


def test_own_words_while_a_text_waits_do_not_hold_it_up() -> None:
    with clock.frozen(NOW):
        agent = make_agent()
        ticket = make_ticket(Status.OPEN, agent=agent)
        replies.add_note(ticket, by=Actor.of_agent(agent), body="先记一笔")
        queue(ticket, agent)  # the page still shows the version before the note
        changes.change_ticket(ticket, by=Actor.of_agent(agent), tags=["payment"])

    sweep.release_due(LATER)

    assert public_texts(ticket) == ["先记一笔", "您先别急，我来查"]
    assert not Draft.objects.filter(state=DraftState.REFUSED).exists()


@pytest.mark.parametrize("first", ["colleague", "self"])
def test_a_colleagues_word_between_own_ones_is_news(first: str) -> None:
    agent = make_agent()
    ticket = make_ticket(Status.OPEN, agent=agent)
    seen = ticket.version
    writers = [make_agent(), agent] if first == "colleague" else [agent, make_agent()]
    for writer in writers:
        replies.add_note(ticket, by=Actor.of_agent(writer), body="一句话")

    with pytest.raises(StaleTicket):
        queue(ticket, agent)
    ticket.refresh_from_db()

    assert known_to(agent, ticket.pk, seen) == (seen if first == "colleague" else seen + 1)
    assert queue(ticket, agent).state == DraftState.QUEUED


def refused_text(agent: Agent, ticket: Ticket) -> Draft:
    """A text that came too late, because the player wrote first."""
    draft = queue(ticket, agent)
    replies.receive_message(ticket, by=Actor.of_player(ticket.player_id), body="不用了，我自己好了")
    drafts.release(draft.pk)
    draft.refresh_from_db()
    assert draft.state == DraftState.REFUSED
    return draft


def keep(ticket: Ticket, agent: Agent, body: str, *shows: int) -> Draft | None:
    return drafts.save_draft(
        ticket, agent=agent, visibility=Visibility.PUBLIC, body=body, seen=ticket.version, shows=shows
    )


def bodies(state: DraftState) -> list[str]:
    return list(Draft.objects.filter(state=state).values_list("body", flat=True))


def test_a_page_that_does_not_show_the_refused_text_cannot_overwrite_it() -> None:
    agent = make_agent()
    ticket = make_ticket(Status.OPEN, agent=agent)
    refused_text(agent, ticket)

    for text in ("下一", "下一句话"):
        keep(ticket, agent, text)

    assert bodies(DraftState.REFUSED) == ["您先别急，我来查"]
    assert bodies(DraftState.WRITING) == ["下一句话"]
    keep(ticket, agent, "")
    assert bodies(DraftState.REFUSED) == ["您先别急，我来查"]


def test_a_page_that_shows_the_refused_text_makes_one_of_both() -> None:
    agent = make_agent()
    ticket = make_ticket(Status.OPEN, agent=agent)
    refused = refused_text(agent, ticket)
    keep(ticket, agent, "下一句话")

    keep(ticket, agent, "合成了一句", refused.pk)

    assert (bodies(DraftState.REFUSED), bodies(DraftState.WRITING)) == (["合成了一句"], [])
    keep(ticket, agent, "", refused.pk)
    assert not Draft.objects.exists()


def test_sending_takes_what_the_page_showed_and_leaves_what_it_did_not() -> None:
    agent = make_agent()
    ticket = make_ticket(Status.OPEN, agent=agent)
    refused = refused_text(agent, ticket)
    ticket.refresh_from_db()

    unaware = queue(ticket, agent)
    assert bodies(DraftState.REFUSED) == ["您先别急，我来查"]
    drafts.undo_send(unaware.pk, by=Actor.of_agent(agent))
    queue(ticket, agent, shows=[refused.pk])

    assert list(Draft.objects.values_list("state", flat=True)) == [DraftState.QUEUED]


def test_two_refused_texts_are_kept_in_their_order() -> None:
    agent = make_agent()
    ticket = make_ticket(Status.OPEN, agent=agent)
    refused_text(agent, ticket)
    ticket.refresh_from_db()
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        draft = drafts.queue_send(
            ticket, by=Actor.of_agent(agent), visibility=Visibility.PUBLIC, body="再说一句", seen=ticket.version
        )
        replies.receive_message(ticket, by=Actor.of_player(ticket.player_id), body="在吗")
        drafts.release(draft.pk)

    assert bodies(DraftState.REFUSED) == ["您先别急，我来查\n\n再说一句"]


@pytest.mark.parametrize("state", [DraftState.QUEUED, DraftState.RELEASED])
@pytest.mark.parametrize(
    ("body", "is_kept"), [("您先别急，我来查", False), ("您先别急", False), ("您先别急，再等", True)]
)
def test_a_draft_that_was_overtaken_by_its_sending_is_not_kept(state: DraftState, body: str, is_kept: bool) -> None:
    agent = make_agent()
    ticket = make_ticket(Status.OPEN, agent=agent)
    draft = queue(ticket, agent)
    if state == DraftState.RELEASED:
        assert drafts.release(draft.pk)

    kept = keep(ticket, agent, body)
    with clock.frozen(clock.now() + timedelta(seconds=11)):
        later = keep(ticket, agent, body)

    assert (kept is not None, later is not None) == (is_kept, True)


def test_the_same_text_from_the_same_page_is_sent_once_also_after_it_went_out() -> None:
    agent = make_agent()
    ticket = make_ticket(Status.OPEN, agent=agent)
    sent = queue(ticket, agent)
    drafts.release(sent.pk)

    again = queue(ticket, agent)  # the answer to the first press was lost
    ticket.refresh_from_db()
    anew = queue(ticket, agent)

    assert again.pk == sent.pk
    assert anew.pk != sent.pk
    assert public_texts(ticket) == ["您先别急，我来查"]


def test_last_words_of_a_dialog_leave_what_stands_in_the_composer() -> None:
    agent = make_agent()
    ticket = make_ticket(Status.OPEN, agent=agent)
    keep(ticket, agent, "写到一半")

    queue(ticket, agent, then="resolve", then_data={"summary": "s", "root_cause": "r"}, is_from_composer=False)

    assert bodies(DraftState.WRITING) == ["写到一半"]


def test_a_draft_keeps_its_question_and_its_files() -> None:
    agent = make_agent()
    ticket = make_ticket(Status.OPEN, agent=agent)
    file = uuid4()

    for asks, expected in ((True, "ask_player"), (False, "")):
        drafts.save_draft(
            ticket, agent=agent, visibility=Visibility.PUBLIC, body="哪一局？", seen=1, asks=asks, attachment_ids=[file]
        )
        assert Draft.objects.values_list("then", "attachment_ids").get() == (expected, [file])


def test_a_text_with_an_indent_is_known_as_sent() -> None:
    agent = make_agent()
    ticket = make_ticket(Status.OPEN, agent=agent)
    drafts.queue_send(
        ticket, by=Actor.of_agent(agent), visibility=Visibility.PUBLIC, body="\u3000\u3000您好", seen=ticket.version
    )

    assert keep(ticket, agent, "\u3000\u3000您好") is None
