"""Who may look after other people's accounts."""

import pytest

from core.errors import NotAllowed
from core.models import Actor, Role
from core.policies import people as policies
from tests.factories.people import make_agent

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "whom", "may"),
    [
        ("admin", "agent", True),
        ("admin", "manager", True),
        ("admin", "admin", True),
        ("manager", "agent", False),
        ("supervisor", "agent", False),
        ("agent", "agent", False),
        ("integrator", "agent", False),
    ],
)
def test_only_administrators_look_after_accounts(who, whom, may):
    assert policies.can_manage(Actor.of_agent(make_agent(who)), make_agent(whom)) is may


def test_nobody_looks_after_the_own_account():
    admin = make_agent("admin")

    assert not policies.can_manage(Actor.of_agent(admin), admin)


def test_the_house_itself_may():
    policies.check_can_manage(Actor.system(), make_agent("admin"))


def test_a_rank_above_the_own_is_never_handed_out():
    lesser = make_agent("agent")
    clerk_role = Role.objects.create(
        code="clerk", name_zh="人事", name_en="Clerk", rank=50, permissions=["settings.change"]
    )
    clerk = make_agent("clerk")

    policies.check_can_grant(Actor.of_agent(clerk), lesser, clerk_role)
    with pytest.raises(NotAllowed):
        policies.check_can_grant(Actor.of_agent(clerk), lesser, Role.objects.get(code="manager"))


def test_the_own_state_and_that_of_people_one_leads_may_be_set():
    agent, colleague, lead = make_agent("agent"), make_agent("agent"), make_agent("supervisor")

    policies.check_can_set_availability(Actor.of_agent(agent), agent)
    policies.check_can_set_availability(Actor.of_agent(lead), agent)
    policies.check_can_set_availability(Actor.system(), agent)
    policies.check_can_set_availability(Actor.of_agent(make_agent("admin")), lead)
    with pytest.raises(NotAllowed):
        policies.check_can_set_availability(Actor.of_agent(colleague), agent)


def test_sessions_are_ended_by_their_person_or_by_an_administrator():
    agent = make_agent("agent")

    policies.check_can_end_sessions(Actor.of_agent(agent), agent)
    policies.check_can_end_sessions(Actor.of_agent(make_agent("admin")), agent)
    with pytest.raises(NotAllowed):
        policies.check_can_end_sessions(Actor.of_agent(make_agent("supervisor")), agent)


@pytest.mark.parametrize(
    ("role", "is_demo", "has_factor", "is_missing"),
    [
        ("supervisor", False, False, True),
        ("manager", False, False, True),
        ("admin", False, False, True),
        ("supervisor", False, True, False),
        ("supervisor", True, False, False),
        ("agent", False, False, False),
        ("crisis", False, False, False),
    ],
)
def test_supervisors_and_up_need_a_second_factor_outside_demo_mode(settings, role, is_demo, has_factor, is_missing):
    settings.DEMO = is_demo

    assert policies.is_second_factor_missing(make_agent(role), has_factor=has_factor) is is_missing
