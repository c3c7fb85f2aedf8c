"""What open pages of the desk ask for to stay true."""

import json

import pytest
from django.test.html import Element, parse_html

from core import clock
from core.models import Actor, Agent, Group
from tests.factories.people import make_agent, make_game
from tests.factories.tickets import make_ticket
from tests.swaps import attribute, part, walk
from tests.tickets.browser import fresh, text_of, url_of
from tickets.actions import lifecycle, replies
from tickets.enums import Status
from tickets.models import ReadMark, Ticket

pytestmark = pytest.mark.django_db
LIVE = "/desk/live"
CANARY = "canary-8c21-live"


@pytest.fixture
def still():
    """Time stands, so that "2 s ago" is said twice alike."""
    with clock.frozen(clock.now()):
        yield


def asked(client, **query):
    """The parts of a live answer as a tree."""
    return parse_html(f"<div>{text_of(client.get(LIVE, query))}</div>")


def rows_in(tree: Element) -> list[str]:
    fresh_rows = part(tree, "fresh")
    return [attribute(node, "data-id") for node in walk(fresh_rows) if node.name == "li"]


def test_counts_and_rows_are_those_of_the_loaded_page(still, agent, desk):
    first, second = (make_ticket(Status.OPEN, agent=agent) for _ in range(2))

    tree, loaded = asked(desk, ids=f"{first.pk},{second.pk}"), fresh(desk, "/desk/")

    assert set(rows_in(tree)) == {str(first.pk), str(second.pk)}
    assert part(tree, f"t{first.pk}") == part(loaded, f"t{first.pk}")
    assert part(tree, "views-nav") == part(loaded, "views-nav")


def test_the_opened_ticket_is_the_one_that_loading_shows(still, agent, desk):
    ticket = make_ticket(Status.OPEN, agent=agent)
    desk.get(url_of(ticket))

    tree = asked(desk, ticket=ticket.number, seen=ticket.version)

    loaded = part(fresh(desk, url_of(ticket)), "ticket")
    assert part(tree, "msgs").children[1:] == part(loaded, "msgs").children[1:]
    assert part(tree, "conv-head") == part(loaded, "conv-head")


@pytest.mark.parametrize(
    ("query", "held"),
    [({"view": "mine"}, False), ({"view": "unassigned"}, True), ({"q": CANARY}, True), ({"view": "nope"}, True)],
)
def test_a_row_that_left_the_list_does_not_come_back(desk, query, held):
    ticket = make_ticket(subject=CANARY)

    tree = asked(desk, ids=str(ticket.pk), **query)

    assert rows_in(tree) == ([str(ticket.pk)] if held else [])


@pytest.mark.parametrize("ids", ["", "x", "１", "-1", ",,,", "9" * 18, "9" * 40, "1' OR 1=1", ",".join(["1"] * 5000)])
def test_ids_that_are_none_are_passed_over(desk, ids):
    assert rows_in(asked(desk, ids=ids)) == []


def test_more_rows_than_a_page_has_are_not_looked_up(desk):
    ticket = make_ticket()

    tree = asked(desk, ids=",".join(["1"] * 60 + [str(ticket.pk)]))

    assert rows_in(tree) == []


def test_what_came_while_an_answer_is_written_is_marked_and_not_counted_as_read(agent, desk):
    ticket = make_ticket(Status.OPEN, agent=agent)
    desk.get(url_of(ticket))
    seen = ticket.version
    replies.receive_message(ticket, by=Actor.of_player(ticket.player_id), body="补充")

    shown = text_of(desk.get(LIVE, {"ticket": ticket.number, "seen": seen}))

    assert shown.count("bubble--new") == 1
    assert f'name="seen" value="{seen}"' in shown
    assert ReadMark.objects.get(ticket=ticket, agent=agent).version == seen


@pytest.mark.parametrize("reason", ["game", "restricted", "unknown", "nonsense"])
def test_a_ticket_out_of_sight_comes_back_as_an_empty_pane(desk, sign_in, reason):
    ticket, client = make_ticket(subject=CANARY), desk
    if reason == "game":
        client = sign_in(make_agent(games=[make_game("xinghai", "moba")], language="en"))
    if reason == "restricted":
        Ticket.objects.update(is_restricted=True, group=Group.objects.get(code="CRI"))
    number = {"unknown": "999999999", "nonsense": "9" * 30}.get(reason, str(ticket.number))

    answer = client.get(LIVE, {"ticket": number})

    assert answer.status_code == 200
    assert (CANARY in text_of(answer), "Choose a ticket" in text_of(answer)) == (False, True)


def test_a_page_without_a_ticket_is_sent_none(desk):
    assert 'id="ticket"' not in text_of(desk.get(LIVE))


# --- Hints and commands ------------------------------------------------------------------------------------------


def test_missed_hints_name_what_the_agent_may_see_and_nothing_else(agent, desk, sign_in):
    ticket = make_ticket(subject=CANARY)
    foreigner = sign_in(make_agent(games=[make_game("xinghai", "moba")]))

    mine, theirs = (json.loads(text_of(client.get("/desk/hints?after=0"))) for client in (desk, foreigner))

    assert {hint["id"] for hint in mine["hints"]} == {str(ticket.pk)}
    assert [set(hint) for hint in mine["hints"]] == [{"kind", "id", "seq"}]
    assert theirs["hints"] == []
    assert CANARY not in str(mine)


@pytest.mark.parametrize("after", ["", "x", "-5", "１", "9" * 30])
def test_hints_after_no_number_begin_at_the_beginning(desk, after):
    ticket = make_ticket()

    found = json.loads(text_of(desk.get("/desk/hints", {"after": after})))

    assert [hint["id"] for hint in found["hints"]] == [str(ticket.pk)]


@pytest.mark.parametrize(("role", "offered"), [("agent", True), ("analyst", False)])
def test_the_palette_offers_views_and_what_the_role_may_begin(sign_in, desk_rows, role, offered):
    client = sign_in(make_agent(role, language="en"))

    commands = json.loads(text_of(client.get("/desk/commands")))

    urls = [command["url"] for command in commands if "url" in command]
    assert all(client.get(url, follow=True).status_code == 200 for url in urls)
    # what a key does is offered where the page has it
    assert "c" in [command.get("press") for command in commands]
    assert ('data-key="c"' in text_of(client.get("/desk/"))) == offered
    assert {"/desk/views/all", "/desk/views/mine"} <= set(urls)


@pytest.mark.parametrize("path", [LIVE, "/desk/hints", "/desk/commands", "/desk/", "/desk/search"])
def test_reading_is_by_get_alone(desk, path):
    assert desk.post(path).status_code == 405


def test_who_holds_a_row_and_what_it_waits_for_is_shown(desk, supervisor):
    holder: Agent = make_agent("supervisor", name="周屿")
    nobody, waiting, done = (make_ticket(at, agent=holder) for at in (Status.NEW, Status.PENDING, Status.RESOLVED))
    Ticket.objects.update(next_due_at=None)
    lifecycle.assign(waiting, by=Actor.of_agent(supervisor), agent=holder)

    rows = {pk: str(part(fresh(desk, "/desk/search?q=进不了"), f"t{pk}")) for pk in (nobody.pk, waiting.pk, done.pk)}

    assert ("Unassigned" in rows[nobody.pk], "周屿" in rows[waiting.pk]) == (True, True)
    assert ("On the player" in rows[waiting.pk], "Resolved" in rows[done.pk]) == (True, True)
