"""Links between tickets, seen from both sides."""

import pytest

from core.errors import InvalidInput, NotAllowed, NotThere
from core.models import Actor, Group
from tests.factories.joins import again, colleague, hear, told, two_of_one
from tests.factories.people import make_agent
from tests.factories.tickets import make_ticket
from tickets.actions import lifecycle
from tickets.actions.links import BY_HAND, link, unlink
from tickets.actions.splitting import split
from tickets.enums import LinkKind, Status
from tickets.errors import TicketArchived
from tickets.models import Ticket, TicketLink
from tickets.queries.ticket_page import ticket_page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", BY_HAND)
def test_both_sides_show_the_link_and_say_it_once(kind: LinkKind) -> None:
    by, (one, other) = colleague(), two_of_one()
    assert by.agent is not None

    for _ in range(2):
        link(one.pk, by=by, other=other.pk, kind=kind)

    pages = [ticket_page(by.agent, ticket.number).relations.links for ticket in (one, other)]
    assert [[line.number for line in lines] for lines in pages] == [[other.number], [one.number]]
    is_mutual = kind in {LinkKind.RELATED, LinkKind.DUPLICATE}
    assert (pages[0][0].words == pages[1][0].words) is is_mutual
    assert [len(told(ticket, "ticket.linked")) for ticket in (one, other)] == [1, 1]
    assert again(one).version == one.version


@pytest.mark.parametrize("kind", BY_HAND)
def test_the_other_way_round_is_the_same_or_refused(kind: LinkKind) -> None:
    by, (one, other) = colleague(), two_of_one()
    link(one.pk, by=by, other=other.pk, kind=kind)

    if kind in {LinkKind.RELATED, LinkKind.DUPLICATE}:
        link(other.pk, by=by, other=one.pk, kind=kind)
    else:
        with pytest.raises(InvalidInput):
            link(other.pk, by=by, other=one.pk, kind=kind)

    assert TicketLink.objects.count() == 1


def test_a_link_is_taken_away_from_either_side_once() -> None:
    by, (one, other) = colleague(), two_of_one()
    link(one.pk, by=by, other=other.pk, kind=LinkKind.CAUSES)

    for _ in range(2):
        unlink(other.pk, by=by, other=one.pk, kind=LinkKind.CAUSES)

    assert not TicketLink.objects.exists()
    assert [len(told(ticket, "ticket.unlinked")) for ticket in (one, other)] == [1, 1]


def test_tickets_of_two_players_may_belong_together() -> None:
    one, other = make_ticket(), make_ticket()

    link(one.pk, by=colleague(), other=other.pk, kind=LinkKind.RELATED)

    assert TicketLink.objects.count() == 1


def test_what_somebody_may_not_see_is_neither_linked_nor_shown() -> None:
    by, (one, other) = colleague(), two_of_one()
    assert by.agent is not None
    link(one.pk, by=by, other=other.pk, kind=LinkKind.RELATED)
    Ticket.objects.filter(pk=other.pk).update(is_restricted=True, group=Group.objects.get(code="CRI"))

    assert ticket_page(by.agent, one.number).relations.links == ()
    for deed in (link, unlink):
        with pytest.raises(NotThere):
            deed(one.pk, by=by, other=other.pk, kind=LinkKind.CAUSES)
        with pytest.raises(NotThere):
            deed(one.pk, by=by, other=2**62, kind=LinkKind.CAUSES)


def test_itself_archived_and_without_the_right() -> None:
    by, (one, other) = colleague(), two_of_one(into=Status.CLOSED)
    with pytest.raises(InvalidInput):
        link(one.pk, by=by, other=one.pk, kind=LinkKind.RELATED)
    with pytest.raises(NotAllowed):
        link(one.pk, by=Actor.of_agent(make_agent("quality_reviewer")), other=other.pk, kind=LinkKind.RELATED)
    lifecycle.archive(other.pk, by=Actor.system())
    with pytest.raises(TicketArchived):
        link(other.pk, by=by, other=one.pk, kind=LinkKind.RELATED)

    link(one.pk, by=by, other=other.pk, kind=LinkKind.FOLLOWS)

    assert TicketLink.objects.get().kind == LinkKind.FOLLOWS


def test_a_ticket_has_only_so_many_links(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tickets.actions.links.LINKS_MAX", 1)
    by, (one, other) = colleague(), two_of_one()
    link(one.pk, by=by, other=other.pk, kind=LinkKind.RELATED)

    for pair in ((one, make_ticket()), (make_ticket(), other)):
        with pytest.raises(InvalidInput) as refusal:
            link(pair[0].pk, by=by, other=pair[1].pk, kind=LinkKind.RELATED)
        assert list(refusal.value.fields) == ["ticket"]

    assert TicketLink.objects.count() == 1


def test_that_one_was_split_off_is_neither_said_nor_taken_back_by_hand() -> None:
    by, (one, other) = colleague(), two_of_one()
    said = hear(one)
    new = split(one.pk, by=by, messages=[said.pk], subject="另一件事")

    for deed, second in ((link, other), (unlink, new)):
        with pytest.raises(InvalidInput) as refusal:
            deed(one.pk, by=by, other=second.pk, kind=LinkKind.SPLIT)
        assert list(refusal.value.fields) == ["kind"]

    assert [(row.ticket_id, row.other_id) for row in TicketLink.objects.all()] == [(new.pk, one.pk)]
