"""What the page of a ticket knows besides the conversation."""

from datetime import timedelta

import pytest

from core import clock
from core.errors import NotThere
from core.models import Actor, Agent, Group
from tests.factories.people import make_agent, make_game, make_player
from tests.factories.tickets import make_ticket
from tickets.actions import drafts, replies
from tickets.actions.reading import mark_read
from tickets.enums import DraftState, Status, Visibility
from tickets.models import Classification, Draft, Ticket
from tickets.queries import ticket_page as module
from tickets.queries.cards import facts_of, signal_names
from tickets.queries.composer import composer_for, composer_with_macro, fresh_composer, unused_files
from tickets.queries.people import colleagues_for, groups_for
from tickets.queries.ticket_page import possible_moves, ticket_page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("many", [1, 3])
def test_everything_comes_with_one_statement(agent, many, django_assert_num_queries):
    player = make_player()
    ticket = make_ticket(Status.OPEN, agent=agent, player=player)
    for _ in range(many):
        make_ticket(player=player)
    drafts.save_draft(ticket, agent=agent, visibility=Visibility.PUBLIC, body="a", seen=1)
    ticket_page(agent, ticket.number)

    with django_assert_num_queries(1):
        page = ticket_page(agent, ticket.number)
        assert page.ticket.player.nickname
        assert page.ticket.category.parent is not None

    assert len(page.earlier) == many
    assert page.earlier_count == str(many)
    assert page.earlier[0].status_name
    assert page.verdict is not None


def test_other_games_and_restricted_tickets_are_not_there(desk_rows):
    ticket = make_ticket()
    foreigner = make_agent(games=[make_game("xinghai", "moba")])

    with pytest.raises(NotThere):
        ticket_page(foreigner, ticket.number)
    Ticket.objects.update(is_restricted=True, group=Group.objects.get(code="CRI"))
    with pytest.raises(NotThere):
        ticket_page(make_agent(), ticket.number)
    with pytest.raises(NotThere):
        ticket_page(make_agent(), 10**30)


def test_earlier_tickets_are_those_that_the_agent_may_see(desk_rows):
    player = make_player()
    hidden, ticket = make_ticket(player=player), make_ticket(player=player)
    Ticket.objects.filter(pk=hidden.pk).update(is_restricted=True, group=Group.objects.get(code="CRI"))

    assert ticket_page(make_agent(), ticket.number).earlier == ()
    assert len(ticket_page(make_agent(groups=("CRI",)), ticket.number).earlier) == 1


def test_many_earlier_tickets_are_not_counted(agent, monkeypatch):
    monkeypatch.setattr(module, "EARLIER_SHOWN", 1)
    player = make_player()
    for _ in range(3):
        ticket = make_ticket(player=player)

    assert ticket_page(agent, ticket.number).earlier_count == "1+"


def test_what_was_seen_is_remembered(agent):
    ticket = make_ticket()
    assert ticket_page(agent, ticket.number).seen_version == 0

    mark_read(ticket, agent)
    mark_read(ticket, agent)

    assert ticket_page(agent, ticket.number).seen_version == ticket.version


def test_only_moves_that_table_and_role_allow_are_offered(agent):
    analyst = make_agent("analyst")
    new, mine = make_ticket(), make_ticket(Status.OPEN, agent=agent)
    closed = make_ticket(Status.CLOSED)

    assert "take" in possible_moves(agent, new)
    assert "resolve" not in possible_moves(agent, new)
    assert {"resolve", "reply", "note", "hand_over"} <= possible_moves(agent, mine)
    assert "take" not in possible_moves(agent, mine)
    assert {"reopen", "archive", "note"} <= possible_moves(agent, closed)
    assert "reply" not in possible_moves(agent, closed)
    assert possible_moves(analyst, mine) == frozenset()
    Ticket.objects.filter(pk=closed.pk).update(archived_at=clock.now())
    closed.refresh_from_db()
    assert possible_moves(agent, closed) == frozenset()


def test_facts_and_signals_are_said_in_words(agent):
    ticket = make_ticket(category="PY-01", facts={"note_of_ours": "x"})
    known = [fact for fact in ticket.category.facts if fact.get("options")]
    code, option = known[0]["code"], known[0]["options"][0]
    ticket.facts = {"unknown": ["a", True], code: option["value"]}
    ticket.signals = ["minor", "brand-new"]

    (label, value), (other, words) = facts_of(ticket)

    assert label in {known[0]["label_zh"], known[0]["label_en"]}
    assert value != ""
    assert (other, words.startswith("a, ")) == ("unknown", True)
    assert len(signal_names(ticket)) == 2
    assert signal_names(ticket)[1] == "brand-new"


def test_an_unsure_verdict_offers_alternatives_by_name(agent):
    ticket = make_ticket()
    Classification.objects.filter(ticket=ticket).update(
        is_confident=False,
        confidence=0.456,
        alternatives=[{"category": "AC-02", "confidence": 0.3}, {"category": "ZZ-1"}],
    )

    verdict = ticket_page(agent, ticket.number).verdict

    assert verdict is not None
    assert (verdict.is_confident, verdict.percent) == (False, 46)
    assert [code for code, _name, _share in verdict.alternatives] == ["AC-02", "ZZ-1"]
    assert verdict.alternatives[0][1].startswith("AC-02 ")
    assert verdict.alternatives[1][1] == "ZZ-1"


