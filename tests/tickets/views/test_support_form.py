"""The player's form: one ticket whatever the fingers do, every word kept, every refusal beside its field."""

from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from core.models import RateBucket
from players.models import Player
from tests.factories.people import load_reference, make_game
from tests.factories.tickets import make_ticket
from tickets.enums import Status
from tickets.models import Attachment, Message, Ticket

NEW = "/support/new"
KEY = "0123456789abcdef0123456789abcdef"
STORY = "快点,我的账号被盗了,赶紧给我找回来,我在里面投入了不少时间和精力,你们可得帮帮我呀!"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def installation(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    make_game()


def filled(**fields: Any) -> dict[str, Any]:
    return {"game": "huanle", "key": KEY, "category": "AC-02", "body": STORY, "uid": "1008447152", **fields}


def send(client: Client, language: str = "zh-hans", **fields: Any) -> Any:
    return client.post(NEW, filled(**fields), headers={"Accept-Language": language})


def test_a_players_words_become_a_ticket_and_a_page_of_its_own(client: Client) -> None:
    response = send(client, fact_lost_items="沉渊 传世剑", in_game_now="on")

    ticket = Ticket.objects.select_related("player").get()
    assert (response.status_code, ticket.category_id, ticket.player.uid) == (303, "AC-02", "1008447152")
    assert ticket.messages.get().body == STORY
    assert ticket.facts["lost_items"] == "沉渊 传世剑"
    assert ticket.in_game_now is True
    assert ticket.is_player_verified is False
    assert client.get(response["Location"]).status_code == 200


def test_somebody_without_an_account_is_a_guest(client: Client) -> None:
    send(client, uid="", nickname="路人", email="guest@example.test")

    ticket = Ticket.objects.select_related("player").get()
    assert (ticket.player.is_guest, ticket.player.nickname, ticket.contact_email) == (
        True,
        "路人",
        "guest@example.test",
    )


def test_a_typed_id_never_changes_the_profile_that_it_names(client: Client) -> None:
    send(client)
    Player.objects.update(nickname="青衫落拓", email="own@example.test")

    send(client, key="f" * 32, again="1", nickname="Support Team", email="thief@example.test")

    player = Player.objects.get()
    assert (player.nickname, player.email) == ("青衫落拓", "own@example.test")


def test_the_same_form_sent_again_is_the_same_ticket(client: Client) -> None:
    first, second = send(client), send(client)

    assert first["Location"] == second["Location"]
    assert (Ticket.objects.count(), Message.objects.count(), Player.objects.count()) == (1, 1, 1)


def test_text_that_was_changed_after_going_back_is_added_and_not_lost(client: Client) -> None:
    send(client)

    send(client, body="补充：丢了 7 件道具")
    send(client, body="补充：丢了 7 件道具")

    assert list(Message.objects.values_list("body", flat=True)) == [STORY, "补充：丢了 7 件道具"]


@pytest.mark.django_db(transaction=True)
def test_the_button_pressed_eight_times_at_once_makes_one_ticket() -> None:
    load_reference()
    barrier, statuses = Barrier(8), []

    def press() -> None:
        barrier.wait()
        statuses.append(send(Client(), uid="", nickname="手快").status_code)
        connection.close()

    threads = [Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert statuses == [303] * 8
    assert (Ticket.objects.count(), Player.objects.count(), Message.objects.count()) == (1, 1, 1)


BAD_TEXT = [
    ("", "请写点内容"),
    ("   \n\t ", "请写点内容"),
    ("\u200b\u200c\u2060\ufeff", "请写点内容"),
    ("长" * 100_000, "20000"),
]


@pytest.mark.parametrize(("body", "said"), BAD_TEXT, ids=["empty", "blank", "zero width", "100,000 characters"])
def test_a_story_that_cannot_be_kept_is_named_and_stays_in_the_form(client: Client, body: str, said: str) -> None:
    response = send(client, body=body, nickname="青衫")

    html = response.content.decode()
    assert response.status_code == 422
    assert 'id="id_body_error"' in html
    assert body.strip() in html
    assert 'value="青衫"' in html
    assert Ticket.objects.count() == 0


def test_a_refusal_speaks_the_readers_language(client: Client) -> None:
    chinese = send(client, "zh-hans", category="").content.decode()
    english = send(client, "en", category="").content.decode()

    assert "请选一下遇到了什么。" in chinese
    assert "Please choose what it is about." in english


@pytest.mark.parametrize(
    "body",
    [
        "<img src=x onerror=fetch('/api/v1/me')>",
        "{{ settings.SECRET_KEY }} {% load core %}",
        "\u202eemit eht no\u2066",
        "e\u0301" * 200,
        "👩‍👩‍👧‍👦" * 50,
    ],
    ids=["html", "template", "right to left", "combining", "emoji"],
)
def test_a_strange_story_is_kept_as_it_is_and_shown_as_text(client: Client, body: str) -> None:
    response = send(client, body=body)

    page = client.get(response["Location"].removesuffix("/thanks")).content.decode()
    assert Message.objects.get().body == body
    assert "<img" not in page
    assert "{{ settings.SECRET_KEY }}" in page or "SECRET_KEY" not in body


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("category", "XX-99"),
        ("category", "LR-01"),  # not offered to players
        ("category", "A" * 100_000),
        ("uid", "x" * 100_000),
        ("uid", "\u200b\u202e"),
        ("nickname", "名" * 100_000),
        ("email", "not-an-address"),
        ("email", "a@" + "b" * 100_000),
        ("fact_last_normal_login", "2999-01-01T00:00"),
        ("fact_last_normal_login", "1970-01-01T00:00"),
        ("fact_last_normal_login", "yesterday"),
        ("fact_bound_phone_tail", "12a4"),
        ("fact_bound_phone_tail", "１２３４"),
        ("fact_lost_items", "剑" * 100_000),
        ("website", "http://spam.example"),
    ],
)
def test_every_field_refuses_what_does_not_fit_and_the_story_stays(client: Client, field: str, value: str) -> None:
    response = send(client, **{field: value})

    html = response.content.decode()
    assert response.status_code == 422
    assert 'class="errors"' in html
    assert STORY in html
    assert Ticket.objects.count() == 0


