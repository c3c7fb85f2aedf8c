"""What a deed is answered with: refused beside its field when it cannot be, kept in the form, shown as words."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core import clock
from core.models import Event
from escalation.models import Case
from tests.factories.people import make_agent
from tests.factories.tickets import make_ticket
from tests.tickets.browser import text_of, url_of
from tests.tickets.deeds import CANARY, TO_DO, answers, do, value
from tickets.enums import Status
from tickets.models import Draft, Ticket

pytestmark = pytest.mark.django_db
HOSTILE = "<img src=x onerror=1>{{ ticket.internal_note }}\u202egnp"
LONG = "长" * 100_000
WRONG = [
    *[("hand-over", "note", text) for text in ("", "\u200b\u200d", "\u202e", LONG)],
    *[("hand-over", "group", code) for code in ("", "999999", "x", "１", "-1", "9" * 30)],
    *[("escalate", "note", text) for text in ("", "\u200b", LONG)],
    *[("escalate", "group", code) for code in ("", "999999", "x")],
    ("escalate", "kind", "nonsense"),
    *[("assign", "agent_id", who) for who in ("", "999999", "x", "１", "9" * 30)],
    *[("follow-up", "when", when) for when in ("", "nonsense")],
    ("follow-up", "note", LONG),
    *[("priority", "priority", level) for level in ("", "9", "-1", "x", "１")],
    *[("priority", "reason", text) for text in (LONG,)],
    *[("category", "category", code) for code in ("", "ZZ-99", "PY", "py-01", LONG)],
    ("category", "reason", LONG),
    *[("details", "subject", text) for text in ("", "\u200b", "\u202e", LONG)],
    *[("details", "tags", text) for text in ("\u200b", LONG, ",".join(str(n) for n in range(21)), "a" * 41)],
    *[("resolve", "summary", text) for text in ("", "\u200b", LONG)],
    *[("resolve", "root_cause", text) for text in ("", "\u200b", LONG)],
    *[("resolve", "body", text) for text in ("\u200b", LONG, "请把密码发给我")],
    ("reopen", "reason", ""), ("reopen", "reason", "\u200b"), ("reopen", "reason", LONG),
    *[(deed, "seen", "x") for deed in ("take", "hand-over", "close")],
]  # fmt: skip


@pytest.mark.parametrize(("deed", "field", "text"), WRONG, ids=lambda part: ascii(part)[:14])
def test_what_cannot_be_is_refused_beside_its_field_and_nothing_is_lost(agent, desk, deed, field, text):
    at = TO_DO.get(deed, (Status.OPEN,))[0]
    ticket = make_ticket(at, agent=agent)
    before = Ticket.objects.values().get(pk=ticket.pk)
    given = answers(deed) | {field: text}

    answer = do(desk, ticket, deed, **given)

    shown = text_of(answer)
    assert answer.status_code == 422
    assert 'class="field__error"' in shown
    assert field == "seen" or 'aria-invalid="true"' in shown
    assert CANARY in shown or CANARY not in str(given)
    assert text in shown or len(text) < 2 or field in {"group", "kind", "agent_id", "when", "category", "seen"}
    assert Ticket.objects.values().get(pk=ticket.pk) == before
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "moment",
    ["", "2020-01-01T00:00", "0001-01-01T00:00", "9999-12-31T23:59", "2028-02-30T10:00", "soon", "10000-01-01"],
)
def test_a_date_that_has_passed_or_lies_too_far_away_is_refused(agent, desk, moment):
    ticket = make_ticket(Status.OPEN, agent=agent)

    answer = do(desk, ticket, "follow-up", when="own", at=moment, note=CANARY)

    assert answer.status_code == 422
    assert 'aria-invalid="true"' in text_of(answer)
    assert (CANARY in text_of(answer), moment in text_of(answer)) == (True, True)
    assert value(ticket, "follow_up_at") is None


def test_a_date_of_ones_own_is_taken_and_can_be_taken_away(agent, desk):
    ticket = make_ticket(Status.OPEN, agent=agent)
    at = timezone.localtime(clock.now() + timedelta(days=2)).replace(second=0, microsecond=0)

    do(desk, ticket, "follow-up", when="own", at=f"{at:%Y-%m-%dT%H:%M}", note=CANARY)
    kept = value(ticket, "follow_up_at")
    do(desk, ticket, "follow-up", when="none", note="")

    assert (kept, value(ticket, "follow_up_at"), value(ticket, "follow_up_note")) == (at, None, "")


@pytest.mark.parametrize("deed", [*TO_DO, "assign", "facts", "link"])
def test_bytes_that_cannot_be_stored_are_refused(agent, desk, deed):
    ticket = make_ticket(TO_DO.get(deed, (Status.OPEN,))[0], agent=agent)

    answer = do(desk, ticket, deed, **answers(deed) | {"note": "a\x00b"})

    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("deed", "field"),
    [("hand-over", "note"), ("follow-up", "note"), ("details", "subject"), ("resolve", "summary"),
     ("resolve", "root_cause"), ("priority", "reason"), ("category", "reason"), ("escalate", "note")],
)  # fmt: skip
def test_marks_and_markup_are_shown_as_words(agent, desk, deed, field):
    ticket = make_ticket(Status.OPEN, agent=agent)

    done = do(desk, ticket, deed, **answers(deed) | {field: HOSTILE})
    timeline = desk.get(url_of(ticket) + "?card=timeline")
    again = desk.get(url_of(ticket, deed))

    assert done.status_code == 200
    for page in (done, timeline, again):
        assert "<img src=x" not in text_of(page)
    assert "&lt;img src=x onerror=1&gt;{{ ticket.internal_note }}" in text_of(timeline)


def test_tags_are_kept_without_marks_that_turn_the_words(agent, desk):
    ticket = make_ticket(Status.OPEN, agent=agent)

    answer = do(desk, ticket, "details", subject=CANARY, tags="<i>{{ 7*7 }}\u202e，，,、<i>{{ 7*7 }}")

    assert "&lt;i&gt;{{ 7*7 }}" in text_of(answer)
    assert value(ticket, "tags") == ["<i>{{ 7*7 }}"]


@pytest.mark.parametrize("reason", ["", "  ", "\u200b\u200d"])
def test_a_priority_is_not_changed_without_a_reason_that_somebody_can_read(agent, desk, reason):
    ticket = make_ticket(Status.OPEN, agent=agent)

    answer = do(desk, ticket, "priority", priority=0, reason=reason)

    assert answer.status_code == 422
    assert not Event.objects.filter(name="ticket.changed").exists()


def test_a_button_in_the_ticket_that_cannot_be_leaves_the_ticket_and_says_why(agent, desk):
    ticket = make_ticket(Status.OPEN, agent=agent)

    answer = do(desk, ticket, "category", target="ticket", category="ZZ-99")

    assert answer.status_code == 422
    assert text_of(answer).count('id="ticket"') == 1
    assert "ZZ-99 is not one of the available choices" in text_of(answer)
    assert 'id="deed-title"' not in text_of(answer)


def test_an_answer_to_a_case_that_has_ended_says_so(agent, desk, sign_in):
    ticket, specialist = make_ticket(Status.OPEN, agent=agent), make_agent("security", groups=("SEC",), language="en")
    for _ in range(2):
        do(desk, ticket, "escalate", **answers("escalate"))
    ended, _still_open = Case.objects.order_by("pk")
    do(desk, ticket, "withdraw-case", case=ended.pk, reason="found it")

    answer = do(sign_in(specialist), ticket, "answer-case", case=ended.pk, answer=CANARY)

    assert answer.status_code == 422
    assert "is not one of the available choices" in text_of(answer)
    assert CANARY in text_of(answer)
