"""Deadlines in the administration: what cannot be counted with is refused, what is changed takes hold."""

from typing import Any

import pytest
from django.test import Client

from core.models import Event
from escalation.forms.hours import as_line
from escalation.models import CalendarDay, ServiceCalendar, SlaOverride, SlaPolicy, SlaTarget
from tests.factories.escalation import load_policy
from tests.factories.people import make_agent

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings: Any) -> Client:
    settings.DEMO = True
    load_policy()
    client = Client()
    client.force_login(make_agent("admin"))
    return client


def form_of(client: Client, path: str) -> dict[str, Any]:
    """What the page would send if nothing was changed."""
    page = client.get(path)
    forms = [
        page.context["adminform"].form,
        *(f for inline in page.context["inline_admin_formsets"] for f in inline.formset),
    ]
    sent = {field.html_name: as_line(field.value()) for form in forms for field in form if field.name != "week"}
    sent |= week(*next((form["week"].value() for form in forms if "week" in form.fields), []))
    for inline in page.context["inline_admin_formsets"]:
        sent |= {field.html_name: field.value() for field in inline.formset.management_form}
    return {
        name: "on" if value is True else value
        for name, value in sent.items()
        if value is not None and value is not False
    }


def week(*days: Any) -> dict[str, Any]:
    """The lines of the days from Monday on."""
    return {f"week_{number}": as_line(day) for number, day in enumerate(days)}


def policy_path() -> str:
    return f"/admin/escalation/slapolicy/{SlaPolicy.objects.get().pk}/change/"


def target_path() -> str:
    return f"/admin/escalation/slatarget/{SlaTarget.objects.first().pk}/change/"


def calendar_path() -> str:
    return f"/admin/escalation/servicecalendar/{ServiceCalendar.objects.get(code='service').pk}/change/"


@pytest.mark.parametrize(
    "path", ["slapolicy/", "servicecalendar/", "slatarget/", "slaoverride/", "slatarget/add/", "slaoverride/add/"]
)
def test_each_page_opens_for_administrators_alone(office: Client, path: str) -> None:
    manager = Client()
    manager.force_login(make_agent("manager"))

    assert office.get(f"/admin/escalation/{path}").status_code == 200
    assert manager.get(f"/admin/escalation/{path}", follow=True).status_code == 403


def test_a_changed_target_is_a_new_version_of_the_policy(office: Client) -> None:
    before = SlaPolicy.objects.get()

    answer = office.post(target_path(), form_of(office, target_path()) | {"amount": "12m"})

    after = SlaPolicy.objects.get()
    assert answer.status_code == 302, answer.context["errors"]
    assert (after.version, after.stamp != before.stamp) == (before.version + 1, True)
    assert after.targets.first().amount == "12m"
    assert Event.objects.get(name="sla.policy_changed").data["what"].endswith(" 12m changed")


def test_a_removed_override_is_a_new_version_of_the_policy(office: Client) -> None:
    override = SlaOverride.objects.get(category="PY-01")

    office.post(f"/admin/escalation/slaoverride/{override.pk}/delete/", {"post": "yes"})

    assert not SlaOverride.objects.filter(category="PY-01").exists()
    assert SlaPolicy.objects.get().version == 2


def test_a_day_of_its_own_is_a_new_version_of_the_calendar(office: Client) -> None:
    day = {
        "days-TOTAL_FORMS": "1",
        "days-0-on": "2026-12-24",
        "days-0-rule": "special",
        "days-0-windows": "10:00-12:00, 13:00-16:00",
    }

    answer = office.post(calendar_path(), form_of(office, calendar_path()) | day)

    assert answer.status_code == 302, answer.context["errors"]
    assert CalendarDay.objects.get().windows == ["10:00-12:00", "13:00-16:00"]
    assert ServiceCalendar.objects.get(code="service").version == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": "soon"},
        {"amount": "0h"},
        {"amount": "-3h"},
        {"amount": "９９h\u200b"},
        {"amount": ""},
        {"priority": "7"},
        {"calendar": "999999"},
    ],
)
def test_a_target_that_cannot_be_counted_with_is_refused(office: Client, wrong: dict[str, str]) -> None:
    answer = office.post(target_path(), form_of(office, target_path()) | wrong)

    assert (answer.status_code, SlaPolicy.objects.get().version) == (200, 1)
    assert answer.context["errors"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"tier_factors": '{"T1": 0}'},
        {"tier_factors": '{"T1": "half"}'},
        {"tier_factors": "[1]"},
        {"warn_share": "1.5"},
        {"warn_share": "nan"},
    ],
)
def test_a_policy_that_cannot_be_counted_with_is_refused(office: Client, wrong: dict[str, str]) -> None:
    answer = office.post(policy_path(), form_of(office, policy_path()) | wrong)

    assert (answer.status_code, SlaPolicy.objects.get().version) == (200, 1)
    assert answer.context["errors"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"zone": "Asia/Nowhere"},
        week(*[""] * 7),
        week("25:00-26:00"),
        week('["09:00-21:00"]'),
        {"days-TOTAL_FORMS": "1", "days-0-on": "2026-12-24", "days-0-rule": "special", "days-0-windows": "x"},
        {
            "days-TOTAL_FORMS": "1",
            "days-0-on": "2026-12-24",
            "days-0-rule": "holiday",
            "days-0-windows": "10:00-12:00",
        },
    ],
)
def test_a_calendar_that_cannot_be_counted_with_is_refused(office: Client, wrong: dict[str, str]) -> None:
    answer = office.post(calendar_path(), form_of(office, calendar_path()) | wrong)

    assert (answer.status_code, ServiceCalendar.objects.get(code="service").version) == (200, 1)
    assert answer.context["errors"]
