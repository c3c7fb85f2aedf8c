"""What the tests of the house look at: our own Python files, templates and catalogues."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.apps import AppConfig, apps

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("core", "players", "knowledge", "tickets", "escalation", "qa", "helpdesk")  # the floors, from below
FLOOR = {"core": 0, "players": 1, "knowledge": 1, "tickets": 2, "escalation": 3, "qa": 4, "helpdesk": 5}


def python_files(*packages: str) -> Iterator[Path]:
    """Every Python file of the packages (all of them by default), migrations left out."""
    for package in packages or PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def templates() -> list[Path]:
    """Every template of ours."""
    return sorted(path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt", ".xml"})


def short(path: Path) -> str:
    """The path as a person would write it."""
    return str(path.relative_to(ROOT))


@cache
def tree_of(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def own_apps() -> list[AppConfig]:
    """The apps of this house, without those of packages."""
    return [config for config in apps.get_app_configs() if config.label in PACKAGES]
