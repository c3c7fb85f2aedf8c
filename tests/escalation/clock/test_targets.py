"""What the policy demands: domain table 4.3, line by line."""

from dataclasses import replace

import pytest

from core.clock import Calendar, business_days
from escalation.clock import Amount, InvalidAmount, Override, Rule, Target
from escalation.enums import ClockKind, TargetKind
from tests.factories.clocks import HOUR, MIN, service_calendar, shipped_policy

POLICY = shipped_policy()
BH, BD = HOUR, business_days(service_calendar(), 1)


def seconds(
    kind: str, *, priority: int, category: str = "OP-01", channel: str = "web", tier: str = "T0"
) -> float | None:
    """The target of one kind in seconds."""
    target = POLICY.target(TargetKind(kind), priority, category, channel, tier)
    return None if target is None else target.seconds


class TestAmounts:
    @pytest.mark.parametrize("text", ["15m", "8bh", "3bd", "1.5h", " 60m "])
    def test_a_span_is_read(self, text: str) -> None:
        assert Amount.parse(text).number == float(text.strip().rstrip("mbhd"))

    @pytest.mark.parametrize("text", ["", "0m", "m", "-1h", "3 bd", "3bw", "1e3m", "100000m", "15m;", "٣h"])
    def test_what_is_no_span_is_refused(self, text: str) -> None:
        with pytest.raises(InvalidAmount):
            Amount.parse(text)


class TestTable:
    """Domain table 4.3, line by line."""

    @pytest.mark.parametrize(
        ("priority", "live_first", "first", "live_next", "following"),
        [
            (0, 1 * MIN, 10 * MIN, 2 * MIN, 10 * MIN),
            (1, 1 * MIN, 15 * MIN, 2 * MIN, 15 * MIN),
            (2, 1 * MIN, 60 * MIN, 3 * MIN, 1 * HOUR),
            (3, 2 * MIN, 8 * BH, 5 * MIN, 8 * BH),
            (4, 5 * MIN, 16 * BH, 10 * MIN, 16 * BH),
        ],
    )
    def test_the_answer_times_of_a_priority(
        self, priority: int, live_first: float, first: float, live_next: float, following: float
    ) -> None:
        for channel in ("chat", "in_game"):
            assert seconds("first_response", priority=priority, channel=channel) == live_first
            assert seconds("next_response", priority=priority, channel=channel) == live_next
        for channel in ("web", "email", "phone", "api"):
            assert seconds("first_response", priority=priority, channel=channel) == first
            assert seconds("next_response", priority=priority, channel=channel) == following

    @pytest.mark.parametrize(
        ("priority", "update", "resolution"),
        [
            (0, 30 * MIN, 1 * HOUR),
            (1, 1 * HOUR, 4 * HOUR),
            (2, 4 * HOUR, 24 * HOUR),
            (3, 1 * BD, 3 * BD),
            (4, 3 * BD, 7 * BD),
        ],
    )
    @pytest.mark.parametrize("channel", ["chat", "web"])
    def test_the_spans_of_a_priority(self, priority: int, update: float, resolution: float, channel: str) -> None:
        assert seconds("update", priority=priority, channel=channel) == update
        assert seconds("resolution", priority=priority, channel=channel) == resolution

    @pytest.mark.parametrize("priority", [0, 1, 2])
    def test_urgent_targets_count_around_the_clock(self, priority: int) -> None:
        target = POLICY.target(TargetKind.RESOLUTION, priority, "OP-01", "web", "T0")

        assert target is not None
        assert target.calendar == Calendar.always()

    @pytest.mark.parametrize("priority", [3, 4])
    @pytest.mark.parametrize("channel", ["chat", "web"])
    def test_other_targets_count_in_service_hours(self, priority: int, channel: str) -> None:
        target = POLICY.target(TargetKind.FIRST_RESPONSE, priority, "OP-01", channel, "T0")

        assert target is not None
        assert target.calendar == service_calendar()

    @pytest.mark.parametrize(("tier", "factor"), [("T0", 1.0), ("T1", 0.75), ("T2", 0.5), ("T3", 0.5), ("", 1.0)])
    def test_a_tier_shortens_the_response_targets_of_p2_to_p4(self, tier: str, factor: float) -> None:
        assert seconds("first_response", priority=2, tier=tier) == 60 * MIN * factor
        assert seconds("next_response", priority=3, tier=tier) == 8 * BH * factor
        assert seconds("first_response", priority=4, tier=tier, channel="chat") == 5 * MIN * factor
        assert seconds("resolution", priority=3, tier=tier) == 3 * BD
        assert seconds("update", priority=3, tier=tier) == 1 * BD

    @pytest.mark.parametrize("priority", [0, 1])
    def test_a_tier_changes_nothing_for_p0_and_p1(self, priority: int) -> None:
        assert seconds("first_response", priority=priority, tier="T3") == seconds("first_response", priority=priority)

    @pytest.mark.parametrize(
        ("category", "kind", "amount"),
        [
            ("ES-02", "specialist", 30 * MIN),
            ("CD-06", "specialist", 30 * MIN),
            ("ES-02", "promise", 30 * MIN),
            ("CD-06", "promise", 30 * MIN),
            ("CD-01", "resolution", 24 * HOUR),
            ("AC-02", "freeze", 10 * MIN),
            ("AC-02", "specialist", 2 * HOUR),
            ("AC-02", "resolution", 3 * BD),
            ("AP-01", "resolution", 72 * HOUR),
            ("AP", "resolution", 72 * HOUR),
            ("PY-01", "resolution", 4 * HOUR),
            ("MR-01", "first_response", 24 * HOUR),
            ("MR-01", "document_check", 5 * BD),
            ("MR-01", "resolution", 15 * BD),
            ("PV-03", "resolution", 15 * BD),
            ("RN-05", "resolution", 2 * BD),
            ("LR-01", "internal_owner", 2 * HOUR),
        ],
    )
    def test_the_overrides_of_a_category(self, category: str, kind: str, amount: float) -> None:
        assert seconds(kind, priority=2, category=category) == amount

    def test_an_override_does_not_loosen_the_answer_in_chat(self) -> None:
        assert seconds("first_response", priority=2, category="MR-01", channel="chat") == 1 * MIN

    def test_a_second_level_category_comes_before_its_first_level(self) -> None:
        own = Override("AP-05", TargetKind.RESOLUTION, Rule(Amount.parse("24h"), Calendar.always()))
        policy = replace(POLICY, overrides=(own, *POLICY.overrides))

        assert policy.target(TargetKind.RESOLUTION, 3, "AP-05", "web", "T0") == always_utc(24 * HOUR)
        assert policy.target(TargetKind.RESOLUTION, 3, "AP-01", "web", "T0") == always_utc(72 * HOUR)

    def test_other_categories_keep_the_priority_s_target(self) -> None:
        assert seconds("resolution", priority=1, category="AC-03") == 4 * HOUR
        assert seconds("specialist", priority=1, category="AC-03") is None

    def test_a_ticket_is_measured_by_four_targets(self) -> None:
        targets = POLICY.targets(priority=2, category="OP-01", channel="web", tier="T1")

        assert {kind: target.seconds for kind, target in targets.by_kind.items()} == {
            ClockKind.FIRST_RESPONSE: 45 * MIN,
            ClockKind.NEXT_RESPONSE: 45 * MIN,
            ClockKind.UPDATE: 4 * HOUR,
            ClockKind.RESOLUTION: 24 * HOUR,
        }


def always_utc(amount: float) -> Target:
    """So many seconds of plain time, on the policy's own calendar."""
    return Target(amount, Calendar.always())