@pytest.mark.parametrize("field", ["body", "uid", "nickname", "email", "category", "key", "fact_lost_items", "strange"])
def test_a_null_byte_is_refused_in_words(client: Client, field: str) -> None:
    response = send(client, **{field: "a\x00b"})

    assert response.status_code == 400
    assert "<h1>" in response.content.decode()


@pytest.mark.parametrize("raw", [b"body=%ED%A0%80&game=huanle", b"body=%FF%FE&game=huanle", b"\xff\xfe=1&game=huanle"])
def test_bytes_that_are_no_text_never_break_the_form(client: Client, raw: bytes) -> None:
    response = client.post(NEW, raw, content_type="application/x-www-form-urlencoded")

    assert response.status_code in {400, 422}
    assert Ticket.objects.count() == 0


@pytest.mark.parametrize(
    "content_type", ["application/json", "text/plain", "multipart/form-data; boundary=", "nonsense"]
)
def test_a_wrong_content_type_is_refused_in_words(client: Client, content_type: str) -> None:
    response = client.post(NEW, b'{"body": "x"}', content_type=content_type)

    assert 400 <= response.status_code < 500
    assert "<h1>" in response.content.decode()


def test_a_choice_takes_its_options_only(client: Client) -> None:
    response = send(client, category="CD-06", fact_network="carrier pigeon")

    assert response.status_code == 422
    assert "carrier pigeon" in response.content.decode()


def test_facts_of_another_category_are_not_kept(client: Client) -> None:
    send(client, fact_order_no="2026112009171")

    assert "order_no" not in Ticket.objects.get().facts


def test_the_form_asks_only_for_the_facts_of_its_category(client: Client) -> None:
    stolen = client.get(f"{NEW}?game=huanle&category=AC-02").content.decode()
    unpaid = client.get(f"{NEW}?game=huanle&category=PY-01").content.decode()

    assert ("fact_lost_items" in stolen, "fact_order_no" in stolen) == (True, False)
    assert ("fact_lost_items" in unpaid, "fact_order_no" in unpaid) == (False, True)


def test_asking_for_the_facts_keeps_every_word_and_complains_of_nothing(client: Client) -> None:
    response = send(client, do="facts", body="", uid="", nickname="青衫", fact_lost_items="剑")

    html = response.content.decode()
    assert response.status_code == 200
    assert ('value="青衫"' in html, "field__error" in html) == (True, False)
    assert ">\n剑</textarea>" in html
    assert f'value="{KEY}"' in html


def test_an_unknown_game_leads_to_the_choice_of_games(client: Client) -> None:
    response = client.get(f"{NEW}?game=nope")

    assert response.status_code == 404
    assert "?game=huanle" in response.content.decode()


def test_a_file_goes_with_the_message(client: Client) -> None:
    send(client, files=[SimpleUploadedFile("断线提示.png", PNG, "image/png")])

    assert [file.name for file in Message.objects.get().attachments.all()] == ["断线提示.png"]


