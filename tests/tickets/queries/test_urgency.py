"""Which priority is a ticket's own, read from its log while another one lends it a more urgent one."""

from typing import Any

import pytest

from tickets.queries.urgency import own_after


def classified(priority: str, source: str = "model") -> tuple[str, dict[str, Any]]:
    return "ticket.classified", {"priority": priority, "source": source}


def changed(before: str, after: str, because: str = "") -> tuple[str, dict[str, Any]]:
    return "ticket.changed", {"priority": [before, after]} | ({"because": because} if because else {})


LENT = changed("P4", "P1", "merged")


@pytest.mark.parametrize(
    ("events", "own"),
    [
        ([], None),
        ([classified("P4", "rules")], None),
        ([LENT], "P4"),
        ([classified("P4", "rules"), LENT, ("ticket.changed", {"tags": [[], ["x"]]})], "P4"),
        ([changed("P4", "P2", "merged"), changed("P2", "P1", "merged")], "P4"),
        ([LENT, changed("P1", "P2", "unmerged")], "P4"),
        ([LENT, changed("P1", "P4", "unmerged")], None),
        ([LENT, changed("P1", "P3")], None),
        ([LENT, changed("P1", "P3"), changed("P3", "P2", "merged")], "P3"),
        ([LENT, classified("P3")], "P3"),
        ([LENT, classified("P1", "person")], "P4"),
        ([LENT, classified("P0", "rules")], None),
    ],
)
def test_the_own_priority_is_what_the_ticket_had_or_was_read_as_unless_somebody_set_one(
    events: list[tuple[str, dict[str, Any]]], own: str | None
) -> None:
    assert own_after(events) == own
