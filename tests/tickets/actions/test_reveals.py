"""A covered number is shown for a reason, to who has the right, and never without a trace that holds no number."""

from datetime import date

import pytest

from core.errors import InvalidInput, NotAllowed, NotThere, TooMany
from core.models import Actor, Event, SealedNumber
from tests.factories.api import Caller, problem_of
from tests.factories.people import make_agent, make_game
from tests.factories.tickets import make_ticket
from tickets.actions import replies, splitting
from tickets.actions.reveals import RATE, RevealNeedsApproval, reveal_number
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
PHONE, TOKEN = "13912345678", "〔TEL 139****5678〕"


def ticket_with_phone() -> tuple[Ticket, SealedNumber]:
    ticket = make_ticket(body=f"请打 {PHONE}")
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


@pytest.mark.parametrize("born", [date(2010, 1, 1), date(2020, 1, 1)])
def test_a_minors_number_opens_only_for_who_may_approve_it(born: date) -> None:
    ticket, number = ticket_with_phone()
    ticket.player.birth_date = born
    ticket.player.save(update_fields=["birth_date"])

    with pytest.raises(RevealNeedsApproval):
        reveal_number(ticket, number.pk, by=Actor.of_agent(make_agent("security")), reason="核对")

    assert reveal_number(ticket, number.pk, by=Actor.of_agent(make_agent("risk_officer")), reason="核对") == PHONE


def test_who_looks_at_many_is_stopped() -> None:
    ticket, number = ticket_with_phone()
    by = Actor.of_agent(make_agent("security"))
    for _ in range(RATE.burst):
        reveal_number(ticket, number.pk, by=by, reason="核对")
    with pytest.raises(TooMany):
        reveal_number(ticket, number.pk, by=by, reason="核对")


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
    assert shown.json() == {"text": PHONE}
    assert shown["Cache-Control"] == "no-store"


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