def test_a_file_survives_a_wrong_field(client: Client) -> None:
    html = send(client, body="", files=[SimpleUploadedFile("a.png", PNG)]).content.decode()
    kept = str(Attachment.objects.get().pk)

    send(client, attachments=[kept])

    assert f'value="{kept}"' in html
    assert Message.objects.get().attachments.count() == 1


def test_a_file_that_lies_about_its_type_is_kept_under_a_warning(client: Client) -> None:
    send(client, files=[SimpleUploadedFile("invoice.pdf", PNG, "application/pdf")])

    attachment = Attachment.objects.get()
    assert (attachment.state, attachment.content_type) == ("suspect", "application/octet-stream")


@pytest.mark.parametrize(
    ("name", "content"),
    [("page.html", b"<html><script>alert(1)</script>"), ("a.svg", b"<svg onload=alert(1)>"), ("empty.png", b"")],
)
def test_a_file_that_we_do_not_take_is_named_and_the_story_stays(client: Client, name: str, content: bytes) -> None:
    response = send(client, files=[SimpleUploadedFile(name, content)])

    html = response.content.decode()
    assert response.status_code == 422
    assert name in html
    assert STORY in html


def test_fifty_megabytes_are_refused_in_words_and_the_story_stays(client: Client) -> None:
    response = send(client, files=[SimpleUploadedFile("match.png", PNG + b"\0" * 50_000_000)])

    html = response.content.decode()
    assert response.status_code == 422
    assert "match.png" in html
    assert STORY in html
    assert Attachment.objects.count() == 0


def test_somebody_elses_upload_is_nobodys(client: Client) -> None:
    foreign = Client().post(f"/support/uploads?key={'e' * 32}", {"file": SimpleUploadedFile("b.png", PNG)}).json()["id"]

    response = send(client, attachments=[foreign])

    html = response.content.decode()
    assert response.status_code == 422
    assert "b.png" not in html
    assert STORY in html
    assert Ticket.objects.count() == 0


@pytest.mark.parametrize("bad", ["not-an-id", "00000000-0000-0000-0000-000000000000", "1" * 5000])
def test_an_id_that_is_no_upload_is_refused(client: Client, bad: str) -> None:
    assert send(client, attachments=[bad]).status_code == 422


def test_an_open_ticket_on_the_same_matter_is_offered_first(client: Client) -> None:
    first = send(client)

    again = send(client, key="f" * 32, body="还是没人理我")
    insisted = send(client, key="f" * 32, body="还是没人理我", again="1")

    html = again.content.decode()
    assert (again.status_code, insisted.status_code) == (409, 303)
    assert first["Location"].removesuffix("/thanks") in html
    assert "还是没人理我" in html
    assert Ticket.objects.count() == 2


def test_a_stranger_learns_nothing_of_a_ticket_by_typing_its_account(client: Client) -> None:
    make_ticket(Status.OPEN, player=None)
    known = Ticket.objects.select_related("player").get()
    Ticket.objects.update(category_id="AC-02")

    response = send(client, uid=known.player.uid)

    assert response.status_code == 303


def test_a_flood_from_one_address_is_told_to_wait_and_keeps_its_text(client: Client) -> None:
    statuses = [send(client, key=f"{n:032x}", again="1").status_code for n in range(9)]
    held = send(client, key="a" * 32, again="1")

    assert statuses[:8] == [303] * 8
    assert (held.status_code, STORY in held.content.decode()) == (429, True)
    assert int(held["Retry-After"]) > 0
    assert RateBucket.objects.count() >= 1


def test_the_form_needs_no_cookie(client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)

    assert send(strict).status_code == 303


def test_the_number_of_statements_for_a_new_ticket_is_bounded(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(45):
        send(client)


@pytest.fixture
def uploads() -> str:
    return f"/support/uploads?key={KEY}"


def test_an_upload_answers_with_its_id_for_this_form_alone(client: Client, uploads: str) -> None:
    response = client.post(uploads, {"file": SimpleUploadedFile("a.png", PNG)})

    attachment = Attachment.objects.get()
    assert (response.status_code, response.json()) == (201, {"id": str(attachment.pk)})
    assert attachment.uploader_key == f"form:{KEY}"


@pytest.mark.parametrize(("data", "status"), [({}, 400), ({"file": SimpleUploadedFile("a.svg", b"<svg>")}, 400)])
def test_an_upload_that_fails_says_why(client: Client, uploads: str, data: dict[str, Any], status: int) -> None:
    response = client.post(uploads, data)

    assert response.status_code == status
    assert response.json()["detail"]


def test_an_upload_without_a_form_is_nowhere(client: Client) -> None:
    assert client.post("/support/uploads", {"file": SimpleUploadedFile("a.png", PNG)}).status_code == 404
