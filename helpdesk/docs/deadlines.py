"""docs/reference/sla.md: the deadlines that every installation starts with, read out of escalation/data/sla.json."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from escalation.actions.reference import DATA

HEAD = """# Deadlines

Read out of `escalation/data/sla.json`, version {version}. An installation may change every row for itself in the
administration; clocks that run are then counted anew, clocks that have ended keep the version by which they were
measured. `m` and `h` count on the clock's calendar by the minute, `bh` are business hours, `bd` business days.
This page is generated: `manage.py generate_docs`.

{clocks}
A clock warns when the share `warn_share` of its time is left and is missed when nothing is left. Both happen exactly
once for each generation of the clock ([ADR 5](../adr/0005-clocks-as-rows.md)); `escalation/actions/sweep.py` says why.
Bot and automatic replies end no clock. Every clock keeps segments `{{from, to, counts, why}}` that add up to its time.
"""
CLOCKS = (
    ("first_response", "when the ticket is opened", "at the first public reply by a person", "never"),
    (
        "next_response",
        "at the player's first unanswered message",
        "at the next public reply by a person",
        "while `pending`",
    ),
    (
        "update",
        "when the ticket goes `on_hold`, and again after each public reply",
        "at the next public reply by a person, or when it leaves `on_hold`",
        "never",
    ),
    (
        "resolution",
        "when the ticket is opened; reopening starts a new run",
        "when it is resolved",
        "while `pending`; while `on_hold` where the policy says so",
    ),
    (
        "promise",
        "when a time is promised",
        "at the next public reply or the resolve, or when somebody marks it kept",
        "never",
    ),
)
KINDS = ("first_response", "next_response", "update", "resolution")


def page() -> str:
    """The whole page."""
    data = json.loads(DATA.read_text(encoding="utf-8"))
    parts = [HEAD.format(version=data["version"], clocks=_clocks()), _calendars(data["calendars"])]
    return "\n".join([*parts, *(_policy(policy) for policy in data["policies"])])


def _clocks() -> str:
    head = "## The clocks of a ticket\n\n| clock | starts | stops | stands still |\n|---|---|---|---|\n"
    return head + "".join(f"| `{kind}` | {' | '.join(words)} |\n" for kind, *words in CLOCKS)


def _calendars(calendars: list[dict[str, Any]]) -> str:
    head = "## Calendars\n\n| calendar | 名称 | name | zone | holidays of | open |\n|---|---|---|---|---|---|\n"
    rows = (
        f"| `{c['code']}` | {c['name_zh']} | {c['name_en']} | {c['zone']} | {c['country']} | {_week(c['week'])} |\n"
        for c in calendars
    )
    return head + "".join(rows)


def _week(week: list[list[str]]) -> str:
    names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    return ", ".join(f"{name} {' '.join(windows)}" for name, windows in zip(names, week, strict=True) if windows)


def _policy(policy: Mapping[str, Any]) -> str:
    factors = ", ".join(f"{tier} {factor}" for tier, factor in policy["tier_factors"].items())
    return (
        f"## {policy['name_zh']} · {policy['name_en']} (`{policy['code']}`)\n\n"
        f"Warns with {policy['warn_share']:.0%} left; `on_hold` {_pauses(policy)}. "
        f"Tier factor on response targets of P2 to P4: {factors}.\n\n"
        "| priority | calendar | first response: chat / other | next response: chat / other | update | resolution |\n"
        "|---|---|---|---|---|---|\n"
        f"{''.join(_rows(policy['rows']))}\n"
        "| category | clock or target | within | 说明 | in words |\n|---|---|---|---|---|\n"
        f"{''.join(_overrides(policy['overrides']))}"
    )


def _pauses(policy: Mapping[str, Any]) -> str:
    return "stops the resolution clock" if policy["pauses_on_hold"] else "does not stop the resolution clock"


def _rows(rows: list[dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        targets = " | ".join(_target(row[kind]) for kind in KINDS)
        yield f"| P{row['priority']} | `{row['calendar']}` | {targets} |\n"


def _target(target: str | Mapping[str, str]) -> str:
    return target if isinstance(target, str) else f"{target['live']} / {target['other']}"


def _overrides(overrides: list[dict[str, Any]]) -> Iterator[str]:
    for row in overrides:
        yield f"| `{row['category']}` | `{row['kind']}` | {row['amount']} | {row['note_zh']} | {row['note_en']} |\n"
