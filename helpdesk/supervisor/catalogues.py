"""Translation catalogues, compiled without the gettext program, which a bare machine lacks."""

import os
from collections.abc import Iterator
from pathlib import Path

import polib

from helpdesk.supervisor.paths import ROOT


def compile_stale(root: Path = ROOT) -> list[Path]:
    """Write the `.mo` file beside every `.po` file that is newer; return the sources, relative to the root."""
    compiled = []
    for source in sources(root):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns:
            fresh = target.with_suffix(f".mo.{os.getpid()}")
            polib.pofile(str(source)).save_as_mofile(str(fresh))
            fresh.replace(target)  # a process that reads meanwhile sees the old one or the new one
            compiled.append(source.relative_to(root))
    return compiled


def sources(root: Path) -> Iterator[Path]:
    """Yield the catalogues of the project's own packages."""
    for package in sorted(path for path in root.iterdir() if (path / "__init__.py").exists()):
        yield from sorted(package.glob("locale/*/LC_MESSAGES/*.po"))
