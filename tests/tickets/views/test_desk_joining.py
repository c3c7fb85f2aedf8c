"""The dialogs that concern two tickets, what they show before, and what the page is afterwards."""

from typing import Any

import pytest
from django.test import Client

from core.models import Actor, Agent, Group
from tests.factories.joins import again, answer, hear, note, one_more, two_of_one
from tests.factories.tickets import make_ticket
from tests.swaps import part
from tests.tickets.browser import by_htmx, fresh, text_of, url_of
from tests.tickets.deeds import do
from tickets.actions import drafts
from tickets.actions.links import link
from tickets.actions.merging import merge, unmerge
from tickets.enums import LinkKind, Status, Visibility
from tickets.models import Message, Ticket, TicketLink

pytestmark = pytest.mark.django_db
XSS = '"><script>alert(1)</script>'


def preview(client: Client, ticket: Ticket, **given: Any) -> str:
    return text_of(client.get(url_of(ticket, "merge/preview"), given, headers=by_htmx("join-preview")))


def test_the_dialog_offers_the_open_tickets_of_the_player_and_those_that_look_alike_first(desk: Client) -> None:
    ticket = make_ticket(subject="充值没有到账", body="昨天充值648没有到账")
    alike = one_more(ticket.player, subject="充值没到账", body="昨天充值648没有到账，催一下")
    other = one_more(ticket.player, subject="换头像", body="怎么换头像")
    closed, stranger = one_more(ticket.player, Status.CLOSED), make_ticket()

    page = text_of(desk.get(url_of(ticket, "merge"), headers=by_htmx("deed")))

    assert page.index(f"#{alike.number}") < page.index(f"#{other.number}")
    assert page.count("looks alike") == 1
    assert f"#{closed.number}" not in page
    assert f"#{stranger.number}" not in page


def test_the_preview_tells_what_will_happen_or_why_it_cannot(desk: Client) -> None:
    source, target = two_of_one()
    stranger = make_ticket()

    assert "owes it from now on" in preview(desk, source, into=target.number)
    assert "different players" in preview(desk, source, number=f"#{stranger.number}")
    assert preview(desk, source).strip() == preview(desk, source, number="999999999").strip() == ""
    assert again(source).merged_into_id is None


@pytest.mark.parametrize("field", ["into", "number"])
def test_a_merge_leads_to_the_joint_conversation_and_can_be_undone_at_once(desk: Client, field: str) -> None:
    source, target = two_of_one()
    said = Message.objects.get(ticket=source).body

    response = do(desk, source, "merge", **{field: f"{target.number}"})

    assert response.status_code == 200
    assert response["HX-Push-Url"].startswith(url_of(target))
    page = text_of(response)
    assert said in page
    assert f"#{source.number}" in page
    assert "undo-toast" in page
    undone = desk.post(url_of(source, "merge/undo"), headers={"Accept": "application/json"})
    assert undone.json() == {"ticket": str(target.pk)}
    assert again(source).merged_into_id is None
    assert desk.post(url_of(source, "merge/undo")).status_code == 404


def test_without_scripts_the_same_pages_lead_there(desk: Client) -> None:
    source, target = two_of_one()
    assert "<!doctype html>" in text_of(desk.get(url_of(source, "merge")))

    response = desk.post(url_of(source, "merge"), {"number": target.number}, follow=True)

    assert response.redirect_chain[-1][0] == url_of(target)
    page = text_of(desk.get(url_of(source)))
    assert f"Merged: it goes on in #{target.number}" in page
    assert "It goes on in another ticket" in page
    assert desk.post(url_of(source, "unmerge"), follow=True).redirect_chain[-1][0] == url_of(source)
    assert again(source).status == Status.NEW


def test_who_takes_a_merged_ticket_apart_hears_that_it_is_done(agent: Agent, desk: Client) -> None:
    source, target = two_of_one()
    merge(source, by=Actor.of_agent(agent), into=target)

    response = do(desk, source, "unmerge")

    assert f"#{source.number} is a ticket of its own again" in text_of(response)


@pytest.mark.parametrize("given", [{}, {"number": "abc"}, {"number": "999999999"}, {"into": XSS}])
def test_a_choice_that_is_none_is_said_beside_the_field(desk: Client, given: dict[str, str]) -> None:
    source, _target = two_of_one()

    response = do(desk, source, "merge", **given)

    assert response.status_code == 422
    assert "field__error" in text_of(response)
    assert "<script>" not in text_of(response)


def test_a_refused_merge_says_why_and_changes_nothing(desk: Client) -> None:
    source, stranger = make_ticket(), make_ticket()

    response = do(desk, source, "merge", number=stranger.number)

    assert response.status_code == 409
    assert "different players" in text_of(response)


def test_a_restricted_ticket_is_unknown_to_who_may_not_see_it(desk: Client) -> None:
    source, target = two_of_one()
    Ticket.objects.filter(pk=target.pk).update(is_restricted=True, group=Group.objects.get(code="CRI"))

    assert do(desk, source, "merge", number=target.number).status_code == 422
    assert preview(desk, source, number=target.number).strip() == ""
    assert f"#{target.number}" not in text_of(desk.get(url_of(source, "merge")))


