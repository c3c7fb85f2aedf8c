"""Every true hit and nothing else, whichever way the database looks: compared with reading every text."""

import re
import unicodedata

import pytest
from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import Value
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock
from core.engines.han import SIMPLIFIED, TRADITIONAL
from core.models import Agent, Group
from tests.factories.people import make_agent, make_game, make_player
from tests.factories.tickets import make_ticket
from tickets.engines.search_costs import Plan, Sizes, Way, plan_for
from tickets.engines.search_query import read_question
from tickets.engines.search_text import SEARCH_FORM, stored_text
from tickets.models import Message, Ticket
from tickets.queries import search
from tickets.queries.scope import tickets_for
from tickets.queries.search import search_tickets
from tickets.queries.search_ways import Hunt, limited_time, newest_ids

pytestmark = pytest.mark.django_db

TICKETS, EACH = 240, 3
ZH = (
    "充值未到账号被盗公会战奖励没发一直卡在加载页面匹配不到人闪退"
    "客服不回复实名认证失败手机换绑举报封号掉分退款帳號申訴儲值"
)
EN = [
    "payment", "refund", "account", "stolen", "loading", "screen", "login", "error", "reward", "missing", "code",
    "steam", "crash", "ranked", "match",
]  # fmt: skip
SIMPLE = str.maketrans(TRADITIONAL, SIMPLIFIED)


def text_of(number: int) -> str:
    """A mixed text that depends on its number alone; a few hold something rare."""
    parts = []
    for n in range(1 + number % 4):
        start = (number * 7 + n * 13) % len(ZH)
        parts.append(ZH[start : start + 2 + (number + n) % 7])
        if (number + n) % 3 == 0:
            parts.append(EN[(number * 5 + n) % len(EN)])
    if number % 97 == 0:
        parts.append(f"GP-{88_000 + number}")
    if number % 211 == 0:
        parts.append("琥珀护符Zephyr")
    return ["，", " ", "", "。"][number % 4].join(parts).upper() if number % 5 == 0 else " ".join(parts)


def plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(SIMPLE).lower()


def stands(asked: str, text: str) -> bool:
    """Read the text as a person would: Han characters anywhere, Latin words whole, the last one from its beginning."""
    words = plain(asked).split()
    for n, word in enumerate(words):
        if word.isascii():
            end = "" if n == len(words) - 1 else r"(?![a-z0-9])"
            if not re.search(rf"(?<![a-z0-9]){re.escape(word)}{end}", plain(text)):
                return False
        elif word not in plain(text):
            return False
    return True


@pytest.fixture
def texts(desk_rows: None) -> dict[int, list[str]]:
    """Some hundred tickets of two games with three messages each; every seventh ticket is restricted to a group."""
    games = [make_game("huanle"), make_game("xinghai", "moba")]
    models = [make_ticket(player=make_player(game, nickname="无名"), subject="x", body="x") for game in games]
    crisis, now = Group.objects.get(code="CRI"), clock.now()
    rows = []
    for n in range(TICKETS):
        model = models[n % 2]
        rows.append(
            Ticket(
                game=model.game,
                player=model.player,
                channel="web",
                subject="x",
                category=model.category,
                group=crisis if n % 7 == 0 else model.group,
                is_restricted=n % 7 == 0,
                message_seq=EACH,
                created_at=now,
                updated_at=now,
            )
        )
    tickets = Ticket.objects.bulk_create(rows)
    said = {ticket.pk: [text_of(n * EACH + seq) for seq in range(EACH)] for n, ticket in enumerate(tickets)}
    Message.objects.bulk_create(
        Message(
            ticket_id=pk,
            seq=seq,
            author_kind="player",
            visibility="internal" if seq == 2 else "public",
            body=body,
            created_at=now,
            search=SearchVector(Value(stored_text(body)), config="simple"),
            search_form=SEARCH_FORM,
        )
        for pk, bodies in said.items()
        for seq, body in enumerate(bodies, 1)
    )
    return said


def truth(agent: Agent, asked: str, said: dict[int, list[str]]) -> list[int]:
    seen = set(tickets_for(agent).values_list("pk", flat=True))
    return sorted((pk for pk in seen & said.keys() if any(stands(asked, text) for text in said[pk])), reverse=True)


