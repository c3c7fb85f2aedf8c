"""Say what a new ticket is, how urgent, and who should have it, by rule and inside the intake's transaction.

A person's word is final (`corrections.py`). Danger to a person is the one thing that a machine may act on at once, and
all it does is to call somebody: the crisis group gets the ticket and is paged, and a person settles what it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db import connection, models

from core import clock
from core.actions import events
from core.actions.rows import reserving
from core.models import Actor, Group
from tickets.actions.changing import apply
from tickets.actions.crisis import page_crisis_staff
from tickets.classifiers.rules import classify
from tickets.classifiers.rules.demands import demand_line
from tickets.classifiers.text import clip
from tickets.classifiers.verdicts import NOTHING_KNOWN, Context, Signal, Verdict
from tickets.enums import Emotion, Priority, VerdictSource
from tickets.models import Classification, PendingLook, Ticket
from tickets.policies.crisis import CRISIS_GROUP

DEMAND_MAX = 200
FRONT_LINE = "FL"
FIRST = 1
_HOUSE = """
WITH keys AS ({keys})
SELECT keys.*, c.code, c.urgency, c.impact, EXISTS (SELECT FROM tickets_learnedmodel WHERE is_active),
  g.id, g.code, g.receives_directly, g.is_restricted
FROM keys, core_group g
LEFT JOIN knowledge_category c ON c.group_id = g.id AND c.is_active AND c.parent_id IS NOT NULL
"""


@dataclass(frozen=True)
class Place:
    """What an installation says about a category: urgency and impact, and the group if it receives tickets directly."""

    urgency: int
    impact: int
    direct_group: str
    is_looked_at_again: bool


@dataclass(frozen=True)
class House:
    """The categories and groups of the installation by their codes, and the keys that were reserved on the way."""

    places: Mapping[str, Place]
    groups: Mapping[str, Group]
    keys: Sequence[int] = ()


@dataclass(frozen=True)
class Triaged:
    """What is to be written with the ticket: the verdict's row, the question for a second look if there is one, the
    event.
    """

    verdict: Verdict
    row: Classification
    look: PendingLook | None
    deed: events.Deed

    @property
    def rows(self) -> list[models.Model]:
        return [self.row] if self.look is None else [self.row, self.look]


def triage(
    ticket: Ticket, house: House, *, text: str, chosen_category: str = "", in_game_now: bool | None = None, by: Actor
) -> Triaged:
    """Classify a ticket that is about to be written: its columns are set, and what belongs to it is handed back.

    The verdict is final at once where no learned model looks again, or where a person has to look. Where danger to a
    person is possible, the crisis group has the ticket and nobody else sees it; the caller pages crisis staff.
    """
    context = context_of(ticket, house.places, chosen_category=chosen_category, in_game_now=in_game_now)
    verdict = in_use(classify(text, ticket.subject, context), house.places)
    place = house.places[verdict.category]
    fields = fields_of(verdict)
    fields["is_classification_final"] = verdict.needs_person or not place.is_looked_at_again
    direct = CRISIS_GROUP if verdict.needs_person else place.direct_group
    if direct:
        group = house.groups[direct]
        fields |= {"group": group, "is_restricted": group.is_restricted}
    for name, value in fields.items():
        setattr(ticket, name, value)
    data = told(ticket, verdict, VerdictSource.RULES)
    deed = events.Deed("ticket.classified", subject=ticket, by=by, data=data)
    look = None if ticket.is_classification_final else _look(ticket, seq=FIRST, chosen_category=chosen_category)
    return Triaged(verdict, _row(ticket, verdict, source=VerdictSource.RULES), look, deed)


def as_ours(ticket: Ticket, triaged: Triaged, house: House, *, chosen_category: str) -> Triaged:
    """A ticket that opens with our own words is about what we say it is about; no machine reads them for danger.

    It stands where its category goes directly, else with the front line, and nobody looks at it a second time.
    """
    place = house.places[chosen_category]
    group = house.groups[place.direct_group or FRONT_LINE]
    ticket.category_id, ticket.group, ticket.is_restricted = chosen_category, group, group.is_restricted
    ticket.priority, ticket.signals, ticket.emotion = Priority.P3, [], Emotion.CALM
    ticket.is_classification_final = True
    verdict = replace(triaged.verdict, category=chosen_category, priority=Priority.P3, emotion=Emotion.CALM, signals=())
    row = _row(ticket, verdict, source=VerdictSource.PERSON)
    data = told(ticket, verdict, VerdictSource.PERSON)
    return Triaged(verdict, row, None, replace(triaged.deed, data=data))


def _look(ticket: Ticket, *, seq: int, chosen_category: str = "") -> PendingLook:
    """The question whether the learned classifier reads this message of the player within seconds (`second_look`)."""
    return PendingLook(ticket=ticket, seq=seq, chosen_category=chosen_category, created_at=clock.now())


def heed_message(ticket: Ticket, *, text: str) -> None:
    """Read what the player wrote later: mood and new signals are kept; danger to a person is P0 and pages.

    The ticket must be locked. It goes to the crisis group and out of everybody else's sight; a colleague who is working
    on it keeps it, because a talk must not break off now, until crisis staff take it over.
    """
    verdict = classify(text, context=Context(game_kind=ticket.game.kind))
    signals = [signal.value for signal in Signal if signal in {*ticket.signals, *verdict.signals}]
    quiet: dict[str, Any] = {"emotion": verdict.emotion, "signals": signals}
    if {name: getattr(ticket, name) for name in quiet} != quiet:
        apply(ticket, bump=False, **quiet)
    if ticket.priority == Priority.P0:
        return
    if not verdict.needs_person:
        if settings.LEARNED_CLASSIFIER:
            _look(ticket, seq=ticket.message_seq).save()
        return
    call_for_help(ticket, verdict, source=VerdictSource.RULES)


def call_for_help(ticket: Ticket, verdict: Verdict, *, source: VerdictSource, is_paging: bool = True) -> None:
    """A later message sounds like danger: the locked ticket is P0, the crisis group has it and is paged.

    A merged ticket only goes out of everybody's sight (`is_paging=False`): help is called to where it goes on.
    """
    group = Group.objects.get(code=CRISIS_GROUP)
    signals = [signal.value for signal in Signal if signal in {*ticket.signals, *verdict.signals}]
    fields: dict[str, Any] = {"priority": Priority.P0, "group": group, "signals": signals}
    apply(ticket, is_restricted=ticket.is_restricted or group.is_restricted, **fields)
    keep(ticket, replace(verdict, category=ticket.category_id, priority=Priority.P0), source=source)
    data = {"category": ticket.category_id, "priority": "P0", "signals": signals, "version": ticket.version}
    events.record("ticket.classified", subject=ticket, by=Actor.system(), data=data | {"source": source})
    if is_paging:
        page_crisis_staff(ticket)


def house_in_use(*kinds: type[models.Model]) -> House:
    """Every group, every second-level category in use and whether a learned model is, with one statement.

    With `kinds` a key for a new row of each is reserved by the same statement.
    """
    keys = reserving(*kinds) if kinds else "SELECT 1"
    with connection.cursor() as cursor:
        cursor.execute(_HOUSE.format(keys=keys))
        rows = cursor.fetchall()
    places, groups = {}, {}
    for *_keys, category, urgency, impact, is_looked_at_again, pk, group, is_direct, is_restricted in rows:
        if group not in groups:
            own = (pk, group, is_direct, is_restricted)
            groups[group] = Group.from_db(connection.alias, ("id", "code", "receives_directly", "is_restricted"), own)
        if category is not None:
            places[category] = Place(urgency, impact, group if is_direct else "", is_looked_at_again)
    return House(places, groups, rows[0][: len(kinds)])


def places_in_use() -> Mapping[str, Place]:
    """What the installation says about its categories, by their codes."""
    return house_in_use().places


def context_of(
    ticket: Ticket, places: Mapping[str, Place], *, chosen_category: str, in_game_now: bool | None
) -> Context:
    """What a classifier is told beside the words of a new ticket."""
    return Context(
        game_kind=ticket.game.kind,
        chosen_category=chosen_category,
        in_game_now=in_game_now,
        tier=ticket.player.tier,
        usual={code: (place.urgency, place.impact) for code, place in places.items()},
    )


def in_use(verdict: Verdict, places: Mapping[str, Place]) -> Verdict:
    """The verdict with a category that the installation uses."""
    if verdict.category in places:
        return verdict
    others = (alternative.category for alternative in verdict.alternatives)
    category = next((code for code in others if code in places), NOTHING_KNOWN)
    return replace(verdict, category=category, confidence=0.0, confident=False)


def fields_of(verdict: Verdict) -> dict[str, Any]:
    """The columns of a ticket that a verdict fills."""
    return {
        "category_id": verdict.category,
        "urgency": verdict.urgency,
        "impact": verdict.impact,
        "priority": verdict.priority,
        "difficulty": verdict.difficulty,
        "language": verdict.language,
        "emotion": verdict.emotion,
        "core_demand": clip(demand_line(verdict.core_demand, verdict.language), DEMAND_MAX),
        "in_game_now": verdict.in_game_now,
        "signals": list(verdict.signals),
    }


def keep(ticket: Ticket, verdict: Verdict, *, source: VerdictSource) -> None:
    """Keep what was said of the ticket, by whom and why; the newest row counts."""
    _row(ticket, verdict, source=source).save()


def _row(ticket: Ticket, verdict: Verdict, *, source: VerdictSource) -> Classification:
    return Classification(
        ticket=ticket,
        source=source,
        version=verdict.version,
        category_id=verdict.category,
        confidence=verdict.confidence,
        is_confident=verdict.confident,
        alternatives=[alternative.as_json() for alternative in verdict.alternatives],
        reasons=[reason.as_json() for reason in verdict.reasons],
        priority=verdict.priority,
        emotion=verdict.emotion,
        signals=list(verdict.signals),
        created_at=clock.now(),
    )


def told(ticket: Ticket, verdict: Verdict, source: VerdictSource) -> dict[str, Any]:
    """What `ticket.classified` carries."""
    return {
        "category": verdict.category,
        "confidence": verdict.confidence,
        "is_confident": verdict.confident,
        "priority": f"P{verdict.priority}",
        "emotion": verdict.emotion,
        "signals": list(verdict.signals),
        "group": ticket.group.code,
        "source": source,
    }
