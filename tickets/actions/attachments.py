"""Take files in, and bind them to the one message they were uploaded for."""

import hashlib
import os
import secrets
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import clock
from core.enums import ActorKind
from core.policies.redaction import redact
from tickets.engines.files import FileFacts, clean_name, facts_of
from tickets.enums import ScanState
from tickets.errors import UploadNotYours, UploadRefused, UploadTooLarge
from tickets.models import Attachment, Message

HEAD_BYTES = 8192
FILES_A_MESSAGE = 10
UNUSED_LIFE = timedelta(hours=24)


def store_upload(upload: "UploadedFile[Any]", *, uploader_kind: ActorKind, uploader_key: str) -> Attachment:
    """Keep the file under a random name and return its row, not yet part of any message.

    Raises `UploadTooLarge`, or `UploadRefused` for an empty file or a type that we do not take. A file whose name and
    content differ is kept but served as plain bytes with a warning; one known to be harmful is quarantined.
    """
    size = upload.size or 0
    if size > settings.ATTACHMENT_MAX_BYTES:
        raise UploadTooLarge(max_bytes=settings.ATTACHMENT_MAX_BYTES)
    if size == 0:
        raise UploadRefused(_("This file is empty."))
    name = redact(clean_name(upload.name or "")).replace("*", "x")  # a disk takes no stars
    head = upload.read(HEAD_BYTES)
    facts = facts_of(name, head)
    if not facts.is_accepted:
        raise UploadRefused(_refusal(facts))
    path, digest = _write(upload)
    return Attachment.objects.create(
        uploader_kind=uploader_kind,
        uploader_key=uploader_key,
        name=name,
        content_type=facts.content_type,
        size=size,
        sha256=digest,
        path=path,
        state=_state(facts),
        created_at=clock.now(),
    )


def _refusal(facts: FileFacts) -> str:
    if facts.reason == "too_many_pixels":
        return _("This picture is too large to open safely. Please send a smaller one.")
    return _("We take pictures, videos, sound, PDF, text and zip files. This one is something else.")


def _state(facts: FileFacts) -> ScanState:
    if facts.is_harmful:
        return ScanState.QUARANTINED
    return ScanState.CLEAN if facts.agrees else ScanState.SUSPECT


def _write(upload: "UploadedFile[Any]") -> tuple[str, str]:
    """Write, sync, then rename: a row never points to half a file."""
    token = secrets.token_hex(20)
    relative = f"{token[:2]}/{token}"
    target = Path(settings.MEDIA_ROOT) / relative
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = target.with_suffix(".part")
    digest = hashlib.sha256()
    upload.seek(0)
    with partial.open("wb") as out:
        for chunk in upload.chunks():
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    partial.chmod(0o600)
    partial.rename(target)
    return relative, digest.hexdigest()


def check_uploads(ids: Iterable[UUID | str], *, uploader_key: str) -> list[UUID]:
    """Return the ids, each once; raises what `use_uploads` would raise for them now."""
    wanted = _wanted(ids)
    if wanted and _unused(wanted, uploader_key).count() != len(wanted):
        raise UploadNotYours
    return wanted


def use_uploads(ids: Iterable[UUID | str], *, message: Message, uploader_key: str) -> list[Attachment]:
    """Bind the uploads to the message; each must be the author's own and unused.

    Otherwise `UploadNotYours` is raised and nothing is bound.
    """
    wanted = _wanted(ids)
    if not wanted:
        return []
    with transaction.atomic():
        rows = list(_unused(wanted, uploader_key).select_for_update())
        if len(rows) != len(wanted):
            raise UploadNotYours
        Attachment.objects.filter(pk__in=wanted).update(message=message, ticket_id=message.ticket_id)
    return rows


def _wanted(ids: Iterable[UUID | str]) -> list[UUID]:
    wanted = list(dict.fromkeys(_as_uuid(i) for i in ids))
    if len(wanted) > FILES_A_MESSAGE:
        raise UploadRefused(_("At most %(max)d files at once, please.") % {"max": FILES_A_MESSAGE})
    return wanted


def _unused(ids: list[UUID], uploader_key: str) -> QuerySet[Attachment]:
    return Attachment.objects.filter(pk__in=ids, message=None, uploader_key=uploader_key)


def _as_uuid(value: UUID | str) -> UUID:
    try:
        return value if isinstance(value, UUID) else UUID(str(value))
    except ValueError as error:
        raise UploadNotYours from error


def forget_unused(limit: int = 200) -> int:
    """Delete uploads that no message used within a day, with their files; return how many."""
    old = list(Attachment.objects.filter(message=None, created_at__lt=clock.now() - UNUSED_LIFE)[:limit])
    for attachment in old:
        (Path(settings.MEDIA_ROOT) / attachment.path).unlink(missing_ok=True)
        attachment.delete()
    return len(old)
