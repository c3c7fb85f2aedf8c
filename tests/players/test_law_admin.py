"""The law of play in the administration: what cannot be applied is refused, what is changed is told."""

from typing import Any

import pytest
from django.test import Client

from core import clock
from core.models import Event
from players.actions.law_rules import load_law, rule_rows
from players.engines.rule_values import UnreadableRule, check_value
from players.models import DayOverride, JurisdictionRule
from tests.factories.law import local
from tests.factories.people import make_agent

RULES = "/admin/players/jurisdictionrule/"
DAYS = "/admin/players/dayoverride/"


@pytest.fixture
def office(settings: Any, db: None) -> Client:
    settings.DEMO = True
    client = Client()
    client.force_login(make_agent("admin"))
    return client


def rule(**fields: Any) -> dict[str, Any]:
    plain = {
        "jurisdiction": "BR", "code": "BR-CURFEW", "kind": "curfew", "age_from": 0, "age_to": 18,
        "value": '{"from": "23:00", "to": "06:00"}', "calendar_code": "", "tz": "America/Sao_Paulo", "scope": "account",
        "effective_from": "2026-01-01", "effective_to": "", "legal_ref": "", "source_url": "", "confidence": "known",
        "note": "",
    }  # fmt: skip
    return plain | fields


def test_a_rule_that_is_added_holds_and_is_told(office: Client) -> None:
    office.post(f"{RULES}add/", rule())

    added = JurisdictionRule.objects.get(code="BR-CURFEW")
    event = Event.objects.get(name="play_law.changed")
    assert (added.value, event.data["of"], event.data["row"]) == (
        {"from": "23:00", "to": "06:00"}, "jurisdictionrule", added.pk,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"value": '{"from": "25:00", "to": "06:00"}'}, "value"),
        ({"value": '{"from": "23:00", "to": "06:00", "days": ["fri"]}'}, "value"),
        ({"value": "[]"}, "value"),
        ({"kind": "spend_month", "value": '{"max": 50, "currency": "CNY"}'}, "value"),
        ({"kind": "play_window", "value": '{"days": ["friday"], "from": "20:00", "to": "21:00"}'}, "value"),
        ({"age_from": 18, "age_to": 18}, "age_to"),
        ({"effective_to": "2025-12-31"}, "effective_to"),
        ({"jurisdiction": "Brazil"}, "jurisdiction"),
        ({"tz": "Mars/Base"}, "tz"),
        ({"source_url": "javascript:alert(1)"}, "source_url"),
    ],
)
def test_a_rule_that_nobody_could_apply_is_refused(office: Client, fields: dict[str, Any], wrong: str) -> None:
    page = office.post(f"{RULES}add/", rule(**fields))

    assert set(page.context["adminform"].form.errors) == {wrong}
    assert not JurisdictionRule.objects.filter(code="BR-CURFEW").exists()


def test_rules_of_the_law_are_never_deleted_and_days_may_be(office: Client) -> None:
    row = JurisdictionRule.objects.first()
    assert row is not None
    office.post(f"{DAYS}add/", {"country": "CN", "on": "2027-02-08", "mark": "holiday", "note": ""})
    day = DayOverride.objects.get()

    assert office.get(f"{RULES}{row.pk}/delete/").status_code == 403
    office.post(f"{DAYS}{day.pk}/delete/", {"post": "yes"})
    assert not DayOverride.objects.exists()
    assert [e.data["what"] for e in Event.objects.filter(name="play_law.changed").order_by("id")][-1] == "removed"


@pytest.mark.parametrize(("at", "warned"), [("2026-11-30T23:59:59", False), ("2026-12-01T00:00:00", True)])
def test_the_missing_schedule_of_next_year_is_warned_of_from_december_on(office: Client, at: str, warned: bool) -> None:
    with clock.frozen(local(at)):
        page = office.get(DAYS, headers={"accept-language": "en"})

    assert ("2027" in page.content.decode()) is warned


@pytest.mark.django_db
def test_the_reference_is_loaded_once_and_leaves_what_people_changed() -> None:
    row = JurisdictionRule.objects.get(code="CN-2021-WINDOW")
    JurisdictionRule.objects.filter(pk=row.pk).update(note="ours")
    count = JurisdictionRule.objects.count()

    load_law()

    row.refresh_from_db()
    assert (JurisdictionRule.objects.count(), row.note) == (count, "ours")
    assert count == len(rule_rows())


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("curfew", {"from": "22:00"}),
        ("daily_minutes", {"other": 1441}),
        ("daily_minutes", {"other": True}),
        ("per_game_minutes", {"minutes": -1}),
        ("spend_single", {"max": "1.001", "currency": "CNY"}),
        ("spend_single", {"max": "-1", "currency": "CNY"}),
        ("spend_single", {"max": "NaN", "currency": "CNY"}),
        ("spend_single", {"max": "1.00", "currency": "yuan"}),
        ("guest_mode", {"allowed": True}),
        ("guest_mode", {"minutes": 60, "spend": 5, "device_cooldown_days": 15}),
        ("real_name", {"in_progress_hours": 48}),
        ("consent_age", {"age": "16"}),
        ("reminder", {}),
        ("guardian_optin", {"x": 1}),
    ],
)
def test_a_value_that_says_nothing_is_refused(kind: str, value: dict[str, Any]) -> None:
    with pytest.raises(UnreadableRule):
        check_value(kind, value)
