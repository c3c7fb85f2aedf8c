"""Reports of who played when: held until the person is known, told once, shifted when late, split when refused."""

from datetime import timedelta

import pytest

from core import clock
from core.models import Actor
from players.actions.applied import Batch, Happened
from players.actions.behaviours import note_batch, session_code
from players.actions.real_name import submit_real_name
from players.channels.nppa.checking import verify_due
from players.channels.nppa.reporting import report_due, told_times
from players.models import BehaviourReport, Player, PlaySession
from tests.factories.people import make_game, make_player
from tests.fakes.nppa import PI

NOW = clock.parse_iso("2026-12-01T04:00:00Z")


@pytest.fixture(autouse=True)
def _time(nppa):
    with nppa.time(NOW):
        yield


def played(player: Player, *, kind: str = "login", ago: float = 10, session: str = "s1", device: str = "") -> None:
    data = {"session": session, "ok": True} | ({"device": device} if device else {})
    happened = Happened(player.pk, player.game_id, f"e{ago}", kind, NOW - timedelta(seconds=ago), data)
    note_batch(Batch([happened], [player.pk], [], [], NOW))


def verified(nppa) -> Player:
    player = make_player(make_game("huanle"))
    submit_real_name(player, name="某一一", number="110000190101010001", by=Actor.system())
    verify_due()
    return player


def test_official_case_8_login_and_logout_of_a_verified_person(nppa):
    player = verified(nppa)
    played(player, ago=100)
    played(player, kind="logout", ago=20)

    assert report_due() == 2

    same = {"si": session_code(player.pk, "s1"), "ct": 0, "di": "", "pi": PI}
    now = int(NOW.timestamp())
    assert nppa.collected == [
        {"no": 1, "bt": 1, "ot": now - 100, **same},
        {"no": 2, "bt": 0, "ot": now - 20, **same},
    ]
    assert report_due() == 0


def test_official_case_7_a_guest_is_told_by_the_device(nppa):
    guest = make_player(make_game("huanle"), kind="visitor")
    played(guest, device="phone-1")

    assert report_due() == 1

    assert (nppa.collected[0]["ct"], len(nppa.collected[0]["di"]), nppa.collected[0]["pi"]) == (2, 32, "")


def test_nothing_is_told_of_a_person_who_is_not_known_yet(nppa):
    player = make_player(make_game("huanle"))
    played(player)
    assert report_due() == 0

    submit_real_name(player, name="某一一", number="110000190101010001", by=Actor.system())
    verify_due()

    assert report_due() == 1


def test_a_failed_login_and_an_event_told_twice_are_not_told(nppa):
    player = verified(nppa)
    played(player)
    played(player)
    failed = Happened(player.pk, player.game_id, "x", "login", NOW, {"session": "s9", "ok": False})
    note_batch(Batch([failed], [player.pk], [], [], NOW))

    assert BehaviourReport.objects.count() == 1


def test_a_game_that_is_not_connected_has_nothing_to_tell(nppa):
    played(make_player(make_game("xinghai")))

    assert not BehaviourReport.objects.exists()


def test_what_comes_late_is_told_shifted_and_its_true_time_is_kept(nppa):
    player = verified(nppa)
    played(player, ago=3600)
    played(player, kind="logout", ago=1800)

    assert report_due() == 2

    rows = list(BehaviourReport.objects.order_by("at"))
    assert [NOW - row.at for row in rows] == [timedelta(seconds=3600), timedelta(seconds=1800)]
    assert [NOW - row.told_as for row in rows if row.told_as] == [timedelta(seconds=170)] * 2


@pytest.mark.parametrize(
    ("ago", "told"),
    [([10], [10]), ([174], [174]), ([175], [170]), ([180], [170]), ([500, 172, 3], [170, 170, 3]), ([0], [1])],
)
def test_moments_are_told_in_their_order_and_never_too_old(ago, told):
    times = told_times([NOW - timedelta(seconds=seconds) for seconds in ago], NOW)

    assert [(NOW - at).total_seconds() for at in times] == told


def test_a_batch_holds_128_and_the_rest_comes_next(nppa):
    player = verified(nppa)
    for number in range(130):
        played(player, session=f"s{number}", ago=20 + number / 100)

    assert [report_due(), report_due(), report_due()] == [128, 2, 0]
    assert [len(batch) for batch in nppa.batches] == [128, 2]


def test_of_a_batch_that_failed_in_part_only_that_part_is_told_again(nppa):
    player = verified(nppa)
    for number in range(3):
        played(player, session=f"s{number}", ago=30 - number)
    nppa.refused_items = {2: 3005}

    assert report_due() == 2
    assert report_due() == 0
    with nppa.time(NOW + timedelta(seconds=5)):
        assert report_due() == 1

    assert sorted(len(batch) for batch in nppa.batches) == [1, 3]
    assert BehaviourReport.objects.filter(state="sent").count() == 3


@pytest.mark.parametrize("code", [1001, 1006, 1007])
def test_a_batch_that_was_not_taken_is_told_later_whole(nppa, code):
    player = verified(nppa)
    played(player)
    nppa.answers = [code, code]

    assert report_due() == 0
    nppa.answers = []
    with nppa.time(NOW + timedelta(seconds=61)):
        assert report_due() == 1


def test_what_is_refused_ten_times_is_given_up_and_says_why(nppa):
    player = verified(nppa)
    played(player)
    for attempt in range(12):
        nppa.refused_items = {1: 3010}
        with nppa.time(NOW + timedelta(hours=attempt)):
            report_due()

    row = BehaviourReport.objects.get()
    assert (row.state, row.trouble) == ("refused", "code 3010")


def test_play_that_ended_in_silence_is_told_as_a_logout(nppa):
    player = verified(nppa)
    played(player, ago=120)
    PlaySession.objects.create(
        game=player.game,
        player=player,
        session="s1",
        started_at=NOW - timedelta(seconds=120),
        last_seen_at=NOW - timedelta(seconds=60),
        ended_at=NOW - timedelta(seconds=60),
        is_end_assumed=True,
    )

    assert report_due() == 2
    assert [item["bt"] for item in nppa.collected] == [1, 0]
