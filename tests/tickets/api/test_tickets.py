"""Tickets over the interface: opened, listed, read and changed, to the letter of the contract."""

import pytest
from django.test import Client

from players.models import Player
from tests.factories.api import Caller, pointers_of, problem_of
from tests.factories.people import make_agent, make_game
from tests.factories.tickets import make_ticket
from tickets.enums import Status
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
BODY = {
    "game": "huanle",
    "subject": "账号被盗了",
    "body": "快点,我的账号被盗了,赶紧给我找回来!",
    "player": {"uid": "hl-88213", "nickname": "小鱼儿", "email": "xiaoyu@example.com", "locale": "zh-Hans"},
}
FIELDS = {
    "id", "number", "url", "game", "channel", "subject", "status", "priority", "category", "urgency", "impact",
    "difficulty", "group", "assignee", "owner", "player", "language", "emotion", "core_demand", "in_game_now", "facts",
    "tags", "signals", "restricted", "classification", "resolution", "created_at", "updated_at", "first_response_at",
    "resolved_at", "closed_at", "archived_at", "reopen_count", "version", "clocks", "promises", "survey", "case_ids",
}  # fmt: skip


@pytest.fixture
def integrator() -> Caller:
    make_game("huanle")
    make_game("xinghai", "moba")
    return Caller(make_agent("integrator"))


def test_a_ticket_is_opened_with_its_player_and_tracking_url(integrator: Caller) -> None:
    response = integrator.post("tickets", BODY | {"facts": {"order": "88"}, "in_game_now": True, "channel": "in_game"})

    assert response.status_code == 201
    ticket = response.json()
    row = Ticket.objects.get()
    assert FIELDS | {"tracking_url"} <= ticket.keys()
    assert ticket["id"] == str(row.pk)
    assert ticket["player"] == {"id": str(row.player_id), "uid": "hl-88213", "nickname": "小鱼儿", "locale": "zh-Hans"}
    assert (ticket["game"], ticket["channel"], ticket["status"]) == ("huanle", "in_game", "new")
    assert (ticket["subject"], ticket["facts"], ticket["in_game_now"]) == ("账号被盗了", {"order": "88"}, True)
    assert ticket["created_at"].endswith("Z")
    assert response["ETag"] == f'"{ticket["version"]}"'
    assert Client().get(ticket["tracking_url"]).status_code in {200, 404}
    assert ticket["classification"]["category"] == ticket["category"]


def test_the_same_player_is_not_added_twice(integrator: Caller) -> None:
    integrator.post("tickets", BODY)
    integrator.post("tickets", BODY | {"player": {"uid": "hl-88213", "nickname": "大鱼儿"}})

    assert [player.nickname for player in Player.objects.all()] == ["大鱼儿"]
    assert Ticket.objects.count() == 2


def test_a_token_that_may_not_write_players_changes_no_profile(integrator: Caller) -> None:
    integrator.post("tickets", BODY)
    other = Caller(make_agent("integrator"), ["tickets:write"])

    told = BODY | {"player": {"uid": "hl-88213", "nickname": "别人", "email": "hijack@example.com"}}
    assert other.post("tickets", told).status_code == 201

    player = Player.objects.get()
    assert (player.nickname, player.email) == ("小鱼儿", "xiaoyu@example.com")
    assert Ticket.objects.latest("pk").contact_email == "hijack@example.com"


def test_one_ticket_is_read_with_its_version(integrator: Caller) -> None:
    created = integrator.post("tickets", BODY).json()

    response = integrator.get(f"tickets/{created['id']}")
    again = integrator.get(f"tickets/{created['id']}", If_None_Match=response["ETag"])

    assert response.json() == {key: value for key, value in created.items() if key != "tracking_url"}
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", response["ETag"])


@pytest.mark.parametrize("at", [Status.NEW, Status.ON_HOLD, Status.CLOSED])
def test_a_list_says_of_a_ticket_what_its_own_address_says(integrator: Caller, at: Status) -> None:
    ticket = make_ticket(at, game=make_game("huanle"), facts={"order": "88", "times": 2.5}, tags=("回访",))

    (row,) = integrator.get("tickets").json()["results"]

    assert row == integrator.get(f"tickets/{ticket.pk}").json()
    assert (row["status"], row["facts"], row["classification"]["reasons"] != []) == (at, ticket.facts, True)


def test_every_field_of_a_change_takes_hold(integrator: Caller) -> None:
    colleague = make_agent("agent")
    pk = integrator.post("tickets", BODY).json()["id"]

    response = integrator.patch(
        f"tickets/{pk}",
        {
            "category": "AC-02",
            "priority": "P1",
            "group": "SEC",
            "assignee": str(colleague.pk),
            "tags": ["回访", "VIP"],
            "subject": "被盗",
            "facts": {"order": "9"},
        },
    )

    assert response.status_code == 200
    ticket = response.json()
    changed = ("category", "priority", "group", "assignee", "tags", "subject", "facts")
    assert [ticket[name] for name in changed] == [
        "AC-02", "P1", "SEC", str(colleague.pk), ["回访", "vip"], "被盗", {"order": "9"},
    ]  # fmt: skip
    assert response["ETag"] == f'"{ticket["version"]}"'


def test_a_change_that_fails_in_part_changes_nothing(integrator: Caller) -> None:
    pk = integrator.post("tickets", BODY).json()["id"]
    before = Ticket.objects.get(pk=pk)

    response = integrator.patch(f"tickets/{pk}", {"priority": "P0", "subject": "新", "assignee": "999999"})

    assert pointers_of(response) == ["#/assignee"]
    after = Ticket.objects.get(pk=pk)
    assert (after.priority, after.subject, after.version) == (before.priority, before.subject, before.version)


def test_a_stale_version_is_refused_before_anything_changes(integrator: Caller) -> None:
    ticket = make_ticket()
    tag = integrator.get(f"tickets/{ticket.pk}")["ETag"]
    integrator.patch(f"tickets/{ticket.pk}", {"subject": "一"}, If_Match=tag)

    stale = integrator.patch(f"tickets/{ticket.pk}", {"subject": "二"}, If_Match=tag)
    weak = integrator.patch(f"tickets/{ticket.pk}", {"subject": "二"}, If_Match=f"W/{tag}")
    move = integrator.post(f"tickets/{ticket.pk}/take", {}, If_Match=tag)
    anything = integrator.patch(f"tickets/{ticket.pk}", {"subject": "三"}, If_Match="*")

    assert [problem_of(response, 412)["code"] for response in (stale, weak, move)] == ["version.mismatch"] * 3
    assert anything.json()["subject"] == "三"
