"""The rows that every installation starts with."""

import json

import pytest

from core.actions.reference import load_reference, reference_rows
from core.enums import Layer, Permission, Scope
from core.models import Group, Role, Team
from tests.architecture.source import ROOT

NEEDED = {
    "agent", "senior_agent", "card_expert", "security", "payments", "technical", "guardian_desk", "complaints",
    "crisis", "supervisor", "manager", "quality_reviewer", "risk_officer", "analyst", "integrator", "admin",
}  # fmt: skip


@pytest.mark.django_db
def test_loading_twice_is_loading_once():
    load_reference()
    before = [list(model.objects.order_by("pk").values()) for model in (Role, Group, Team)]

    load_reference()

    assert [list(model.objects.order_by("pk").values()) for model in (Role, Group, Team)] == before


@pytest.mark.django_db
def test_a_role_of_the_house_is_as_its_file_says_and_a_renamed_group_stays_renamed():
    load_reference()
    Role.objects.filter(code="agent").update(permissions=["settings.change"])
    Group.objects.filter(code="FL").update(name_zh="前台")

    load_reference()

    assert "settings.change" not in Role.objects.get(code="agent").permissions
    assert Group.objects.get(code="FL").name_zh == "前台"


def test_every_role_names_known_permissions_and_scopes():
    rows = reference_rows("roles")

    assert {row["code"] for row in rows} == NEEDED
    assert {name for row in rows for name in row["permissions"]} == {str(permission) for permission in Permission}
    assert {name for row in rows for name in row["scopes"]} == {str(scope) for scope in Scope}


def test_the_second_factor_is_demanded_from_supervisors_up():
    demanded = {row["code"] for row in reference_rows("roles") if row["needs_second_factor"]}

    assert demanded == {row["code"] for row in reference_rows("roles") if row["rank"] >= 40}
    assert demanded == {"supervisor", "manager", "admin"}


def test_restricted_tickets_are_for_crisis_staff_and_administrators():
    holders = {row["code"] for row in reference_rows("roles") if "ticket.view_restricted" in row["permissions"]}

    assert holders == {"crisis", "admin"}


def test_groups_are_those_of_the_taxonomy():
    taxonomy = json.loads((ROOT / "knowledge" / "data" / "taxonomy.json").read_text(encoding="utf-8"))["groups"]
    rows = reference_rows("groups")

    assert [(row["code"], row["name_zh"], row["name_en"]) for row in rows] == [
        (group["code"], group["zh"], group["en"]) for group in taxonomy
    ]
    assert {row["code"] for row in rows if row.get("receives_directly")} == {"CRI", "LEG", "PRV", "GRD", "CMP"}
    assert [row["code"] for row in rows if row.get("is_restricted")] == ["CRI"]
    assert [row["code"] for row in rows if row.get("is_front_line")] == ["FL"]


def test_teams_stand_in_all_three_layers():
    assert {row["layer"] for row in reference_rows("teams")} == {str(layer) for layer in Layer}
