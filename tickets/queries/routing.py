"""Who may be given tickets, what tickets ask for, and which of them fit whom: the rows behind `engines/routing.py`.

`fitting` says inside a query what `engines.routing.fit` says about plain values; a test holds one against the other.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, JSONObject

from core import clock
from core.enums import Permission
from core.models import Agent, AgentSkill, Grant
from core.queries.directory import load_of
from core.queries.people import available_agents
from tickets.engines.routing import ANY_LANGUAGE, Candidate, Matter, Need, Patience, fit
from tickets.models import RoutingPolicy, SkillNeed, Ticket
from tickets.models.tickets import IN_HAND

NEEDED = {Permission.DESK_USE, Permission.TICKET_VIEW, Permission.TICKET_TAKE}
MOST_DIFFICULT = 3
URGENCY = ("priority", F("next_due_at").asc(nulls_last=True), "pk")


@dataclass(frozen=True)
class Rule:
    """One row of needed skills: which tickets ask for it."""

    need: Need
    category: str
    tier: str

    @property
    def condition(self) -> Q:
        """The tickets that ask for it."""
        asked = Q()
        if self.category:
            is_second = "-" in self.category
            asked &= Q(category_id=self.category) if is_second else Q(category__code__startswith=f"{self.category}-")
        return asked & Q(player__tier=self.tier) if self.tier else asked

    def asks(self, ticket: Ticket) -> bool:
        """Whether this ticket asks for it."""
        fits = not self.category or ticket.category_id == self.category
        fits = fits or ("-" not in self.category and ticket.category_id.startswith(f"{self.category}-"))
        return fits and self.tier in {"", ticket.player.tier}


@dataclass(frozen=True)
class Rules:
    """Everything that administrators say about routing, read once for a pass."""

    needs: tuple[Rule, ...]
    policies: Mapping[int | None, RoutingPolicy]
    now: datetime

    def policy(self, game_id: int | None) -> RoutingPolicy:
        """The game's own policy, or the one for every game."""
        return self.policies.get(game_id) or self.policies[None]

    def waited(self, span: str) -> Q:
        """Tickets that have been with nobody for at least this span of their game's policy."""
        return self.older("since", span)

    def older(self, field: str, span: str) -> Q:
        """Tickets whose `field` is at least this span of their game's policy ago."""
        own = {game: policy for game, policy in self.policies.items() if game is not None}
        found = Q(**{f"{field}__lte": self._before(self.policies[None], span)}) & ~Q(game_id__in=list(own))
        for game, policy in own.items():
            found |= Q(game_id=game, **{f"{field}__lte": self._before(policy, span)})
        return found

    def _before(self, policy: RoutingPolicy, span: str) -> datetime:
        return self.now - timedelta(minutes=getattr(policy, span))

    def matter(self, ticket: Ticket) -> Matter:
        """What the ticket (with game, player and group) asks for now."""
        policy = self.policy(ticket.game_id)
        return Matter(
            group=ticket.group_id,
            group_code=ticket.group.code,
            game=ticket.game_id,
            language=ticket.language,
            needs=tuple(_needed(rule.need, ticket.difficulty) for rule in self.needs if rule.asks(ticket)),
            waited=(self.now - (ticket.placed_at or ticket.created_at)).total_seconds(),
            patience=Patience(
                level=60.0 * policy.level_after_minutes,
                skill=60.0 * policy.skill_after_minutes,
                language=60.0 * policy.language_after_minutes,
            ),
        )


def _needed(need: Need, difficulty: int) -> Need:
    return Need(need.skill, max(need.level, min(difficulty, MOST_DIFFICULT)), need.name_zh, need.name_en)


def rules_now() -> Rules:
    """The rules as they stand; two statements. A skill that nobody has yet is not asked for: all would only wait."""
    held = AgentSkill.objects.filter(skill=OuterRef("skill"), agent__is_active=True)
    rows = SkillNeed.objects.filter(Exists(held)).select_related("skill").order_by("pk")
    needs = tuple(
        Rule(Need(row.skill_id, row.level, row.skill.name_zh, row.skill.name_en), row.category_id or "", row.tier)
        for row in rows
    )
    policies: dict[int | None, RoutingPolicy] = {None: RoutingPolicy()}
    policies |= {policy.game_id: policy for policy in RoutingPolicy.objects.all()}
    return Rules(needs, policies, clock.now())


def candidates(agents: QuerySet[Agent]) -> list[Candidate]:
    """These agents as the engine wants them, with rights, skills and load; one statement."""
    grants = Grant.objects.filter(agent=OuterRef("pk")).order_by("pk")
    skills = AgentSkill.objects.filter(agent=OuterRef("pk")).order_by("pk")
    groups = Agent.groups.through.objects.filter(agent_id=OuterRef("pk")).order_by("group_id")
    people = agents.select_related("workload").annotate(
        own_grants=ArraySubquery(grants.values(row=JSONObject(game="game_id", may="role__permissions"))),
        own_skills=ArraySubquery(skills.values(row=JSONObject(skill="skill_id", level="level"))),
        own_groups=ArraySubquery(groups.values("group_id")),
    )
    return [_candidate(agent) for agent in people.order_by("pk")]


