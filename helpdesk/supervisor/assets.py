"""Static files, collected only when one of them changed."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def collect_stale() -> bool:
    """Collect, hash and compress the static files unless that was done for exactly these; say whether it was done."""
    if settings.SERVESTATIC_USE_FINDERS:
        return False  # served from where they lie
    stamp, now = Path(settings.STATIC_ROOT) / ".collected", fingerprint()
    if stamp.exists() and stamp.read_text() == now:
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(now)
    return True


def fingerprint() -> str:
    """Return a short text that changes with any static file."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda found: found[0]):
            digest.update(path.encode() + b"\0" + Path(storage.path(path)).read_bytes())
    return digest.hexdigest()
