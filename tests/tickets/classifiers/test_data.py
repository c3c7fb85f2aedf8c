"""The lists say what they mean, and nothing by accident."""

import json
import subprocess
import sys
from collections import Counter

from knowledge.engines.taxonomy import by_code
from tickets.classifiers.keywords.stream import stream_of
from tickets.classifiers.lexicons import (
    DATA,
    Term,
    lexicon_version,
    load_concepts,
    load_demand_labels,
    load_exclusions,
    load_hotlines,
    load_lexicons,
    load_list,
    load_patterns,
    load_sentences,
    load_usual_demands,
)
from tickets.classifiers.text import read
from tickets.classifiers.verdicts import Signal


def all_terms() -> list[Term]:
    phrases = [term for lexicon in load_lexicons() for term in lexicon.terms]
    lists = [*load_list("emotion"), *load_list("demand"), *load_list("moment")]
    return [*phrases, *load_concepts(), *load_exclusions(), *lists]


def test_every_lexicon_has_a_name_in_both_languages_a_version_and_words_of_both() -> None:
    for lexicon in load_lexicons():
        languages = {term.language for term in lexicon.terms}

        assert lexicon.zh, lexicon.name
        assert lexicon.en, lexicon.name
        assert languages == {"zh", "en"}, lexicon.name


def test_the_version_of_all_lists_is_the_newest_one() -> None:
    read = [json.loads(path.read_text(encoding="utf-8")) for path in DATA.rglob("*.json")]
    versions = [raw["version"] for raw in read if isinstance(raw, dict) and "version" in raw]

    assert len(versions) > len(load_lexicons())
    assert lexicon_version() == max(versions, key=lambda version: [int(part) for part in version.split(".")])


def test_every_category_and_signal_that_is_named_exists() -> None:
    terms = [term for lexicon in load_lexicons() for term in lexicon.terms]
    categories = {term.category for term in terms} | {pattern.category for pattern in load_patterns()}
    signals = {signal for term in terms for signal in term.signals}

    assert categories - {""} - set(by_code()) == set()
    assert signals - set(Signal) == set()


def test_no_phrase_of_several_words_shrinks_to_one_common_word() -> None:
    shrunk = [
        term.key
        for term in all_terms()
        if len(stream_of(read(term.key)).words) == 1 and len(read(term.key).words) > 1 and "-" not in term.key
    ]

    assert shrunk == []


def test_no_phrase_stands_twice_for_one_category() -> None:
    for lexicon in load_lexicons():
        twice = [
            key for key, count in Counter((t.key, t.category, t.language) for t in lexicon.terms).items() if count > 1
        ]

        assert twice == [], lexicon.name


def test_every_category_has_words_of_both_languages() -> None:
    covered = Counter((term.category, term.language) for lexicon in load_lexicons() for term in lexicon.terms)

    assert [(code, side) for code in by_code() for side in ("zh", "en") if not covered[code, side]] == []


def test_every_usual_demand_has_a_name() -> None:
    assert set(load_usual_demands().values()) - set(load_demand_labels()) == set()


def test_every_sentence_is_there_in_both_languages() -> None:
    rows = [*load_sentences()["sentences"].items(), *load_sentences()["words"].items()]

    assert [code for code, row in rows if not (row["zh"] and row["en"])] == []


def test_hotlines_are_known_for_every_language_and_name_who_answers() -> None:
    hotlines = load_hotlines()

    assert {hotlines["by_language"][tag] for tag in ("zh-Hans", "en", "und")} <= set(hotlines["locales"])
    assert hotlines["locales"]["zh-CN"][0]["number"] == "12356"
    assert all(line["zh"] and line["en"] for lines in hotlines["locales"].values() for line in lines)
    assert {key for key, lines in hotlines["locales"].items() if not all(line["number"] for line in lines)} == {
        "en",
        "und",
    }


def test_no_word_of_a_list_is_empty_or_untrimmed() -> None:
    assert [term for term in all_terms() if not term.key or term.key != term.key.strip()] == []


def test_the_classifiers_know_nothing_of_django() -> None:
    code = "import sys, tickets.classifiers.rules; sys.exit('django' in sys.modules or 'psycopg2' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
