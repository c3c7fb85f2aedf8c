"""Verification by the state's system: the official cases, each code, late results, and the 48 hours."""

from datetime import timedelta

import pytest

from core import clock
from core.models import Actor, Notification
from players.actions.real_name import submit_real_name
from players.channels.nppa.checking import verify_due
from players.models import Identity, Player, RealNameCheck
from players.policies.sealed import PI as PI_COLUMN
from tests.factories.people import make_agent, make_game, make_player
from tests.fakes.nppa import KEY, OTHER_KEY, PI, RUNNING, SUCCESS

NOW = clock.parse_iso("2026-12-01T04:00:00Z")


@pytest.fixture
def time(nppa):
    with nppa.time(NOW) as now:
        yield now


def submitted(name: str = "某一一", number: str = "", game: str = "huanle") -> Player:
    number = number or SUCCESS.get(name) or RUNNING.get(name) or "11010519491231002X"
    player = make_player(make_game(game))
    return submit_real_name(player, name=name, number=number, by=Actor.system())


def status_of(player: Player) -> str:
    player.refresh_from_db()
    return str(player.real_name_status)


def check_of(player: Player) -> RealNameCheck:
    return RealNameCheck.objects.filter(player=player).latest("pk")


def test_official_case_1_a_check_succeeds(nppa, time):
    player = submitted()
    assert status_of(player) == "in_progress"

    assert verify_due() == 1

    assert status_of(player) == "verified"
    assert PI_COLUMN.open(Identity.objects.get().pi_sealed) == PI
    assert Identity.objects.get().method == "nppa"
    assert check_of(player).number_sealed == ""


def test_official_cases_2_and_5_a_check_is_in_progress_and_its_result_is_asked_for(nppa, time):
    player = submitted("某二一")

    verify_due()
    assert (status_of(player), nppa.calls, verify_due()) == ("in_progress", ["check"], 0)
    with nppa.time(NOW + timedelta(minutes=14, seconds=59)):
        assert verify_due() == 0
    with nppa.time(NOW + timedelta(minutes=15)):
        assert verify_due() == 1

    assert nppa.calls == ["check", "query"]
    assert check_of(player).next_try_at == NOW + timedelta(minutes=45)


def test_official_case_3_a_check_fails(nppa, time):
    player = submitted("某三一")

    verify_due()

    assert status_of(player) == "failed"
    assert check_of(player).reason == "no_match"
    assert not Identity.objects.exists()


@pytest.mark.parametrize(
    ("status", "pi", "became"), [(0, "1fg469" + "0" * 32, "verified"), (2, "", "failed")], ids=["case 4", "case 6"]
)
def test_official_cases_4_and_6_a_late_result(nppa, time, status, pi, became):
    player = submitted("某二一")
    verify_due()
    nppa.acts[check_of(player).ai] = {"status": status, "pi": pi}

    with nppa.time(NOW + timedelta(minutes=15)):
        verify_due()

    assert status_of(player) == became


def test_after_48_hours_without_a_result_it_has_to_be_handed_in_again(nppa, time):
    player = submitted("某二一")
    verify_due()
    with nppa.time(NOW + timedelta(hours=48) - timedelta(microseconds=1)):
        verify_due()
        assert status_of(player) == "in_progress"
    with nppa.time(NOW + timedelta(hours=50)):
        verify_due()

    assert status_of(player) == "failed"
    assert check_of(player).reason == "expired"


def test_the_same_person_is_not_asked_for_twice(nppa, time):
    submitted()
    verify_due()

    second = submitted(game="xinghai")

    assert status_of(second) == "verified"
    assert nppa.calls == ["check"]


def test_a_permit_goes_to_people(nppa, time):
    player = submitted("陈大文", "810000199001010019")

    assert (status_of(player), verify_due()) == ("manual_review", 0)


def test_three_failures_in_a_row_go_to_people(nppa, time):
    player = make_player(make_game("huanle"))
    states = []
    for _ in range(3):
        submit_real_name(player, name="某三一", number="11010519491231002X", by=Actor.system())
        verify_due()
        states.append(status_of(player))

    assert states == ["failed", "failed", "manual_review"]


