"""Both languages are first class: what the product says is said in Chinese too, with the same gaps."""

import re
from collections import Counter
from pathlib import Path

import polib
import pytest

from helpdesk.supervisor.catalogues import sources
from helpdesk.supervisor.paths import ROOT
from tests.architecture.msgids import translated, used

GAP = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")


def test_every_text_is_translated():
    missing = [f"{place}: {text!r}" for (context, text), place in used().items() if (context, text) not in translated()]

    assert not missing, "\n".join(missing)


def test_a_translation_has_the_gaps_of_its_text():
    wrong = [
        text
        for (_context, text), entry in translated().items()
        for said in (entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr])
        if set(GAP.findall(said)) - set(GAP.findall(text + entry.msgid_plural))
    ]

    assert wrong == []


def test_chinese_is_punctuated_as_chinese():
    """No Latin comma, question or exclamation mark after a Han character."""
    pattern = re.compile(r"[\u4e00-\u9fff][,!?;]")

    assert [entry.msgstr for entry in translated().values() if pattern.search(entry.msgstr)] == []


@pytest.mark.parametrize("path", sorted(sources(ROOT)), ids=lambda path: path.parts[-5])
def test_no_word_is_translated_twice(path: Path) -> None:
    """Of two entries nobody could tell which is shown."""
    entries = Counter((entry.msgctxt, entry.msgid) for entry in polib.pofile(str(path)) if not entry.obsolete)

    assert [word for word, count in entries.items() if count > 1] == []
