"""Mails about what still waits: once for each agent and moment, in the agent's words, without what must not leave."""

import threading
from datetime import UTC, datetime, timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection

from core import clock
from core.actions import digests
from core.actions.notifications import notify
from core.actions.preferences import set_attention
from core.models import Actor, Group, MailDigest, Notification, NotificationPreference
from core.queries.inbox import JUDGED_AT_ONCE
from tests.factories.people import make_agent
from tests.factories.tickets import make_ticket
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 0, 30, tzinfo=UTC)  # 8:30 in Shanghai
NINE = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CANARY, SECRET = "canary-31cd-subject", "canary-31cd-note"


def reader(language="zh-hans", digest="daily", **fields):
    agent = make_agent(language=language, **fields)
    with clock.frozen(NOW):
        set_attention(agent, by=Actor.of_agent(agent), ways={}, digest=digest, digest_hour=9)
    return agent


@pytest.fixture
def agent():
    return reader()


def tell(agent, ticket=None, key="a", at=NOW, kind="ticket.mentioned"):
    ticket = ticket or make_ticket(subject=CANARY)
    params = {"number": ticket.number, "subject": ticket.subject, "who": "周屿", "note": SECRET}
    with clock.frozen(at):
        notify([agent], key=key, kind=kind, params=params, url="/desk/", topic=f"ticket:{ticket.pk}")
    return ticket


def send(at):
    with clock.frozen(at):
        return digests.send_digests()


class Failing(EmailBackend):
    """A mail server that is away as long as `fails` counts."""

    fails = 0

    def send_messages(self, messages):
        if Failing.fails:
            Failing.fails -= 1
            raise SMTPServerDisconnected("away")
        return super().send_messages(messages)


