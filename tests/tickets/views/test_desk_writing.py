"""Writing at the desk: kept while it is written, sent with a few seconds to take it back, never lost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core import clock
from core.models import Actor, Agent
from tests.factories.people import make_agent, make_game
from tests.factories.tickets import make_ticket
from tests.swaps import part
from tests.tickets.browser import after, by_htmx, fresh, text_of, url_of
from tests.tickets.writing import OTHER, TEXT, composer, keep, release, said, send
from tickets.actions import replies
from tickets.enums import DraftState, Status
from tickets.models import Draft, Ticket

pytestmark = pytest.mark.django_db
HOSTILE = "</textarea><img src=x onerror=1>{{ ticket.internal_note }}\u202e"


@pytest.fixture
def ticket(agent: Agent) -> Ticket:
    return make_ticket(Status.OPEN, agent=agent)


# --- Drafts ------------------------------------------------------------------------------------------------------


def test_a_draft_is_kept_for_each_kind_and_its_agent_alone(desk, sign_in, ticket):
    colleague = sign_in(make_agent())

    kept = keep(desk, ticket, OTHER).status_code, keep(desk, ticket, TEXT, "internal").status_code

    shown = composer(desk, ticket)
    assert kept == (204, 204)
    assert (TEXT in shown, OTHER in shown) == (True, True)
    assert not {TEXT, OTHER} & set(composer(colleague, ticket).split("\n"))
    assert set(Draft.objects.values_list("visibility", "body")) == {("public", OTHER), ("internal", TEXT)}


def test_a_draft_that_was_emptied_is_forgotten(desk, ticket):
    keep(desk, ticket)

    keep(desk, ticket, " \n")

    assert not Draft.objects.exists()


def test_a_draft_is_shown_as_words(desk, ticket):
    keep(desk, ticket, HOSTILE)

    page = text_of(desk.get(url_of(ticket)))

    assert "<img src=x" not in page
    assert "&lt;/textarea&gt;&lt;img src=x onerror=1&gt;{{ ticket.internal_note }}" in page


def test_a_draft_keeps_its_promise(desk, ticket):
    keep(desk, ticket, promise="120")

    draft = Draft.objects.get()
    assert draft.promise_due_at is not None
    assert f'value="{timezone.localtime(draft.promise_due_at):%Y-%m-%dT%H:%M}"' in composer(desk, ticket)


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [("visibility", "nonsense", 422), ("visibility", "", 422), ("seen", "x", 422), ("seen", "9" * 30, 422),
     ("body", "a\x00b", 400), ("promise_at", "nonsense", 422), ("promise", "nonsense", 204),
     ("body", "长" * 100_000, 204)],
)  # fmt: skip
def test_a_draft_that_cannot_be_is_refused_without_harm(desk, ticket, field, value, status):
    keep(desk, ticket)

    answer = keep(desk, ticket, **{"kind": "public", field: value} if field != "visibility" else {"kind": value})

    assert answer.status_code == status
    assert Draft.objects.get().body.startswith(TEXT if status != 204 or field == "promise" else "长")


# --- Sending -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "visibility"), [("public", "public"), ("ask", "public"), ("internal", "internal")])
def test_a_text_waits_for_its_seconds_and_then_goes_out(desk, ticket, kind, visibility):
    answer = send(desk, ticket, kind=kind)
    waiting = said(ticket)
    release()

    ticket.refresh_from_db()
    assert "msg--sending" in text_of(answer)
    assert "/undo" in text_of(answer)
    assert (waiting, said(ticket)) == ([], [(visibility, TEXT)])
    assert ticket.status == (Status.PENDING if kind == "ask" else Status.OPEN)


@pytest.mark.parametrize("kind", ["public", "ask"])
def test_the_page_after_sending_and_after_undo_is_the_page_that_loading_makes(desk, ticket, kind):
    with clock.frozen(clock.now()):
        before = desk.get(url_of(ticket))
        sent = send(desk, ticket, kind=kind)
        after_sending, loaded = after(before, sent, "ticket"), fresh(desk, url_of(ticket))

        undone = desk.post(f"/desk/drafts/{Draft.objects.get().pk}/undo", headers=by_htmx(on=url_of(ticket)))

        after_undo, loaded_again = after(before, undone, "ticket"), fresh(desk, url_of(ticket))
    assert part(after_sending, "msgs") == part(loaded, "msgs")
    assert part(after_sending, "conv-head") == part(loaded, "conv-head")
    assert part(after_undo, "msgs") == part(loaded_again, "msgs")
    assert part(after_undo, "composer-form") == part(loaded_again, "composer-form")


def test_a_button_pressed_three_times_sends_one_text(desk, ticket):
    answers, waiting = [], set()
    for _ in range(3):
        answers.append(send(desk, ticket).status_code)
        waiting.add(Draft.objects.get().pk)
    release()

    assert answers == [200, 200, 200]
    assert len(waiting) == 1  # the first answer's undo still works
    assert said(ticket) == [("public", TEXT)]


def test_without_scripts_sending_and_undo_lead_back_to_the_ticket(desk, ticket):
    sent = desk.post(url_of(ticket, "send"), {"body": TEXT, "visibility": "public", "seen": ticket.version})
    shown = text_of(desk.get(url_of(ticket)))
    draft = Draft.objects.get()

    undone = desk.post(f"/desk/drafts/{draft.pk}/undo")

    assert (sent.status_code, undone.status_code) == (302, 302)
    assert sent["Location"] == f"{url_of(ticket)}#q{draft.pk}"  # the browser scrolls to what waits
    assert f'id="q{draft.pk}"' in shown
    assert undone["Location"] == url_of(ticket)
    assert TEXT in composer(desk, ticket)


def test_undo_brings_back_text_promise_and_end(desk, ticket):
    at = timezone.localtime(clock.now() + timedelta(days=1)).replace(second=0, microsecond=0)
    send(desk, ticket, promise="own", promise_at=f"{at:%Y-%m-%dT%H:%M}")
    Draft.objects.update(then="resolve", then_data={"summary": "was repaired", "root_cause": "was broken"})

    desk.post(f"/desk/drafts/{Draft.objects.get().pk}/undo")
    release()

    shown = composer(desk, ticket)
    asked = text_of(desk.get(url_of(ticket, "resolve")))
    assert (TEXT in shown, f'value="{at:%Y-%m-%dT%H:%M}"' in shown, said(ticket)) == (True, True, [])
    assert all(words in asked for words in (TEXT, "was repaired", "was broken"))


def test_undo_leaves_what_was_begun_since_then(desk, ticket):
    send(desk, ticket)
    keep(desk, ticket, OTHER)

    desk.post(f"/desk/drafts/{Draft.objects.get(state=DraftState.QUEUED).pk}/undo")

    assert Draft.objects.get().body == f"{TEXT}\n\n{OTHER}"


def test_undo_does_not_say_the_same_twice(desk, ticket):
    send(desk, ticket)
    keep(desk, ticket, TEXT[:5])  # the last keystrokes were kept after the text had gone

    desk.post(f"/desk/drafts/{Draft.objects.get(state=DraftState.QUEUED).pk}/undo")

    assert Draft.objects.get().body == TEXT


def test_a_text_that_comes_back_stands_before_what_was_begun_since_then(desk, ticket):
    send(desk, ticket)
    keep(desk, ticket, OTHER)
    replies.receive_message(ticket, by=Actor.of_player(ticket.player_id), body="不用了")

    release()

    shown = composer(desk, ticket)
    assert Draft.objects.get(state=DraftState.REFUSED).body == TEXT
    assert 0 < shown.index(TEXT) < shown.index(OTHER)
    assert "不用了" in shown


def test_undo_that_comes_too_late_says_so(desk, ticket):
    send(desk, ticket)
    release()

    answer = desk.post(f"/desk/drafts/{Draft.objects.get().pk}/undo", headers=by_htmx())

    assert (answer.status_code, said(ticket)) == (409, [("public", TEXT)])
    assert "cannot be taken back" in text_of(answer)


@pytest.mark.parametrize("draft_id", ["own", 999_999_999, 10**40])
def test_nobody_takes_back_a_colleagues_text(desk, sign_in, ticket, draft_id):
    send(desk, ticket)
    draft = Draft.objects.get()

    answer = sign_in(make_agent()).post(f"/desk/drafts/{draft.pk if draft_id == 'own' else draft_id}/undo")

    assert answer.status_code == 404
    assert Draft.objects.get().state == DraftState.QUEUED


@pytest.mark.parametrize("action", ["send", "draft"])
def test_nobody_else_writes_on_the_ticket(client, sign_in, ticket, action):
    foreigner = sign_in(make_agent(games=[make_game("xinghai", "moba")]))

    statuses = [who.post(url_of(ticket, action), {"body": TEXT, "visibility": "public", "seen": ticket.version})
                for who in (client, foreigner)]  # fmt: skip

    assert [answer.status_code for answer in statuses] == [302, 404]
    assert not Draft.objects.exists()


def test_who_may_only_read_is_told_and_keeps_the_text(sign_in, ticket):
    answer = send(sign_in(make_agent("analyst")), ticket)

    assert answer.status_code == 422
    assert not Draft.objects.exists()
