"""Pages about real names: what people see of an identity, and how two of them decide."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core.models import Actor, Event
from players.actions.identities import keep_identity
from players.actions.real_name import submit_real_name
from players.enums import RealNameMethod
from players.models import IdentityAccess, Player, RealNameCheck, RevealRequest
from tests.factories.people import make_agent, make_game, make_player

pytestmark = pytest.mark.django_db
NAME, NUMBER = "某一一", "110000190101010001"
PICTURE = b"\x89PNG\r\n\x1a\n" + b"document" * 20


def signed_in(role: str, **fields) -> Client:
    client = Client()
    client.force_login(make_agent(role, **fields))
    return client


def known(born: date = date(1901, 1, 1)) -> Player:
    player = make_player(make_game("huanle"))
    keep_identity(player, name=NAME, number=NUMBER, birth_date=born, method=RealNameMethod.GAME, by=Actor.system())
    return player


def waiting() -> RealNameCheck:
    player = make_player(make_game("huanle"))
    submit_real_name(player, name=NAME, number=NUMBER, by=Actor.system())
    return RealNameCheck.objects.get(player=player)


def test_the_page_of_a_player_shows_status_and_masked_identity():
    page = signed_in("agent").get(reverse("player", args=[known().pk])).content.decode()

    assert "某*一" in page
    assert "1****************1" in page
    assert NUMBER not in page
    assert NAME not in page


def test_who_may_not_compare_sees_no_panel():
    page = signed_in("technical").get(reverse("player", args=[known().pk])).content.decode()

    assert "某*一" not in page


@pytest.mark.parametrize(("said", "words"), [(NAME, "一致。"), ("王小明", "不一致。")])
def test_comparing_answers_with_the_panel_and_never_repeats(said, words):
    player = known()

    page = signed_in("agent").post(reverse("player_match", args=[player.pk]), {"name": said, "ticket": "1"})

    assert words in page.content.decode()
    assert said not in page.content.decode()
    assert IdentityAccess.objects.get().what == "name"


def test_an_empty_comparison_is_asked_for_again():
    assert signed_in("agent").post(reverse("player_match", args=[known().pk]), {}).status_code == 422


def test_a_sixth_comparison_is_refused_and_told():
    player, client = known(), signed_in("agent")
    for _ in range(5):
        client.post(reverse("player_match", args=[player.pk]), {"name": NAME, "ticket": "1"})

    sixth = client.post(reverse("player_match", args=[player.pk]), {"name": NAME, "ticket": "1"})

    assert sixth.status_code == 409
    assert Event.objects.get(name="identity.access_suspicious").data["what"] == "match 429"


def test_an_identity_is_asked_for_allowed_and_seen_once_by_the_one_who_asked():
    player = known(date(2015, 1, 1))
    asker, officer = signed_in("security"), signed_in("risk_officer")

    asked = asker.post(reverse("reveal_ask", args=[player.pk]), {"reason": "核对盗号申诉", "ticket": "10042"})
    request = RevealRequest.objects.get()
    early = asker.post(reverse("reveal_look", args=[request.pk]))
    allowed = officer.post(reverse("reveal_approve", args=[request.pk]))
    seen = asker.post(reverse("reveal_look", args=[request.pk]))
    by_approver = officer.post(reverse("reveal_look", args=[request.pk]))

    assert asked["Location"] == allowed["Location"] == reverse("reveal", args=[request.pk])
    assert (early.status_code, seen.status_code, by_approver.status_code) == (409, 200, 403)
    assert NUMBER in seen.content.decode()
    assert "no-store" in seen["Cache-Control"]
    assert NUMBER not in early.content.decode() + by_approver.content.decode()
    assert NUMBER not in asker.get(reverse("reveal", args=[request.pk])).content.decode()
    assert IdentityAccess.objects.filter(deed="revealed").count() == 1


def test_a_request_without_a_reason_is_asked_for_again():
    page = signed_in("security").post(reverse("reveal_ask", args=[known().pk]), {"reason": "", "ticket": "1"})

    assert page.status_code == 422
    assert not RevealRequest.objects.exists()


def test_a_refusal_needs_a_reason_and_is_shown_to_the_requester():
    player = known(date(2015, 1, 1))
    asker, officer = signed_in("security"), signed_in("risk_officer")
    asker.post(reverse("reveal_ask", args=[player.pk]), {"reason": "核对盗号申诉", "ticket": "10042"})
    request = RevealRequest.objects.get()

    empty = officer.post(reverse("reveal_refuse", args=[request.pk]), {"answer": ""})
    officer.post(reverse("reveal_refuse", args=[request.pk]), {"answer": "比对即可，无需查看"})

    assert empty.status_code == 422
    assert "比对即可，无需查看" in asker.get(reverse("reveal", args=[request.pk])).content.decode()


def test_requests_of_another_game_are_not_there():
    player = known()
    signed_in("security").post(reverse("reveal_ask", args=[player.pk]), {"reason": "核对盗号申诉", "ticket": "1"})
    stranger = signed_in("risk_officer", games=[make_game("xinghai")])

    request = RevealRequest.objects.get()
    assert stranger.get(reverse("reveal", args=[request.pk])).status_code == 404
    assert stranger.post(reverse("reveal_ask", args=[player.pk]), {}).status_code == 404


def test_two_people_decide_a_real_name_on_the_page(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    check, first, second = waiting(), signed_in("guardian_desk"), signed_in("risk_officer")
    at = [check.pk]

    listed = first.get(reverse("real_name_reviews")).content.decode()
    closed = first.get(reverse("real_name_review", args=at)).content.decode()
    opened = first.post(reverse("real_name_open", args=at)).content.decode()
    early = first.post(reverse("real_name_verdict", args=at), {"verdict": "accept", "reason": "证件清晰一致"})
    file = SimpleUploadedFile("id.png", PICTURE, "image/png")
    put = first.post(reverse("real_name_add_evidence", args=at), {"kind": "document", "file": file})
    shown = second.post(reverse("real_name_evidence", args=[check.evidence.get().pk]))
    one = first.post(reverse("real_name_verdict", args=at), {"verdict": "accept", "reason": "证件清晰一致"})
    two = second.post(reverse("real_name_verdict", args=at), {"verdict": "accept", "reason": "本人与证件一致"})

    assert reverse("real_name_review", args=at) in listed
    assert (NUMBER in closed, NUMBER in opened) == (False, True)
    assert (early.status_code, put.status_code) == (422, 302)
    assert shown.content == PICTURE
    assert shown["Content-Disposition"].startswith("attachment")
    assert (one["Location"], two["Location"]) == (reverse("real_name_review", args=at), reverse("real_name_reviews"))
    check.refresh_from_db()
    assert check.state == "verified"


def test_a_review_of_another_game_is_not_there():
    check = waiting()
    stranger = signed_in("guardian_desk", games=[make_game("xinghai")])

    assert stranger.get(reverse("real_name_review", args=[check.pk])).status_code == 404
    assert (
        reverse("real_name_review", args=[check.pk]) not in stranger.get(reverse("real_name_reviews")).content.decode()
    )


@pytest.mark.parametrize("many", [1, 3])
def test_the_queue_asks_the_same_number_of_questions_for_any_length(many, django_assert_num_queries):
    for number in (NUMBER, "110000190101020007", "110000190101030002")[:many]:
        submit_real_name(make_player(make_game("huanle")), name=NAME, number=number, by=Actor.system())
    client = signed_in("guardian_desk")
    client.get(reverse("real_name_reviews"))

    with django_assert_num_queries(7):
        client.get(reverse("real_name_reviews"))


def test_a_number_in_the_address_of_a_page_is_refused_and_told():
    page = signed_in("agent").get(f"/desk/?q={NUMBER}")

    assert page.status_code == 400
    assert NUMBER not in page.content.decode()
    assert Event.objects.get(name="identity.access_suspicious").data["what"] == "search"
