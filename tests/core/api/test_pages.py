"""Lists: pages by cursor in both directions, named orderings, declared filters, and nothing else."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from players.models import Player
from tests.factories.api import Caller, pointers_of, problem_of
from tests.factories.people import make_agent, make_game, make_player

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def caller() -> Caller:
    return Caller(make_agent("integrator"))


def some_players(count: int, *, same_moment: bool = False) -> list[str]:
    """Ids in the order in which they were made."""
    game, made = make_game("huanle"), []
    for number in range(count):
        player = make_player(game, uid=f"u{number}")
        Player.objects.filter(pk=player.pk).update(created_at=START + timedelta(seconds=0 if same_moment else number))
        made.append(str(player.pk))
    return made


def walk(caller: Caller, url: str | None, link: str = "next") -> list[list[str]]:
    """Every page from this one on, as ids."""
    pages = []
    while url:
        body = caller.get(relative(url)).json()
        pages.append([row["id"] for row in body["results"]])
        url = body[link]
    return pages


def relative(url: str) -> str:
    parts = urlsplit(url)
    return url if not parts.netloc else f"{parts.path}?{parts.query}"


@pytest.mark.parametrize("same_moment", [True, False])
@pytest.mark.parametrize("ordering", ["created_at", "-created_at", "id", "-id"])
def test_every_row_comes_once_in_order_and_back_again(caller: Caller, ordering: str, same_moment: bool) -> None:
    made = some_players(7, same_moment=same_moment)
    expected = made if not ordering.startswith("-") else made[::-1]

    pages = walk(caller, f"players?page_size=3&ordering={ordering}")
    last = caller.get(f"players?page_size=3&ordering={ordering}").json()
    while last["next"]:
        last = caller.get(relative(last["next"])).json()
    back = walk(caller, last["previous"], "previous")

    assert pages == [expected[:3], expected[3:6], expected[6:]]
    assert back == [expected[3:6], expected[:3]]


def test_a_row_that_is_added_meanwhile_moves_nothing(caller: Caller) -> None:
    made = some_players(4)
    first = caller.get("players?page_size=2&ordering=-created_at").json()
    newest = make_player(make_game("huanle"), uid="new")

    second = caller.get(relative(first["next"])).json()

    assert str(newest.pk) not in [row["id"] for row in second["results"]]
    assert [row["id"] for row in second["results"]] == [made[1], made[0]]


def test_pages_keep_the_filters_and_say_where_they_lead(caller: Caller) -> None:
    some_players(3)
    make_player(make_game("xinghai"), uid="other")

    response = caller.get("players?game=huanle&page_size=2")
    body = response.json()

    assert body["previous"] is None
    assert response["Link"] == f'<{body["next"]}>; rel="next"'
    assert "game=huanle" in body["next"]
    assert [row["game"] for row in caller.get(relative(body["next"])).json()["results"]] == ["huanle"]
    assert caller.get("players?game=xinghai").get("Link") is None


def test_an_empty_list_is_a_page(caller: Caller) -> None:
    assert caller.get("players").json() == {"results": [], "next": None, "previous": None}


@pytest.mark.parametrize("size", ["0", "-1", "201", "1e9", "999999999999999999999", "", "abc", "１", "1.0", " 5"])
def test_a_page_size_out_of_range_is_refused(caller: Caller, size: str) -> None:
    assert pointers_of(caller.get(f"players?page_size={size}")) == ["#/page_size"]


def test_the_largest_page_size_passes(caller: Caller) -> None:
    assert caller.get("players?page_size=200").status_code == 200


@pytest.mark.parametrize(
    "ordering", ["nickname", "birth_date", "-game__keys__secret", "created_at,id", "", "--id", "?", "pk", "version"]
)
def test_only_named_orderings_pass(caller: Caller, ordering: str) -> None:
    assert pointers_of(caller.get(f"players?ordering={ordering}")) == ["#/ordering"]


@pytest.mark.parametrize(
    "query",
    [
        "email__startswith=a", "game__keys__secret=1", "_connector=OR", "_negated=1", "limit=-1", "offset=9e18",
        "include=notes", "fields=id", "id=1", "uid__in=1", "format=xml", "search=x",
    ],
)  # fmt: skip
def test_a_parameter_that_nobody_declared_is_refused(caller: Caller, query: str) -> None:
    assert pointers_of(caller.get(f"players?{query}")) == [f"#/{query.partition('=')[0]}"]


def test_a_parameter_given_twice_is_refused(caller: Caller) -> None:
    assert pointers_of(caller.get("players?game=a&game=b")) == ["#/game"]


@pytest.mark.parametrize("uid", ["", ",", "a,,b", "%E2%80%8B", "x" * 201, ",".join("a" * 51)])
def test_a_filter_without_a_readable_value_is_refused(caller: Caller, uid: str) -> None:
    assert pointers_of(caller.get(f"players?uid={uid}")) == ["#/uid"]


@pytest.mark.parametrize(
    "cursor",
    [
        "", "x", "AAAA", "bnVsbA", "W10", "WyJpZCIsWzFdLGZhbHNlXQ", "eyJhIjoxfQ", "WyItaWQiLFsieCJdLGZhbHNlXQ",
        "WyItaWQiLFsxZTQwMF0sZmFsc2Vd", "WyItaWQiLFs5OTk5OTk5OTk5OTk5OTk5OTk5OTk5XSxmYWxzZV0", "A" * 5000,
        "WyItaWQiLFtudWxsXSxmYWxzZV0", "WyItaWQiLFsxXSwyXQ", "WyItaWQiLFsxLDJdLGZhbHNlXQ",
    ],
)  # fmt: skip
def test_a_cursor_that_is_not_ours_is_refused(caller: Caller, cursor: str) -> None:
    assert pointers_of(caller.get(f"players?ordering=-id&cursor={cursor}")) == ["#/cursor"]


def test_a_cursor_of_another_ordering_is_refused(caller: Caller) -> None:
    some_players(3)
    url = caller.get("players?page_size=1&ordering=id").json()["next"]

    response = caller.get(relative(url).replace("ordering=id", "ordering=-id"))

    assert problem_of(response, 400)["errors"][0]["in"] == "query"
