"""Manual review: two different people, a document in the vault, sealed on the disk and kept no longer than it must."""

from datetime import timedelta
from pathlib import Path

import pytest

from core import clock
from core.errors import InvalidInput, NotAllowed
from core.models import Actor
from players.actions.real_name import submit_real_name
from players.actions.review_looks import look_at_submitted
from players.actions.reviews import give_verdict
from players.actions.vault import MOST_BYTES, drop_evidence, open_evidence, put_evidence
from players.enums import EvidenceKind, Verdict
from players.errors import EvidenceMissing, EvidenceRefused, ReviewDecided
from players.models import Evidence, Identity, IdentityAccess, RealNameCheck
from tests.factories.people import make_agent, make_game, make_player

pytestmark = pytest.mark.django_db
PICTURE = b"\x89PNG\r\n\x1a\n" + b"some picture of a document" * 20
NAME, NUMBER = "某一一", "110000190101010001"


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def reviewer() -> Actor:
    return Actor.of_agent(make_agent("guardian_desk"))


def waiting() -> RealNameCheck:
    player = make_player(make_game("huanle"))
    submit_real_name(player, name=NAME, number=NUMBER, by=Actor.system())
    return RealNameCheck.objects.select_related("player").get(player=player)


def judged(check: RealNameCheck, verdict: Verdict, by: Actor | None = None) -> RealNameCheck:
    return give_verdict(check, by=by or reviewer(), verdict=verdict, reason="证件与本人一致")


def test_two_people_who_accept_make_an_identity():
    check = waiting()
    put_evidence(check, PICTURE, kind=EvidenceKind.DOCUMENT, by=reviewer())

    first = judged(check, Verdict.ACCEPT)
    assert (first.state, Identity.objects.count()) == ("manual_review", 0)
    second = judged(check, Verdict.ACCEPT)

    assert (second.state, second.name_sealed) == ("verified", "")
    check.player.refresh_from_db()
    assert (check.player.real_name_status, Identity.objects.get().method) == ("verified", "manual")
    assert Evidence.objects.get().keep_until is None


def test_one_person_counts_once():
    check, person = waiting(), reviewer()
    judged(check, Verdict.REFUSE, person)

    with pytest.raises(ReviewDecided):
        judged(check, Verdict.REFUSE, person)


def test_where_two_differ_a_third_decides():
    check = waiting()
    put_evidence(check, PICTURE, kind=EvidenceKind.DOCUMENT, by=reviewer())

    states = [judged(check, verdict).state for verdict in (Verdict.ACCEPT, Verdict.REFUSE, Verdict.REFUSE)]

    assert states == ["manual_review", "manual_review", "failed"]
    check.player.refresh_from_db()
    assert check.player.real_name_status == "failed"
    with pytest.raises(ReviewDecided):
        judged(check, Verdict.ACCEPT)


@pytest.mark.parametrize("kind", [None, EvidenceKind.HELD, EvidenceKind.OTHER])
def test_nothing_is_accepted_without_a_document(kind):
    check = waiting()
    if kind:
        put_evidence(check, PICTURE, kind=kind, by=reviewer())

    with pytest.raises(EvidenceMissing):
        judged(check, Verdict.ACCEPT)


def test_a_verdict_has_a_reason_and_a_reviewer_the_right():
    check = waiting()

    with pytest.raises(InvalidInput):
        give_verdict(check, by=reviewer(), verdict=Verdict.REFUSE, reason=" ")
    with pytest.raises(NotAllowed):
        judged(check, Verdict.REFUSE, Actor.of_agent(make_agent("security")))


def test_what_lies_in_the_vault_is_sealed_and_each_look_is_logged(media):
    check, person = waiting(), reviewer()
    row = put_evidence(check, PICTURE, kind=EvidenceKind.DOCUMENT, by=person)

    raw = b"".join(path.read_bytes() for path in media.rglob("*") if path.is_file())
    seen = open_evidence(row, by=person, purpose="review")

    assert b"picture of a document" not in raw
    assert seen == PICTURE
    deeds = list(IdentityAccess.objects.order_by("seq").values_list("deed", flat=True))
    assert deeds == ["evidence_kept", "evidence_seen"]
    with pytest.raises(NotAllowed):
        open_evidence(row, by=Actor.of_agent(make_agent("security")), purpose="curious")


@pytest.mark.parametrize(
    "content", [b"", b"<html></html>", PICTURE + b"x" * MOST_BYTES], ids=["empty", "html", "large"]
)
def test_only_pictures_and_papers_enter_the_vault(content):
    with pytest.raises(EvidenceRefused):
        put_evidence(waiting(), content, kind=EvidenceKind.DOCUMENT, by=reviewer())


def test_pictures_of_a_refused_review_are_destroyed_after_thirty_days(media):
    check = waiting()
    put_evidence(check, PICTURE, kind=EvidenceKind.DOCUMENT, by=reviewer())
    with clock.frozen(clock.now()) as now:
        judged(check, Verdict.REFUSE)
        judged(check, Verdict.REFUSE)

    with clock.frozen(now + timedelta(days=30) - timedelta(microseconds=1)):
        assert drop_evidence() == 0
    with clock.frozen(now + timedelta(days=30)):
        assert (drop_evidence(), drop_evidence()) == (1, 0)

    assert [path for path in media.rglob("*") if path.is_file()] == []
    assert Evidence.objects.get().path == ""


def test_who_reviews_sees_what_was_handed_in_and_it_is_logged():
    check, person = waiting(), reviewer()

    seen = look_at_submitted(check, by=person)

    assert (seen.name, seen.number) == (NAME, NUMBER)
    assert IdentityAccess.objects.get().deed == "revealed"
