"""What a ticket has to do with others: merged into one, gone on with here, linked from either side."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from core.models import Agent
from tickets.enums import LinkKind, Status
from tickets.models import Merge, Ticket, TicketLink
from tickets.queries.scope import tickets_for

SHOWN = 30


@dataclass(frozen=True)
class Related:
    """Another ticket that the agent may see, and what it is to this one. `kind` is empty for a merged one."""

    id: int
    number: int
    subject: str
    status: str
    words: str
    kind: str = ""

    @property
    def status_name(self) -> str:
        return str(Status(self.status).label)


@dataclass(frozen=True)
class Relations:
    """`merged_into` is None also where the agent may not see that ticket; that it is merged, the ticket itself says.

    `merged_by` is who merged it.
    """

    merged_into: Related | None = None
    merged_by: str = ""
    merged_here: tuple[Related, ...] = ()
    links: tuple[Related, ...] = ()

    @property
    def has_any(self) -> bool:
        return bool(self.merged_here or self.links)


def with_relations(tickets: QuerySet[Ticket], agent: Agent) -> QuerySet[Ticket]:
    """The tickets with what `relations_of` reads, in their own statement; what the agent may not see is left out."""
    visible = tickets_for(agent)
    here = visible.filter(merged_into=OuterRef("pk")).order_by("pk")
    out = TicketLink.objects.filter(ticket=OuterRef("pk"), other__in=visible.values("pk")).order_by("pk")
    back = TicketLink.objects.filter(other=OuterRef("pk"), ticket__in=visible.values("pk")).order_by("pk")
    merge = Merge.objects.filter(source=OuterRef("pk"), undone_at=None)
    return tickets.annotate(
        page_merged_into=Subquery(visible.filter(pk=OuterRef("merged_into")).values(row=_row(""))[:1]),
        page_merged_by=Subquery(merge.values("by__name")[:1]),
        page_merged_here=ArraySubquery(here.values(row=_row(""))[:SHOWN]),
        page_links_out=ArraySubquery(out.values(row=_row("other__", kind=F("kind")))[:SHOWN]),
        page_links_back=ArraySubquery(back.values(row=_row("ticket__", kind=F("kind")))[:SHOWN]),
    )


def _row(path: str, **more: Any) -> JSONObject:
    names = ("id", "number", "subject", "status")
    return JSONObject(**{name: f"{path}{name}" for name in names}, **more)


def relations_of(ticket: Ticket) -> Relations:
    """What a ticket of `with_relations` has to do with others."""
    row: Any = ticket
    into = row.page_merged_into
    return Relations(
        merged_into=_related(into, _("goes on in")) if into else None,
        merged_by=row.page_merged_by or "",
        merged_here=tuple(_related(found, _("merged into this one")) for found in row.page_merged_here),
        links=(*_lines(row.page_links_out, words_out()), *_lines(row.page_links_back, words_back())),
    )


def _lines(rows: Iterable[Mapping[str, Any]], words: Mapping[str, str]) -> Iterable[Related]:

    return [_related(row, words.get(row["kind"], row["kind"]), row["kind"]) for row in rows]


def _related(row: Mapping[str, Any], words: str, kind: str = "") -> Related:
    return Related(row["id"], row["number"], row["subject"], row["status"], words, kind)


def words_out() -> Mapping[str, str]:
    """What this ticket is to the other one."""
    return {kind.value: str(kind.label) for kind in LinkKind}


def words_back() -> Mapping[str, str]:
    """What this ticket is to the one that names it."""
    return {
        LinkKind.RELATED.value: str(LinkKind.RELATED.label),
        LinkKind.DUPLICATE.value: str(LinkKind.DUPLICATE.label),
        LinkKind.FOLLOWS.value: _("goes on in"),
        LinkKind.CAUSES.value: _("is caused by"),
        LinkKind.SPLIT.value: _("was split into"),
    }
