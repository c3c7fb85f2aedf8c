"""An erasure takes the documents of a person off the disk and the real names out of what was written."""

import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from core import clock
from core.models import Actor
from players.actions.erasing import erase_person
from players.actions.guardians import claim_guardian
from players.actions.identities import keep_identity
from players.actions.privacy_requests import accept_request, receive_request
from players.actions.real_name import submit_real_name
from players.actions.retention import run_rule
from players.actions.risk import NewSignal, add_signals
from players.actions.vault import STRAY_AFTER, drop_strays, put_evidence
from players.enums import AccessDeed, EvidenceKind, PrivacyKind, RealNameMethod, RiskSource
from players.models import (
    Evidence,
    IdentityAccess,
    Player,
    PrivacyRequest,
    RealNameCheck,
    RetentionRule,
    RiskEvaluation,
    RiskState,
)
from tests.factories.people import make_agent, make_game, make_player
from tests.factories.tickets import make_ticket, relay_all
from tickets.actions import replies
from tickets.models import Message

pytestmark = pytest.mark.django_db
PICTURE = b"\x89PNG\r\n\x1a\n" + b"some picture of a document" * 20
NAME, NUMBER, GUARDIAN = "某一一", "110000190101010001", "某二二"


@pytest.fixture(autouse=True)
def vault(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "vault"


def actor(role: str) -> Actor:
    return Actor.of_agent(make_agent(role))


def files(vault: Path) -> list[Path]:
    return [path for path in vault.glob("*/*") if path.is_file()]


def with_evidence() -> Player:
    player = make_player(make_game())
    submit_real_name(player, name=NAME, number=NUMBER, by=Actor.system())
    check = RealNameCheck.objects.select_related("player").get(player=player)
    put_evidence(check, PICTURE, kind=EvidenceKind.DOCUMENT, by=actor("guardian_desk"))
    return player


def accepted(player: Player) -> PrivacyRequest:
    officer = actor("risk_officer")
    return accept_request(receive_request(player, PrivacyKind.DELETE, by=officer), by=officer)


def test_documents_go_off_the_disk_when_the_erasure_has_become_true(
    vault: Path, django_capture_on_commit_callbacks: Any
) -> None:
    player, other = with_evidence(), with_evidence()
    kept = Evidence.objects.get(check_under__player=other)

    with django_capture_on_commit_callbacks(execute=True):
        done = erase_person(accepted(player), by=actor("risk_officer"))
        assert len(files(vault)) == 2

    assert [str(path.relative_to(vault)) for path in files(vault)] == [kept.path]
    assert list(Evidence.objects.all()) == [kept]
    assert done.outcome["players.evidence"] == 1
    assert IdentityAccess.objects.filter(deed=AccessDeed.ERASED).count() == 1


def test_an_erasure_that_is_taken_back_loses_no_document(vault: Path, django_capture_on_commit_callbacks: Any) -> None:
    player = with_evidence()

    with django_capture_on_commit_callbacks(execute=False):
        erase_person(accepted(player), by=actor("risk_officer"))

    assert len(files(vault)) == 1


def test_a_file_that_no_row_names_goes_after_a_day(vault: Path) -> None:
    with_evidence()
    stray, fresh = vault / "ab" / "ab01", vault / "ab" / "ab02"
    stray.parent.mkdir(exist_ok=True)
    for path in (stray, fresh, *files(vault)):
        path.write_text("x")
        before = (clock.now() - STRAY_AFTER - timedelta(minutes=1)).timestamp()
        if path is not fresh:
            os.utime(path, (before, before))

    assert drop_strays() == 1
    assert (stray.exists(), fresh.exists(), len(files(vault))) == (False, True, 2)


def test_real_names_leave_the_texts_with_the_person(django_capture_on_commit_callbacks: Any) -> None:
    player = make_player(make_game(), nickname="寒江雪")
    keep_identity(
        player, name=NAME, number=NUMBER, birth_date=date(2014, 1, 1), method=RealNameMethod.GAME, by=Actor.system()
    )
    player.refresh_from_db()
    desk = actor("guardian_desk")
    claim_guardian(player, relation="parent", name=GUARDIAN, phone="13812345678", proof="户口本", by=desk)
    ticket = make_ticket(player=player, body=f"我叫{NAME}，我妈妈是{GUARDIAN}，她不同意")
    replies.add_note(ticket, by=actor("supervisor"), body=f"{GUARDIAN} 来过电话")
    relay_all()

    with django_capture_on_commit_callbacks(execute=True):
        erase_person(accepted(player), by=actor("risk_officer"))

    assert list(Message.objects.filter(ticket=ticket).order_by("seq").values_list("body", flat=True)) == [
        "我叫〔NAME〕，我妈妈是〔NAME〕，她不同意",
        "〔NAME〕 来过电话",
    ]


def test_a_name_whose_key_is_gone_holds_no_erasure_up(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    player = make_player(make_game())
    settings.FIELD_KEYS = ["a key that is lost, long enough to be one of fifty signs"]
    claim_guardian(player, relation="parent", name=GUARDIAN, phone="", proof="户口本", by=actor("guardian_desk"))
    settings.FIELD_KEYS = ["another key, which is long enough to be one of fifty signs"]

    erase_person(accepted(player), by=actor("risk_officer"))

    assert "its key is gone" in caplog.text


def test_former_ratings_go_after_a_year_and_the_one_in_force_stays() -> None:
    player, now = make_player(make_game()), clock.now()
    for days in (370, 366, 364):
        with clock.frozen(now - timedelta(days=days)):
            add_signals(player.pk, [NewSignal("AB1", f"k{days}", source=RiskSource.TEXT)], by=Actor.system())
    other = make_player(make_game())
    with clock.frozen(now - timedelta(days=400)):
        add_signals(other.pk, [NewSignal("AB1", "k", source=RiskSource.TEXT)], by=Actor.system())

    run = run_rule(RetentionRule.objects.get(data_class="risk_ratings"))

    left = RiskEvaluation.objects.order_by("at").values_list("player_id", "at")
    assert run.removed == {"players.riskevaluation": 2}
    assert [(pk, (now - at).days) for pk, at in left] == [(other.pk, 400), (player.pk, 364)]
    assert RiskState.objects.filter(evaluation__in=RiskEvaluation.objects.all()).count() == 2
