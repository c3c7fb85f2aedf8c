"""The table for people and the file for machines."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from bench.rows import Row
from helpdesk.supervisor.paths import ROOT

RESULTS = ROOT / "bench" / "results"


def printed(about: Mapping[str, object], rows: Sequence[Row]) -> str:
    """The machine first, then one line for each row: the value with its unit, the goal, whether it is met, the work."""
    lines = [f"{name}: {value}" for name, value in about.items()] + [""]
    lines.append(f"{'value':>10} {'unit':<12} {'goal':>8}  {'':<6} what")
    for row in rows:
        verdict = "met" if row.is_met else "MISSED"
        lines.append(f"{row.value:>10.2f} {row.unit:<12} {row.goal:>8g}  {verdict:<6} {row.name}  {_work(row)}")
    met = sum(row.is_met for row in rows)
    return "\n".join([*lines, "", f"{met} of {len(rows)} goals are met"])


def _work(row: Row) -> str:
    """What stands behind the value, in milliseconds."""
    found = row.figures
    if "floor" in found and isinstance(found["floor"], Mapping):
        return " · ".join(f"{side} {_figures(found[side])}" for side in ("ours", "floor"))
    return _figures(found) if "p50" in found else ""


def _figures(figures: Mapping[str, float]) -> str:
    words = {"p50": "p50", "p95": "p95", "web_cpu": "web CPU", "database_cpu": "db CPU"}
    told = [f"{word} {figures[name]:.1f}" for name, word in words.items() if name in figures]
    return ", ".join(told) + (f", {figures['per_second']:.0f}/s" if "per_second" in figures else "")


def written(about: Mapping[str, object], rows: Sequence[Row], day: date) -> Path:
    """The file of this day; a second run of a day replaces the first."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    path = RESULTS / f"{day.isoformat()}.json"
    content = {"about": dict(about), "rows": [asdict(row) for row in rows]}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path
