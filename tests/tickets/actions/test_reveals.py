"""A covered number is shown for a reason, to who has the right, and never without a trace that holds no number."""

from datetime import date, timedelta
from typing import Any

import pytest

from core.actions.time_shift import shifted
from core.errors import InvalidInput, NotAllowed, NotThere
from core.models import Actor, Event, Notification, SealedNumber
from players.actions.reveals import approve_reveal, look, refuse_reveal
from players.errors import OwnRequest, RevealClosed, TooManyNumbers
from players.models import IdentityAccess, RevealRequest
from tests.factories.api import Caller, problem_of
from tests.factories.people import make_agent, make_game, make_player
from tests.factories.tickets import make_ticket
from tickets.actions import replies, splitting
from tickets.actions.reveals import RATE, RevealNeedsApproval, ask_for_number, reveal_number
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
PHONE, TOKEN = "13912345678", "〔TEL 139****5678〕"


ADULT = date(1990, 1, 1)
REASON = "回访确认绑定手机"


def ticket_with_phone(born: date | None = ADULT) -> tuple[Ticket, SealedNumber]:
    ticket = make_ticket(body=f"请打 {PHONE}", player=make_player(birth_date=born))
    return ticket, SealedNumber.objects.get(subject_type="ticket", subject_id=ticket.pk)


def test_who_has_the_right_sees_it_and_the_event_says_who_what_and_why() -> None:
    ticket, number = ticket_with_phone()
    agent = make_agent("security")

    shown = reveal_number(ticket, number.pk, by=Actor.of_agent(agent), reason="回访确认绑定手机")

    event = Event.objects.get(name="number.revealed")
    assert shown == PHONE
    assert (event.subject_id, event.actor_id) == (ticket.pk, agent.pk)
    assert event.data == {"number": number.pk, "kind": "TEL", "place": "message:1", "reason": "回访确认绑定手机"}


def test_nobody_else_sees_it() -> None:
    ticket, number = ticket_with_phone()
    with pytest.raises(NotAllowed):
        reveal_number(ticket, number.pk, by=Actor.of_agent(make_agent("agent")), reason="想看")
    with pytest.raises(NotThere):
        reveal_number(
            ticket, number.pk, by=Actor.of_agent(make_agent("security", games=[make_game("xinghai")])), reason="x"
        )
    assert not Event.objects.filter(name="number.revealed").exists()


def test_there_must_be_a_reason_and_the_number_must_be_of_this_ticket() -> None:
    ticket, number = ticket_with_phone()
    by = Actor.of_agent(make_agent("security"))
    with pytest.raises(InvalidInput):
        reveal_number(ticket, number.pk, by=by, reason=" ")
    with pytest.raises(NotThere):
        reveal_number(make_ticket(), number.pk, by=by, reason="核对")


@pytest.mark.parametrize("born", [date(2010, 1, 1), date(2020, 1, 1), None])
@pytest.mark.parametrize("role", ["security", "risk_officer"])
def test_nobody_opens_alone_a_number_of_who_is_not_known_to_be_an_adult(born: date | None, role: str) -> None:
    ticket, number = ticket_with_phone(born)
    agent, approver = make_agent(role), make_agent("risk_officer")
    by = Actor.of_agent(agent)

    with pytest.raises(RevealNeedsApproval):
        reveal_number(ticket, number.pk, by=by, reason=REASON)
    asked = ask_for_number(ticket, number.pk, by=by, reason=REASON)
    with pytest.raises(OwnRequest if role == "risk_officer" else NotAllowed):
        approve_reveal(asked, by=by)
    assert Notification.objects.filter(agent=approver, kind="identity.reveal_asked").count() == 1
    approve_reveal(asked, by=Actor.of_agent(approver))

    assert reveal_number(ticket, number.pk, by=by, reason=REASON) == PHONE
    with pytest.raises(RevealNeedsApproval):  # what is allowed to one is not to another
        reveal_number(ticket, number.pk, by=Actor.of_agent(make_agent(role)), reason=REASON)
    assert (asked.token, IdentityAccess.objects.get().agent_ref) == (TOKEN, agent.pk)


