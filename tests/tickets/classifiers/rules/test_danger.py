"""Words that must call a person and words of gamers that must not, said as people say them.

The sentences were used to mend the lists, so they guard what is heard now; they measure nothing about sentences that
nobody here has read.
"""

import json
import sys
from pathlib import Path

import pytest

from tickets.classifiers.rules import classify

SENTENCES = json.loads((Path(__file__).parent.parent / "data" / "danger.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_danger_is_heard_and_the_language_of_gamers_is_not_taken_for_it(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    danger, harmless = SENTENCES["danger"][language], SENTENCES["harmless"][language]

    missed = [text for text in danger if "crisis" not in classify(text).signals]
    false = [text for text in harmless if "crisis" in classify(text).signals]

    with capsys.disabled():
        sys.stdout.write(
            f"\n{language}: {len(danger) - len(missed)} of {len(danger)} dangers heard {missed},"
            f" {len(false)} of {len(harmless)} false alarms {false}\n"
        )
    assert len(missed) <= 0.05 * len(danger)
    assert len(false) <= 0.03 * len(harmless)


@pytest.mark.parametrize(
    "text",
    ["怎么联系你们的客服", "买了件衣服皮肤", "转服", "舒服", "I love your service", "What are your service hours?"],
)
def test_service_is_not_a_server(text: str) -> None:
    assert classify(text).category != "NT-05"


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("今天上线发现地图颜色变了", "OT-09"),
        ("1111111", "OT-01"),
        ("啊啊啊啊", "OT-01"),
        ("我不是说账号被盗，是想问怎么改名", "OP-04"),
        ("没有被盗，就是忘了密码", "AC-01"),
        ("麻烦帮我看看这个问题谢谢", "OT-09"),
        ("谢谢", "SG-03"),
    ],
)
def test_what_is_said_counts_and_what_is_denied_or_merely_polite_does_not(text: str, category: str) -> None:
    assert classify(text).category == category
