"""A problem becomes a ticket, once."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from core.errors import InvalidInput
from core.models import Actor, Event
from tests.factories.people import load_reference, make_game, make_player
from tests.factories.tickets import open_one
from tickets.actions.intake import Intake, open_ticket
from tickets.actions.tracking import make_link, url_for
from tickets.enums import Channel, Status
from tickets.errors import LinkInvalid
from tickets.models import Message, Ticket
from tickets.queries.tracking import ticket_by_token


def token_of(url: str) -> str:
    return url.rsplit("/", 1)[1]


@pytest.mark.django_db
def test_a_new_ticket_has_its_message_its_event_and_its_link() -> None:
    opened = open_one(subject="充值没到账", body="充了648，钱扣了没到账，订单号 20261120")

    ticket = Ticket.objects.get(pk=opened.ticket.pk)
    message = Message.objects.get(ticket=ticket)
    assert (ticket.status, message.seq, message.author_kind) == (Status.NEW, 1, "player")
    assert ticket.snippet == "充了648，钱扣了没到账，订单号 20261120"
    assert Event.objects.filter(subject_id=ticket.pk, name="ticket.opened").count() == 1
    assert ticket_by_token(token_of(opened.tracking_url)).pk == ticket.pk


@pytest.mark.django_db
def test_without_a_subject_the_first_words_are_the_subject() -> None:
    assert open_one(subject="", body="比赛打到一半断了\n第二行").ticket.subject == "比赛打到一半断了 第二行"


@pytest.mark.django_db
def test_the_same_key_opens_one_ticket_and_gives_the_same_link() -> None:
    first = open_one(key="form:abc")
    second = open_one(key="form:abc", body="完全一样的一次重试")

    assert (second.is_new, second.ticket.pk, second.tracking_url) == (False, first.ticket.pk, first.tracking_url)
    assert Ticket.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_key_at_the_same_moment_opens_one_ticket() -> None:
    load_reference()
    player = make_player(make_game())
    start, numbers = Barrier(6), []

    def send() -> None:
        start.wait()
        intake = Intake(
            game=player.game, player=player, channel=Channel.WEB, subject="掉线", body="又掉线了", key="form:same"
        )
        numbers.append(open_ticket(intake, by=Actor.of_player(player.pk)).ticket.pk)
        connection.close()

    threads = [Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(numbers) == 6
    assert len(set(numbers)) == 1
    assert Ticket.objects.count() == 1


@pytest.mark.django_db
def test_a_new_link_revokes_the_old_one() -> None:
    opened = open_one()

    link = make_link(opened.ticket, by=Actor.system())

    with pytest.raises(LinkInvalid):
        ticket_by_token(token_of(opened.tracking_url))
    assert ticket_by_token(token_of(url_for(link))).pk == opened.ticket.pk


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "x", "ä" * 32, "a" * 32, "../" * 10, "a" * 500])
def test_a_token_that_nobody_was_given_opens_nothing(token: str) -> None:
    open_one()

    with pytest.raises(LinkInvalid):
        ticket_by_token(token)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"x" * 41: "1"}, f"facts.{'x' * 40}"),
        ({"order": "a\x00"}, "facts.order"),
        ({"order": "长" * 2001}, "facts.order"),
        ({"order": {"nested": 1}}, "facts.order"),
        ({"order": float("nan")}, "facts.order"),
        ({f"f{i}": "1" for i in range(41)}, "facts"),
    ],
)
def test_facts_that_cannot_be_kept_are_named(facts: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        open_one(facts=facts)

    assert list(refusal.value.fields) == [field]
    assert not Ticket.objects.exists()
