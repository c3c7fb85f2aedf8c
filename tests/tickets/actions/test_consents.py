"""A player is asked to agree, answers by one tap, and may take it back; the proof says who, what and when."""

from datetime import timedelta

import pytest
from django.test import Client

from core import clock
from core.errors import InvalidInput, NotThere
from core.models import Actor, Event
from tests.factories.people import make_agent
from tests.factories.tickets import make_ticket
from tickets.actions.consents import answer_consent, ask_consent, withdraw_consent
from tickets.actions.merging import merge
from tickets.actions.tracking import make_link, token_for
from tickets.channels.web.conversation import actor_of
from tickets.enums import ConsentAnswer, Status
from tickets.errors import ConsentAnswered, ConsentOpen
from tickets.models import ConsentRequest, Message, Ticket

pytestmark = pytest.mark.django_db
WORDS = "为了保住账号里的东西，我想先冻结账号，您同意吗？"


@pytest.fixture
def ticket() -> Ticket:
    return make_ticket(Status.OPEN)


def asked(ticket: Ticket, **more: object) -> ConsentRequest:
    by = Actor.of_agent(make_agent(name="林夏"))
    return ask_consent(ticket, **{"kind": "freeze", "body": WORDS, "by": by} | more)  # type: ignore[arg-type]


def answered(ticket: Ticket, consent: ConsentRequest, *, agrees: bool = True) -> ConsentRequest:
    return answer_consent(ticket, consent.pk, agrees=agrees, by=actor_of(ticket))


def test_the_question_is_a_message_and_the_ticket_waits(ticket: Ticket) -> None:
    consent = asked(ticket)
    ticket.refresh_from_db()
    assert ticket.status == Status.PENDING
    assert (consent.text, consent.asked_by_name) == (WORDS, "林夏")
    assert Message.objects.get(ticket=ticket, seq=consent.message_seq).body == WORDS


def test_an_agreement_opens_the_ticket_and_stands_in_the_conversation(ticket: Ticket) -> None:
    consent = answered(ticket, asked(ticket))
    ticket.refresh_from_db()
    assert (ticket.status, consent.is_agreed) == (Status.OPEN, True)
    assert "我同意" in Message.objects.filter(ticket=ticket).latest("seq").body
    event = Event.objects.get(name="consent.answered")
    assert (event.actor_kind, event.data["answer"]) == ("player", "agreed")


def test_the_same_answer_twice_is_one_and_another_is_refused(ticket: Ticket) -> None:
    consent = asked(ticket)
    for _ in range(2):
        answered(ticket, consent)
    assert Event.objects.filter(name="consent.answered").count() == 1
    with pytest.raises(ConsentAnswered):
        answered(ticket, consent, agrees=False)


def test_an_agreement_can_be_taken_back_once_and_a_refusal_cannot(ticket: Ticket) -> None:
    consent = answered(ticket, asked(ticket))
    for _ in range(2):
        withdraw_consent(ticket, consent.pk, by=actor_of(ticket))
    consent.refresh_from_db()
    assert not consent.is_agreed
    assert Event.objects.filter(name="consent.withdrawn").count() == 1
    with pytest.raises(ConsentAnswered):
        answered(ticket, consent)

    refused = answered(ticket, asked(ticket), agrees=False)
    with pytest.raises(ConsentAnswered):
        withdraw_consent(ticket, refused.pk, by=actor_of(ticket))


def test_the_same_question_is_not_asked_twice_at_once_and_again_after_its_time(ticket: Ticket) -> None:
    first = asked(ticket)
    with pytest.raises(ConsentOpen):
        asked(ticket)
    assert Message.objects.filter(ticket=ticket, body=WORDS).count() == 1

    with clock.frozen(first.expires_at):
        with pytest.raises(ConsentAnswered):
            answered(ticket, first)
        asked(ticket)
    first.refresh_from_db()
    assert first.answer == ConsentAnswer.EXPIRED
    assert first.expires_at - first.asked_at == timedelta(hours=72)


@pytest.mark.parametrize("more", [{"kind": "everything"}, {"body": " \u200b"}, {"body": "x" * 20_001}])
def test_a_question_without_words_or_of_another_kind_is_refused(ticket: Ticket, more: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        asked(ticket, **more)
    assert not ConsentRequest.objects.exists()


def test_another_ticket_has_no_such_question(ticket: Ticket) -> None:
    consent = asked(ticket)
    with pytest.raises(NotThere):
        answered(make_ticket(Status.OPEN), consent)


def test_what_was_asked_on_a_merged_ticket_is_answered_where_it_goes_on(ticket: Ticket) -> None:
    consent, into = asked(ticket), make_ticket(Status.OPEN, player=ticket.player)
    merge(ticket, into=into, by=Actor.of_agent(make_agent("supervisor")))
    into.refresh_from_db()
    assert answered(into, consent).is_agreed


def test_the_player_taps_agree_on_the_page(ticket: Ticket) -> None:
    token, client = token_for(make_link(ticket, by=Actor.system())), Client()
    consent = asked(ticket)
    page = client.get(f"/support/t/{token}").content.decode()
    assert "账号保护性冻结" in page
    assert f"/support/t/{token}/consents/{consent.pk}" in page

    response = client.post(f"/support/t/{token}/consents/{consent.pk}", {"answer": "yes"})
    assert (response.status_code, response["Location"]) == (303, f"/support/t/{token}#last")
    assert "您已同意" in client.get(f"/support/t/{token}").content.decode()
    late = client.post(f"/support/t/{token}/consents/{consent.pk}", {"answer": "no"})
    assert late.status_code == 409
    assert "已经答复过" in late.content.decode()
    assert client.post(f"/support/t/{token}/consents/999", {"answer": "yes"}).status_code == 404
    assert client.post(f"/support/t/{token}/consents/{consent.pk}", {"answer": "maybe"}).status_code == 303


def test_the_agent_asks_at_the_desk_and_sees_the_answer_beside_the_ticket(ticket: Ticket) -> None:
    client = Client()
    client.force_login(make_agent())
    form = client.get(f"/desk/tickets/{ticket.number}/consent").content.decode()
    assert "保护性冻结" in form
    client.post(f"/desk/tickets/{ticket.number}/consent", {"kind": "freeze", "body": WORDS, "seen": ticket.version})
    beside = client.get(f"/desk/tickets/{ticket.number}/player").content.decode()
    assert "未答复" in beside

    answered(ticket, ConsentRequest.objects.get())
    assert "已同意" in client.get(f"/desk/tickets/{ticket.number}/player").content.decode()
    assert "玩家同意：账号保护性冻结" in client.get(f"/desk/tickets/{ticket.number}").content.decode()
