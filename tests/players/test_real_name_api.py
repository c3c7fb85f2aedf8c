"""Real names over the interface: in, compared, masked; never out, never searched, and a reach too far is told."""

import json
import logging
from datetime import timedelta

import pytest
from django.db import connection

from core import clock
from core.models import Event, IdempotencyKey, Notification
from players.actions.alarms import IDENTITIES_AN_HOUR
from players.enums import AccessDeed
from players.models import Identity, IdentityAccess, Person, Player, RealNameCheck
from tests.factories.api import Caller, pointers_of, problem_of
from tests.factories.people import make_agent, make_game, make_player

pytestmark = pytest.mark.django_db
NAME, NUMBER = "某一一", "110000190101010001"
OTHER = ("某一二", "110000190101020007")


@pytest.fixture
def integrator() -> Caller:
    make_game("huanle")
    make_game("xinghai")
    return Caller(make_agent("integrator"))


@pytest.fixture
def agent() -> Caller:
    make_game("huanle")
    return Caller(make_agent("agent"))


def verified(integrator: Caller, *, name: str = NAME, number: str = NUMBER, game: str = "huanle") -> Player:
    player = make_player(make_game(game))
    body = {"name": name, "id_number": number, "status": "verified"}
    assert integrator.put(f"players/{player.pk}/real-name", body).status_code == 200
    return Player.objects.get(pk=player.pk)


def rows_of(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT t::text FROM {table} t")
        return "\n".join(row[0] for row in cursor.fetchall())


def test_a_name_that_the_game_verified_is_kept_sealed_and_shown_masked(integrator, agent):
    player = verified(integrator)

    told, shown = integrator.get(f"players/{player.pk}/real-name").json(), agent.get(f"players/{player.pk}/real-name")

    assert (told["status"], told["age_band"], told["method"]) == ("verified", "adult", "game")
    assert (told["name"], told["id_number"]) == (None, None)
    assert (shown.json()["name"], shown.json()["id_number"]) == ("某*一", "1****************1")
    assert player.birth_date.isoformat() == "1901-01-01"
    assert NUMBER not in rows_of("players_identity") + rows_of("players_realnamecheck") + rows_of("core_event")
    assert NAME not in rows_of("players_identity") + rows_of("players_realnamecheck") + rows_of("core_event")
    assert RealNameCheck.objects.get().name_sealed == ""


def test_who_may_ask_for_more_sees_three_and_four_characters(integrator):
    player = verified(integrator)
    security = Caller(make_agent("security"))

    assert security.get(f"players/{player.pk}/real-name").json()["id_number"] == "110***********0001"


def test_one_number_is_one_person_in_every_game_of_the_company(integrator):
    first, second = verified(integrator), make_player(make_game("xinghai"))

    answer = integrator.put(f"players/{second.pk}/real-name", {"name": " 某一一", "id_number": NUMBER})

    second.refresh_from_db()
    assert answer.json()["status"] == "verified"
    assert second.person_id == first.person_id
    assert (Identity.objects.count(), Person.objects.count()) == (1, 1)


def test_without_the_states_system_people_have_to_decide(integrator):
    player = make_player(make_game("huanle"))

    answer = integrator.put(f"players/{player.pk}/real-name", {"name": NAME, "id_number": NUMBER})
    again = integrator.put(f"players/{player.pk}/real-name", {"name": NAME, "id_number": NUMBER})

    assert (answer.json()["status"], answer.json()["age_band"]) == ("manual_review", "unknown")
    assert problem_of(again, 409)["code"] == "real_name.under_way"
    assert NUMBER not in rows_of("players_realnamecheck")


def test_a_known_number_with_another_name_goes_to_people(integrator):
    verified(integrator)
    other = make_player(make_game("xinghai"))

    body = {"name": "某二二", "id_number": NUMBER, "status": "verified"}
    answer = integrator.put(f"players/{other.pk}/real-name", body)

    assert answer.json()["status"] == "manual_review"
    assert RealNameCheck.objects.get(player=other).reason == "known_otherwise"


def test_a_verified_account_stays_verified_while_a_change_is_reviewed(integrator):
    player = verified(integrator)

    body = {"name": OTHER[0], "id_number": OTHER[1], "status": "verified"}
    answer = integrator.put(f"players/{player.pk}/real-name", body)

    assert answer.json()["status"] == "verified"
    assert RealNameCheck.objects.filter(player=player, reason="change", state="manual_review").exists()


def test_the_third_failure_in_a_row_goes_to_people(integrator):
    player = make_player(make_game("huanle"))
    body = {"name": NAME, "id_number": NUMBER, "status": "failed"}

    states = [integrator.put(f"players/{player.pk}/real-name", body).json()["status"] for _ in range(3)]

    assert states == ["failed", "failed", "manual_review"]


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({"name": NAME, "id_number": "110000190101010002"}, ["#/id_number"]),
        ({"name": "王5", "id_number": NUMBER}, ["#/name"]),
        ({"name": "", "id_number": ""}, ["#/id_number", "#/name"]),
        ({"name": NAME, "id_number": NUMBER, "pi": "short"}, ["#/pi"]),
        ({"name": NAME, "id_number": NUMBER, "status": "none"}, ["#/status"]),
        ({"name": NAME, "id_number": NUMBER, "age": 3}, ["#/age"]),
        ({"name": NAME, "id_number": int(NUMBER)}, ["#/id_number"]),
    ],
)
def test_what_cannot_be_is_pointed_at_and_never_repeated(integrator, body, pointers):
    player = make_player(make_game("huanle"))

    answer = integrator.put(f"players/{player.pk}/real-name", body)

    assert pointers_of(answer) == pointers
    assert str(body["id_number"] or "-" * 40) not in answer.content.decode()