def test_what_was_allowed_holds_for_fifteen_minutes_for_this_number_and_not_on_the_page_of_identities() -> None:
    ticket, number = ticket_with_phone(None)
    other = make_ticket(body="请打 13700137000", player=ticket.player)
    by = Actor.of_agent(make_agent("security"))
    asked = approve_reveal(
        ask_for_number(ticket, number.pk, by=by, reason=REASON), by=Actor.of_agent(make_agent("risk_officer"))
    )

    with pytest.raises(RevealClosed):
        look(asked, by=by)
    with pytest.raises(RevealNeedsApproval):
        reveal_number(other, SealedNumber.objects.get(subject_id=other.pk).pk, by=by, reason=REASON)
    with shifted(asked.lapses_at - timedelta(seconds=1)):
        assert reveal_number(ticket, number.pk, by=by, reason=REASON) == PHONE
    with shifted(asked.lapses_at), pytest.raises(RevealNeedsApproval):
        reveal_number(ticket, number.pk, by=by, reason=REASON)


def test_who_asks_twice_asks_once_and_who_was_refused_may_ask_again() -> None:
    ticket, number = ticket_with_phone(None)
    by, approver = Actor.of_agent(make_agent("security")), Actor.of_agent(make_agent("risk_officer"))
    first, again = (ask_for_number(ticket, number.pk, by=by, reason=REASON) for _ in range(2))

    refuse_reveal(first, by=approver, answer="请先联系监护人")

    with pytest.raises(RevealNeedsApproval):
        reveal_number(ticket, number.pk, by=by, reason=REASON)
    assert again == first
    assert ask_for_number(ticket, number.pk, by=by, reason=REASON) != first


def test_without_the_right_nobody_may_even_ask() -> None:
    ticket, number = ticket_with_phone(None)
    with pytest.raises(NotAllowed):
        ask_for_number(ticket, number.pk, by=Actor.of_agent(make_agent("agent")), reason=REASON)
    with pytest.raises(InvalidInput):
        ask_for_number(ticket, number.pk, by=Actor.of_agent(make_agent("security")), reason=" ")
    assert not RevealRequest.objects.exists()


def test_who_looks_at_many_is_stopped() -> None:
    ticket, number = ticket_with_phone()
    by = Actor.of_agent(make_agent("security"))
    for _ in range(RATE.burst):
        reveal_number(ticket, number.pk, by=by, reason="核对")
    with pytest.raises(TooManyNumbers):
        reveal_number(ticket, number.pk, by=by, reason="核对")


@pytest.mark.parametrize(("role", "looks", "what"), [("security", RATE.burst, "numbers"), ("agent", 0, "numbers 403")])
def test_at_the_desk_a_suspicious_look_is_told_to_who_keeps_watch(
    sign_in: Any, role: str, looks: int, what: str
) -> None:
    ticket, number = ticket_with_phone()
    agent, officer = make_agent(role), make_agent("risk_officer")
    for _ in range(looks):
        reveal_number(ticket, number.pk, by=Actor.of_agent(agent), reason=REASON)

    answer = sign_in(agent).post(
        f"/desk/tickets/{ticket.number}/covered?place={number.place}", {"number": number.pk, "reason": REASON}
    )

    assert PHONE not in answer.content.decode()
    assert Notification.objects.get(agent=officer, kind="identity.access_suspicious").params["what"] == what


def test_at_the_desk_a_colleague_is_asked_and_the_number_opens_on_the_ticket_afterwards(sign_in: Any) -> None:
    ticket, number = ticket_with_phone(None)
    agent, approver = make_agent("security"), make_agent("risk_officer")
    form, url = {"number": number.pk, "reason": REASON}, f"/desk/tickets/{ticket.number}/covered?place={number.place}"
    desk, officer = sign_in(agent), sign_in(approver)

    asked = desk.post(url, form)
    request = RevealRequest.objects.get()
    page = officer.get(f"/players/reveals/{request.pk}").content.decode()
    officer.post(f"/players/reveals/{request.pk}/approve")
    own = desk.get(f"/players/reveals/{request.pk}").content.decode()
    shown = desk.post(url, form)

    assert (asked.status_code, PHONE in asked.content.decode()) == (202, False)
    assert TOKEN in page
    assert f'href="/desk/tickets/{ticket.number}"' in own
    assert (shown.status_code, PHONE in shown.content.decode()) == (200, True)