@pytest.fixture
def failing(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Failing"
    Failing.fails = 1
    yield Failing
    Failing.fails = 0


def test_it_comes_at_its_hour_and_once(agent):
    ticket = tell(agent)

    assert [send(at) for at in (NINE - MINUTE, NINE, NINE, NINE + MINUTE)] == [0, 1, 0, 0]

    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == ([agent.email], "无忧：您有 1 件事待处理")
    assert f"周屿 在 #{ticket.number} 里@了您：{CANARY}" in letter.body
    assert "http" in letter.body
    assert letter.extra_headers["Message-ID"].startswith(f"<digest-{agent.pk}-")


def test_it_is_in_the_agents_language():
    tell(reader("en"))

    send(NINE)

    assert mail.outbox[0].subject == "Wuyou: 1 matter waits for you"
    assert "mentions you on" in mail.outbox[0].body


def test_each_mail_tells_what_came_since_the_last_one(agent):
    one, two = tell(agent, key="one"), tell(agent, key="two", at=NINE + MINUTE)

    send(NINE)
    send(NINE + DAY)

    assert [str(one.number) in letter.body for letter in mail.outbox] == [True, False]
    assert [str(two.number) in letter.body for letter in mail.outbox] == [False, True]


def test_nothing_to_say_is_no_mail(agent):
    tell(agent)
    Notification.objects.update(read_at=NOW)

    assert send(NINE) == 1  # settled
    assert (mail.outbox, MailDigest.objects.get().lines) == ([], 0)


def test_notes_stay_inside_and_restricted_tickets_are_a_number(agent):
    agent.groups.add(Group.objects.get(code="CRI"))
    open_one, restricted, hidden = (tell(agent, key=key) for key in ("open", "restricted", "hidden"))
    Ticket.objects.filter(pk=open_one.pk).update(subject="x")
    crisis, security = Group.objects.get(code="CRI"), Group.objects.get(code="SEC")
    Ticket.objects.filter(pk=restricted.pk).update(is_restricted=True, group=crisis)
    Ticket.objects.filter(pk=hidden.pk).update(is_restricted=True, group=security)

    send(NINE)

    body = mail.outbox[0].body
    assert body.count(CANARY) == 1  # of the open one
    assert (SECRET in body, str(restricted.number) in body, str(hidden.number) in body) == (False, True, False)


def test_what_may_not_be_seen_any_more_stands_in_nobodys_way(agent):
    hidden, ticket = make_ticket(), make_ticket(subject=CANARY)
    Ticket.objects.filter(pk=hidden.pk).update(is_restricted=True, group=Group.objects.get(code="CRI"))
    for number in range(JUDGED_AT_ONCE + 1):
        tell(agent, hidden, key=str(number))
    tell(agent, ticket, key="seen")

    assert send(NINE) == 1

    assert mail.outbox[0].subject == "无忧：您有 1 件事待处理"
    assert (str(ticket.number) in mail.outbox[0].body, str(hidden.number) in mail.outbox[0].body) == (True, False)


@pytest.mark.parametrize("hidden", [0, JUDGED_AT_ONCE])
def test_the_first_thirty_are_told_and_that_there_are_more(agent, hidden):
    gone, ticket = make_ticket(), make_ticket(subject=CANARY)
    Ticket.objects.filter(pk=gone.pk).update(is_restricted=True, group=Group.objects.get(code="CRI"))
    for number in range(hidden):
        tell(agent, gone, key=f"gone-{number}")
    for number in range(digests.LINES_MAX + 2):
        tell(agent, ticket, key=str(number))

    assert send(NINE) == 1

    assert (mail.outbox[0].body.count(CANARY), MailDigest.objects.get().lines) == (30, 31)


def test_a_moment_that_somebody_else_has_claimed_plans_nothing(agent):
    """Two workers read the same due row; the second finds the moment moved on."""
    tell(agent)
    before = NotificationPreference.objects.select_related("agent").get(agent=agent)

    with clock.frozen(NINE):
        assert digests._plan(before, NINE) == 1
        again = digests._plan(before, NINE + MINUTE)

    assert (again, MailDigest.objects.count()) == (0, 1)
    assert NotificationPreference.objects.get(agent=agent).digest_at == NINE + DAY


def test_a_subject_cannot_add_a_header_or_a_line(agent):
    tell(agent, make_ticket(subject="x"), key="b")
    Notification.objects.update(params={"number": 1, "subject": "a\r\nBcc: evil@x.test\r\n\r\nb", "who": "c"})

    send(NINE)

    assert "Bcc: evil" in mail.outbox[0].body.splitlines()[4]
    assert "Bcc" not in mail.outbox[0].message()


def test_a_failure_is_tried_again_and_never_sent_twice(agent, failing):
    tell(agent)

    assert send(NINE) == 0
    assert (mail.outbox, MailDigest.objects.get().last_error) == ([], "SMTPServerDisconnected")
    assert send(NINE + MINUTE) == 0  # it waits two minutes
    assert [send(NINE + 2 * MINUTE), send(NINE + 3 * MINUTE), send(NINE + HOUR)] == [1, 0, 0]
    assert len(mail.outbox) == 1


def test_a_failing_server_holds_up_no_other_mail_for_good_and_ends_after_eight_tries(agent, failing):
    tell(agent)
    failing.fails = 100
    at = NINE
    for _try in range(12):
        send(at)
        at += HOUR

    assert (MailDigest.objects.get().attempts, MailDigest.objects.get().next_try_at) == (8, None)
    failing.fails = 0
    send(NINE + DAY)
    assert CANARY in mail.outbox[0].body  # the next one tells of the same


def test_a_closed_account_gets_no_mail(agent):
    tell(agent)
    type(agent).objects.filter(pk=agent.pk).update(is_active=False)

    send(NINE)

    assert mail.outbox == []


def test_who_wants_none_gets_none():
    tell(reader(digest="never"))

    assert (send(NINE), send(NINE + DAY), MailDigest.objects.count()) == (0, 0, 0)


def test_after_days_without_a_worker_one_mail_comes_and_not_one_for_each_day(agent):
    tell(agent)

    assert send(NINE + 3 * DAY + HOUR) == 1
    preference = NotificationPreference.objects.get(agent=agent)
    assert (MailDigest.objects.count(), preference.digest_at) == (1, NINE + 4 * DAY)


class Slow(EmailBackend):
    """A mail server that takes its time, so that both workers are at it together."""

    entered, may_go = threading.Event(), threading.Event()

    def send_messages(self, messages):
        self.entered.set()
        self.may_go.wait(10)
        return super().send_messages(messages)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one_mail(settings, agent):
    settings.EMAIL_BACKEND = f"{__name__}.Slow"
    tell(agent)

    def work(results):
        try:
            results.append(send(NINE))
        finally:
            connection.close()

    first, second = [], []
    one = threading.Thread(target=work, args=(first,))
    one.start()
    assert Slow.entered.wait(10)
    work(second)  # while the other holds it
    Slow.may_go.set()
    one.join(10)
    work(second)

    assert (first, second, len(mail.outbox), MailDigest.objects.count()) == ([1], [0, 0], 1, 1)
