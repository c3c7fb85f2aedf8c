"""docs/reference/play-rules.md: the law of play that every installation starts with, out of its reference file."""

import json
from collections.abc import Iterator
from typing import Any

from players.actions.law_rules import rule_rows

HEAD = """# Rules of play

Read out of `players/data/jurisdictions.json`. An installation may add rules in the administration and give a rule its
last day; a rule that was law is never rewritten or removed, so that a decision of the past can be explained by the law
of its day. This page is generated: `manage.py generate_docs`.

## How a verdict is made

- **Which rules.** Those of the player's `jurisdiction`. `DE` is also looked up as `EU-DE`, `CN-44` as `CN`. A place
  without rules has those of `*`: reminders only.
- **Which day.** The rule's own zone decides the local date; by it the rule is in force (`last day` included) and the
  player has an age. An age is reached on the day after the birthday, or on it with `AGE_TURNS_ON=birthday`.
- **Unknown age.** Every rule of the place speaks, so the strictest holds.
- **Real name (CN).** `verified` may play within the rules. `in_progress` may play for 48 hours from the change of the
  status and may not pay meanwhile; where the date of birth says a child, the rules for children hold. `none`, `failed`
  and `manual_review` have no service.
- **Days.** A day entered in the administration (holiday, make-up workday, plain day) decides first, then the published
  schedule. A window on weekdays is shut on a make-up workday and open on a holiday, adjusted days off included. For a
  year whose schedule is not published only the days of the week count; from December on the administration warns of it.
- **Edges.** Windows and curfews hold from their first instant up to, not including, their last. `minutes_left` are the
  whole minutes left of the tightest rule; a cap of a day begins anew at local midnight. `next_allowed_at` is the first
  later moment at which nothing denies.
- **Minutes.** Play of all accounts of the person counts where a rule adds up over the person; what went on at once
  counts once. Play that goes on counts until now.
- **Money.** Asked in this order: guest, real name, at once, a day, a month. What was refunded or charged back is taken
  off. `amount_left` is the most that could be paid now, before the asked payment. A rule in one currency says nothing
  certain about another: whom a cap protects may not pay in another currency, and an order in another currency leaves
  nothing of the cap.
- **Codes.** On a denial the rules that say no, else those that bound what is left.

## The rules

`sure` says how sure the row is: read at the source (`verified`), to be verified (`known`), our own (`decided`).

| place | code | kind | ages | says | adds up over | zone | from | last day | source | sure |
|---|---|---|---|---|---|---|---|---|---|---|
"""


def page() -> str:
    """The whole page."""
    return HEAD + "".join(_rows())


def _rows() -> Iterator[str]:
    for row in rule_rows():
        cells = (
            row["jurisdiction"].replace("*", "\\*"),
            f"`{row['code']}`",
            f"`{row['kind']}`",
            _ages(row),
            f"`{json.dumps(row['value'])}`",
            f"`{row['scope']}`",
            row["tz"],
            row["effective_from"],
            row["effective_to"] or "–",
            "; ".join(part for part in (row["legal_ref"], row["note"]) if part) or "–",
            row["confidence"],
        )
        yield f"| {' | '.join(cells)} |\n"


def _ages(row: dict[str, Any]) -> str:
    return "all" if row["age_to"] > 100 else f"{row['age_from']} to {row['age_to'] - 1}"
