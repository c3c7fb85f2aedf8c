"""The pages of the risk centre: what is shown to whom, what is done from there, and how many statements it takes."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import clock
from core.models import Actor, Agent
from players.actions.law_rules import load_law
from players.actions.risk import NewSignal, add_signals
from players.actions.risk_sweep import count_levels
from players.actions.risk_tasks import flag
from players.enums import AlertKind, RiskSource, RiskTaskStatus
from players.models import Payment, PlayAlert, Player, PlaySession, RiskDayCount, RiskOverride, RiskTask
from players.queries.play_week import PlayDayLine, play_week
from players.queries.risk_centre import level_cards
from players.templatetags.risk import play_week_chart
from tests.factories.people import make_agent, make_game, make_player

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()


def rated(*codes: str, name: str = "寒江雪", game: str = "huanle", source: RiskSource = RiskSource.TEXT) -> Player:
    player = make_player(make_game(game), nickname=name)
    add_signals(player.pk, [NewSignal(code, "1", source=source) for code in codes], by=SYSTEM)
    return player


def desk(role: str = "risk_officer", **facts: object) -> tuple[Client, Agent]:
    agent = make_agent(role, **facts)  # type: ignore[arg-type]
    client = Client()
    client.force_login(agent)
    return client, agent


def page(client: Client, path: str = "/risk/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer
    return answer.content.decode()


@pytest.mark.parametrize(("at", "is_said"), [("2026-11-20T04:00:00Z", False), ("2026-12-20T04:00:00Z", True)])
def test_the_centre_warns_of_days_off_that_nobody_has_entered(at: str, is_said: bool) -> None:
    client, _agent = desk(language="en")
    with clock.frozen(clock.parse_iso(at)):
        assert ("days off of CN in 2027 are missing" in page(client)) == is_said


def test_the_gravest_alert_comes_first_and_stands_in_depth() -> None:
    rated("AB3", name="云中客")
    rated("AB2", name="寒江雪")
    client, _agent = desk()

    html = page(client)

    assert html.index("寒江雪") < html.index("云中客")
    assert 'id="risk-depth" aria-label="寒江雪"' in html
    assert "威胁对员工、玩家或公司使用暴力" in html


def test_of_the_same_level_the_one_first_that_waits_longest_and_what_is_taken_last() -> None:
    first, second = rated("AB2", name="first"), rated("AB2", name="second")
    third = rated("AB2", name="third")
    client, agent = desk()
    RiskTask.objects.filter(player=first).update(status=RiskTaskStatus.TAKEN, taken_by=agent)
    RiskTask.objects.filter(player=third).update(created_at=clock.now() - timedelta(hours=1))

    rows = client.get("/risk/").context["alerts"]

    assert [row.player for row in rows] == [third, second, first]


def test_another_games_alerts_do_not_exist() -> None:
    player = rated("AB2", game="xinghai")
    client, _agent = desk(games=[make_game("huanle")])

    assert "寒江雪" not in page(client)
    assert client.get(f"/risk/players/{player.pk}").status_code == 404
    assert client.post(f"/risk/alerts/task-{RiskTask.objects.get().pk}/take").status_code == 404
    assert client.post(f"/risk/players/{player.pk}/decide", {}).status_code == 404


@pytest.mark.parametrize(
    "path", ["/risk/", "/risk/?tab=overrides", "/risk/?q=x", "/risk/?level=9&dimension=mood&mine=x"]
)
def test_an_empty_house_and_odd_questions_show_a_page(path: str) -> None:
    client, _agent = desk()

    page(client, path)


def test_who_may_not_see_risk_finds_no_centre() -> None:
    client, _agent = desk("analyst")

    assert client.get("/risk/").status_code == 403


def test_danger_to_oneself_is_named_to_those_alone_who_care_for_it() -> None:
    rated("SH1", name="半糖")
    front, _agent = desk("agent")
    crisis, _other = desk("crisis")

    hidden, shown = page(front), page(crisis)

    assert "明确说想死" not in hidden
    assert "半糖" not in hidden.split("risk-alerts")[1].split("</section>")[0]
    assert "明确说想死" in shown


def test_taking_is_one_click_and_of_two_one_has_it() -> None:
    rated("AB2")
    key = f"task-{RiskTask.objects.get().pk}"
    first, agent = desk(name="许清")
    second, _other = desk()

    first.post(f"/risk/alerts/{key}/take")
    late = second.post(f"/risk/alerts/{key}/take", follow=True)

    assert RiskTask.objects.get().taken_by == agent
    assert "已经有人接手了" in late.content.decode()


@pytest.mark.parametrize("key", ["task-999999", "nothing-1", "task-x", "task"])
def test_an_alert_that_is_not_there_cannot_be_taken(key: str) -> None:
    client, _agent = desk()

    assert client.post(f"/risk/alerts/{key}/take").status_code == 404


def test_who_is_in_danger_is_named_by_nothing_on_the_page_of_others() -> None:
    """Neither by a link, nor by the words of a button, nor by standing in depth because the alert is the gravest."""
    player = rated("SH1", name="半糖")
    client, _agent = desk("agent")

    shown = page(client)

    assert "半糖" not in shown
    assert f"/risk/players/{player.pk}" not in shown


def test_taking_is_offered_to_who_may_take() -> None:
    rated("AB2")

    assert "/take" in page(desk()[0])
    assert "/take" not in page(desk("agent")[0])


def test_the_reasons_are_told_in_words_for_everybody() -> None:
    player = rated("AB2")

    shown = page(desk()[0], f"/risk/players/{player.pk}")

    assert "20 分起关注，40 分起预警，70 分起高危，90 分起危急" in shown
    assert "当时计" in shown


def test_amounts_that_would_stand_on_each_other_are_told_on_the_coin() -> None:
    payments = [(600 + n, Decimal(amount), "CNY") for n, amount in enumerate((30, 68, 128))]
    day = PlayDayLine(clock.now().date(), windows=[], pieces=[], payments=payments, inside=0, outside=0)

    drawn = play_week_chart([day])

    assert drawn.count("<title>") == 3
    assert drawn.count('class="t-ink"') == 3  # the day, the first amount, the hours


def test_the_front_line_sees_and_may_not_take() -> None:
    player = rated("AB2")
    client, _agent = desk("agent")

    client.post(f"/risk/alerts/task-{RiskTask.objects.get().pk}/take")

    assert RiskTask.objects.get().status == RiskTaskStatus.OPEN
    assert "/decide" not in page(client, f"/risk/players/{player.pk}")


def test_an_alert_is_finished_with_a_word_and_not_without() -> None:
    rated("AB2")
    key = f"task-{RiskTask.objects.get().pk}"
    client, _agent = desk()

    empty = client.post(f"/risk/alerts/{key}/finish", {"reason": " "})
    client.post(f"/risk/alerts/{key}/finish", {"reason": "已联系玩家"})

    assert empty.status_code == 422
    assert RiskTask.objects.get().outcome == "已联系玩家"


def override(**facts: str) -> dict[str, str]:
    given = {"target": "abuse", "kind": "set", "level": "1", "days": "3"}
    return given | {"reason_code": "false_positive", "reason_text": "玩笑话"} | facts


def test_a_decision_by_two_in_the_page() -> None:
    player = rated("AB2")
    first, _agent = desk()
    second, _other = desk()

    first.post(f"/risk/players/{player.pk}/decide", override())
    row = RiskOverride.objects.get()
    alone = first.post(f"/risk/players/{player.pk}/overrides/{row.pk}/approve", follow=True)
    second.post(f"/risk/players/{player.pk}/overrides/{row.pk}/approve")
    row.refresh_from_db()

    assert "需要另一个人复核" in alone.content.decode()
    assert row.status == "active"
    assert "误报" in page(first, "/risk/?tab=overrides")


def test_what_cannot_be_decided_keeps_what_was_written() -> None:
    player = rated("AB2")
    client, _agent = desk()

    answer = client.post(f"/risk/players/{player.pk}/decide", override(level="4", days="30", reason_text="很长的理由"))

    assert answer.status_code == 422
    assert "很长的理由" in answer.content.decode()
    assert not RiskOverride.objects.exists()


def test_the_front_line_flags_from_the_card_of_a_player() -> None:
    player = make_player(make_game("huanle"))
    client, _agent = desk("agent")

    card = page(client, f"/players/{player.pk}?tab=play")
    client.post(f"/players/{player.pk}/flag", {"dimension": "health", "reason": "说借钱充值"})

    assert f"/players/{player.pk}/flag" in card
    assert RiskTask.objects.get().text == "说借钱充值"


def test_what_a_colleague_wrote_stands_in_the_list() -> None:
    player = make_player(make_game("huanle"))
    client, _agent = desk()
    flag(player.pk, by=Actor.of_agent(make_agent("agent", name="林夏")), dimension="health", reason="说借钱充值")

    assert "林夏：说借钱充值" in page(client)


def test_words_of_a_player_are_never_markup() -> None:
    rated("AB2", name="<script>alert(1)</script>")
    client, _agent = desk()

    assert "<script>alert(1)" not in page(client)


def test_a_player_is_found_by_the_beginning_of_a_name() -> None:
    rated("AB1", name="寒江雪")
    client, _agent = desk()

    assert "寒江雪" in page(client, "/risk/?q=寒江")


def test_the_page_asks_the_same_number_of_statements_for_one_and_three_alerts() -> None:
    client, _agent = desk()
    counts = []
    rated("AB2")
    page(client)
    for _more in range(2):
        with CaptureQueriesContext(connection) as asked:
            page(client)
        counts.append(len(asked))
        rated("AB3")
        rated("AB3")

    assert counts[0] == counts[1]


def test_levels_are_counted_now_and_against_yesterday() -> None:
    rated("AB2")
    game = make_game("huanle")
    count_levels()
    yesterday = clock.now().astimezone(UTC).date() - timedelta(days=1)
    RiskDayCount.objects.create(game=game, date=yesterday, level=3, players=5, counted_at=clock.now())

    cards = {card.level: card for card in level_cards(make_agent("risk_officer"))}

    assert (cards[3].players, cards[3].change, list(cards[3].days)) == (1, -4, [5, 1])
    assert (cards[4].players, cards[4].change) == (0, None)


def test_a_week_of_play_is_cut_at_the_hours_of_the_law() -> None:
    load_law()
    player = make_player(
        make_game("huanle"), real_name_status="verified", birth_date=date(2014, 1, 1), jurisdiction="CN"
    )
    at = datetime(2026, 11, 28, 14, 0, tzinfo=UTC)  # a Saturday evening, 22:00 in Shanghai
    start = datetime(2026, 11, 28, 11, 30, tzinfo=UTC)
    PlaySession.objects.create(
        game=player.game,
        player=player,
        session="s",
        started_at=start,
        last_seen_at=start + timedelta(hours=2),
        ended_at=start + timedelta(hours=2),
    )
    Payment.objects.create(
        game=player.game, player=player, order="o", amount=Decimal(6), currency="CNY", status="paid", at=start
    )

    days = play_week(player, at)

    assert [list(day.windows) for day in days] == [[(1200, 1260)], [], [], [], [], [(1200, 1260)], [(1200, 1260)]]
    saturday = days[-1]
    assert (saturday.inside, saturday.outside) == (60, 60)
    assert [(p.start, p.end, p.is_allowed) for p in saturday.pieces] == [
        (1170, 1200, False),
        (1200, 1260, True),
        (1260, 1290, False),
    ]
    assert [(minute, str(amount)) for minute, amount, _currency in saturday.payments] == [(1170, "6.00")]


def test_alerts_about_play_stand_in_the_same_list_and_are_settled_with_an_outcome() -> None:
    player, now = make_player(make_game("huanle"), nickname="阿远"), clock.now()
    alert = PlayAlert.objects.create(
        player=player,
        game=player.game,
        kind=AlertKind.OUTSIDE_WINDOW,
        rule="CN-2021-WINDOW",
        occurrence="1",
        severity=3,
        cause_at=now,
        recorded_at=now,
    )
    rated("AB3", name="云中客")
    client, agent = desk()

    html = page(client)
    client.post(f"/risk/alerts/play-{alert.pk}/take")
    wrong = client.post(f"/risk/alerts/play-{alert.pk}/finish", {"reason": "x", "outcome": "ended"})
    client.post(f"/risk/alerts/play-{alert.pk}/finish", {"reason": "已通知", "outcome": "game_informed"})
    alert.refresh_from_db()

    assert html.index("阿远") < html.index("云中客")
    assert wrong.status_code == 422
    assert (alert.taken_by, alert.outcome, alert.note) == (agent, "game_informed", "已通知")
