"""The playbooks of interventions as they came with the release: versioned data, read once."""

import json
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

from players.engines.interventions import Ladder, Playbook, Words, read_ladder
from players.models import Intervention
from players.queries.reminders import language_of

DATA = Path(__file__).resolve().parent.parent / "data" / "playbooks.json"


@cache
def ladder() -> Ladder:
    """The ladder in use; raises `InvalidPlaybooks` where the file, which belongs to the code, does not fit together."""
    return read_ladder(json.loads(DATA.read_text(encoding="utf-8")))


def playbook_of(row: Intervention) -> Playbook:
    """What this intervention does, as the playbooks of today have it."""
    return ladder().playbooks[row.playbook]


def words_for_reader(playbook: Playbook) -> Words:
    """Name and steps in the language of whoever reads the page."""
    return playbook.words(get_language() or "zh")


def words_for_player(playbook: Playbook, locale: str) -> Words:
    """Name and text in the language of a player with this locale."""
    return playbook.words(language_of(locale))
