"""Places on a page that upper apps fill."""

from types import SimpleNamespace

import pytest

from core.queries import slots


@pytest.fixture(autouse=True)
def own_slots(monkeypatch):
    """What these tests fill is forgotten afterwards."""
    monkeypatch.setattr(slots, "_registry", {})
    monkeypatch.setattr(slots, "_batches", {})


def test_an_empty_slot_shows_nothing():
    assert slots.fragments_for("nowhere") == []
    assert slots.row_fragments("nowhere", None, [SimpleNamespace(pk=1)]) == {}


def test_fragments_stand_in_their_order_whoever_comes_first():
    def late(_request, _thing):
        return "late"

    def early(_request, _thing):
        return "early"

    slots.fill("place", late, order=90)
    slots.fill("place", early, order=10)

    assert slots.fragments_for("place") == [early, late]


def test_filling_a_slot_twice_shows_once():
    def fragment(_request, _thing):
        return "once"

    def rows(_request, things):
        return {thing.pk: "once" for thing in things}

    for _ in range(2):
        slots.fill("place", fragment)
        slots.fill_list("rows", rows)

    assert slots.fragments_for("place") == [fragment]
    assert slots.row_fragments("rows", None, [SimpleNamespace(pk=1)]) == {1: "once"}


def test_every_app_adds_to_the_rows_that_it_knows_and_is_asked_once():
    asked = []

    def first(_request, things):
        asked.append(len(things))
        return {1: "a", 2: "a"}

    def second(_request, _things):
        return {2: "b"}

    slots.fill_list("rows", second, order=60)
    slots.fill_list("rows", first, order=10)

    shown = slots.row_fragments("rows", None, [SimpleNamespace(pk=pk) for pk in (1, 2, 3)])

    assert shown == {1: "a", 2: "ab"}
    assert asked == [3]


def test_nobody_is_asked_about_an_empty_list():
    def refuses(_request, _things):
        raise AssertionError("asked for nothing")

    slots.fill_list("rows", refuses)

    assert slots.row_fragments("rows", None, []) == {}
