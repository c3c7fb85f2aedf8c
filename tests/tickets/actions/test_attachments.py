"""Files that lie, files of others, and files that are fine."""

import io
import struct
import zlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pytest_django.fixtures import Settings

from core import clock
from core.enums import ActorKind
from core.models import Actor
from tests.factories.people import make_agent
from tests.factories.tickets import make_ticket, open_one
from tickets.actions import attachments, replies
from tickets.engines.files import clean_name
from tickets.enums import ScanState
from tickets.errors import UploadNotYours, UploadRefused, UploadTooLarge
from tickets.models import Attachment, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(out, "PNG")
    return out.getvalue()


def huge_png() -> bytes:
    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
    return b"\x89PNG\r\n\x1a\n" + chunk


def upload(name: str, content: bytes, key: str = "form:one") -> Attachment:
    return attachments.store_upload(SimpleUploadedFile(name, content), uploader_kind=ActorKind.PLAYER, uploader_key=key)


def test_a_picture_is_kept_under_a_random_name(own_files: Path) -> None:
    kept = upload("断线.png", png())

    assert (kept.name, kept.content_type, kept.state) == ("断线.png", "image/png", ScanState.CLEAN)
    assert (own_files / kept.path).read_bytes() == png()
    assert "断线" not in kept.path


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/cron.d/x", "x"),
        ("..\\..\\x.png", "x.png"),
        ("\u200b.htaccess", "htaccess"),
        ("．htaccess", "htaccess"),
        (".ht\u00adaccess", "htaccess"),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("CON", "file-CON"),
        ("aux.txt", "file-aux.txt"),
        ("   ", "file"),
        ("a" * 300 + ".png", "a" * 150 + ".png"),
        ('a"\r\nSet-Cookie: x=1', 'a"Set-Cookie: x=1'),
    ],
)
def test_a_name_is_cleaned_before_anything_reads_it(name: str, shown: str) -> None:
    assert clean_name(name) == shown


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<!doctype html><script>alert(1)</script>"),
        ("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("notes.txt", b"<script>alert(1)</script>"),
        ("run.exe", b"MZ\x90\x00" + b"\x00" * 100),
        ("strange.bin", b"\x01\x02\x03"),
        ("huge.png", huge_png()),
    ],
)
def test_a_dangerous_or_unknown_file_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(UploadRefused):
        upload(name, content)

    assert not Attachment.objects.exists()


def test_a_file_that_lies_about_its_type_is_kept_as_plain_bytes_with_a_mark() -> None:
    kept = upload("picture.jpg", png())

    assert (kept.content_type, kept.state) == ("application/octet-stream", ScanState.SUSPECT)


def test_a_known_harmful_file_is_quarantined() -> None:
    kept = upload("x.txt", b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*")

    assert kept.state == ScanState.QUARANTINED


def test_an_empty_and_a_too_large_file_are_refused(settings: Settings) -> None:
    settings.ATTACHMENT_MAX_BYTES = 10

    with pytest.raises(UploadRefused):
        upload("x.png", b"")
    with pytest.raises(UploadTooLarge):
        upload("x.png", png())


def test_an_upload_belongs_to_the_message_it_was_sent_with() -> None:
    mine = upload("a.png", png())

    ticket = open_one(attachment_ids=[mine.pk], uploader_key="form:one").ticket

    mine.refresh_from_db()
    assert (mine.ticket_id, mine.message.seq if mine.message else None) == (ticket.pk, 1)


def test_an_upload_of_somebody_else_is_refused_and_nothing_is_opened() -> None:
    others = upload("a.png", png(), key="form:other")

    with pytest.raises(UploadNotYours):
        open_one(attachment_ids=[others.pk], uploader_key="form:one")

    assert not Ticket.objects.exists()


def test_an_upload_is_used_once() -> None:
    mine = upload("a.png", png())
    open_one(attachment_ids=[mine.pk], uploader_key="form:one")

    with pytest.raises(UploadNotYours):
        open_one(attachment_ids=[mine.pk], uploader_key="form:one")


def test_an_agent_cannot_send_a_players_unused_upload() -> None:
    players = upload("a.png", png())

    with pytest.raises(UploadNotYours):
        replies.send_reply(
            make_ticket(), by=Actor.of_agent(make_agent()), body="看这个", attachment_ids=[str(players.pk), "not-an-id"]
        )


def test_uploads_that_no_message_used_are_forgotten_after_a_day(own_files: Path) -> None:
    kept = upload("a.png", png())

    with clock.frozen(clock.now() + timedelta(hours=23)):
        assert attachments.forget_unused() == 0
    with clock.frozen(clock.now() + timedelta(hours=25)):
        assert attachments.forget_unused() == 1

    assert not (own_files / kept.path).exists()