# --- The composer ------------------------------------------------------------------------------------------------


def composer(agent: Agent, ticket: Ticket):
    return composer_for(ticket_page(agent, ticket.number), agent)


def test_the_composer_opens_with_the_newest_draft(agent):
    ticket = make_ticket(Status.OPEN, agent=agent)
    assert (composer(agent, ticket).chosen, composer(agent, ticket).text) == ("public", "")

    drafts.save_draft(ticket, agent=agent, visibility=Visibility.PUBLIC, body="reply", seen=1)
    drafts.save_draft(ticket, agent=agent, visibility=Visibility.INTERNAL, body="note", seen=1)

    opened = composer(agent, ticket)
    assert (opened.chosen, opened.text, opened.other_text) == ("internal", "note", "reply")
    assert fresh_composer(ticket_page(agent, ticket.number), agent, kind="public").text == "reply"


def test_nobody_writes_where_nothing_may_be_written(agent):
    ticket = make_ticket(Status.CLOSED)
    Ticket.objects.filter(pk=ticket.pk).update(archived_at=clock.now())

    assert composer(agent, ticket) is None
    assert fresh_composer(ticket_page(agent, ticket.number), agent) is None
    assert composer_with_macro(ticket_page(agent, ticket.number), agent, "greeting", promise_due=clock.now()) is None


def test_a_colleagues_draft_is_not_shown(agent, supervisor):
    ticket = make_ticket(Status.OPEN, agent=agent)
    drafts.save_draft(ticket, agent=supervisor, visibility=Visibility.PUBLIC, body="secret", seen=1)

    assert composer(agent, ticket).text == ""


def test_a_refused_text_comes_back_with_what_is_new(agent, supervisor):
    ticket = make_ticket(Status.OPEN, agent=agent)
    draft = drafts.queue_send(
        ticket, by=Actor.of_agent(agent), visibility=Visibility.PUBLIC, body="mine", seen=ticket.version
    )
    replies.send_reply(ticket, by=Actor.of_agent(supervisor), body="theirs")
    drafts.release(draft.pk)

    opened = composer(agent, ticket)

    assert (opened.is_refused, opened.text) == (True, "mine")
    assert [difference.body for difference in opened.differences] == ["theirs"]
    assert Draft.objects.get(pk=draft.pk).state == DraftState.REFUSED


def test_a_sent_question_is_queued_and_comes_back_as_a_question(agent):
    ticket = make_ticket(Status.OPEN, agent=agent)
    draft = drafts.queue_send(
        ticket,
        by=Actor.of_agent(agent),
        visibility=Visibility.PUBLIC,
        body="?",
        seen=ticket.version,
        then="ask_player",
        promise_due_at=clock.now() + timedelta(hours=1),
    )

    (queued,) = ticket_page(agent, ticket.number).queued
    drafts.undo_send(draft.pk, by=Actor.of_agent(agent))

    assert (queued.id, queued.release_at is not None, queued.promise_due_at is not None) == (draft.pk, True, True)
    assert composer(agent, ticket).chosen == "ask"


def test_a_macro_stands_after_what_was_written(agent):
    ticket = make_ticket(Status.OPEN, agent=agent)
    drafts.save_draft(ticket, agent=agent, visibility=Visibility.PUBLIC, body="before", seen=1)
    page = ticket_page(agent, ticket.number)

    with_text = composer_with_macro(page, agent, "greeting", promise_due=clock.now())
    unknown = composer_with_macro(page, agent, "nope", promise_due=clock.now())

    assert with_text.text.startswith("before\n")
    assert unknown.text == "before"


def test_only_real_ids_of_own_uploads_are_looked_up(agent, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert unused_files(["x", "../..", "", "1' OR 1=1"], agent) == []


# --- Whom to give it to ------------------------------------------------------------------------------------------


def test_those_who_are_there_and_have_least_come_first(desk_rows):
    ticket = make_ticket()
    away = make_agent(name="away", availability="away")
    busy = make_agent(name="busy", availability="available")
    free = make_agent(name="free", availability="available")
    make_ticket(Status.OPEN, agent=busy)
    make_agent("analyst")
    program = make_agent("integrator")
    make_agent(games=[make_game("xinghai", "moba")])
    make_agent(is_active=False)

    people = list(colleagues_for(ticket))

    assert [person for person in people if person in {away, busy, free}] == [free, busy, away]
    assert {person.name for person in people} >= {"free", "busy", "away"}
    assert all("analyst" not in person.email for person in people)
    assert program not in people
    assert {person.pk: person.load for person in people}[busy.pk] == 1


def test_a_restricted_ticket_goes_to_insiders_alone(desk_rows):
    ticket = make_ticket()
    Ticket.objects.filter(pk=ticket.pk).update(is_restricted=True, group=Group.objects.get(code="CRI"))
    ticket.refresh_from_db()
    inside, crisis = make_agent(groups=("CRI",)), make_agent("crisis", groups=())
    make_agent()

    assert set(colleagues_for(ticket)) == {inside, crisis}


def test_a_ticket_is_handed_to_other_groups(desk_rows):
    codes = [group.code for group in groups_for(make_ticket())]

    assert "FL" not in codes
    assert {"SEC", "CARD"} <= set(codes)