def test_a_name_and_number_are_in_no_log_event_or_kept_answer(integrator, caplog):
    caplog.set_level(logging.DEBUG)
    player = make_player(make_game("huanle"))

    body = {"name": NAME, "id_number": NUMBER, "status": "verified"}
    integrator.put(f"players/{player.pk}/real-name", body, Idempotency_Key="once")
    replayed = integrator.put(f"players/{player.pk}/real-name", body, Idempotency_Key="once")

    assert replayed["Idempotency-Replayed"] == "true"
    stored = rows_of("core_idempotencykey") + rows_of("core_event") + rows_of("players_player")
    for secret in (NAME, NUMBER):
        assert secret not in caplog.text + stored + json.dumps(replayed.json(), ensure_ascii=False)
    assert IdempotencyKey.objects.count() == 1


def test_comparing_answers_yes_or_no_and_is_logged(integrator, agent):
    player = verified(integrator)
    url = f"players/{player.pk}/real-name/match"

    answers = [
        agent.post(url, {"name": NAME, "ticket": "10042"}).json(),
        agent.post(url, {"id_number": "１１００００１９０１０１０１０００１", "ticket": "10042"}).json(),
        agent.post(url, {"name": NAME, "id_number": OTHER[1], "ticket": "10042"}).json(),
    ]

    assert answers == [{"match": True}, {"match": True}, {"match": False}]
    assert list(IdentityAccess.objects.order_by("seq").values_list("deed", "what", "ticket", "player_ref")) == [
        (AccessDeed.MATCHED, "name", "10042", player.pk),
        (AccessDeed.MATCHED, "number", "10042", player.pk),
        (AccessDeed.NOT_MATCHED, "name,number", "10042", player.pk),
    ]


def test_five_tries_for_a_ticket_and_ten_a_day_for_a_player(integrator, agent):
    player = verified(integrator)
    url = f"players/{player.pk}/real-name/match"

    first = [agent.post(url, {"name": NAME, "ticket": "1"}).status_code for _ in range(6)]
    second = [agent.post(url, {"name": NAME, "ticket": "2"}).status_code for _ in range(6)]
    third = agent.post(url, {"name": NAME, "ticket": "3"})
    with clock.frozen(clock.now() + timedelta(days=1, seconds=1)):
        tomorrow = agent.post(url, {"name": NAME, "ticket": "3"})

    assert first == second == [200] * 5 + [429]
    assert problem_of(third, 429)["code"] == "real_name.match_limit"
    assert third["Retry-After"]
    assert tomorrow.status_code == 200


def test_comparing_needs_something_to_compare_and_something_kept(integrator, agent):
    player, unknown = verified(integrator), make_player(make_game("huanle"))

    assert pointers_of(agent.post(f"players/{player.pk}/real-name/match", {})) == ["#/name"]
    nothing = agent.post(f"players/{unknown.pk}/real-name/match", {"name": NAME})
    assert problem_of(nothing, 409)["code"] == "real_name.nothing_kept"


def test_the_player_of_another_game_is_not_there_and_risk_control_hears_of_it(integrator):
    player = verified(integrator)
    officer = make_agent("risk_officer")
    stranger = Caller(make_agent("agent", games=[make_game("xinghai")]))

    got = stranger.get(f"players/{player.pk}/real-name")
    compared = stranger.post(f"players/{player.pk}/real-name/match", {"name": NAME}, Idempotency_Key="k")

    problem_of(got, 404)
    problem_of(compared, 404)
    told = Event.objects.filter(name="identity.access_suspicious")
    assert [event.data for event in told] == [{"what": "real-name 404", "player": player.pk}] * 2
    assert Notification.objects.filter(agent=officer, kind="identity.access_suspicious").count() == 1


def test_who_may_not_compare_is_refused(integrator):
    player = verified(integrator)
    technical = Caller(make_agent("technical"))

    problem_of(technical.post(f"players/{player.pk}/real-name/match", {"name": NAME}), 403)
    problem_of(technical.put(f"players/{make_player().pk}/real-name", {"name": NAME, "id_number": NUMBER}), 403)
    assert technical.get(f"players/{player.pk}/real-name").json()["name"] is None


def test_who_looks_through_many_profiles_is_stopped(integrator, agent):
    verified(integrator)
    players = [make_player(make_game("huanle")) for _ in range(IDENTITIES_AN_HOUR + 1)]

    statuses = [agent.get(f"players/{player.pk}/real-name").status_code for player in players]
    again = agent.get(f"players/{players[0].pk}/real-name")
    with clock.frozen(clock.now() + timedelta(hours=1, seconds=1)):
        later = agent.get(f"players/{players[-1].pk}/real-name")

    assert statuses == [200] * IDENTITIES_AN_HOUR + [429]
    assert (again.status_code, later.status_code) == (200, 200)
    assert Event.objects.filter(name="identity.access_suspicious").count() == 1


@pytest.mark.parametrize(
    "query",
    [f"q={NUMBER}", f"uid={NUMBER}", f"ordering={NUMBER}", "uid=%EF%BC%911000019010101000%EF%BC%91", f"x={NUMBER}&y=1"],
)
def test_nobody_is_searched_for_by_number(agent, query):
    answer = agent.get(f"players?{query}")

    assert problem_of(answer, 400)["code"] == "identity.not_searchable"
    assert NUMBER not in answer.content.decode()
    event = Event.objects.get(name="identity.access_suspicious")
    assert (event.subject_id, event.data["what"]) == (agent.agent.pk, "search")


@pytest.mark.parametrize("query", ["ordering=id_number", "id_number=1", "real_name=1", "q=1101"])
def test_no_filter_and_no_order_knows_identities(agent, query):
    problem_of(agent.get(f"players?{query}"), 400)