def test_a_number_goes_with_its_message_to_another_ticket() -> None:
    source = make_ticket()
    target = make_ticket(player=source.player)
    by = Actor.of_agent(make_agent("supervisor"))
    said = replies.receive_message(source, by=Actor.of_player(source.player_id, ""), body=f"请打 {PHONE}")

    splitting.move_messages(source, by=by, messages=[said.pk], into=target)

    number = SealedNumber.objects.get()
    assert (number.subject_id, number.place.partition(":")[0]) == (target.pk, "message")
    assert target.messages.filter(seq=int(number.place.partition(":")[2]), body__contains=TOKEN).exists()


def test_a_fact_that_is_changed_forgets_what_it_said() -> None:
    ticket = make_ticket(facts={"new_contact": PHONE, "other": "13700137000"})
    caller = Caller(make_agent("supervisor"))

    caller.patch(f"tickets/{ticket.pk}", {"facts": {"new_contact": None}})

    assert [number.place for number in SealedNumber.objects.all()] == ["facts.other"]


def test_programs_see_the_tokens_and_may_ask_for_one() -> None:
    ticket, number = ticket_with_phone()
    caller = Caller(make_agent("security"))

    (listed,) = caller.get(f"tickets/{ticket.pk}/numbers").json()["results"]
    shown = caller.post(f"tickets/{ticket.pk}/numbers/{number.pk}/reveal", {"reason": "核对"}, Idempotency_Key="k")

    assert (listed["id"], listed["kind"], listed["token"], listed["place"]) == (
        str(number.pk), "TEL", TOKEN, "message:1",
    )  # fmt: skip
    assert shown.json() == {"text": PHONE, "request": None, "lapses_at": None}
    assert shown["Cache-Control"] == "no-store"


def test_a_program_is_told_that_a_colleague_was_asked() -> None:
    ticket, number = ticket_with_phone(None)
    caller = Caller(make_agent("security"))
    path = f"tickets/{ticket.pk}/numbers/{number.pk}/reveal"

    asked = caller.post(path, {"reason": REASON})
    request = RevealRequest.objects.get()
    approve_reveal(request, by=Actor.of_agent(make_agent("risk_officer")))

    assert (asked.status_code, asked.json()["text"], asked.json()["request"]) == (202, None, str(request.pk))
    assert caller.post(path, {"reason": REASON}).json()["text"] == PHONE


def test_a_program_that_opens_many_is_stopped_and_told_of() -> None:
    ticket, number = ticket_with_phone()
    caller, officer = Caller(make_agent("security")), make_agent("risk_officer")
    path = f"tickets/{ticket.pk}/numbers/{number.pk}/reveal"
    answers = [caller.post(path, {"reason": REASON}) for _ in range(RATE.burst + 1)]

    assert problem_of(answers[-1], 429)["code"] == "reveal.limit"
    assert Notification.objects.get(agent=officer, kind="identity.access_suspicious").params["what"] == "numbers 429"


def test_a_program_without_the_right_is_refused() -> None:
    ticket, number = ticket_with_phone()
    refused = Caller(make_agent("supervisor", games=[make_game("xinghai")])).post(
        f"tickets/{ticket.pk}/numbers/{number.pk}/reveal", {"reason": "核对"}
    )
    assert problem_of(refused, 404)["code"] == "not_found"


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_asks_as_often_for_one_as_for_three(many: int, django_assert_num_queries: object) -> None:
    ticket = make_ticket(body=" ".join(f"1391234567{digit}" for digit in range(many)))
    caller = Caller(make_agent("security"))
    with django_assert_num_queries(5):  # type: ignore[operator]
        assert len(caller.get(f"tickets/{ticket.pk}/numbers").json()["results"]) == many


def test_a_message_of_hundreds_of_numbers_is_kept_whole() -> None:
    ticket = make_ticket()
    by = Actor.of_player(ticket.player_id, "")
    replies.receive_message(ticket, by=by, body=" ".join(f"1391234{digit:04}" for digit in range(300)))
    assert SealedNumber.objects.filter(place="message:2").count() == 300