def test_a_merged_ticket_names_no_target_that_the_agent_may_not_see(desk: Client, agent: Agent) -> None:
    source, target = two_of_one()
    merge(source.pk, by=Actor.of_agent(agent), into=target.pk)
    Ticket.objects.filter(pk=target.pk).update(is_restricted=True, group=Group.objects.get(code="CRI"))

    page = text_of(desk.get(url_of(source)))

    assert "a ticket that you may not see" in page
    assert f'href="{url_of(target)}' not in page


def test_a_text_that_was_being_written_is_still_to_be_read(desk: Client, agent: Agent) -> None:
    source, target = two_of_one()
    drafts.save_draft(source, agent=agent, visibility=Visibility.PUBLIC, body="写到一半的话", seen=1)
    merge(source.pk, by=Actor.of_agent(agent), into=target.pk)

    assert "写到一半的话" in text_of(desk.get(url_of(source)))


def test_split_from_here_begins_with_this_message_and_all_after_it(desk: Client, agent: Agent) -> None:
    ticket = make_ticket(Status.OPEN, agent=agent)
    before, since, after = hear(ticket, "前面的"), hear(ticket, "从这里"), note(ticket, Actor.of_agent(agent), "后面的")

    page = text_of(desk.get(url_of(ticket, "split"), {"since": since.pk}, headers=by_htmx("deed")))
    response = do(desk, ticket, "split", messages=[since.pk, after.pk], subject="另一件事")

    checked = [m.pk for m in (before, since, after) if f'value="{m.pk}" checked' in page]
    assert checked == [since.pk, after.pk]
    new = Ticket.objects.exclude(pk=ticket.pk).get()
    assert response["HX-Push-Url"].startswith(url_of(new))
    assert "从这里" in text_of(response)
    assert "从这里" not in str(part(fresh(desk, url_of(ticket)), "msgs"))


@pytest.mark.parametrize(
    "given", [{"subject": ""}, {"subject": XSS, "messages": ["x"]}, {"subject": "题", "messages": [1]}]
)
def test_a_split_that_cannot_be_keeps_what_was_typed(desk: Client, given: dict[str, Any]) -> None:
    ticket = make_ticket(Status.OPEN)
    hear(ticket)

    response = do(desk, ticket, "split", **given)

    assert response.status_code == 422
    assert "field__error" in text_of(response)
    assert "<script>alert" not in text_of(response)
    assert Ticket.objects.count() == 1


def test_a_subject_with_markup_is_words_everywhere(desk: Client, agent: Agent) -> None:
    ticket = make_ticket(Status.OPEN, agent=agent)
    said = hear(ticket, XSS)
    do(desk, ticket, "split", messages=[said.pk], subject=XSS)
    new = Ticket.objects.exclude(pk=ticket.pk).get()
    hear(new, XSS)

    for url in (
        url_of(new),
        url_of(ticket),
        url_of(new, "merge"),
        url_of(new, "split"),
        url_of(new, "relate"),
        "/desk/",
    ):
        assert "<script>alert" not in text_of(desk.get(url)), url
    assert "<script>alert" not in preview(desk, ticket, into=new.number)


def test_a_message_is_moved_and_the_page_stays(desk: Client, agent: Agent) -> None:
    origin, target = two_of_one(Status.OPEN, Status.OPEN, agent=agent)
    said = hear(origin, "该在那边的话")

    response = do(desk, origin, "move", messages=[said.pk], into=target.number)

    assert response.status_code == 200
    assert f"moved 1 message to #{target.number}" in text_of(response)
    assert f"#{origin.number}" in text_of(desk.get(url_of(target)))


def test_links_are_made_shown_and_taken_away(desk: Client) -> None:
    one, other = two_of_one()

    assert "is the cause of" in text_of(do(desk, one, "relate", kind="causes", number=f"#{other.number}"))
    assert "is caused by" in text_of(desk.get(url_of(other)))
    assert do(desk, one, "relate", kind="nonsense", number=other.number).status_code == 422
    assert do(desk, one, "relate", kind="related", number=one.number).status_code == 422
    do(desk, other, "unlink", target="ticket", kind="causes", number=one.number)
    assert not TicketLink.objects.exists()


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_costs_the_same_with_one_and_three_merged_and_linked(
    *, agent: Agent, desk: Client, many: int, django_assert_num_queries: Any
) -> None:
    by, ticket = Actor.of_agent(agent), make_ticket()
    for _ in range(many):
        merge(one_more(ticket.player).pk, by=by, into=ticket.pk)
        link(ticket.pk, by=by, other=one_more(ticket.player).pk, kind=LinkKind.RELATED)
        answer(ticket, by)
    desk.get(url_of(ticket))

    with django_assert_num_queries(13):
        page = desk.get(url_of(ticket))

    assert text_of(page).count("merged into this one") == many


def test_a_merged_ticket_is_in_no_view_and_back_in_its_own_when_taken_apart(desk: Client, agent: Agent) -> None:
    source, target = two_of_one(Status.RESOLVED, agent=agent)
    slugs = ["all", "resolved", "closed"]
    before = [f'data-id="{source.pk}"' in text_of(desk.get(f"/desk/views/{slug}")) for slug in slugs]

    merge(source.pk, by=Actor.of_agent(agent), into=target.pk)
    merged = [f'data-id="{source.pk}"' in text_of(desk.get(f"/desk/views/{slug}")) for slug in slugs]
    unmerge(target.pk, by=Actor.of_agent(agent), source=source.pk)
    after = [f'data-id="{source.pk}"' in text_of(desk.get(f"/desk/views/{slug}")) for slug in slugs]

    assert (any(merged), before) == (False, after)
