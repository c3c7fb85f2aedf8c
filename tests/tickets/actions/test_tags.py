"""Tags: a new name and a merge reach the tickets, archived ones keep their word."""

import pytest

from core import clock
from core.errors import InvalidInput
from core.models import Actor, Event
from tests.factories.tickets import make_ticket
from tickets.actions import tags
from tickets.enums import Status, TagState
from tickets.models import Tag, TagMove, Ticket
from tickets.queries.tags import current_tags, looks_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("desk_rows")]


@pytest.fixture
def by(agent):
    return Actor.of_agent(agent)


def tagged(agent, *words, **fields):
    ticket = make_ticket(Status.OPEN, agent=agent)
    Ticket.objects.filter(pk=ticket.pk).update(tags=list(words), **fields)
    return ticket


def held(ticket):
    return Ticket.objects.get(pk=ticket.pk).tags


def test_a_new_word_reaches_the_tickets_by_the_sweep(agent, by):
    tag = Tag.objects.create(code="refnd")
    ticket, other = tagged(agent, "vip", "refnd"), tagged(agent, "refnds")
    tag.code = "refund"

    tags.save_tag(tag, by=by)
    assert held(ticket) == ["vip", "refnd"]
    assert tags.carry_tags() == 1
    assert tags.carry_tags() == 0

    assert (held(ticket), held(other)) == (["vip", "refund"], ["refnds"])
    assert TagMove.objects.get().moved == 1
    changed = Event.objects.filter(name="ticket.changed", subject_id=ticket.pk).get()
    assert changed.data["tags"] == [["vip", "refnd"], ["vip", "refund"]]


def test_many_tickets_follow_some_at_a_time(agent, by, monkeypatch):
    monkeypatch.setattr(tags, "BATCH", 2)
    tag = Tag.objects.create(code="a")
    many = [tagged(agent, "a") for _ in range(5)]
    tag.code = "b"
    tags.save_tag(tag, by=by)

    assert [tags.carry_tags() for _ in range(4)] == [2, 2, 1, 0]
    assert {tuple(held(ticket)) for ticket in many} == {("b",)}


def test_a_merged_tag_is_one_with_the_other_everywhere(agent, by):
    old, new, older = (Tag.objects.create(code=code, name_en=code.title()) for code in ("money", "refund", "cash"))
    both = tagged(agent, "money", "refund")
    tags.merge_tag(older, into=old, by=by)
    tags.merge_tag(old, into=new, by=by)

    assert [tags.carry_tags() for _ in range(3)] == [0, 1, 0]

    assert held(both) == ["refund"]
    assert current_tags(["cash", "money", "new"], held=()) == (["refund", "new"], [])
    assert {look.name for look in looks_of(["cash", "money"])} == {"refund" if not new.name_zh else new.name}
    older.refresh_from_db()
    assert (older.state, older.merged_into) == (TagState.MERGED, new)


def test_an_archived_ticket_keeps_its_word_and_shows_the_new(agent, by):
    old, new = Tag.objects.create(code="money"), Tag.objects.create(code="refund")
    ticket = make_ticket(Status.CLOSED)
    Ticket.objects.filter(pk=ticket.pk).update(tags=["money"], archived_at=clock.now())

    tags.merge_tag(old, into=new, by=by)
    tags.carry_tags()

    assert held(ticket) == ["money"]
    assert [look.name for look in looks_of(held(ticket))] == ["refund"]


def test_nothing_is_merged_into_itself_or_into_what_is_gone(by):
    one, retired = Tag.objects.create(code="a"), Tag.objects.create(code="b", state="retired")
    for into in (one, retired):
        with pytest.raises(InvalidInput):
            tags.merge_tag(one, into=into, by=by)

    other = Tag.objects.create(code="c")
    tags.merge_tag(one, into=other, by=by)
    for tag, into in ((one, other), (other, one)):
        with pytest.raises(InvalidInput):
            tags.merge_tag(tag, into=into, by=by)