def _candidate(agent: Any) -> Candidate:
    return Candidate(
        id=agent.pk,
        name=agent.name,
        groups=frozenset(agent.own_groups),
        games=None if agent.is_superuser else _games(agent.own_grants),
        languages=frozenset(agent.tongues),
        skills={row["skill"]: row["level"] for row in agent.own_skills},
        active=load_of(agent),
        capacity=agent.capacity,
        given_at=agent.workload.given_at if hasattr(agent, "workload") else None,
    )


def _games(grants: Iterable[Mapping[str, Any]]) -> frozenset[int] | None:
    """The games for which the grants together allow to see and take tickets at the desk; None: every one."""
    held: dict[int | None, set[str]] = {}
    for grant in grants:
        held.setdefault(grant["game"], set()).update(grant["may"])
    everywhere = held.get(None, set())
    if everywhere >= NEEDED:
        return None
    return frozenset(game for game, may in held.items() if game is not None and may | everywhere >= NEEDED)


def free_candidates() -> list[Candidate]:
    """Those who may be given work now: signed in, set to available, in a group, and with room."""
    return [found for found in candidates(available_agents()) if found.has_room and found.groups]


def fitting_of(ticket: Ticket, people: Collection[int]) -> set[int]:
    """Of these agents those whom the ticket fits by group, game, language and skills; at most five statements.

    It asks as for automatic assignment, without room and presence, which the caller has looked at.
    """
    if not people:
        return set()
    matter = rules_now().matter(ticket)
    return {one.id for one in candidates(Agent.objects.filter(pk__in=people)) if fit(one, matter) is not None}


def with_nobody() -> QuerySet[Ticket]:
    """Tickets that somebody has to do something about and that nobody has, with `since`, the most urgent first."""
    waiting = Ticket.objects.filter(status__in=IN_HAND, assignee__isnull=True)
    return waiting.annotate(since=Coalesce("placed_at", "created_at")).order_by(*URGENCY)


class OwnWaiting(NamedTuple):
    """How many tickets in somebody's own hand have a player who waits, and the number of the most urgent one."""

    tickets: int
    number: int


def own_waiting(agent: Agent) -> OwnWaiting | None:
    """The agent's own tickets in hand on which a player waits for an answer, or None; those put aside do not count."""
    mine = Ticket.objects.filter(assignee=agent, status__in=IN_HAND, waiting_since__isnull=False)
    waiting = list(mine.exclude(snoozed_by=agent, snoozed_until__isnull=False).order_by(*URGENCY))
    return OwnWaiting(len(waiting), waiting[0].number) if waiting else None


def fitting(candidate: Candidate, rules: Rules) -> Q:
    """The tickets of `with_nobody` that the candidate may have now.

    Members of a restricted group see its tickets; of other groups no ticket is theirs here.
    """
    found = Q(group_id__in=sorted(candidate.groups))
    if candidate.games is not None:
        found &= Q(game_id__in=sorted(candidate.games))
    found &= Q(language__in=[*sorted(candidate.languages), ANY_LANGUAGE]) | rules.waited("language_after_minutes")
    for rule in rules.needs:
        found &= ~rule.condition | _good_enough(rule, candidate, rules)
    return found


def _good_enough(rule: Rule, candidate: Candidate, rules: Rules) -> Q:
    """Of the tickets that ask for the skill, those for which the candidate has enough of it, or that ask no more."""
    level, waived = candidate.skills.get(rule.need.skill, 0), rules.waited("skill_after_minutes")
    if not level:
        return waived
    enough = Q(difficulty__lte=level) if level < MOST_DIFFICULT else Q(difficulty__gte=0)
    waived |= rules.waited("level_after_minutes")
    return enough | waived if level >= rule.need.level else waived


LONGEST_READING = timedelta(seconds=5)


def to_give(found: Iterable[Candidate], rules: Rules) -> QuerySet[Ticket]:
    """The tickets with nobody that at least one of these may be given automatically, the most urgent first.

    One that the learned classifier is about to read again waits for it, a few seconds at most: it may belong elsewhere.
    """
    wanted = Q(pk__in=())
    for condition in {_key(candidate): fitting(candidate, rules) for candidate in found}.values():
        wanted |= condition
    read = Q(is_classification_final=True) | Q(created_at__lte=clock.now() - LONGEST_READING)
    tickets = with_nobody().filter(wanted, read)
    own = {game: policy.is_automatic for game, policy in rules.policies.items() if game is not None}
    if rules.policy(None).is_automatic:
        off = [game for game, is_on in own.items() if not is_on]
        return tickets.exclude(game_id__in=off) if off else tickets
    return tickets.filter(game_id__in=[game for game, is_on in own.items() if is_on])


def _key(candidate: Candidate) -> tuple[Any, ...]:
    """What `fitting` depends on: people who are alike make one condition."""
    return (candidate.groups, candidate.games, candidate.languages, tuple(sorted(candidate.skills.items())))
