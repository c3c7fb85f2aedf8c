"""The form of a request: a body sealed by AES-128-GCM, and a signature over exactly the bytes that are sent."""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

IV_BYTES, TAG_BYTES = 12, 16


class BrokenEnvelope(ValueError):
    """The text was not sealed by this key, or somebody changed it."""


def sealed_body(plain: Mapping[str, Any], key: str) -> bytes:
    """The bytes to send: `{"data": base64(iv, ciphertext, tag)}`; made once, shared by signing and sending."""
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()
    iv = secrets.token_bytes(IV_BYTES)
    data = base64.b64encode(iv + AESGCM(bytes.fromhex(key)).encrypt(iv, text, None)).decode()
    return json.dumps({"data": data}, separators=(",", ":")).encode()


def opened(data: str, key: str) -> Any:
    """What a sealed text says; the tag is always checked. Raises `BrokenEnvelope`."""
    try:
        raw = base64.b64decode(data, validate=True)
        if len(raw) < IV_BYTES + TAG_BYTES:
            raise BrokenEnvelope
        return json.loads(AESGCM(bytes.fromhex(key)).decrypt(raw[:IV_BYTES], raw[IV_BYTES:], None))
    except (InvalidTag, ValueError) as error:
        raise BrokenEnvelope from error


def signature(key: str, signed: Mapping[str, str], body: bytes = b"") -> str:
    """SHA-256 over key, the names and values of headers and query parameters in the order of the names, and the body.

    `Content-Type` and `sign` itself are not among the signed ones; a GET has no body.
    """
    listed = "".join(name + signed[name] for name in sorted(signed))
    return hashlib.sha256((key + listed).encode() + body).hexdigest()
