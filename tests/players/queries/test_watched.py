"""Stretches that are alike are looked at once: what each is told is what it would be told alone."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import product

import pytest

from players.engines.watch import Look
from players.queries.watched import LawBook, Row
from tests.factories.law import local

pytestmark = pytest.mark.django_db
NINE = local("2026-12-04T21:00:00")
MIDNIGHT = local("2026-03-03T00:00:00")
KOREAN_MIDNIGHT = local("2026-03-02T23:00:00")
MINUTE = timedelta(minutes=1)

BIRTHS = (
    None,
    date(2012, 5, 20),
    date(2008, 12, 4),
    date(2008, 12, 5),
    date(2018, 12, 4),
    date(2010, 3, 2),
    date(1990, 1, 1),
)
STATES = (("verified", False), ("none", False), ("none", True), ("in_progress", False))


def rows(place: str, due: datetime, at: datetime) -> list[Row]:
    """Every age, state, beginning, silence and end beside each other, each twice, so that there are some alike."""
    starts = (due - 40 * MINUTE, due - 2 * MINUTE, due + timedelta(seconds=5))
    seen = (at - MINUTE, at - 20 * MINUTE)
    kinds = product(BIRTHS, STATES, starts, seen, (None, at - timedelta(seconds=1)), range(2))
    return [
        Row(
            id=n,
            session=f"s{n}",
            started_at=start,
            last_seen_at=max(start, last),
            ended_at=end if end is None else max(start, end),
            next_check_at=due,
            player_id=n,
            game_id=1,
            game_kind="general",
            person_id=None,
            place=place,
            birth_date=born,
            real_name=name,
            real_name_since=due - timedelta(days=30) if n % 3 else due - timedelta(seconds=30),
            is_guest=guest,
            locale="zh-Hans",
        )
        for n, (born, (name, guest), start, last, end, _twice) in enumerate(kinds, 1)
    ]


@pytest.mark.parametrize("late", [0, 3, 61, 3600])
@pytest.mark.parametrize(("place", "due"), [("CN", NINE), ("KR", KOREAN_MIDNIGHT), ("VN", MIDNIGHT), ("JP", NINE)])
def test_what_is_said_to_many_is_what_is_said_to_each_alone(place: str, due: datetime, late: int) -> None:
    at = due + timedelta(seconds=late)
    every = rows(place, due, at)

    together = LawBook().looks(every, at)

    assert together == _alone(every, at)
    assert any(found.findings for found in together) or place in {"KR", "JP"}  # where little is asked of these


def test_two_who_are_of_one_age_now_and_were_not_before_are_not_taken_for_alike() -> None:
    """At midnight one has become old enough to play on; the other, a day older, was so all the time."""
    pair = [
        row
        for row in rows("KR", KOREAN_MIDNIGHT, KOREAN_MIDNIGHT)
        if row.birth_date == date(2010, 3, 2) and row.ended_at is None
    ][:1]
    pair = [pair[0], pair[0]._replace(id=9001, player_id=9001, birth_date=date(2010, 3, 1))]
    book = LawBook()

    first, second = (book._alike_since_due(row, (), KOREAN_MIDNIGHT) for row in pair)

    assert first != second
    assert book.alike(pair[0], (), KOREAN_MIDNIGHT) == book.alike(pair[1], (), KOREAN_MIDNIGHT)


def _alone(every: Sequence[Row], at: datetime) -> list[Look]:
    book, found = LawBook(), list[Look]()
    for row in every:
        found += book.looks([row], at)
        book.forget()
    return found