def test_a_game_without_a_record_code_asks_people(nppa, time):
    assert status_of(submitted(game="xinghai")) == "manual_review"


def test_nothing_is_sent_where_the_adapter_is_off(nppa, time, settings):
    submitted()
    settings.NPPA_APP_ID = ""

    assert (verify_due(), nppa.calls) == (0, [])


@pytest.mark.parametrize(
    ("code", "status", "wait"),
    [
        (1001, "in_progress", timedelta(seconds=30)),
        (1002, "in_progress", timedelta(minutes=30)),
        (1005, "in_progress", timedelta(minutes=30)),
        (1006, "in_progress", timedelta(seconds=60)),
        (1008, "in_progress", timedelta(minutes=30)),
        (2002, "in_progress", timedelta(minutes=30)),
        (2001, "failed", None),
        (4242, "in_progress", timedelta(minutes=30)),
    ],
)
def test_each_code_is_answered_by_its_remedy(nppa, time, code, status, wait):
    player = submitted()
    nppa.answers = [code]

    verify_due()

    assert status_of(player) == status
    assert check_of(player).next_try_at == (NOW + wait if wait else None)


@pytest.mark.parametrize("code", [1002, 1005, 1010, 1012, 2002])
def test_what_people_have_to_mend_is_told_to_the_administrators(nppa, time, code):
    admin = make_agent("admin")
    submitted()
    nppa.answers = [code, code]

    verify_due()

    assert Notification.objects.get(agent=admin).params == {"game": "huanle", "code": str(code)}


def test_a_request_that_came_too_old_is_signed_anew_once(nppa, time):
    player = submitted()
    nppa.answers = [1007, 0]

    verify_due()

    assert (status_of(player), nppa.calls) == ("verified", ["check", "check"])


def test_a_clock_that_is_wrong_is_tried_once_more_and_then_later(nppa, time):
    player = submitted()
    nppa.skew_ms = 5_001

    verify_due()

    assert (status_of(player), nppa.calls) == ("in_progress", ["check", "check"])
    assert check_of(player).next_try_at == NOW + timedelta(seconds=30)


def test_five_seconds_are_not_too_old(nppa, time):
    player = submitted()
    nppa.skew_ms = 5_000

    verify_due()

    assert status_of(player) == "verified"


def test_a_block_lasts_a_minute_and_nothing_is_sent_meanwhile(nppa, time):
    submitted()
    nppa.answers = [1006]
    verify_due()
    other = submitted("某一二")

    with nppa.time(NOW + timedelta(seconds=30)):
        verify_due()
        assert nppa.calls == ["check"]
    with nppa.time(NOW + timedelta(seconds=90)):
        verify_due()

    assert nppa.calls == ["check"] * 3
    assert status_of(other) == "verified"


def test_an_act_that_arrived_without_our_hearing_is_asked_for_and_not_repeated(nppa, time):
    player = submitted()
    nppa.acts[check_of(player).ai] = {"status": 0, "pi": PI}

    verify_due()
    verify_due()

    assert (status_of(player), nppa.calls) == ("verified", ["check", "query"])


def test_an_act_that_they_forgot_is_made_anew(nppa, time):
    player = submitted("某二一")
    verify_due()
    former = check_of(player).ai
    nppa.acts.clear()

    with nppa.time(NOW + timedelta(minutes=15)):
        verify_due()
    with nppa.time(NOW + timedelta(minutes=16)):
        verify_due()

    assert nppa.calls == ["check", "query", "check"]
    assert check_of(player).ai != former


def test_the_other_active_key_is_tried(nppa, time, settings):
    settings.NPPA_KEYS = [OTHER_KEY, KEY]
    player = submitted()

    verify_due()

    assert (status_of(player), nppa.calls) == ("verified", ["check", "check"])


def test_a_system_that_is_away_lets_the_player_wait(nppa, time, settings):
    settings.NPPA_CHECK_URL = "http://127.0.0.1:1/idcard/authentication/check"
    player = submitted()

    verify_due()

    assert status_of(player) == "in_progress"
    assert check_of(player).trouble == "ConnectionRefusedError"
