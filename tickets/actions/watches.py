"""Watch a ticket without having it, and tell those who do. Rights are asked when somebody is told, not before."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.actions.notifications import notify
from core.enums import ActorKind
from core.errors import DomainError, InvalidInput, NotAllowed, NotThere
from core.models import Actor, Agent, Event
from core.queries.attention import preferences_of
from tickets.models import Ticket, Watch
from tickets.policies.access import can_see
from tickets.queries.audience import staff_named_in, viewers_of, watchers_of

MOST = 100


class TooManyWatchers(DomainError):
    """A ticket that everybody watches tells nobody anything."""

    code = "ticket.too_many_watchers"
    status = 409
    message = gettext_lazy("Many colleagues watch this ticket already. Ask one of them to keep you informed.")


@transaction.atomic
def set_watch(ticket: Ticket, *, by: Actor, on: bool) -> None:
    """The agent is told about the ticket from now on, or no more; it is a private mark, so there is no event."""
    if by.agent is None:
        raise NotAllowed
    if not can_see(by, ticket):
        raise NotThere
    if on and Watch.objects.filter(ticket=ticket, is_on=True).exclude(agent=by.agent).count() >= MOST:
        raise TooManyWatchers
    fields = {"is_on": on, "since": clock.now()}
    Watch.objects.update_or_create(ticket=ticket, agent=by.agent, defaults=fields)


def mentioned_in(ticket: Ticket, text: str, *, by: Actor) -> list[int]:
    """The people whom a note on the ticket calls by `@name`, as ids.

    Raises `InvalidInput` when somebody is meant who may not see it: the author knows it, and nobody else learns that
    the ticket exists. A name that nobody has is plain text.
    """
    named = staff_named_in(text)
    if not named:
        return []
    seeing = set(viewers_of(ticket).filter(pk__in=[person.pk for person in named]).values_list("pk", flat=True))
    reached = {person.name for person in named if person.pk in seeing}
    missed = sorted({person.name for person in named} - reached)
    if missed:
        sentence = _("%(names)s may not see this ticket and would not hear of it. Please take the @ away.")
        raise InvalidInput({"body": [sentence % {"names": _(", ").join(missed)}]})
    return sorted(seeing - {by.id})


def tell_mentioned(event: Event) -> None:
    """A note was written: whom it mentions is told, and watches from then on unless that is not wanted."""
    ticket = Ticket.objects.filter(pk=event.subject_id).first()
    if ticket is None:
        return
    people = list(viewers_of(ticket).filter(pk__in=event.data.get("mentions", [])))
    params = {"number": ticket.number, "subject": ticket.subject, "who": event.actor_name}
    _tell(people, event, ticket, kind="ticket.mentioned", params=params)
    author = [event.actor_id] if event.actor_kind == ActorKind.AGENT and event.actor_id is not None else []
    chosen = preferences_of([*(person.pk for person in people), *author])
    watching = [p.pk for p in people if p.pk not in chosen or chosen[p.pk].watches_mentions]
    watching += [pk for pk in author if pk in chosen and chosen[pk].watches_own_notes]
    _begin(ticket, watching)


def tell_watchers(event: Event) -> None:
    """Whoever watches hears that the player wrote, that it is solved, or that a deadline was missed."""
    ticket = Ticket.objects.filter(pk=event.subject_id).first()
    if ticket is None or event.name not in KINDS:
        return
    people = watchers_of(ticket)
    known = {event.actor_id} if event.actor_kind == ActorKind.AGENT else set()
    if KINDS[event.name] == "watch.breached":
        known.add(ticket.assignee_id)  # who has it is told anyway
    people = people.exclude(pk__in=[pk for pk in known if pk is not None])
    params = {"number": ticket.number, "subject": ticket.subject}
    _tell(people, event, ticket, kind=KINDS[event.name], params=params)


KINDS = {
    "message.received": "watch.message",
    "ticket.resolved": "watch.resolved",
    "sla.breached": "watch.breached",
    "promise.broken": "watch.breached",
}


def _begin(ticket: Ticket, agents: Iterable[int]) -> None:
    """Let these watch who never decided about this ticket; who said no is left in peace."""
    rows = [Watch(ticket=ticket, agent_id=pk, since=clock.now()) for pk in agents]
    Watch.objects.bulk_create(rows, ignore_conflicts=True)


def _tell(people: Iterable[Agent], event: Event, ticket: Ticket, *, kind: str, params: dict[str, object]) -> None:
    url, topic = f"/desk/tickets/{ticket.number}", f"ticket:{ticket.pk}"
    notify(people, key=f"{kind}:{event.pk}", kind=kind, params=params, url=url, topic=topic)
