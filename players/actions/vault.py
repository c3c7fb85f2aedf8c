"""The vault of evidence: pictures of documents, sealed on the disk, opened one at a time and each time logged."""

import base64
import os
import secrets
from collections.abc import Callable, Collection
from datetime import timedelta
from pathlib import Path

import filetype
from django.conf import settings
from django.db import transaction

from core import clock
from core.actions import events
from core.models import Actor
from core.policies.keys import keyring
from players.actions.access_log import log_access
from players.enums import AccessDeed, CheckState, EvidenceKind
from players.errors import EvidenceRefused, ReviewDecided
from players.models import Evidence, RealNameCheck
from players.policies.real_name import check_can_review

PURPOSE = "players.evidence"
MOST_BYTES = 10_000_000
TYPES = {"image/jpeg", "image/png", "image/webp", "application/pdf"}
STRAY_AFTER = timedelta(days=1)
WITHOUT_IDENTITY = timedelta(days=30)  # how long pictures stay that led to no verified identity (domain 2.5)


@transaction.atomic
def put_evidence(check: RealNameCheck, content: bytes, *, kind: EvidenceKind, by: Actor) -> Evidence:
    """Seal the file into the vault. Raises `EvidenceRefused` for what is no picture or paper, or too large."""
    assert by.agent is not None, "evidence is put in by people"
    check_can_review(by.agent, check.player)
    if check.state != CheckState.MANUAL_REVIEW:
        raise ReviewDecided
    found = filetype.guess(content[:8192])
    if found is None or found.mime not in TYPES or len(content) > MOST_BYTES:
        raise EvidenceRefused
    row = Evidence.objects.create(
        check_under=check,
        kind=kind,
        content_type=found.mime,
        size=len(content),
        path=_write(content),
        added_by=by.agent,
        added_at=clock.now(),
    )
    events.record("identity.evidence_kept", subject=check.player, by=by, data={"kind": str(kind)})
    log_access(check.player, by=by, deed=AccessDeed.EVIDENCE_KEPT, what=f"evidence {row.pk}")
    return row


@transaction.atomic
def open_evidence(row: Evidence, *, by: Actor, purpose: str) -> bytes:
    """The file as it was put in; the look is logged first. Raises `EvidenceRefused` for one that is destroyed."""
    assert by.agent is not None, "evidence is looked at by people"
    check_can_review(by.agent, row.check_under.player)
    path = _place(row.path)
    if not row.path or not path.is_file():
        raise EvidenceRefused
    deed = AccessDeed.EVIDENCE_SEEN
    log_access(row.check_under.player, by=by, deed=deed, what=f"evidence {row.pk}", purpose=purpose)
    return base64.b64decode(keyring().unseal(path.read_text(encoding="ascii"), purpose=PURPOSE))


def keep_by_decision(check: RealNameCheck) -> None:
    """Documents of a verified identity stay while the account lives; others go thirty days after the decision."""
    until = None if check.state == CheckState.VERIFIED else clock.now() + WITHOUT_IDENTITY
    check.evidence.update(keep_until=until)
    if until is None:  # a picture of something else is no document of the identity
        check.evidence.filter(kind=EvidenceKind.OTHER).update(keep_until=clock.now() + WITHOUT_IDENTITY)


def drop_evidence(now_or_never: int = 200) -> int:
    """Destroy what has been kept long enough, and files that no row names; return how many.

    The row of a document stays and says that there was something.
    """
    due = Evidence.objects.filter(keep_until__lte=clock.now()).exclude(path="").values_list("pk", flat=True)
    return sum(_drop(pk) for pk in list(due[:now_or_never])) + drop_strays()


@transaction.atomic
def _drop(pk: int) -> int:
    row = Evidence.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).exclude(path="").first()
    if row is None:
        return 0
    _place(row.path).unlink(missing_ok=True)
    row.path = ""
    row.save(update_fields=["path"])
    player, what = row.check_under.player_id, f"evidence {row.pk}"
    log_access(player, by=Actor.system(), deed=AccessDeed.EVIDENCE_DROPPED, what=what)
    return 1


def erase_evidence(accounts: Collection[int], _change: Callable[[str], str]) -> dict[str, int]:
    """Everything that these accounts have in the vault goes: the rows now, the files once that has become true.

    A process that dies in between leaves files that nobody can name; `drop_strays` takes them. The line of the erasure
    in the access log stands for all of it.
    """
    found = list(Evidence.objects.select_for_update(of=("self",)).filter(check_under__player__in=accounts))
    paths = [_place(row.path) for row in found if row.path]
    Evidence.objects.filter(pk__in=[row.pk for row in found]).delete()
    transaction.on_commit(lambda: _unlink(paths))
    return {"players.evidence": len(found)}


def _unlink(paths: list[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def drop_strays() -> int:
    """Destroy files of the vault that no row names, once they are a day old; return how many."""
    vault = Path(settings.MEDIA_ROOT) / "vault"
    files = [path for path in vault.glob("*/*") if path.is_file()] if vault.is_dir() else []
    known = set(Evidence.objects.exclude(path="").values_list("path", flat=True)) if files else set()
    youngest = (clock.now() - STRAY_AFTER).timestamp()
    strays = [p for p in files if str(p.relative_to(vault)) not in known and p.stat().st_mtime < youngest]
    _unlink(strays)
    return len(strays)


def reseal_vault() -> int:
    """Seal every file by the current key that another one sealed; return how many that were."""
    return sum(_reseal(row) for row in Evidence.objects.exclude(path="").order_by("pk").iterator(chunk_size=200))


def _reseal(row: Evidence) -> bool:
    """The new file replaces the old one at once; one that was destroyed meanwhile stays so."""
    path = _place(row.path)
    if not path.is_file():
        return False
    sealed = path.read_text(encoding="ascii")
    if keyring().is_current(sealed):
        return False
    _put(path, keyring().seal(keyring().unseal(sealed, purpose=PURPOSE), purpose=PURPOSE))
    return True


def _write(content: bytes) -> str:
    token = secrets.token_hex(20)
    relative = f"{token[:2]}/{token}"
    _put(_place(relative), keyring().seal(base64.b64encode(content).decode(), purpose=PURPOSE))
    return relative


def _put(target: Path, sealed: str) -> None:
    """Write, sync, then rename: a row never points to half a file."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = target.with_suffix(".part")
    with partial.open("w", encoding="ascii") as out:
        out.write(sealed)
        out.flush()
        os.fsync(out.fileno())
    partial.chmod(0o600)
    partial.rename(target)


def _place(relative: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "vault" / relative
