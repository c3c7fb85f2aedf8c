"""How a player comes in: the front door, the signed link from the game, the own tickets."""

from datetime import timedelta
from typing import Any

import jwt
import pytest
from django.test import Client

from core import clock
from core.models import Actor, Game, GameKey
from tests.factories.people import PLAYER_LINK_SECRET, make_game
from tests.factories.tickets import make_ticket
from tickets.actions.tracking import live_link, make_link, token_for
from tickets.models import Ticket
from tickets.queries.player_links import Identity, identity_from_link

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def game() -> Game:
    return make_game()


def link(secret: str = PLAYER_LINK_SECRET, algorithm: str = "HS256", **claims: Any) -> str:
    told = {"sub": "2207000018", "game": "huanle", "exp": int((clock.now() + timedelta(minutes=10)).timestamp())}
    given = {name: value for name, value in (told | claims).items() if value is not None}
    return jwt.encode(given, secret, algorithm=algorithm)


def submit(client: Client, key: str = "a" * 32, **fields: Any) -> Any:
    data = {"game": "huanle", "key": key, "category": "CD-06", "body": "比赛刚打的断了", **fields}
    return client.post("/support/new", data)


def test_a_signed_link_says_who_the_player_is() -> None:
    assert identity_from_link(link(nickname="一蓑烟雨", locale="zh-Hans")) == Identity(
        "huanle", "2207000018", "一蓑烟雨", "zh-Hans"
    )


@pytest.mark.parametrize(
    "token",
    [
        lambda: link(secret="another secret that is also long enough to sign"),
        lambda: link(exp=int((clock.now() - timedelta(minutes=1)).timestamp())),
        lambda: link(exp=int((clock.now() + timedelta(minutes=17)).timestamp())),
        lambda: link(exp=None),
        lambda: link(exp="soon"),
        lambda: link(exp=10**18),
        lambda: link(sub=None),
        lambda: link(sub=""),
        lambda: link(sub="x" * 65),
        lambda: link(sub="a\x00b"),
        lambda: link(sub="\ud800"),
        lambda: link(sub="   "),
        lambda: link(sub="\u202e1"),
        lambda: link(sub=7),
        lambda: link(game="\x00"),
        lambda: link(game="\ud800"),
        lambda: link(game="nope"),
        lambda: link(game=None),
        lambda: link(game=["huanle"]),
        lambda: jwt.encode({"sub": "1", "game": "huanle", "exp": 4102444800}, "", algorithm="none"),
        lambda: link()[:-3],
        lambda: "not.a.token",
        lambda: "",
        lambda: "\u202e" * 50,
    ],
)
@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
def test_a_link_that_is_forged_old_or_too_long_lived_is_nobodys(token: Any) -> None:
    assert identity_from_link(token()) is None


def test_a_key_that_was_withdrawn_signs_for_nobody(game: Game) -> None:
    GameKey.objects.filter(game=game).update(is_active=False)

    assert identity_from_link(link()) is None


def test_both_keys_of_a_rotation_sign(game: Game) -> None:
    new = "the new secret of the same game server, long enough"
    GameKey.objects.create(game=game, secret=new, created_at=clock.now())

    assert [identity_from_link(link(secret=secret)) is not None for secret in (PLAYER_LINK_SECRET, new)] == [True, True]


def test_the_link_leads_to_an_address_without_the_player_and_fills_the_form(client: Client) -> None:
    entry = client.get("/support/new", {"player": link(nickname="一蓑烟雨"), "category": "CD-06"})
    page = client.get(entry["Location"]).content.decode()

    assert entry["Location"] == "/support/new?game=huanle&category=CD-06"
    assert "一蓑烟雨" in page
    assert 'name="uid"' not in page
    assert client.cookies["player_huanle"]["httponly"]


def test_what_a_signed_player_sends_is_verified_and_updates_the_name(client: Client) -> None:
    client.get("/support/new", {"player": link(nickname="一蓑烟雨")})

    submit(client, uid="999", nickname="somebody else")

    ticket = Ticket.objects.select_related("player").get()
    assert (ticket.is_player_verified, ticket.player.uid, ticket.player.nickname) == (True, "2207000018", "一蓑烟雨")


def test_a_dead_link_still_lets_the_player_write(client: Client) -> None:
    entry = client.get("/support/new", {"player": "dead", "game": "huanle"}, headers={"Accept-Language": "en"})
    page = client.get(entry["Location"], headers={"Accept-Language": "en"}).content.decode()

    assert "The link from the game has run out" in page
    assert 'name="uid"' in page


