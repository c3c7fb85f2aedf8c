"""What can be done to a ticket besides writing: it is done, refused when stale or wrong, and never costs a word."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from core.models import Actor, Event
from tests.factories.people import make_agent, make_game
from tests.factories.tickets import make_ticket
from tests.tickets.browser import by_htmx, text_of, url_of
from tests.tickets.deeds import CANARY, COMPARED, TO_DO, answers, do, group, value
from tickets.actions import lifecycle, replies, tracking
from tickets.enums import Status
from tickets.forms.desk import FactsForm
from tickets.forms.facts import PastMoment
from tickets.models import Draft, Message, Ticket

pytestmark = pytest.mark.django_db
NEWS = "等等，我还有一句"


@pytest.mark.parametrize("deed", TO_DO)
def test_a_deed_is_asked_for_and_done(agent, desk, deed):
    at, path, expected = TO_DO[deed]
    ticket = make_ticket(at, agent=agent)

    asked = desk.get(url_of(ticket, deed), headers=by_htmx("deed"))
    answer = do(desk, ticket, deed, **answers(deed))

    assert (asked.status_code, answer.status_code) == (200, 200)
    assert (answer["HX-Retarget"], answer["HX-Trigger"]) == ("#ticket", "deed:done")
    assert value(ticket, path) == expected


@pytest.mark.parametrize("deed", TO_DO)
def test_without_scripts_a_deed_is_a_page_and_leads_back_to_the_ticket(agent, desk, deed):
    at, path, expected = TO_DO[deed]
    ticket = make_ticket(at, agent=agent)

    asked = desk.get(url_of(ticket, deed))
    answer = desk.post(url_of(ticket, deed), answers(deed))

    assert "<h1" in text_of(asked) or '<main id="main"' in text_of(asked)
    assert (answer.status_code, answer["Location"]) == (302, url_of(ticket))
    assert value(ticket, path) == expected


def test_a_colleague_is_given_the_ticket_and_it_can_be_given_back(agent, desk):
    ticket, colleague = make_ticket(Status.OPEN, agent=agent), make_agent(name="阿青")

    do(desk, ticket, "assign", agent_id=colleague.pk)
    given = value(ticket, "assignee")
    do(desk, ticket, "assign", agent_id="group")

    assert (given, value(ticket, "assignee")) == (colleague, None)


@pytest.mark.parametrize("deed", COMPARED)
def test_a_stale_deed_is_refused_with_what_is_new_and_keeps_the_words(agent, desk, deed):
    ticket, given = make_ticket(Status.OPEN, agent=agent), answers(deed)
    seen = ticket.version
    replies.receive_message(ticket, by=Actor.of_player(ticket.player_id, "青衫落拓"), body=NEWS)
    before = Ticket.objects.values().get(pk=ticket.pk)

    answer = do(desk, ticket, deed, seen=seen, **given)

    shown = text_of(answer)
    assert answer.status_code == 409
    assert NEWS in shown
    assert f'name="seen" value="{before["version"]}"' in shown
    assert CANARY in shown or CANARY not in str(given)
    assert Ticket.objects.values().get(pk=ticket.pk) == before
    assert do(desk, ticket, deed, seen=before["version"], **given).status_code == 200


def test_who_takes_a_taken_ticket_hears_who_has_it(agent, desk):
    ticket = make_ticket()
    colleague = make_agent(name="阿青")
    lifecycle.take(ticket, by=Actor.of_agent(colleague))

    answer = do(desk, ticket, "take", target="ticket")

    assert answer.status_code == 409
    assert "阿青 already has this ticket." in text_of(answer)
    assert 'id="ticket"' in text_of(answer)
    assert value(ticket, "assignee") == colleague


@pytest.mark.parametrize(
    ("deed", "at"),
    [("take", Status.RESOLVED), ("resolve", Status.NEW), ("reopen", Status.OPEN), ("close", Status.OPEN),
     ("hand-over", Status.CLOSED), ("escalate", Status.RESOLVED), ("archive", Status.RESOLVED),
     ("follow-up", Status.CLOSED), ("assign", Status.CLOSED)],
)  # fmt: skip
def test_what_the_tickets_life_does_not_allow_is_refused(agent, desk, deed, at):
    ticket = make_ticket(at, agent=agent)

    asked = desk.get(url_of(ticket, deed))
    answer = do(desk, ticket, deed, **answers(deed))

    assert (asked.status_code, answer.status_code) == (403, 409)
    assert CANARY in text_of(answer) or CANARY not in str(answers(deed))
    assert value(ticket, "status") == at


def test_why_a_new_ticket_cannot_be_resolved_yet_is_said_where_one_would_do_it(agent, desk, sign_in):
    ticket, looker = make_ticket(), sign_in(make_agent("analyst"))
    button = f'href="{url_of(ticket, "resolve")}" data-key="e" aria-disabled="true"'

    assert button in text_of(desk.get(url_of(ticket)))
    assert "Take it or answer the player first." in text_of(desk.get(url_of(ticket, "resolve")))
    assert button not in text_of(looker.get(url_of(ticket)))


@pytest.mark.parametrize("deed", [*TO_DO, "assign", "facts", "archive", "link"])
def test_nobody_else_does_a_deed(agent, client, sign_in, deed):
    ticket = make_ticket(Status.OPEN, agent=agent)
    before = Ticket.objects.values().get(pk=ticket.pk)
    happened = Event.objects.count()
    foreigner = sign_in(make_agent(games=[make_game("xinghai", "moba")]))
    onlooker = sign_in(make_agent("analyst"))

    statuses = [do(who, ticket, deed, **answers(deed)).status_code for who in (client, foreigner, onlooker)]

    assert statuses[:2] == [302, 404]
    assert statuses[2] in {403, 409}
    assert Ticket.objects.values().get(pk=ticket.pk) == before
    assert Event.objects.count() == happened


def test_a_ticket_that_goes_out_of_sight_leads_back_to_the_list(agent, desk):
    first, second = (make_ticket(Status.OPEN, agent=agent) for _ in range(2))
    note: dict[str, Any] = {"group": group("CRI"), "note": CANARY}

    by_script = do(desk, first, "hand-over", **note)
    by_form = desk.post(url_of(second, "hand-over"), note)

    assert (by_script.status_code, by_script["HX-Redirect"]) == (204, "/desk/")
    assert (by_form.status_code, by_form["Location"]) == (302, "/desk/")
    assert f"#{second.number} is with colleagues now." in text_of(desk.get("/desk/"))


# --- Resolve, facts, link ----------------------------------------------------------------------------------------


def test_last_words_are_queued_with_the_end_and_can_be_taken_back(agent, desk):
    ticket = make_ticket(Status.OPEN, agent=agent)

    answer = do(desk, ticket, "resolve", seen=ticket.version, summary=CANARY, root_cause="cause", body="祝您游戏愉快")

    draft = Draft.objects.get()
    assert (draft.then, draft.then_data["summary"], draft.body) == ("resolve", CANARY, "祝您游戏愉快")
    assert 'class="msg msg--agent msg--sending"' in text_of(answer)
    assert (value(ticket, "status"), Message.objects.filter(author=agent).count()) == (Status.OPEN, 0)


def test_facts_are_asked_by_the_category_and_kept(agent, desk):
    ticket = make_ticket(Status.OPEN, agent=agent, category="PY-01")
    fields = FactsForm(ticket=ticket, agent=agent).fields
    given = {name: "2026-01-02T03:04" for name, field in fields.items() if isinstance(field, PastMoment)}

    answer = do(desk, ticket, "facts", **given)

    assert answer.status_code == 200
    assert given
    assert value(ticket, "facts") == {name.removeprefix("fact_"): "2026-01-02T03:04+08:00" for name in given}


def test_a_fact_that_cannot_be_is_refused_beside_its_field(agent, desk):
    ticket = make_ticket(Status.OPEN, agent=agent, category="PY-01")
    fields = FactsForm(ticket=ticket, agent=agent).fields
    wrong = {name: "0001-01-01T00:00" for name in fields if name.startswith("fact_")}

    answer = do(desk, ticket, "facts", **wrong)

    assert answer.status_code == 422
    assert text_of(answer).count('aria-invalid="true"') >= 3
    assert value(ticket, "facts") == {}


def address_of(ticket: Ticket) -> str:
    link = tracking.live_link(ticket)
    assert link is not None
    return tracking.url_for(link)


def test_a_new_link_is_shown_and_shuts_the_old_one(agent, desk, client):
    ticket = make_ticket(Status.OPEN, agent=agent)
    old = address_of(ticket)

    before = text_of(desk.get(url_of(ticket, "link")))
    after = text_of(do(desk, ticket, "link"))

    new = address_of(ticket)
    assert (old in before, old in after, new in after) == (True, False, True)
    assert [client.get(urlsplit(url).path).status_code for url in (old, new)] == [404, 200]


def test_facts_for_a_category_that_is_another_by_now_are_not_lost_in_silence(agent, desk):
    ticket = make_ticket(Status.OPEN, agent=agent, category="PY-01")
    seen = ticket.version
    do(desk, ticket, "category", category="AC-02")

    answer = do(desk, ticket, "facts", seen=seen, fact_issue_time="2026-01-02T03:04")

    assert answer.status_code == 409
    assert "林夏 set the category: AC-02" in text_of(answer)


def test_own_changes_are_news_to_a_form_that_was_filled_before_them(agent, desk):
    ticket = make_ticket(Status.OPEN, agent=agent, subject="旧标题")
    seen = ticket.version
    do(desk, ticket, "details", subject="新标题", tags="")

    answer = do(desk, ticket, "details", seen=seen, subject="旧标题", tags="vip")

    ticket.refresh_from_db()
    assert (answer.status_code, ticket.subject) == (409, "新标题")
