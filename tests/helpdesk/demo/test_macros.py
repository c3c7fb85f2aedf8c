"""The macros that every installation starts with."""

import json
import re
from pathlib import Path
from typing import Any

from django.conf import settings

from knowledge.engines.taxonomy import by_code, load_taxonomy
from tickets.policies.outgoing import asks_for_secret

ALLOWED = {"player.name", "ticket.number", "agent.name", "game.name", "promise.due"}
ROWS: list[dict[str, Any]] = json.loads(
    (Path(settings.BASE_DIR) / "tickets" / "data" / "macros.json").read_text(encoding="utf-8")
)


def test_there_are_enough_macros_each_with_its_own_code() -> None:
    codes = {row["code"] for row in ROWS}

    assert len(codes) == len(ROWS) >= 30


def test_macros_use_allowed_placeholders_alone_and_the_same_in_both_languages() -> None:
    for row in ROWS:
        zh, en = (set(re.findall(r"\{\{\s*([^}]*?)\s*\}\}", row[body])) for body in ("body_zh", "body_en"))

        assert zh <= ALLOWED, row["code"]
        assert zh ^ en <= {"player.name", "agent.name", "promise.due"}, row["code"]


def test_macros_fit_known_categories_and_groups() -> None:
    known = set(by_code()) | {sub.parent for sub in by_code().values()}

    for row in ROWS:
        assert set(row["categories"]) <= known, row["code"]
        assert row["group"] is None or row["group"] in load_taxonomy().groups, row["code"]


def test_no_macro_asks_for_a_secret() -> None:
    texts = [row[body] for row in ROWS for body in ("body_zh", "body_en")]

    assert [text for text in texts if asks_for_secret(text)] == []
