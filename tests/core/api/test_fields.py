"""Fields of requests and resources."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from rest_framework import serializers

from core.api import fields
from core.api.formats import id_or_none, moment, path_id, text_id
from core.api.serializers import DayField, IdField, MomentField, StrictBooleanField, StrictCharField
from core.errors import NotThere
from core.models import Agent, Game

SHANGHAI = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    ("field", "sent", "value"),
    [
        (IdField(), "4711", 4711),
        (MomentField(), "2026-11-21T10:00:00+08:00", datetime(2026, 11, 21, 2, tzinfo=UTC)),
        (DayField(), "2010-05-31", date(2010, 5, 31)),
        (StrictBooleanField(), False, False),
        (StrictCharField(), "  kept \u202e ", "  kept \u202e "),
        (StrictCharField(allow_blank=True), " \u200b ", ""),
    ],
)
def test_what_is_sent_becomes_a_value(field: serializers.Field[Any, Any, Any, Any], sent: Any, value: Any) -> None:
    assert field.run_validation(sent) == value


@pytest.mark.parametrize(
    ("field", "sent"),
    [
        (IdField(), 4711),
        (IdField(), "１２"),
        (IdField(), True),
        (MomentField(), 5),
        (MomentField(), "2026-11-21T10:00:00"),
        (MomentField(), "1999-12-31T23:59:59Z"),
        (MomentField(), "2100-01-01T00:00:00Z"),
        (DayField(), "2010-5-31"),
        (DayField(), "2010-02-30"),
        (DayField(), 20100531),
        (StrictBooleanField(), "true"),
        (StrictBooleanField(), 1),
        (StrictCharField(), "\ud800"),
        (StrictCharField(), "a\x00"),
        (StrictCharField(), 5),
        (StrictCharField(), "\u200b"),
    ],
)
def test_what_cannot_be_a_value_is_refused(field: serializers.Field[Any, Any, Any, Any], sent: Any) -> None:
    with pytest.raises(serializers.ValidationError):
        field.run_validation(sent)


def test_values_look_the_same_on_the_way_out() -> None:
    assert IdField().to_representation(5) == text_id(5) == "5"
    assert MomentField().to_representation(datetime(2026, 11, 21, 10, tzinfo=SHANGHAI)) == "2026-11-21T02:00:00Z"
    assert DayField().to_representation(date(2010, 5, 31)) == "2010-05-31"
    assert (moment(None), text_id(None)) == (None, None)


@pytest.mark.parametrize("text", ["", "-1", "1e3", "１", "9223372036854775808", "1" * 30, " 1"])
def test_what_cannot_be_an_id_is_none(text: str) -> None:
    assert id_or_none(text) is None
    with pytest.raises(NotThere):
        path_id(text)


@pytest.mark.django_db
def test_a_provider_is_asked_once_for_a_whole_list_and_its_gaps_are_filled() -> None:
    games = [Game.objects.create(slug=f"g{n}", name_zh="a", name_en="b", kind="cards") for n in range(3)]
    asked: list[int] = []

    def stars(rows: Any, agent: Agent) -> dict[int, int]:
        asked.append(len(rows))
        return {games[1].pk: 5}

    fields.register("thing", "stars", stars, schema=serializers.IntegerField(), default=lambda: 0)
    try:
        assert fields.provided("thing", games, Agent()) == [{"stars": 0}, {"stars": 5}, {"stars": 0}]
        assert fields.provided("thing", [], Agent()) == []
        assert fields.defaults("thing") == {"stars": 0}
        assert [extra.name for extra in fields.extras_for("thing")] == ["stars"]
        assert fields.provided("other", games, Agent()) == [{}, {}, {}]
    finally:
        del fields._registry["thing"]
    assert asked == [3]
