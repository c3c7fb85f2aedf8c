"""Pages of interventions: who sees what, what can be done from there, and what refusals say."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from core import clock
from core.models import Actor, Agent
from players.actions.contacts import send
from players.actions.intervention_plans import plan
from players.actions.interventions import approve
from players.models import Intervention, OpsSnapshot, Player
from players.queries.effects import effects_for
from tests.factories.law import local
from tests.factories.people import make_agent, make_game, make_player

pytestmark = pytest.mark.django_db
NOON = local("2026-12-02T12:00:00")


@pytest.fixture(autouse=True)
def _noon(settings: pytest.FixtureRequest) -> Iterator[None]:
    settings.DEMO = True  # type: ignore[attr-defined]
    with clock.frozen(NOON):
        yield


def somebody(uid: str = "u-1", *, game: str = "huanle", born: date = date(1990, 1, 1)) -> Player:
    return make_player(make_game(game), uid=uid, nickname=f"寒江雪{uid}", birth_date=born, jurisdiction="CN")


def desk(role: str = "risk_officer", **facts: object) -> tuple[Client, Agent]:
    agent = make_agent(role, **facts)  # type: ignore[arg-type]
    client = Client()
    client.force_login(agent)
    return client, agent


def planned(player: Player, dimension: str = "health", level: int = 2) -> Intervention:
    by = Actor.of_agent(make_agent("risk_officer", name="风一"))
    return plan(player.pk, by=by, dimension=dimension, level=level, reason="连续三晚通宵")


def test_from_the_plan_to_the_outcome_by_page() -> None:
    player = somebody()
    (one, _a), (two, _b) = desk(name="风一"), desk(name="风二")

    answer = one.post(
        f"/risk/players/{player.pk}/intervention", {"dimension": "health", "level": "2", "reason": "连续三晚通宵"}
    )
    row = Intervention.objects.get()
    path = f"/risk/interventions/{row.pk}"
    assert answer["Location"] == path
    assert "/approve" not in one.get(path).content.decode()
    assert one.post(f"{path}/approve").status_code == 403
    two.post(f"{path}/approve")
    two.post(f"{path}/send", {"way": "ticket", "text": "您好，想和您聊聊最近的游戏时间。"})
    two.post(f"{path}/acknowledge")
    two.post(f"{path}/outcome", {"outcome": "effective", "note": "同意每天两小时"})

    row.refresh_from_db()
    assert (row.state, row.outcome, row.note) == ("done", "effective", "同意每天两小时")
    assert "有效果" in two.get("/risk/interventions/?state=done").content.decode()
    assert "您好，想和您聊聊最近的游戏时间。" in two.get(path).content.decode()


def test_what_is_refused_says_why_and_keeps_what_was_written() -> None:
    row = planned(somebody())
    client, agent = desk(name="风二")
    approve(row.pk, by=Actor.of_agent(agent))
    with clock.frozen(local("2026-12-02T23:00:00")):
        answer = client.post(f"/risk/interventions/{row.pk}/send", {"way": "ticket", "text": "您好，请早点休息。"})
    assert answer.status_code == 409
    assert "现在是安静时段" in answer.content.decode()
    assert "您好，请早点休息。" in answer.content.decode()
    empty = client.post(f"/risk/interventions/{row.pk}/withdraw", {"note": " "})
    assert empty.status_code == 422
    assert client.post(f"/risk/interventions/{row.pk}/explode").status_code == 404
    assert client.post(f"/risk/players/{row.player_id}/intervention", {"dimension": "moon"}).status_code == 422


def test_of_another_game_nothing_is_seen_or_moved() -> None:
    row = planned(somebody(game="jingji"))
    client, _agent = desk(games=[make_game("huanle")])
    assert client.get(f"/risk/interventions/{row.pk}").status_code == 404
    assert client.post(f"/risk/interventions/{row.pk}/approve").status_code == 404
    assert "寒江雪" not in client.get("/risk/interventions/").content.decode()


def test_who_may_only_look_learns_of_a_minor_or_of_danger_nothing_but_that_something_was_done() -> None:
    minor, danger = planned(somebody("u-1", born=date(2014, 5, 1))), planned(somebody("u-2"), "self_harm")
    plain = planned(somebody("u-3"))
    client, _agent = desk("agent")

    listed = client.get("/risk/interventions/").content.decode()

    assert listed.count("只有少数人可以查看") == 2
    assert "寒江雪u-3" in listed
    assert "寒江雪u-1" not in listed
    assert "寒江雪u-2" not in listed
    found = [client.get(f"/risk/interventions/{row.pk}").status_code for row in (minor, danger, plain)]
    assert found == [404, 404, 200]
    assert client.post(f"/risk/interventions/{plain.pk}/approve").status_code == 403


def test_the_effect_is_told_with_numbers_and_range_and_not_of_few() -> None:
    treated = [_followed(f"t{n}", 120, 60 + n % 2) for n in range(10)]
    compared = [_followed(f"c{n}", 120, 118 + n % 2) for n in range(10)]
    sender = Actor.of_agent(make_agent("risk_officer", name="风二"))
    for player in treated:
        row = planned(player)
        approve(row.pk, by=sender)
        send(row.pk, by=sender)
    for player in compared:
        planned(player)
    client, agent = desk(name="风三")

    with clock.frozen(NOON + timedelta(days=9)):
        (found,) = effects_for(agent)
        page = client.get("/risk/interventions/effect").content.decode()

    effect = {str(name): one for name, one in found.measures}
    minutes = next(iter(effect.values()))
    assert (minutes.treated, minutes.compared, minutes.difference) == (10, 10, -58.0)
    assert "-58.0" in page
    assert "人数太少" in page  # of money nothing is known


def _followed(uid: str, before: int, after: int) -> Player:
    player = somebody(uid)
    today = NOON.date()
    for n in (*range(-7, 0), *range(1, 8)):
        OpsSnapshot.objects.create(
            player=player,
            game=player.game,
            date=today + timedelta(days=n),
            minutes_played=before if n < 0 else after,
            topup_amount=None if n else Decimal(0),
            counted_at=NOON,
        )
    return player
