"""Eight hands send the same reply on the same tickets: one message, one event each, and the others are told plainly."""

from collections import Counter
from collections.abc import Callable

import pytest

from core.models import Actor, Agent, Event, Notification
from tests.factories.api import Caller
from tests.factories.people import make_agent
from tests.tickets.actions.test_assignment_races import all_at_once, many_tickets
from tickets.actions import drafts, replies
from tickets.enums import DraftState, Status, Visibility
from tickets.errors import StaleTicket
from tickets.models import Draft, Message, Ticket

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "您先别急，我马上查"


def as_they_are(tickets: list[int]) -> dict[int, int]:
    """The version at which everybody has read each ticket."""
    return dict(Ticket.objects.filter(pk__in=tickets).values_list("pk", "version"))


def check_said_once(tickets: list[int]) -> None:
    """One message, one event that tells of it and one move on each ticket, whose first answer has been given."""
    assert Counter(Message.objects.filter(body=WORDS).values_list("ticket_id", flat=True)) == Counter(tickets)
    for name in ("message.sent", "ticket.moved"):
        told = Event.objects.filter(name=name, subject_type="ticket", subject_id__in=tickets)
        assert Counter(told.values_list("subject_id", flat=True)) == Counter(tickets), name
    rows = Ticket.objects.filter(pk__in=tickets)
    assert set(rows.values_list("status", flat=True)) == {Status.OPEN}
    assert not rows.filter(first_response_at=None).exists()


def test_eight_people_send_the_same_reply_on_the_same_tickets() -> None:
    people, tickets = [make_agent() for _ in range(8)], many_tickets(300)
    seen, outcomes = as_they_are(tickets), Counter[str]()

    def sender(agent: Agent) -> Callable[[], None]:
        def send() -> None:
            for pk, version in seen.items():
                try:
                    replies.send_reply(pk, by=Actor.of_agent(agent), body=WORDS, seen=version)
                    outcomes["sent"] += 1
                except StaleTicket as refusal:
                    news = {new["body"] for new in refusal.extra["new"] if "body" in new}
                    outcomes[f"{refusal.code}: {news} came before {refusal.extra['text']}"] += 1

        return send

    all_at_once(sender(agent) for agent in people)

    check_said_once(tickets)
    assert outcomes == {"sent": 300, f"ticket.stale: { {WORDS} } came before {WORDS}": 7 * 300}


def queue(agent: Agent, pk: int, seen: int) -> int:
    by = Actor.of_agent(agent)
    return drafts.queue_send(pk, by=by, visibility=Visibility.PUBLIC, body=WORDS, seen=seen).pk


def release_by_eight() -> int:
    """Let eight sweeps send what is queued, all at once; how many texts they sent."""
    due, sent = list(Draft.objects.order_by("pk").values_list("pk", flat=True)), []
    all_at_once([lambda: sent.append(sum(drafts.release(pk) for pk in due))] * 8)
    return sum(sent)


def test_one_text_sent_from_eight_windows_and_released_by_eight_sweeps_goes_out_once() -> None:
    agent, tickets = make_agent(), many_tickets(30)
    seen, answers = as_they_are(tickets), []

    all_at_once([lambda: answers.append([queue(agent, pk, version) for pk, version in seen.items()])] * 8)

    assert answers == [answers[0]] * 8  # every window is told of the same text, and can take it back
    assert Draft.objects.count() == 30
    assert release_by_eight() == 30
    check_said_once(tickets)
    assert set(Draft.objects.values_list("state", flat=True)) == {DraftState.RELEASED}


def test_one_text_queued_by_eight_people_is_sent_by_one_and_given_back_to_the_others() -> None:
    people, tickets = [make_agent() for _ in range(8)], many_tickets(10)
    seen = as_they_are(tickets)

    def writer(agent: Agent) -> Callable[[], None]:
        def write() -> None:
            for pk, version in seen.items():
                queue(agent, pk, version)

        return write

    all_at_once(writer(agent) for agent in people)

    assert release_by_eight() == 10

    check_said_once(tickets)
    states = Counter(Draft.objects.values_list("state", "body"))
    assert states == {(DraftState.RELEASED, WORDS): 10, (DraftState.REFUSED, WORDS): 7 * 10}
    told = Counter(Notification.objects.filter(kind="draft.refused").values_list("agent_id", flat=True))
    back = Counter(Draft.objects.filter(state=DraftState.REFUSED).values_list("agent_id", flat=True))
    assert told == back


def test_one_text_taken_back_while_it_goes_out_is_either_sent_or_a_draft() -> None:
    agent, tickets = make_agent(), many_tickets(30)
    queued = [queue(agent, pk, version) for pk, version in as_they_are(tickets).items()]
    outcomes: Counter[str] = Counter()

    def take_back() -> None:
        for pk in queued[::-1]:
            try:
                drafts.undo_send(pk, by=Actor.of_agent(agent))
                outcomes["taken back"] += 1
            except drafts.AlreadySent:
                outcomes["too late"] += 1

    def release() -> None:
        outcomes["sent"] += sum(drafts.release(pk) for pk in queued)

    all_at_once([take_back, release])

    sent = Message.objects.filter(body=WORDS).values_list("ticket_id", flat=True)
    kept = Draft.objects.filter(state=DraftState.WRITING).values_list("ticket_id", flat=True)
    assert Counter([*sent, *kept]) == Counter(tickets)
    assert (outcomes["sent"], outcomes["taken back"]) == (len(sent), len(kept))
    assert outcomes["too late"] == len(sent)


def test_eight_requests_with_one_key_send_one_reply_each() -> None:
    caller, tickets = Caller(make_agent("integrator")), many_tickets(20)
    seen = as_they_are(tickets)
    answers: dict[int, list[object]] = {pk: [] for pk in tickets}

    def program() -> None:
        mine = Caller.__new__(Caller)
        mine.secret, mine.client = caller.secret, type(caller.client)()
        for pk, version in seen.items():
            body = {"body": WORDS, "visibility": "public", "seen": version}
            answers[pk].append(mine.post(f"tickets/{pk}/messages", body, Idempotency_Key=f"reply-{pk}"))

    all_at_once([program] * 8)

    check_said_once(tickets)
    for told in answers.values():
        created = [answer for answer in told if answer.status_code == 201]
        waiting = [answer for answer in told if answer.status_code != 201]
        assert len({answer.content for answer in created}) == 1
        assert len([answer for answer in created if "Idempotency-Replayed" not in answer.headers]) == 1
        assert {(answer.status_code, answer.json()["code"], answer["Retry-After"]) for answer in waiting} <= {
            (409, "idempotency.in_flight", "1")
        }
