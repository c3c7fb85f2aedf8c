"""Who may see a ticket, asked from the ticket's side: for mentions, watchers and whoever else is told something.

The same rule as `scope.visible_to` and `policies.access.can_see`, as one statement over people.
"""

from collections.abc import Mapping, Sequence

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Concat

from core.enums import Permission
from core.models import Agent, Grant
from core.queries.topics import Standing
from tickets.engines.mentions import names_in
from tickets.models import Ticket, Watch
from tickets.queries.family import in_family
from tickets.queries.scope import tickets_for


def staff() -> QuerySet[Agent]:
    """Active people who work at the desk; accounts of programs are none."""
    at_desk = Grant.objects.filter(role__permissions__contains=[Permission.DESK_USE.value])
    return Agent.objects.filter(Q(pk__in=at_desk.values("agent")) | Q(is_superuser=True), is_active=True)


def viewers_of(ticket: Ticket) -> QuerySet[Agent]:
    """Everybody at the desk who may see the ticket now."""
    grants = Grant.objects.filter(Q(game=None) | Q(game_id=ticket.game_id))
    may_see = grants.filter(role__permissions__contains=[Permission.TICKET_VIEW.value])
    people = staff().filter(Q(pk__in=may_see.values("agent")) | Q(is_superuser=True))
    if not ticket.is_restricted:
        return people
    insiders = grants.filter(role__permissions__contains=[Permission.TICKET_VIEW_RESTRICTED.value])
    members = Agent.groups.through.objects.filter(group_id=ticket.group_id)
    inside = (
        Q(is_superuser=True)
        | Q(pk__in=insiders.values("agent"))
        | Q(pk__in=members.values("agent"))
        | Q(pk=ticket.assignee_id)
    )
    return people.filter(inside)


def watchers_of(ticket: Ticket) -> QuerySet[Agent]:
    """Who watches the ticket, or one that is merged into it, and may see it now; who said no here is left in peace."""
    watches = Watch.objects.filter(ticket__in=in_family(ticket), is_on=True)
    unwanted = Watch.objects.filter(ticket=ticket, is_on=False)
    return viewers_of(ticket).filter(pk__in=watches.values("agent")).exclude(pk__in=unwanted.values("agent"))


def staff_named_in(text: str) -> list[Agent]:
    """Everybody at the desk whose name stands behind an `@` in the text; no statement for a text without one."""
    if "@" not in text:
        return []
    called = Concat(Value("@"), F("name"))
    near = list(staff().annotate(text=Value(text)).filter(text__icontains=called))
    meant = names_in(text, [person.name for person in near])
    return [person for person in near if person.name in meant]


def standings(agent: Agent, ids: Sequence[int]) -> Mapping[int, Standing]:
    """How these tickets stand for the agent; those that the agent may not see are left out."""
    rows = tickets_for(agent).filter(pk__in=ids).values_list("pk", "is_restricted")
    return {pk: Standing(is_visible=True, is_restricted=restricted) for pk, restricted in rows}
