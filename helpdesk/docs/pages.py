"""Which documents are generated, and whether those in the repository are what the code says now."""

import difflib
from collections.abc import Callable, Iterator
from pathlib import Path

from helpdesk.docs import deadlines, events, permissions, personal_data, play_rules, settings, states, taxonomy

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "reference"
PAGES: dict[str, Callable[[], str]] = {
    "settings.md": settings.page,
    "events.md": events.page,
    "permissions.md": permissions.page,
    "personal-data.md": personal_data.page,
    "ticket-states.md": states.page,
    "taxonomy.md": taxonomy.page,
    "sla.md": deadlines.page,
    "play-rules.md": play_rules.page,
}


def write() -> list[str]:
    """Write every page that differs; return their names."""
    changed = []
    for name, page in PAGES.items():
        path, text = FOLDER / name, page()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed.append(name)
    return changed


def differences() -> Iterator[str]:
    """Lines of a diff from the repository's pages to what the code says; nothing when they agree."""
    for name, page in PAGES.items():
        path = FOLDER / name
        before = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        yield from difflib.unified_diff(
            before, page().splitlines(), f"{name} (kept)", f"{name} (code)", lineterm="", n=0
        )
