"""How many statements an answer costs: the same for one row and for three."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from core.models import Actor, Game, Group, Region
from tests.factories.api import Caller
from tests.factories.people import make_agent, make_game, make_player
from tests.factories.tickets import make_ticket
from tickets.actions import replies
from tickets.actions.intake import Intake, open_ticket
from tickets.enums import Channel, Status
from tickets.models import LearnedModel, Macro, PendingLook, Ticket, View

pytestmark = pytest.mark.django_db
CALLER = 2  # the token with its agent and the rights, the rate


@pytest.fixture
def caller() -> Caller:
    make_game("huanle")
    caller = Caller(make_agent("integrator"))
    caller.get("games")  # notes that the token is in use, once a minute
    return caller


def statements(deed: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        deed()
    return len(captured)


def add_tickets(count: int) -> None:
    for _ in range(count):
        ticket = make_ticket(tags=("x",))
        replies.add_note(ticket, by=Actor.system(), body="备注")


def add_messages(count: int) -> None:
    ticket = Ticket.objects.first() or make_ticket()
    for _ in range(count):
        replies.add_note(ticket, by=Actor.system(), body="备注")


def add_games(count: int) -> None:
    for number in range(count):
        game = Game.objects.create(slug=f"g{number}-{Game.objects.count()}", name_zh="游", name_en="G", kind="cards")
        Region.objects.create(game=game, code="r1", name_zh="一区", name_en="One")


def add_macros(count: int) -> None:
    for _ in range(count):
        number = Macro.objects.count()
        group = Group.objects.get(code="FL")
        Macro.objects.create(code=f"m{number}", title_zh="a", title_en="b", body_zh="c", body_en="d", group=group)


def add_views(count: int) -> None:
    for _ in range(count):
        View.objects.create(slug=f"v{View.objects.count()}", name_zh="a", name_en="b", section="team")


def add_agents(count: int) -> None:
    for _ in range(count):
        make_agent("agent", groups=("FL", "TEC"))


def add_players(count: int) -> None:
    for _ in range(count):
        make_player(make_game("huanle"))


@pytest.mark.parametrize(
    ("path", "add", "own"),
    [
        ("tickets", add_tickets, {"page": 1, "classification": 1, "clocks": 1, "promises": 1, "cases": 1, "survey": 1}),
        (
            "tickets?q=备注&tag=x",
            add_tickets,
            {"page": 1, "classification": 1, "clocks": 1, "promises": 1, "cases": 1, "survey": 1, "how to look": 1},
        ),
        ("players", add_players, {"page": 1, "risk": 1}),
        ("games", add_games, {"page": 1, "regions": 1}),
        ("agents", add_agents, {"page": 1, "groups": 1, "skills": 1}),
        ("groups", add_agents, {"page": 1}),
        ("categories", add_agents, {"page": 1}),
        ("macros", add_macros, {"page": 1}),
        ("views", add_views, {"page": 1, "groups": 1}),
        ("tickets/{}/messages", add_messages, {"ticket": 1, "page": 1, "files": 1}),
        ("tickets/{}/events", add_messages, {"ticket": 1, "page": 1}),
    ],
)
def test_a_list_costs_the_same_for_one_row_and_for_three(
    caller: Caller, path: str, add: Callable[[int], None], own: dict[str, int]
) -> None:
    add(1)
    url = path.format(Ticket.objects.values_list("pk", flat=True).first())
    one = statements(lambda: caller.get(url))
    add(2)
    three = statements(lambda: caller.get(url))

    assert one == three == CALLER + sum(own.values())


def test_the_interface_adds_little_to_the_opening_of_a_ticket(caller: Caller) -> None:
    game = make_game("huanle")
    player = make_player(game, uid="known", nickname="n")
    intake = Intake(game=game, player=player, channel=Channel.API, subject="断线了", body="刚打的比赛中断了")
    body = {"game": "huanle", "subject": "断线了", "body": "刚打的比赛中断了", "player": {"uid": "known"}}

    action = statements(lambda: open_ticket(intake, by=Actor.of_agent(caller.agent)))
    plain = statements(lambda: caller.post("tickets", body))
    keyed = statements(lambda: caller.post("tickets", body, Idempotency_Key="k"))
    repeated = statements(lambda: caller.post("tickets", body, Idempotency_Key="k"))

    transaction, game_and_player = 2, 2
    assert plain - action == CALLER + transaction + game_and_player
    assert keyed - plain == 2
    assert repeated == CALLER + transaction + 1


def test_opening_a_ticket_costs_few_statements(caller: Caller) -> None:
    LearnedModel.objects.create(version="t", is_active=True, created_at=clock.now())
    body = {"game": "huanle", "subject": "断线了", "body": "刚打的比赛中断了", "player": {"uid": "new"}}
    transaction, key, game, player, ours = 2, 2, 1, 1, 3  # how we are set up, the rows, the events

    new = statements(lambda: caller.post("tickets", body, Idempotency_Key="1"))
    known = statements(lambda: caller.post("tickets", body, Idempotency_Key="2"))
    told = statements(lambda: caller.post("tickets", body | {"category": "AC-02"}, Idempotency_Key="3"))

    assert known == CALLER + transaction + key + game + player + ours == 11
    assert new == known + len(["the player", "its event"])
    assert told == known + len(["the category"])
    assert PendingLook.objects.count() == 3


@pytest.mark.parametrize("visibility", ["public", "internal"])
def test_a_reply_and_a_note_cost_few_statements(caller: Caller, visibility: str) -> None:
    ticket = make_ticket(Status.OPEN)
    body = {"body": "请稍等，正在为您核对。", "visibility": visibility}
    transaction, key, ours = 4, 2, 4  # the request and the deed; the ticket, the message, the change, the event

    said = statements(lambda: caller.post(f"tickets/{ticket.pk}/messages", body, Idempotency_Key="1"))

    assert said == CALLER + transaction + key + ours == 12
