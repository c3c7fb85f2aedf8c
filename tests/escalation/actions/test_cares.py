"""After a hard conversation: a break with the agent's consent, a talk that a supervisor owes, and no word kept."""

import pytest

from core.enums import Availability
from core.errors import InvalidInput, NotThere
from core.models import Actor, Agent, Event, Group, Notification
from escalation.actions.cares import answer_care, note_talk
from escalation.models import CrisisCare
from escalation.queries.crises import open_cares, talks_owed
from tests.escalation.actions.test_crises import in_danger, specialist
from tests.factories.people import make_agent
from tests.factories.tickets import make_ticket, relay_all
from tickets.actions import lifecycle, replies
from tickets.enums import Status
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def talked_with(by: Actor, ticket: Ticket | None = None) -> Ticket:
    """A ticket about danger on which this person has spoken."""
    ticket = ticket or in_danger()
    lifecycle.take(ticket, by=by)
    replies.send_reply(ticket, by=by, body="我在，您慢慢说")
    relay_all()
    return ticket


def settled_by(by: Actor) -> Ticket:
    ticket = talked_with(by)
    lifecycle.resolve(ticket, by=by, summary="已陪伴", root_cause="危机")
    relay_all()
    return ticket


def lead_of_crisis(agent: Agent) -> None:
    Group.objects.filter(code="CRI").update(lead=agent)


def kinds_told(agent_id: int | None) -> list[str]:
    rows = Notification.objects.filter(agent=agent_id, kind__in=["crisis.care", "crisis.talk"])
    return list(rows.order_by("pk").values_list("kind", flat=True))


def test_who_has_talked_is_offered_a_break_once_and_the_lead_owes_a_talk() -> None:
    by, lead = specialist(), specialist()
    assert lead.agent is not None
    lead_of_crisis(lead.agent)

    ticket = settled_by(by)
    lifecycle.reopen(ticket, by=by, reason="玩家又写了")
    lifecycle.resolve(ticket, by=by, summary="已陪伴", root_cause="危机")
    relay_all()

    care = CrisisCare.objects.get()
    assert (care.agent_id, care.supervisor_id, care.crisis_id) == (by.id, lead.id, ticket.pk)
    assert (kinds_told(by.id), kinds_told(lead.id)) == (["crisis.care"], ["crisis.talk"])


def test_it_is_offered_when_somebody_else_takes_over_and_not_before() -> None:
    first, second = specialist(), specialist()
    make_agent("supervisor")
    ticket = talked_with(first)
    assert not CrisisCare.objects.exists()

    lifecycle.assign(ticket, by=first, agent=second.agent)
    relay_all()

    assert list(CrisisCare.objects.values_list("agent_id", flat=True)) == [first.id]


def test_who_only_left_a_note_or_works_on_another_matter_is_not_asked() -> None:
    by, reader = specialist(), specialist()
    ticket = talked_with(by)
    replies.add_note(ticket, by=reader, body="我在旁边")
    other = make_ticket(Status.OPEN, agent=reader.agent)
    replies.send_reply(other, by=reader, body="好的")
    lifecycle.resolve(other, by=reader, summary="好了", root_cause="无")
    lifecycle.resolve(ticket, by=by, summary="已陪伴", root_cause="危机")
    relay_all()

    assert list(CrisisCare.objects.values_list("agent_id", flat=True)) == [by.id]


def test_a_lead_who_talked_is_looked_after_by_a_supervisor() -> None:
    lead, supervisor = specialist(), make_agent("supervisor")
    assert lead.agent is not None
    lead_of_crisis(lead.agent)

    settled_by(lead)

    assert CrisisCare.objects.get().supervisor_id == supervisor.pk


def test_where_nobody_is_above_the_break_is_offered_all_the_same() -> None:
    settled_by(specialist())

    assert CrisisCare.objects.get().supervisor_id is None


@pytest.mark.parametrize(("answer", "state"), [("break", Availability.AWAY), ("go_on", Availability.AVAILABLE)])
def test_a_break_is_the_agents_own_word(answer: str, state: Availability) -> None:
    by = specialist(availability=Availability.AVAILABLE)
    settled_by(by)
    assert by.agent is not None
    [care] = open_cares(by.agent)
    by.agent.refresh_from_db()
    assert by.agent.availability == Availability.AVAILABLE

    answer_care(care.pk, by=by, answer=answer)

    by.agent.refresh_from_db()
    assert (by.agent.availability, list(open_cares(by.agent))) == (state, [])
    assert Event.objects.get(name="agent.care_answered").data == {"care": care.pk}


def test_nobody_answers_for_another_and_nothing_else_is_an_answer() -> None:
    by, other = specialist(), specialist()
    settled_by(by)
    care = CrisisCare.objects.get()

    with pytest.raises(NotThere):
        answer_care(care.pk, by=other, answer="break")
    with pytest.raises(InvalidInput):
        answer_care(care.pk, by=by, answer="maybe")


def test_the_supervisor_notes_that_they_have_talked_and_nothing_of_it() -> None:
    by, supervisor = specialist(), make_agent("supervisor")
    settled_by(by)
    [talk] = talks_owed(supervisor)

    with pytest.raises(NotThere):
        note_talk(talk.pk, by=by)
    note_talk(talk.pk, by=Actor.of_agent(supervisor))
    note_talk(talk.pk, by=Actor.of_agent(supervisor))

    assert list(talks_owed(supervisor)) == []
    assert Event.objects.get(name="agent.talked_with").data == {"care": talk.pk}
    assert {field.name for field in CrisisCare._meta.get_fields()} == {
        "id", "crisis", "agent", "offered_at", "answer", "answered_at", "supervisor", "talk_by", "talked_at",
    }  # fmt: skip
