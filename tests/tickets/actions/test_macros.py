"""Prepared texts that change a ticket, and the gap that is never sent."""

import pytest

from core import clock
from core.errors import InvalidInput, NotThere
from core.models import Actor, Event
from tests.factories.people import make_agent
from tests.factories.tickets import make_ticket
from tickets.actions import drafts, replies
from tickets.actions.macros import drop_macro, save_macro, use_macro
from tickets.enums import Priority, Status, Visibility
from tickets.errors import StaleTicket
from tickets.models import Macro
from tickets.queries.macros import changes_of, macros_for, own_macros, usable_macros

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("desk_rows")]
TEXTS = {"title_zh": "退款", "title_en": "Refund", "body_zh": "您好", "body_en": "Hello"}


def make_macro(**fields):
    return Macro.objects.create(**({"code": "refund-now", **TEXTS} | fields))


def test_a_macro_changes_what_it_says_at_once_and_counts_its_use(agent):
    macro = make_macro(add_tags=["refund"], set_category="PY-01", set_priority=1)
    ticket = make_ticket(Status.OPEN, agent=agent)

    use_macro(ticket, code="refund-now", by=Actor.of_agent(agent), seen=ticket.version)

    ticket.refresh_from_db()
    macro.refresh_from_db()
    assert (ticket.tags, ticket.category_id, ticket.priority) == (["refund"], "PY-01", Priority.P1)
    assert (macro.used_count, macro.last_used_at is not None) == (1, True)
    assert Event.objects.get(name="macro.used").data == {"code": "refund-now", "ticket": ticket.number}
    assert changes_of(macro, ticket) == []


def test_a_macro_that_would_change_what_somebody_else_changed_first_does_nothing(agent):
    macro = make_macro(add_tags=["refund"])
    ticket = make_ticket(Status.OPEN, agent=agent)
    seen = ticket.version
    replies.add_note(ticket, by=Actor.of_agent(make_agent()), body="wait")

    with pytest.raises(StaleTicket):
        use_macro(ticket, code=macro.code, by=Actor.of_agent(agent), seen=seen)

    ticket.refresh_from_db()
    macro.refresh_from_db()
    assert (ticket.tags, macro.used_count) == ([], 0)


def test_what_is_so_already_is_no_change_and_asks_for_no_version(agent):
    macro = make_macro(then="resolve")
    ticket = make_ticket(Status.OPEN, agent=agent)

    use_macro(ticket, code=macro.code, by=Actor.of_agent(agent), seen=0)

    assert [change.before for change in changes_of(macro, ticket)] == [""]


def test_ones_own_macro_is_nobody_elses(agent):
    other = make_agent()
    own = make_macro(owner=other, code="own-1")
    ticket = make_ticket(Status.OPEN, agent=agent)

    assert own not in usable_macros(agent)
    assert own in usable_macros(other)
    assert list(own_macros(other)) == [own]
    for use in (
        lambda: use_macro(ticket, code="own-1", by=Actor.of_agent(agent)),
        lambda: drop_macro(own, by=Actor.of_agent(agent)),
    ):
        with pytest.raises(NotThere):
            use()
    drop_macro(own, by=Actor.of_agent(other))
    assert not Macro.objects.filter(code="own-1").exists()


@pytest.mark.parametrize(("language", "found"), [("zh", False), ("en", True), ("", True)])
def test_a_macro_for_one_language_is_not_offered_in_the_other(agent, language, found):
    make_macro(language=language)
    ticket = make_ticket(Status.OPEN, agent=agent)
    ticket.language = "en"

    lines = macros_for(ticket, agent, promise_due=clock.now())

    assert ("refund-now" in {line.code for line in lines}) == found


def test_a_gap_that_cannot_be_filled_is_named_and_never_sent(agent):
    make_macro(body_zh="您的{{ order.number }}", body_en="Your {{ order.number }}")
    ticket = make_ticket(Status.OPEN, agent=agent)
    line = next(li for li in macros_for(ticket, agent, promise_due=clock.now()) if li.code == "refund-now")
    by = Actor.of_agent(agent)

    assert line.missing == ("{{ order.number }}",)
    with pytest.raises(InvalidInput):
        replies.send_reply(ticket, by=by, body=line.text)
    with pytest.raises(InvalidInput) as refusal:
        drafts.queue_send(ticket, by=by, visibility=Visibility.PUBLIC, body=line.text, seen=ticket.version)
    assert "{{ order.number }}" in str(refusal.value.fields["body"][0])
    replies.add_note(ticket, by=by, body=line.text)  # colleagues may read it


def test_the_history_says_what_was_changed_and_nothing_when_nothing_was(agent):
    by = Actor.of_agent(agent)
    macro = Macro(code="new-one", **TEXTS)
    save_macro(macro, by=by)
    save_macro(macro, by=by)
    macro.title_en = "Money back"
    save_macro(macro, by=by)

    events = Event.objects.filter(subject_type="macro", subject_id=macro.pk).order_by("pk")
    assert [event.name for event in events] == ["macro.added", "macro.changed"]
    assert events[1].data["changes"] == {"title_en": ["Refund", "Money back"]}
