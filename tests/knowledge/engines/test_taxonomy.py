"""The taxonomy's file is whole."""

import re

import pytest

from core.actions.reference import reference_rows
from helpdesk.docs import taxonomy as page
from knowledge.engines.taxonomy import by_code, load_taxonomy


def test_there_are_nineteen_first_levels_with_their_second_levels() -> None:
    categories = load_taxonomy().categories

    assert len(categories) == 19
    assert len(by_code()) == sum(len(top.subcategories) for top in categories) == 96
    assert all(re.fullmatch(r"[A-Z]{2}-\d\d", code) and code[:2] == sub.parent for code, sub in by_code().items())


def test_every_name_is_there_in_both_languages() -> None:
    taxonomy = load_taxonomy()
    named = [*taxonomy.categories, *by_code().values(), *taxonomy.groups.values(), *taxonomy.facts.values()]

    assert [row for row in named if not (row.zh and row.en)] == []


def test_levels_are_within_their_scales() -> None:
    for sub in by_code().values():
        assert sub.urgency in range(1, 5), sub.code
        assert sub.impact in range(1, 5), sub.code
        assert sub.difficulty in range(1, 4), sub.code


@pytest.mark.parametrize(
    ("code", "group", "urgency", "impact"),
    [
        ("AC-02", "SEC", 1, 2),
        ("AC-01", "SEC", 3, 3),
        ("CI-05", "GAM", 2, 2),
        ("NT-05", "TEC", 1, 1),
        ("PY-02", "PAY", 2, 2),
        ("MR-01", "GRD", 2, 2),
        ("ES-02", "ESP", 1, 3),
        ("CD-06", "CARD", 1, 3),
        ("RP-07", "ORD", 2, 2),
        ("AP-05", "CARD", 3, 2),
        ("LR-01", "LEG", 1, 1),
        ("SF-03", "CRI", 1, 1),
        ("PV-04", "PRV", 3, 2),
        ("SG-03", "FL", 4, 4),
    ],
)
def test_group_urgency_and_impact_are_those_of_the_house(code: str, group: str, urgency: int, impact: int) -> None:
    sub = by_code()[code]

    assert (sub.group.code, sub.urgency, sub.impact) == (group, urgency, impact)


def test_groups_are_the_same_as_those_that_an_installation_starts_with() -> None:
    loaded = {row["code"]: (row["name_zh"], bool(row.get("receives_directly"))) for row in reference_rows("groups")}

    assert {code: (group.zh, group.receives_directly) for code, group in load_taxonomy().groups.items()} == loaded


def test_every_first_choice_is_offered_and_ends_with_something_else_and_the_guardians_door() -> None:
    for kind, choices in load_taxonomy().form_choices.items():
        codes = [choice.category for choice in choices]

        assert all(by_code()[code].offered for code in codes), kind
        assert codes[-2:] == ["OT-09", "MR-01"], kind


def test_a_fact_is_asked_once_in_a_category() -> None:
    for sub in by_code().values():
        keys = [use.fact.key for use in sub.facts]

        assert len(keys) == len(set(keys)), sub.code


def test_a_choice_has_options_and_nothing_else_has() -> None:
    assert {fact.key for fact in load_taxonomy().facts.values() if fact.kind == "choice"} == {
        fact.key for fact in load_taxonomy().facts.values() if fact.options
    }


def test_an_unknown_code_is_its_own_label() -> None:
    assert load_taxonomy().label("AC", "en") == "Account and security"
    assert load_taxonomy().label("AC-02", "zh") == "账号被盗"
    assert load_taxonomy().label("ZZ-01", "zh") == "ZZ-01"


def test_the_reference_page_names_every_category_and_fact() -> None:
    text = page.page()

    assert [code for code in by_code() if f"`{code}`" not in text] == []
    assert [key for key in load_taxonomy().facts if f"`{key}`" not in text] == []
