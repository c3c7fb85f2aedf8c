"""Events that concern two tickets name the other one only to whoever may see it now."""

from collections.abc import Iterable
from typing import Any, Protocol

from django.db.models import QuerySet

from tickets.models import Ticket

NAMING = frozenset(
    {"ticket.merged", "ticket.unmerged", "ticket.split", "message.moved", "ticket.linked", "ticket.unlinked"}
)
"""Events of a ticket whose data say `ticket` and `number` of another one, and perhaps its `subject`."""


class Happening(Protocol):
    """What an event is to this module."""

    @property
    def name(self) -> str: ...

    @property
    def data(self) -> Any: ...


def hide_others(happened: Iterable[Happening], visible: QuerySet[Ticket]) -> None:
    """Take out of the events what names a ticket that is not among the `visible` ones: id, number and subject.

    One statement for all of them, none where no event names another ticket. The data are changed in place.
    """
    naming = [event.data for event in happened if event.name in NAMING and event.data.get("ticket") is not None]
    if not naming:
        return
    seen = set(visible.filter(pk__in={data["ticket"] for data in naming}).values_list("pk", flat=True))
    for data in naming:
        if data["ticket"] in seen:
            continue
        data["ticket"] = data["number"] = None
        if "subject" in data:
            data["subject"] = ""
