"""Whom to assign to: who can take it now stands first, and names stand where people look for them."""

import pytest
from django.utils import translation

from core.enums import Availability
from core.models import Actor
from tests.factories.people import make_agent
from tests.factories.routing import make_ready, wait_for_somebody
from tickets.actions import lifecycle
from tickets.forms.bulk import BulkAssignForm
from tickets.forms.desk import AssignForm

pytestmark = pytest.mark.django_db


def parts_of(form):
    """Each part of the select with the names in it."""
    rows = form.fields["agent_id"].choices
    return [(words, [line.split(" · ")[0] for _pk, line in part]) for words, part in rows if isinstance(part, list)]


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def people():
    """One of each kind; 阿 sorts behind 周 by code point and before it by sound."""
    full = make_ready(name="Full", capacity=1)
    lifecycle.take(wait_for_somebody(), by=Actor.of_agent(full))
    return [
        make_ready(name="周宁"),
        make_ready(name="阿南"),
        make_ready(name="Elsewhere", groups=("SEC",)),
        make_agent(name="Gone", availability=Availability.OFFLINE),
        full,
    ]


def test_for_one_ticket_who_fits_and_has_room_stands_first(people):
    form = AssignForm(ticket=wait_for_somebody(), agent=people[0])

    assert parts_of(form) == [
        ("Fits and is available", ["阿南", "周宁"]),
        ("Available, with room", ["Elsewhere"]),
        ("Others", ["Full", "Gone"]),
    ]


def test_for_many_who_is_available_with_room_stands_first_with_state_and_load(people):
    form = BulkAssignForm(agent=people[0])

    assert parts_of(form) == [
        ("Available, with room", ["阿南", "Elsewhere", "周宁"]),
        ("Others", ["Full", "Gone"]),
    ]
    lines = [line for _words, part in form.fields["agent_id"].choices if isinstance(part, list) for _pk, line in part]
    assert any(line.startswith("Full") and line.endswith("Available · has 1") for line in lines)
    assert any(line.startswith("Gone") and line.endswith("Offline · has 0") for line in lines)


def test_who_is_chosen_is_still_taken_out_of_the_parts(people):
    form = BulkAssignForm({"agent_id": str(people[3].pk)}, agent=people[0])

    assert form.is_valid()
    assert form.answers() == {"agent": people[3].pk}
