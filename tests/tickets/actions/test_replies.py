"""Words between agent and player."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from core.errors import InvalidInput
from core.models import Actor, Event
from tests.factories.people import make_agent
from tests.factories.tickets import make_ticket
from tickets.actions import replies
from tickets.enums import Status
from tickets.errors import StaleTicket
from tickets.models import Message, Ticket


@pytest.mark.django_db
def test_the_first_public_answer_of_a_person_opens_the_ticket_and_is_the_first_response() -> None:
    agent = make_agent()
    ticket = make_ticket()

    message = replies.send_reply(ticket, by=Actor.of_agent(agent), body="您先别急，我马上查", seen=ticket.version)

    ticket.refresh_from_db()
    assert (ticket.status, ticket.first_response_at, ticket.owner_id) == (Status.OPEN, message.created_at, agent.pk)
    assert ticket.waiting_since is None


@pytest.mark.django_db
def test_a_bot_does_not_end_the_first_response() -> None:
    ticket = make_ticket()

    replies.send_reply(ticket, by=Actor.bot(), body="我是机器人小忧，已收到")

    ticket.refresh_from_db()
    assert ticket.first_response_at is None
    assert ticket.waiting_since is not None


@pytest.mark.django_db
def test_a_note_is_neither_an_answer_nor_public() -> None:
    ticket = make_ticket(Status.OPEN)

    replies.add_note(ticket, by=Actor.of_agent(make_agent()), body="看起来是支付渠道的问题")

    ticket.refresh_from_db()
    assert (ticket.status, ticket.first_response_at) == (Status.OPEN, None)
    assert ticket.snippet != "看起来是支付渠道的问题"


@pytest.mark.django_db
def test_reply_is_refused_when_somebody_answered_first() -> None:
    first, second = Actor.of_agent(make_agent(name="林夏")), Actor.of_agent(make_agent())
    ticket = make_ticket(Status.OPEN)
    replies.send_reply(ticket, by=first, body="已经帮您处理好了", seen=ticket.version)

    with pytest.raises(StaleTicket) as refusal:
        replies.send_reply(ticket, by=second, body="请稍等", seen=ticket.version)

    assert refusal.value.extra["text"] == "请稍等"
    assert [(item["actor"], item["body"]) for item in refusal.value.extra["new"]] == [("林夏", "已经帮您处理好了")]
    assert Message.objects.filter(ticket=ticket).count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("body", ["", "   \n", "\u200b\u200d\ufeff", "a\x00b", "\ud800", "长" * 20_001])
def test_a_text_that_nobody_can_read_or_store_is_refused(body: str) -> None:
    ticket = make_ticket(Status.OPEN)

    with pytest.raises(InvalidInput) as refusal:
        replies.send_reply(ticket, by=Actor.of_agent(make_agent()), body=body)

    assert list(refusal.value.fields) == ["body"]
    assert Message.objects.filter(ticket=ticket).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body",
    [
        "请把您的登录密码发给我核对",
        "麻烦提供一下收到的验证码",
        "Please send me your password.",
        "Tell us the verification code",
    ],
)
def test_a_reply_never_asks_for_a_password_or_code(body: str) -> None:
    ticket = make_ticket(Status.OPEN)

    with pytest.raises(InvalidInput):
        replies.send_reply(ticket, by=Actor.of_agent(make_agent()), body=body)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body",
    [
        "请不要把密码和验证码告诉任何人",
        "为了您的账号安全，建议您尽快修改密码，同时切勿将账号密码及验证码给到其他人",
        "We will never ask you to send your password.",
        "Please change your password.",
    ],
)
def test_security_advice_about_passwords_is_sent(body: str) -> None:
    ticket = make_ticket(Status.OPEN)

    message = replies.send_reply(ticket, by=Actor.of_agent(make_agent()), body=body)

    assert message.body == body


@pytest.mark.django_db
def test_the_players_message_keeps_the_first_unanswered_moment() -> None:
    ticket = make_ticket(Status.PENDING)
    player = Actor.of_player(ticket.player_id)

    first = replies.receive_message(ticket, by=player, body="截图发了")
    replies.receive_message(ticket, by=player, body="看到了吗")

    ticket.refresh_from_db()
    assert (ticket.status, ticket.waiting_since) == (Status.OPEN, first.created_at)


@pytest.mark.django_db
def test_a_players_message_on_a_resolved_ticket_reopens_it_and_counts() -> None:
    ticket = make_ticket(Status.RESOLVED)

    replies.receive_message(ticket, by=Actor.of_player(ticket.player_id), body="还是进不去")

    ticket.refresh_from_db()
    assert (ticket.status, ticket.reopen_count) == (Status.OPEN, 1)
    assert Event.objects.filter(name="ticket.reopened", subject_id=ticket.pk).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_replies_at_once_one_is_sent_and_one_refused() -> None:
    agents = [make_agent(), make_agent()]
    ticket = make_ticket(Status.OPEN)
    start, outcomes = Barrier(2), []

    def send(agent: object) -> None:
        start.wait()
        try:
            replies.send_reply(ticket.pk, by=Actor.of_agent(agent), body="好的", seen=ticket.version)  # type: ignore[arg-type]
            outcomes.append("sent")
        except StaleTicket:
            outcomes.append("stale")
        finally:
            connection.close()

    threads = [Thread(target=send, args=[agent]) for agent in agents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["sent", "stale"]
    assert Ticket.objects.get(pk=ticket.pk).version == ticket.version + 1


@pytest.mark.django_db
def test_a_word_its_move_and_their_events_carry_one_moment() -> None:
    """Else an answer could be in time in one row and late in the other."""
    ticket, agent = make_ticket(), Actor.of_agent(make_agent())

    answer = replies.send_reply(ticket, by=agent, body="在的")
    word = replies.receive_message(ticket, by=Actor.of_player(ticket.player_id, ""), body="还是不行")

    told = Event.objects.filter(subject_type="ticket", subject_id=ticket.pk)
    assert {event.at for event in told.filter(data__message_seq=answer.seq)} == {answer.created_at}
    assert {event.at for event in told.filter(data__message_seq=word.seq)} == {word.created_at}
