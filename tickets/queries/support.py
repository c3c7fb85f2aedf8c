"""What the player's form and lists offer: games, first choices, the rest of the categories, earlier tickets."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from core import clock
from core.models import Game
from knowledge.engines.taxonomy import by_code
from knowledge.models import Category
from players.models import Player
from tickets.models import Attachment, Ticket, TrackingLink
from tickets.models.tickets import ALIVE
from tickets.queries.player_links import Identity

SIMILAR_WITHIN = timedelta(days=3)
LISTED = 20


@dataclass(frozen=True)
class Choice:
    """One category as a button."""

    code: str
    label: str
    icon: str


@dataclass(frozen=True)
class Section:
    """A first-level category with its second-level ones."""

    label: str
    choices: list[Choice] = field(default_factory=list)


def open_games() -> QuerySet[Game]:
    """The games that take tickets."""
    return Game.objects.filter(is_active=True)


def offered_categories() -> QuerySet[Category]:
    """Every category that a player may choose, in the order of its code, with its parent."""
    offered = [code for code, sub in by_code().items() if sub.offered]
    return Category.objects.filter(code__in=offered, is_active=True).select_related("parent")


def offered_category(code: str) -> Category | None:
    """That category, if a player may choose it."""
    sub = by_code().get(code)
    return offered_categories().filter(code=code).first() if sub and sub.offered else None


def first_choices(categories: Iterable[Category], kind: str) -> list[Choice]:
    """The first buttons for this kind of game, in their order and in their own short words."""
    ranked = [category for category in categories if kind in category.form_rank]
    words = "en" if (get_language() or "").startswith("en") else "zh"
    return [
        Choice(category.code, category.form_rank[kind][words], category.form_rank[kind]["icon"])
        for category in sorted(ranked, key=lambda category: category.form_rank[kind]["rank"])
    ]


def sections(categories: Iterable[Category]) -> list[Section]:
    """All categories by their parents."""
    found: dict[str, Section] = {}
    for category in categories:
        if category.parent is not None:
            section = found.setdefault(category.parent.code, Section(category.parent.name))
            section.choices.append(Choice(category.code, category.name, category.icon))
    return list(found.values())


def known_tickets(link_ids: Collection[int], identity: Identity | None) -> QuerySet[Ticket]:
    """Tickets that this visitor may know of: opened in this browser, or of the player whom the game signed for."""
    mine = Q(pk__in=_opened_here(link_ids)) if link_ids else Q(pk__in=())
    if identity is not None:
        player = Player.objects.filter(game__slug=identity.game, uid=identity.uid).values_list("pk", flat=True).first()
        mine |= Q(is_player_verified=True, player=player)
    return Ticket.objects.filter(mine).select_related("category", "game").order_by("-id")


def _opened_here(link_ids: Collection[int]) -> list[int]:
    """A link that was revoked since is forgotten; read first, so that the database finds each ticket by its key."""
    live = TrackingLink.objects.filter(pk__in=link_ids, revoked_at=None, expires_at__gt=clock.now())
    return list(live.values_list("ticket_id", flat=True))


def similar_open(known: QuerySet[Ticket], game: Game, category: str) -> Ticket | None:
    """A ticket about the same matter of the last days that is still being worked on."""
    since = clock.now() - SIMILAR_WITHIN
    return known.filter(game=game, category_id=category, status__in=ALIVE, created_at__gte=since).first()


def live_links(tickets: Iterable[Ticket]) -> dict[int, TrackingLink]:
    """The live tracking link of each ticket, by the ticket's id."""
    wanted = [ticket.pk for ticket in tickets]
    found = TrackingLink.objects.filter(ticket__in=wanted, revoked_at=None, expires_at__gt=clock.now())
    return {link.ticket_id: link for link in found}


def unused_uploads(ids: Iterable[str], uploader_key: str) -> list[Attachment]:
    """The uploads of this form that no message has yet, among these ids; anybody else's are not there."""
    rows = Attachment.objects.filter(message=None, uploader_key=uploader_key).order_by("created_at", "id")
    wanted = set(ids)
    return [row for row in rows if str(row.pk) in wanted] if wanted else []
