"""Sealing of fields: what must not be read out of a dump is kept as AES-256-GCM, and found again by a keyed hash.

A sealed text reads `1.<key>.<base64>`: the form, the id of the key, and nonce, ciphertext and tag together. What it is
for (`purpose`) is authenticated with it, so a value cut out of one column opens in no other.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.errors import CannotUnseal

FORM = "1"
NONCE_BYTES, KEY_BYTES = 12, 32


@dataclass(frozen=True)
class SealingKey:
    """One key of an installation: its public id, the secret that encrypts, the secret that indexes."""

    id: str
    encrypting: bytes = field(repr=False)
    indexing: bytes = field(repr=False)

    @classmethod
    def of_secret(cls, secret: bytes) -> "SealingKey":
        """The key that follows from a secret of any length; the id tells nothing about it."""
        return cls(_derived(secret, "id", 6).hex(), _derived(secret, "sealing"), _derived(secret, "index"))


@dataclass(frozen=True)
class Keyring:
    """The keys of an installation, the current one first: it seals, all of them open."""

    keys: Sequence[SealingKey]

    @property
    def current(self) -> SealingKey:
        return self.keys[0]

    def seal(self, text: str, *, purpose: str) -> str:
        """The text, readable only by `unseal` with the same purpose; the same text never seals to the same twice."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        closed = AESGCM(self.current.encrypting).encrypt(nonce, text.encode(), purpose.encode())
        return ".".join((FORM, self.current.id, base64.b64encode(nonce + closed).decode()))

    def unseal(self, sealed: str, *, purpose: str) -> str:
        """What was sealed. Raises `CannotUnseal` for a key that is gone, another purpose or a changed text."""
        try:
            form, key_id, body = sealed.split(".")
            key = next(key for key in self.keys if key.id == key_id and form == FORM)
            raw = base64.b64decode(body, validate=True)
            return AESGCM(key.encrypting).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], purpose.encode()).decode()
        except (ValueError, StopIteration, InvalidTag) as error:
            raise CannotUnseal from error

    def is_current(self, sealed: str) -> bool:
        """Whether the current key sealed this; what a former one did is sealed anew by a rotation."""
        return sealed.startswith(self.current_prefix)

    @property
    def current_prefix(self) -> str:
        """How every text begins that the current key sealed."""
        return f"{FORM}.{self.current.id}."

    def index(self, value: str, *, purpose: str) -> str:
        """A keyed hash by which an equal value is found again, and nothing else: 64 characters."""
        return _indexed(self.current, value, purpose)

    def indexes(self, value: str, *, purpose: str) -> list[str]:
        """The same under every key, the current one first: what a look-up has to ask for while a rotation runs."""
        return [_indexed(key, value, purpose) for key in self.keys]


def _indexed(key: SealingKey, value: str, purpose: str) -> str:
    return hmac.new(key.indexing, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


def _derived(secret: bytes, use: str, length: int = KEY_BYTES) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=b"wuyou", info=use.encode()).derive(secret)
