"""Doing a thing once, however often it is asked for.

A caller names a write with a key of its own. The answer is kept in the transaction of the effect, so one is never there
without the other: a crash in the middle takes both back, and the repeated request simply is the first. While the first
is at work it holds an advisory lock of its transaction. The lock ends with the transaction or with the connection, so
a process that died blocks nobody and no lease has to run out; whoever comes meanwhile is told to repeat.

Answers that refuse a malformed request are not kept, because nothing has begun: the mended request may use the key.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from core import clock
from core.errors import KeyInFlight, KeyReused
from core.models import IdempotencyKey

KEPT_FOR = timedelta(days=7)
RETRY_AFTER = 1
_KEPT_REFUSALS = {409, 412, 422}


@dataclass(frozen=True)
class Answer:
    """What the caller was told."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    is_replay: bool = False

    @property
    def is_kept(self) -> bool:
        return self.status < 400 or self.status in _KEPT_REFUSALS


class Refusal(Exception):
    """Raised by the work when everything that it did must be taken back; the answer says why."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        super().__init__(answer.status)


def answer_once(owner: str, key: str, fingerprint: str, work: Callable[[], Answer], *, waits: bool = False) -> Answer:
    """The answer of `work`, which runs for the first request with this key alone; later ones get the kept answer.

    `owner` says whose key it is, so that keys of different callers never meet. `fingerprint` is equal for equal
    requests. Raises `KeyInFlight` while the first is at work and `KeyReused` for another request under the same key.
    With `waits` a request stands in line behind the first instead: for people, who cannot be told to come again.
    """
    try:
        return _answer_once(owner, key, fingerprint, work, waits=waits)
    except Refusal as refusal:
        answer = refusal.answer
    if answer.is_kept:
        with suppress(KeyInFlight):  # the same request came again meanwhile, and will keep its own answer
            return _answer_once(owner, key, fingerprint, lambda: answer)
    return answer


def _answer_once(owner: str, key: str, fingerprint: str, work: Callable[[], Answer], *, waits: bool = False) -> Answer:
    try:
        with transaction.atomic():
            if waits:
                _stand_in_line(owner, key)
            kept = _claim(owner, key)
            if kept is not None:
                return _replay(kept, fingerprint)
            answer = work()
            if answer.is_kept:
                _keep(owner, key, fingerprint, answer)
            return answer
    except IntegrityError as error:
        if "idempotency_key_once" in str(error):  # kept between our look and our lock; everything of ours is undone
            raise KeyInFlight(retry_after=RETRY_AFTER) from error
        raise


def fingerprint_of(*parts: str | bytes) -> str:
    """A digest that is equal when all parts are. It is never stored as it is: a short part could be guessed from it."""
    digest = hashlib.sha256()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        digest.update(len(raw).to_bytes(8, "big") + raw)
    return digest.hexdigest()


def guarded(fingerprint: str) -> list[str]:
    """The fingerprint under each of our secrets, the present one first: equal for equal ones, and telling nothing."""
    return [hmac.new(secret.encode(), fingerprint.encode(), hashlib.sha256).hexdigest() for secret in _secrets()]


def purge() -> int:
    """Forget the keys that are older than seven days; return how many."""
    return IdempotencyKey.objects.filter(created_at__lt=clock.now() - KEPT_FOR).delete()[0]


_CLAIM = """
SELECT pg_try_advisory_xact_lock(%s) AS is_ours, k.*
FROM (VALUES (1)) AS one LEFT JOIN core_idempotencykey k ON k.owner = %s AND k.key = %s
"""


def _stand_in_line(owner: str, key: str) -> None:
    """Wait until whoever is at work under the key has committed; a statement of its own, so the next one sees that."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_number(owner, key)])


def _number(owner: str, key: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{owner}\0{key}".encode()).digest()[:8], "big", signed=True)


def _claim(owner: str, key: str) -> IdempotencyKey | None:
    """Lock the key until the end of the transaction and return what is kept under it; one statement."""
    row: Any = IdempotencyKey.objects.raw(_CLAIM, [_number(owner, key), owner, key])[0]
    if not row.is_ours:
        raise KeyInFlight(retry_after=RETRY_AFTER)
    if row.pk is None:
        return None
    if row.created_at <= clock.now() - KEPT_FOR:
        IdempotencyKey.objects.filter(pk=row.pk).delete()
        return None
    return cast("IdempotencyKey", row)


def _replay(kept: IdempotencyKey, fingerprint: str) -> Answer:
    if kept.fingerprint not in guarded(fingerprint) or kept.status is None:
        raise KeyReused
    try:
        body = _cipher(kept.owner, kept.key).decrypt(kept.body.encode()).decode()
    except InvalidToken as error:  # the installation's secret was changed without a fallback
        raise KeyReused from error
    return Answer(kept.status, kept.headers, body, is_replay=True)


def _keep(owner: str, key: str, fingerprint: str, answer: Answer) -> None:
    IdempotencyKey.objects.create(
        owner=owner,
        key=key,
        fingerprint=guarded(fingerprint)[0],
        status=answer.status,
        headers=dict(answer.headers),
        body=_cipher(owner, key).encrypt(answer.body.encode()).decode(),
        created_at=clock.now(),
    )


def _cipher(owner: str, key: str) -> MultiFernet:
    """Answers hold what a caller alone may know (a tracking link), so a copy of the database must not show them."""
    about = f"idempotency:{owner}\0{key}".encode()
    digests = [hmac.new(secret.encode(), about, hashlib.sha256).digest() for secret in _secrets()]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def _secrets() -> list[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
