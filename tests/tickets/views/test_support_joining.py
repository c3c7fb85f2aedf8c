"""The player's pages of tickets that became one conversation, or two."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.enums import ActorKind
from core.models import Actor
from tests.factories.joins import again, answer, colleague, hear, note, one_more, two_of_one
from tests.tickets.browser import text_of
from tickets.actions.attachments import store_upload
from tickets.actions.merging import merge, unmerge
from tickets.actions.replies import receive_message
from tickets.actions.splitting import move_messages, split
from tickets.actions.tracking import live_link, make_link, token_for
from tickets.enums import Status
from tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db


def url_of(ticket: Ticket) -> str:
    link = live_link(ticket)
    assert link is not None
    return f"/support/t/{token_for(link)}"


def page(client: Client, url: str) -> str:
    return text_of(client.get(url, headers={"Accept-Language": "en"}))


def test_both_links_open_the_joint_conversation_and_each_its_own_again(client: Client) -> None:
    by, (source, target) = colleague(), two_of_one()
    hear(source, "来源说的"), hear(target, "去处说的")
    urls = [url_of(source), url_of(target)]
    merge(source.pk, by=by, into=target.pk)

    for url in urls:
        shown = page(client, url)
        assert "来源说的" in shown
        assert "去处说的" in shown
        assert f"Your ticket #{source.number} goes on here" in shown
    unmerge(target.pk, by=by, source=source.pk)

    assert [("来源说的" in page(client, url), "去处说的" in page(client, url)) for url in urls] == [
        (True, False),
        (False, True),
    ]


def test_what_is_written_on_the_old_page_is_said_in_the_joint_conversation(client: Client) -> None:
    source, target = two_of_one()
    url = url_of(source)
    merge(source.pk, by=colleague(), into=target.pk)

    response = client.post(f"{url}/reply", {"body": "还在等", "key": "k" * 32})

    assert response["Location"].startswith(url_of(target))
    assert Message.objects.get(body="还在等").ticket_id == target.pk


def test_an_open_page_notices_the_merge(client: Client) -> None:
    source, target = two_of_one()
    url = url_of(source)
    etag = client.get(url)["ETag"]
    assert client.get(url, headers={"If-None-Match": etag}).status_code == 304

    merge(source.pk, by=colleague(), into=target.pk)

    assert client.get(url, headers={"If-None-Match": etag}).status_code == 200


def test_files_of_both_open_and_those_of_notes_do_not(client: Client, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    by, (source, target) = colleague(), two_of_one()
    upload = SimpleUploadedFile("截图.txt", b"log")
    file = store_upload(upload, uploader_kind=ActorKind.PLAYER, uploader_key="form:x")
    player = Actor.of_player(source.player_id, "")
    receive_message(source.pk, by=player, body="看附件", attachment_ids=[file.pk], uploader_key="form:x")
    old = url_of(source)
    merge(source.pk, by=by, into=target.pk)

    for url in (old, url_of(target)):
        signed = client.get(f"{url}/files/{file.pk}")
        assert signed.status_code == 302
        opened: Any = client.get(signed["Location"])
        assert opened.getvalue() == b"log"
    unmerge(target.pk, by=by, source=source.pk)
    assert client.get(f"{url_of(target)}/files/{file.pk}").status_code == 404


def test_a_new_link_shuts_every_old_one_that_opened_the_page(client: Client) -> None:
    by, (source, target) = colleague(), two_of_one()
    old = [url_of(source), url_of(target)]
    merge(source.pk, by=by, into=target.pk)

    make_link(target, by=by)

    assert [client.get(url).status_code for url in old] == [404, 404]
    assert client.get(url_of(target)).status_code == 200


def test_a_split_leads_to_the_new_page_and_a_moved_note_is_told_nowhere(client: Client) -> None:
    by, (origin, target) = colleague(), two_of_one(Status.OPEN, Status.OPEN)
    said, remark = hear(origin, "另一件事"), note(origin, by, "只给同事")
    move_messages(origin.pk, by=by, messages=[remark.pk], into=target.pk)

    new = split(origin.pk, by=by, messages=[said.pk], subject="另一件事")

    shown = page(client, url_of(origin))
    assert url_of(new) in shown
    assert "stands in your ticket" not in shown
    assert "只给同事" not in page(client, url_of(target))
    assert "另一件事" in page(client, url_of(new))


@pytest.mark.parametrize("many", [1, 3])
def test_a_page_costs_the_same_with_one_and_three_merged(
    client: Client, many: int, django_assert_num_queries: Any
) -> None:
    by, (_source, target) = colleague(), two_of_one()
    for _ in range(many):
        merge(one_more(target.player).pk, by=by, into=target.pk)
    answer(again(target), by)
    url = url_of(target)
    client.get(url)

    with django_assert_num_queries(7):
        client.get(url)
