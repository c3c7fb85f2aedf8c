"""What a file really is, decided from its first bytes and its name; nothing is decoded here."""

import re
import struct
import unicodedata
from dataclasses import dataclass

import filetype

MAX_PIXELS = 60_000_000
_TEXT_TYPES = {"txt": "text/plain", "log": "text/plain", "csv": "text/csv", "json": "application/json"}
_SAFE_TYPES = {
    "image/png", "image/jpeg", "image/gif", "image/webp", "image/heic", "image/bmp",
    "video/mp4", "video/quicktime", "video/webm", "video/x-matroska",
    "audio/mpeg", "audio/mp4", "audio/ogg", "audio/x-wav", "audio/amr",
    "application/pdf", "application/zip", "application/gzip", "application/vnd.rar", "application/x-rar-compressed",
    "application/x-7z-compressed",
}  # fmt: skip
_SAME_EXTENSION = {
    "image/jpeg": {"jpg", "jpeg", "jfif"},
    "video/quicktime": {"mov", "qt"},
    "video/mp4": {"mp4", "m4v", "mov"},
    "audio/mpeg": {"mp3"},
    "audio/mp4": {"m4a", "mp4"},
    "audio/ogg": {"ogg", "oga"},
    "application/gzip": {"gz", "tgz"},
    "application/zip": {"zip"},
    "video/x-matroska": {"mkv"},
}
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@dataclass(frozen=True)
class FileFacts:
    """`content_type` is what we serve it as; `agrees` tells whether name and content say the same; `reason` a code."""

    content_type: str
    agrees: bool
    is_harmful: bool = False
    is_accepted: bool = True
    reason: str = ""


def clean_name(name: str) -> str:
    """Return a name that is safe to show and to offer for saving; never used on our disk.

    NFKC first, then format and control characters (zero-width, bidi) and path parts go, before any check reads it.
    """
    name = unicodedata.normalize("NFKC", name)
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C").replace("\\", "/").split("/")[-1]
    name = name.strip().strip(".").strip()
    if not name or _RESERVED.match(name):
        name = f"file-{name}".rstrip("-")
    stem, dot, extension = name.rpartition(".")
    return f"{stem[:150]}{dot}{extension[:12]}" if dot else name[:160]


def facts_of(name: str, head: bytes) -> FileFacts:
    """Judge a file by its cleaned name and its first kilobytes."""
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if _EICAR in head:
        return FileFacts("application/octet-stream", agrees=False, is_harmful=True, reason="harmful")
    kind = filetype.guess(head)
    if kind is not None:
        return _known(kind.mime, kind.extension, extension, head)
    if extension in _TEXT_TYPES and _looks_like_text(head):
        return FileFacts(_TEXT_TYPES[extension], agrees=True)
    return FileFacts("application/octet-stream", agrees=False, is_accepted=False, reason="unknown_type")


def _known(mime: str, usual: str, extension: str, head: bytes) -> FileFacts:
    if mime not in _SAFE_TYPES:
        return FileFacts("application/octet-stream", agrees=False, is_accepted=False, reason="type_not_allowed")
    if mime == "image/png" and _png_pixels(head) > MAX_PIXELS:
        return FileFacts(mime, agrees=True, is_accepted=False, reason="too_many_pixels")
    agrees = extension == usual or extension in _SAME_EXTENSION.get(mime, set())
    if not agrees:
        return FileFacts("application/octet-stream", agrees=False, reason="name_and_content_differ")
    return FileFacts(mime, agrees=True)


def _png_pixels(head: bytes) -> int:
    if len(head) < 24:
        return 0
    width, height = struct.unpack(">II", head[16:24])
    return int(width) * int(height)


def _looks_like_text(head: bytes) -> bool:
    if b"\x00" in head:
        return False
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return not start.startswith((b"<!doctype", b"<html", b"<script", b"<svg", b"<?xml", b"mz"))