QUESTIONS = [
    "充值", "到账", "琥珀", "会战", "号", "帳號", "账号被", "没发一直", "payment", "pay", "琥珀 zephyr", "error 奖励",
    "gp-88097", "88194", "zephyr", "steam cra", "根本没有", "qqq", "申诉", "PAYMENT 到账",
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("way", list(Way))
def test_each_way_finds_every_true_hit_and_no_other(way: Way, texts: dict[int, list[str]]) -> None:
    everywhere, own = make_agent("agent"), make_agent("agent", games=[make_game("huanle")])
    games = {
        everywhere.pk: [g.pk for g in (make_game("huanle"), make_game("xinghai"))],
        own.pk: [make_game("huanle").pk],
    }
    found = 0
    for agent in (everywhere, own, make_agent("agent", groups=("CRI",))):
        for asked in QUESTIONS:
            hunt = Hunt(
                tickets_for(agent), read_question(asked).wanted, games=games.get(agent.pk, games[everywhere.pk])
            )
            with transaction.atomic(), limited_time():
                ids = newest_ids(hunt, 10_000, only=way)
            expected = truth(agent, asked, texts)
            assert ids == expected, (asked, way)
            found += len(expected)
    assert found > 300


@pytest.mark.slow
def test_pages_of_the_cheapest_way_hold_every_hit_once(
    texts: dict[int, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "PAGE_ROWS", 7)
    agent = make_agent("agent", games=[make_game("huanle")])
    for asked in ("充值", "琥珀", "payment", "账号被", "88194"):
        expected, got, cursor = truth(agent, asked, texts), [], ""
        while True:
            page = search_tickets(agent, asked, cursor=cursor)
            got.append(sorted((row.pk for row in page.rows), reverse=True))
            cursor = page.next_cursor
            if not cursor:
                break
        assert [pk for ids in got for pk in ids] == expected


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.text(st.sampled_from(ZH), min_size=1, max_size=5))
def test_any_run_of_han_characters_finds_what_reading_finds(asked: str, texts: dict[int, list[str]]) -> None:
    agent = Agent.objects.filter(email="reader@example.test").first() or make_agent("agent", name="r")
    hunt = Hunt(tickets_for(agent), read_question(asked).wanted)
    with transaction.atomic(), limited_time():
        assert newest_ids(hunt, 10_000) == truth(agent, asked, texts)


# --- The choice of a way ------------------------------------------------------------------------------------------


def million(counting: float, hits: float, least: float, games: int = 0) -> Sizes:
    """A house of a million tickets with three messages each."""
    return Sizes(1e6, counting, 3e6, hits, least, games)


@pytest.mark.parametrize(
    ("sizes", "first"),
    [
        (million(1e6, 50, 50), Way.WORDS),
        (million(1e6, 4e5, 4e5), Way.WALK),
        (million(3e5, 4e5, 4e5), Way.WALK),
        (million(1e4, 4e5, 4e5, games=1), Way.GAMES),
        (million(5, 4e5, 4e5), Way.TICKETS),
        (Sizes(1e6, 1e6, 0.0), Way.WALK),
        (Sizes(1e6, 3, 0.0), Way.TICKETS),
    ],
)
def test_the_cheapest_way_is_chosen(sizes: Sizes, first: Way) -> None:
    assert plan_for(sizes, 51).first == first


def test_after_a_walk_in_vain_something_thorough_follows() -> None:
    plan = plan_for(million(1e6, 300, 4e5), 51)

    assert plan == Plan(Way.WALK, Way.WORDS, plan.window)
    assert 51 < plan.window < 100_000


@given(
    tickets=st.floats(1, 1e8), counting=st.floats(0, 1e8), messages=st.floats(0, 1e9), hits=st.floats(0, 1e9),
    games=st.integers(0, 6),
)  # fmt: skip
def test_any_expectation_makes_a_plan(
    tickets: float, counting: float, messages: float, hits: float, games: int
) -> None:
    plan = plan_for(Sizes(tickets, counting, messages, hits, hits, games), 51)

    assert plan.then != Way.GAMES or plan.first == Way.GAMES
    assert plan.window >= 51
