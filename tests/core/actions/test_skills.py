"""What people are good at."""

import pytest

from core.actions.skills import set_skills
from core.errors import InvalidInput, NotAllowed
from core.models import Actor, Agent, Event
from tests.factories.people import make_agent

pytestmark = pytest.mark.django_db
HOUSE = Actor.system()


def skills_of(agent: Agent) -> dict[str, int]:
    return dict(agent.agent_skills.values_list("skill__code", "level"))


def test_the_agent_has_exactly_what_was_said() -> None:
    agent = make_agent()
    set_skills(agent, {"payments": 1, "technical": 3}, by=HOUSE)

    set_skills(agent, {"payments": 2, "calming": 1}, by=HOUSE)

    assert skills_of(agent) == {"payments": 2, "calming": 1}


def test_what_stays_as_it_was_leaves_no_event() -> None:
    agent = make_agent()

    set_skills(agent, {"payments": 1}, by=HOUSE)
    set_skills(agent, {"payments": 1}, by=HOUSE)

    assert Event.objects.filter(name="agent.skills_changed", subject_id=agent.pk).count() == 1


@pytest.mark.parametrize("levels", [{"cooking": 1}, {"payments": 0}, {"payments": 4}])
def test_an_unknown_skill_or_level_is_refused_and_nothing_changes(levels: dict[str, int]) -> None:
    agent = make_agent()
    set_skills(agent, {"calming": 2}, by=HOUSE)

    with pytest.raises(InvalidInput) as refusal:
        set_skills(agent, levels, by=HOUSE)

    assert list(refusal.value.fields) == ["skills"]
    assert skills_of(agent) == {"calming": 2}


def test_nobody_says_it_about_somebody_of_the_same_rank() -> None:
    agent = make_agent()

    with pytest.raises(NotAllowed):
        set_skills(agent, {"payments": 1}, by=Actor.of_agent(make_agent()))


def test_who_has_said_no_language_answers_in_that_of_the_account() -> None:
    chinese, english, both = (
        make_agent(language="zh-hans"),
        make_agent(language="en"),
        make_agent(languages=["en", "zh-Hans"]),
    )

    assert (chinese.tongues, english.tongues, both.tongues) == (["zh-Hans"], ["en"], ["en", "zh-Hans"])