def test_a_cookie_that_was_changed_is_nobody(client: Client) -> None:
    client.get("/support/new", {"player": link()})
    client.cookies["player_huanle"] = client.cookies["player_huanle"].value[:-2] + "xx"

    submit(client)

    assert Ticket.objects.get().is_player_verified is False


def test_somebody_else_at_the_same_machine_can_take_the_name_off(client: Client) -> None:
    client.get("/support/new", {"player": link()})

    client.post("/support/new", {"game": "huanle", "do": "forget"})

    assert 'name="uid"' in client.get("/support/new?game=huanle").content.decode()


def test_the_front_door_leads_to_every_game_in_both_languages(client: Client) -> None:
    make_game("xinghai", "moba")

    pages = [client.get("/", headers={"Accept-Language": code}).content.decode() for code in ("zh-CN", "en-GB")]

    assert ("有什么可以帮您？" in pages[0], "What can we do for you?" in pages[1]) == (True, True)
    assert all("?game=huanle" in page and "?game=xinghai" in page for page in pages)


@pytest.mark.parametrize("count", [1, 3])
def test_the_front_door_asks_once_for_all_games(client: Client, django_assert_num_queries: Any, count: int) -> None:
    for slug in ["xinghai", "jingji"][: count - 1]:
        make_game(slug)

    with django_assert_num_queries(1):
        client.get("/")


def test_a_kept_link_opens_its_ticket(client: Client) -> None:
    path = f"/support/t/{token_for(live_link(make_ticket()))}"  # type: ignore[arg-type]

    for pasted in (f"https://help.example{path}", f"  {path}/  ", f"{path}?x=1#last"):
        assert client.post("/support/mine", {"link": pasted})["Location"] == path


@pytest.mark.parametrize(
    "pasted", ["", "hello", "https://evil.example/", "javascript:alert(1)", "x" * 100_000, "/support/t/a b"]
)
def test_a_text_that_is_no_link_is_refused_in_words(client: Client, pasted: str) -> None:
    response = client.post("/support/mine", {"link": pasted})

    assert response.status_code == 422
    assert "field__error" in response.content.decode()


def test_this_browser_finds_its_tickets_until_their_link_is_revoked(client: Client) -> None:
    submit(client)
    ticket = Ticket.objects.get()
    listed = f"#{ticket.number}" in client.get("/support/mine").content.decode()

    make_link(ticket, by=Actor.system())

    assert listed is True
    assert f"#{ticket.number}" not in client.get("/support/mine").content.decode()


def test_a_signed_player_finds_verified_tickets_alone(client: Client) -> None:
    client.get("/support/new", {"player": link()})
    submit(client)
    verified = Ticket.objects.get()
    submit(Client(), key="b" * 32, uid="2207000018", body="冒名顶替")
    other = Client()
    other.get("/support/new", {"player": link()})

    page = other.get("/support/mine?game=huanle").content.decode()

    assert (f"#{verified.number}" in page, "冒名顶替" in page) == (True, False)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_for_three_tickets_as_for_one(
    client: Client, django_assert_num_queries: Any, count: int
) -> None:
    for n in range(count):
        submit(client, key=f"{n:032x}", again="1")

    with django_assert_num_queries(3):
        client.get("/support/mine")


@pytest.mark.parametrize(
    ("claims", "nickname", "locale"),
    [
        ({"locale": "zh_CN"}, "", "zh-CN"),
        ({"locale": "\u4e2d\u6587"}, "", ""),
        ({"locale": ["en"]}, "", ""),
        ({"nickname": "a\x00b"}, "a b", ""),
        ({"nickname": "\ud800"}, "", ""),
        ({"nickname": 7}, "", ""),
        ({"nickname": "\u202e青衫"}, "青衫", ""),
    ],
)
def test_what_a_link_says_beside_the_id_stops_nobody(
    client: Client, claims: dict[str, Any], nickname: str, locale: str
) -> None:
    token = link(**claims)

    assert identity_from_link(token) == Identity("huanle", "2207000018", nickname, locale)
    client.get(f"/support/new?game=huanle&player={token}")
    assert submit(client).status_code == 303


@pytest.mark.parametrize(
    "pasted", ["http://[::1/" + "A" * 30, "//[x/" + "B" * 30, "http://a]/" + "C" * 30, "http://ex\u2100mple.com/"]
)
def test_an_address_that_is_none_is_refused_as_a_link(client: Client, pasted: str) -> None:
    assert client.post("/support/mine", {"link": pasted}).status_code == 422
