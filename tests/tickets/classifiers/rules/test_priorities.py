"""Urgency × impact → priority, and what may lift it, in one order."""

from itertools import product

import pytest

from tickets.classifiers.rules import classify
from tickets.classifiers.rules.priorities import PriorityFacts, by_matrix, prioritise
from tickets.classifiers.verdicts import Context

MATRIX = {
    (1, 1): 1, (1, 2): 1, (1, 3): 2, (1, 4): 3,
    (2, 1): 1, (2, 2): 2, (2, 3): 3, (2, 4): 3,
    (3, 1): 2, (3, 2): 3, (3, 3): 3, (3, 4): 4,
    (4, 1): 3, (4, 2): 3, (4, 3): 4, (4, 4): 4,
}  # fmt: skip


@pytest.mark.parametrize(("urgency", "impact"), list(product(range(1, 5), repeat=2)))
def test_the_matrix(urgency: int, impact: int) -> None:
    priority, reasons = prioritise(urgency, impact, PriorityFacts())

    assert priority == by_matrix(urgency, impact) == MATRIX[urgency, impact]
    assert [reason.code for reason in reasons] == ["matrix"]


@pytest.mark.parametrize(
    ("facts", "start", "priority", "code"),
    [
        (PriorityFacts(is_crisis=True), (4, 4), 0, "crisis_first"),
        (PriorityFacts(is_theft_online=True), (4, 4), 1, "theft_online"),
        (PriorityFacts(is_in_game=True), (4, 4), 2, "in_game"),
        (PriorityFacts(is_major_complaint=True), (4, 4), 2, "major_matter"),
        (PriorityFacts(first_level="LR"), (4, 4), 2, "major_matter"),
        (PriorityFacts(first_level="MR"), (4, 4), 2, "major_matter"),
        (PriorityFacts(risk_level="L3"), (4, 4), 2, "risk_level"),
        (PriorityFacts(risk_level="L4"), (4, 4), 1, "risk_level"),
        (PriorityFacts(tier="T2"), (4, 4), 3, "tier"),
        (PriorityFacts(tier="T3"), (3, 3), 2, "tier"),
        (PriorityFacts(incident_priority=1), (4, 4), 1, "incident"),
        (PriorityFacts(incident_priority=3), (1, 1), 3, "incident"),
    ],
)
def test_each_modifier_alone(facts: PriorityFacts, start: tuple[int, int], priority: int, code: str) -> None:
    found, reasons = prioritise(*start, facts)

    assert (found, reasons[-1].code, reasons[-1].params["priority"]) == (priority, code, priority)


@pytest.mark.parametrize(
    "facts",
    [
        PriorityFacts(is_in_game=True),
        PriorityFacts(risk_level="L3"),
        PriorityFacts(risk_level="L2"),
        PriorityFacts(tier="T3"),
        PriorityFacts(tier="T1"),
        PriorityFacts(first_level="MR"),
    ],
)
def test_a_modifier_that_changes_nothing_leaves_no_reason(facts: PriorityFacts) -> None:
    assert prioritise(1, 2, facts)[1][1:] == ()


def test_tier_alone_lifts_nothing_above_p2() -> None:
    assert prioritise(2, 2, PriorityFacts(tier="T3"))[0] == 2


def test_the_order_is_fixed() -> None:
    everything = PriorityFacts(
        is_theft_online=True,
        is_in_game=True,
        is_major_complaint=True,
        risk_level="L4",
        tier="T3",
        incident_priority=3,
    )
    crowd = PriorityFacts(is_in_game=True, risk_level="L4", tier="T3", incident_priority=3)

    assert [reason.code for reason in prioritise(4, 4, everything)[1]] == ["matrix", "theft_online", "incident"]
    assert [reason.code for reason in prioritise(4, 4, crowd)[1]] == ["matrix", "in_game", "risk_level", "incident"]


def test_a_person_in_danger_is_never_part_of_a_crowd() -> None:
    assert prioritise(1, 1, PriorityFacts(is_crisis=True, incident_priority=3))[0] == 0


@pytest.mark.parametrize(
    ("text", "context", "priority"),
    [
        ("盗号的还在我号上，正在转我的金币", Context(), 1),
        ("改名卡在哪", Context(in_game_now=True), 2),
        ("改名卡在哪", Context(tier="T3"), 2),
        ("改名卡在哪", Context(tier="T2"), 2),
        ("会员积分怎么用", Context(tier="T2"), 3),
        ("改名卡在哪", Context(risk_level="L4"), 1),
        ("改名卡在哪", Context(incident_priority=1), 1),
        ("改名卡在哪", Context(usual={"OP-04": (1, 1)}), 1),
        ("改名卡在哪，再不说我就打12315", Context(), 2),
    ],
)
def test_the_text_and_what_is_known_lift_the_priority(text: str, context: Context, priority: int) -> None:
    assert classify(text, context=context).priority == priority


@pytest.mark.parametrize(
    ("text", "in_game"),
    [
        ("刚打的比赛中断了", True),
        ("我还在对局里，卡住了", True),
        ("打到一半断了", True),
        ("I'm still in the match, help", True),
        ("in the middle of a match it crashed", True),
        ("昨天打到一半断了", False),
        ("上周比赛中断了", False),
        ("yesterday in the middle of a match it crashed", False),
        ("充值没到账", False),
    ],
)
def test_being_in_a_match_is_guessed_unless_it_is_long_past(text: str, in_game: bool) -> None:
    assert classify(text).in_game_now is in_game


def test_what_the_form_says_about_the_match_counts() -> None:
    assert classify("刚打的比赛中断了", context=Context(in_game_now=False)).in_game_now is False
    assert classify("改名", context=Context(in_game_now=True)).in_game_now is True


@pytest.mark.parametrize(
    ("text", "urgency", "impact"),
    [
        ("报名一直失败，比赛还有半小时开始", 1, 3),
        ("活动今天截止，奖励领不了", 2, 3),
        ("不急，奖励没发", 4, 3),
        ("所有人都掉线了", 2, 1),
        ("被误封了，几万块的号", 3, 2),
        ("手滑把几万块的装备分解了", 3, 2),
        ("改名", 3, 3),
    ],
)
def test_the_words_change_urgency_and_impact(text: str, urgency: int, impact: int) -> None:
    verdict = classify(text)

    assert (verdict.urgency, verdict.impact) == (urgency, impact)
