"""The written content of the demo is complete, playable and says nothing that we would never say."""

from collections import Counter
from dataclasses import replace

import pytest

from core.enums import GameKind
from helpdesk.demo.checks import problems_of, scenario_problems
from helpdesk.demo.content import PUBLIC_STEPS, Do, Scenario, Step, load_content
from knowledge.engines.taxonomy import by_code
from tickets.policies.outgoing import asks_for_secret

CONTENT = load_content()
FIXED_ACCOUNTS = [
    "agent", "agent2", "expert", "security", "payments", "tech", "guardian", "complaints", "crisis", "supervisor",
    "manager", "qa", "risk", "analyst", "integrator", "admin",
]  # fmt: skip


def scenario(key: str) -> Scenario:
    return next(s for s in CONTENT.scenarios if s.key == key)


def said(found: Scenario, *kinds: Do) -> list[str]:
    return [step.text for step in found.steps if step.do in kinds]


def test_content_has_no_problems() -> None:
    assert problems_of(CONTENT) == []


def test_forty_staff_hold_every_account_of_the_contract() -> None:
    emails = [member.email for member in CONTENT.staff]

    assert len(emails) == len(set(emails)) == 40
    assert [f"{name}@demo.test" for name in FIXED_ACCOUNTS] == emails[:16]


def test_both_languages_have_their_share_of_conversations() -> None:
    counted = Counter(s.language for s in CONTENT.scenarios)

    assert counted["zh"] >= 150
    assert counted["en"] >= 70


def test_every_first_level_category_and_nearly_every_second_level_one_occurs() -> None:
    used = {s.category for s in CONTENT.scenarios}
    parents = {sub.parent for sub in by_code().values()}

    assert {code.split("-")[0] for code in used} == parents
    assert set(by_code()) - used == {"LR-04"}


@pytest.mark.parametrize("kind", GameKind.values)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_game_has_conversations_in_both_languages(kind: str, language: str) -> None:
    found = [s for s in CONTENT.scenarios if kind in s.games and s.language == language]

    assert len(found) >= 15


def test_openings_are_all_different() -> None:
    openings = Counter(s.opening for s in CONTENT.scenarios)

    assert [text for text, count in openings.items() if count > 1] == []


def test_stories_stand_in_the_words_of_the_seed() -> None:
    stolen, cut_off = scenario("ac02-stolen-story"), scenario("cd06-cut-off-story")

    assert stolen.opening == "快点,我的账号被盗了,赶紧给我找回来,我在里面投入了不少时间和精力,你们可得帮帮我呀!"
    assert said(stolen, Do.REPLY)[0] == "您先别急，先确认下账号信息，我们马上为您查询，一定尽全力帮您找回，请您放心。"
    assert "可以可以,赶快给我封闭。" in said(stolen, Do.PLAYER)
    assert cut_off.opening == "怎么回事啊?刚打的比赛中断了,太影响我的发挥了。"
    assert cut_off.in_game
    assert [step.minutes for step in cut_off.steps if step.do == Do.PROMISE] == [30]


def test_stories_are_told_in_english_too() -> None:
    assert scenario("en-ac02-stolen-story").category == "AC-02"
    assert [s.minutes for s in scenario("en-es02-story").steps if s.do == Do.PROMISE] == [30]


def test_no_reply_asks_for_a_password_or_a_code() -> None:
    replies = [text for s in CONTENT.scenarios for text in said(s, *PUBLIC_STEPS)]

    assert [text for text in replies if asks_for_secret(text)] == []


def test_names_are_enough_for_three_hundred_players() -> None:
    names = CONTENT.players.nicknames

    assert len(set(names["zh"]) | set(names["en"])) >= 300


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"category": "XX-01"}, "unknown category XX-01"),
        ({"games": ("chess",)}, "unknown kinds of game ('chess',)"),
        ({"channels": ()}, "unknown channels ()"),
        ({"subject": ""}, "weight, subject, opening and steps are needed"),
        ({"facts": {"shoe_size": "42"}}, "unknown fact shoe_size"),
        ({"facts": {"network": "smoke"}}, "smoke is no option of network"),
        ({"opening": "{moon}"}, "unknown placeholders ['moon']"),
        ({"opening": "13812345678"}, "looks like a real number: 13812345678"),
        ({"opening": "{due}"}, "a player cannot know what will be promised"),
    ],
)
def test_a_wrong_scenario_is_named(change: dict[str, object], problem: str) -> None:
    wrong = replace(scenario("py01-terse"), **change)  # type: ignore[arg-type]

    assert list(scenario_problems(wrong, CONTENT)) == [problem]


@pytest.mark.parametrize(
    ("step", "problem"),
    [
        (Step(Do.REPLY, "请把验证码发给我"), "asks for a secret: 请把验证码发给我"),
        (Step(Do.REPLY, "一定能找回"), "promises too much: 一定能找回"),
        (Step(Do.HAND_OVER, "为什么", group="XXX"), "unknown group XXX"),
        (Step(Do.PROMISE, "{due}"), "a promise needs minutes and says {due}"),
        (Step(Do.FOLLOW_UP, "回访"), "a follow-up needs hours"),
        (Step(Do.NOTE), "note without words"),
        (Step(Do.ANSWER, "补单"), "step 1 answers no case"),
        (Step(Do.SOLVED), "step 1 (solved) needs a resolve"),
    ],
)
def test_a_wrong_step_is_named(step: Step, problem: str) -> None:
    wrong = replace(scenario("py01-terse"), steps=(step,))

    found = list(scenario_problems(wrong, CONTENT))

    assert problem in found
