"""Why somebody has a ticket, in both languages."""

from typing import Any

import pytest
from django.utils import translation

from tickets.queries.grounds import why_text

PAY = {"zh": "充值与退款", "en": "Payments and refunds"}


@pytest.mark.parametrize(
    ("reason", "chinese", "english"),
    [
        ({"code": "group", "group": "SEC"}, "属于账号安全组", "group Account security"),
        ({"code": "group", "group": "gone"}, "属于gone", "group gone"),
        ({"code": "language", "language": "zh-Hans"}, "会中文", "answers in Chinese"),
        ({"code": "language_waived", "language": "en"}, "在岗的人都不会英文", "nobody there answers in English"),
        ({"code": "skill", **PAY, "level": 2}, "充值与退款 2 级", "Payments and refunds level 2"),
        (
            {"code": "level_waived", **PAY, "level": 1},
            "充值与退款 1 级，更高的暂无空档",
            "Payments and refunds level 1, nobody better was free",
        ),
        ({"code": "skill_waived", **PAY}, "会充值与退款的暂无空档", "nobody with Payments and refunds was free"),
        ({"code": "load", "active": 3, "capacity": 8}, "在手 3/8", "3 of 8 tickets"),
        ({"code": "waited", "seconds": 59}, "等了不到 1 分钟", "waited less than a minute"),
        ({"code": "waited", "seconds": 60}, "等了 1 分钟", "waited 1 min"),
        ({"code": "waited", "seconds": 3599}, "等了 59 分钟", "waited 59 min"),
        ({"code": "waited", "seconds": 3600}, "等了 1 小时", "waited 1 hour"),
        ({"code": "waited", "seconds": 86399}, "等了 23 小时", "waited 23 hours"),
        ({"code": "waited", "seconds": 172800}, "等了 2 天", "waited 2 days"),
        ({"code": "of a later release"}, "", ""),
        ({}, "", ""),
    ],
    ids=str,
)
def test_each_ground_has_its_words(reason: dict[str, Any], chinese: str, english: str) -> None:
    with translation.override("zh-hans"):
        assert why_text([reason]) == chinese
    with translation.override("en"):
        assert why_text([reason]) == english


def test_several_grounds_are_one_line() -> None:
    reasons: list[dict[str, Any]] = [
        {"code": "group", "group": "FL"},
        {"code": "new"},
        {"code": "load", "active": 1, "capacity": 2},
    ]

    with translation.override("zh-hans"):
        assert why_text(reasons) == "属于一线客服、在手 1/2"
    with translation.override("en"):
        assert why_text(reasons) == "group Front line, 1 of 2 tickets"
