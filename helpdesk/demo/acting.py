"""Act one planned ticket out: every step is one of the product's own actions, at the time that the plan says."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from core import clock
from core.models import Actor, Agent, Group
from escalation.actions import cares, cases, crises, promises
from escalation.enums import CareAnswer, CaseKind, CaseState, FollowUpOutcome
from escalation.models import Case, CrisisCare
from helpdesk.demo.content import Do
from helpdesk.demo.pace import Moment, Time
from helpdesk.demo.people import Stage
from helpdesk.demo.plan import TicketPlan
from helpdesk.demo.wording import fill, spoken_time
from knowledge.engines.taxonomy import by_code
from knowledge.models import Category
from qa.actions import surveys
from tickets.actions import changes, lifecycle, replies
from tickets.enums import Status
from tickets.models import Ticket
from tickets.policies.crisis import is_in_crisis

FRONT_LINE = "FL"
USUAL_HANDS = {"agent@demo.test": 6, "agent2@demo.test": 4}
OWN_LANGUAGE = 3
CASE_KINDS: dict[str, CaseKind] = {
    "CARD": CaseKind.HAND_REVIEW, "SEC": CaseKind.ACCOUNT_SECURITY, "TEC": CaseKind.TECHNICAL, "PAY": CaseKind.PAYMENT,
    "GAM": CaseKind.GAME_DATA, "CMP": CaseKind.COMPLAINT, "LEG": CaseKind.LEGAL, "GRD": CaseKind.REFUND,
}  # fmt: skip


@dataclass
class Act:
    """A ticket on its way, and who has had it so far."""

    stage: Stage
    plan: TicketPlan
    ticket: Ticket
    rng: random.Random
    hands: dict[str, Agent] = field(default_factory=dict)

    @property
    def player(self) -> Actor:
        return Actor.of_player(self.ticket.player_id, self.ticket.player.nickname)

    def agent_of(self, group: str) -> Agent:
        """Who acts for the group on this ticket: chosen once, so that the player meets the same person again."""
        if group not in self.hands:
            people = self.stage.cast(group, self.plan.person.game.slug, self.plan.scenario.language)
            self.hands[group] = self.rng.choices(people, [self._weight(agent) for agent in people])[0]
        return self.hands[group]

    def _weight(self, agent: Agent) -> int:
        """Chinese tickets go to those accounts first that a visitor signs in with, English ones to native speakers."""
        if self.plan.scenario.language == "en":
            return OWN_LANGUAGE if agent.language == "en" else 1
        return USUAL_HANDS.get(agent.email, 1)

    def holder(self) -> Actor:
        """The agent of the group that has the ticket; takes it first if nobody holds it."""
        agent = self.agent_of(self.ticket.group.code)
        actor = Actor.of_agent(agent)
        if self.ticket.assignee_id is None:
            self.ticket = lifecycle.take(self.ticket, by=actor)
        return actor

    def say(self, text: str, moment: Moment, *, by: str) -> str:
        """The words of a step, with the names and times of this moment filled in."""
        others = self.stage.cast(FRONT_LINE, self.plan.person.game.slug, self.plan.scenario.language)
        spoken = {"agent": by, "colleague": next((a.name for a in others if a.name != by), by)}
        if moment.due_at is not None:
            spoken["due"] = spoken_time(moment.due_at, moment.at, self.plan.scenario.language)
        return fill(text, {**self.plan.words, **spoken})

    def phrase(self, name: str) -> str:
        """One of the usual phrases in the ticket's language."""
        return self.rng.choice(self.stage.content.phrases[name][self.plan.scenario.language])


def act(part: Act, moment: Moment) -> None:
    """Do what the moment holds; the clock must be frozen at its time."""
    if moment.step is None:
        _TIME[Time(moment.deed)](part)
    else:
        if part.ticket.first_response_at is None and moment.deed != Do.PLAYER:
            _look_at(part)
        _DEEDS[Do(moment.deed)](part, moment)
    part.ticket = Ticket.objects.select_related("game", "player", "group").get(pk=part.ticket.pk)


def _look_at(part: Act) -> None:
    """Somebody reads the ticket for the first time: takes it, and mends what the machine got wrong."""
    truth = by_code()[part.plan.scenario.category]
    by = part.holder()
    if part.ticket.category_id != truth.code:
        category = Category.objects.get(pk=truth.code)
        part.ticket = changes.change_ticket(part.ticket, by=by, category=category, reason=part.phrase("corrected"))
        by = part.holder()
    home = truth.group.code if truth.group.receives_directly else FRONT_LINE
    if part.ticket.group.code != home:
        part.ticket = lifecycle.hand_over(part.ticket, by=by, group=part.stage.groups[home], note=part.phrase("routed"))
        part.holder()


def _reply(part: Act, moment: Moment) -> None:
    by = part.holder()
    replies.send_reply(part.ticket, by=by, body=_words(part, moment, by))


def _ask(part: Act, moment: Moment) -> None:
    by = part.holder()
    replies.ask_player(part.ticket, by=by, body=_words(part, moment, by))


def _note(part: Act, moment: Moment) -> None:
    assert moment.step is not None
    by = Actor.of_agent(part.agent_of(moment.step.group)) if moment.step.group else part.holder()
    replies.add_note(part.ticket, by=by, body=_words(part, moment, by))


def _player(part: Act, moment: Moment) -> None:
    replies.receive_message(part.ticket, by=part.player, body=_words(part, moment, part.player))


def _hand_over(part: Act, moment: Moment) -> None:
    assert moment.step is not None
    by = part.holder()
    group: Group = part.stage.groups[moment.step.group]
    if group.pk == part.ticket.group_id:
        replies.add_note(part.ticket, by=by, body=_words(part, moment, by))
    else:
        lifecycle.hand_over(part.ticket, by=by, group=group, note=_words(part, moment, by))


def _escalate(part: Act, moment: Moment) -> None:
    assert moment.step is not None
    by = part.holder()
    kind = CASE_KINDS.get(moment.step.group, CaseKind.EXPERT_OPINION)
    group = part.stage.groups[moment.step.group]
    cases.escalate(part.ticket, by=by, kind=kind, group=group, note=_words(part, moment, by))


def _answer(part: Act, moment: Moment) -> None:
    case = Case.objects.select_related("group").filter(ticket=part.ticket, state=CaseState.OPEN).earliest("id")
    by = Actor.of_agent(part.agent_of(case.group.code))
    cases.answer_case(case, by=by, answer=_words(part, moment, by))


def _promise(part: Act, moment: Moment) -> None:
    """Said to the player, and kept as an object with its own clock."""
    assert moment.due_at is not None
    by = part.holder()
    words = _words(part, moment, by)
    replies.send_reply(part.ticket, by=by, body=words)
    promises.make_promise(part.ticket, by=by, text=words, due_at=moment.due_at)


def _follow_up(part: Act, moment: Moment) -> None:
    assert moment.step is not None
    by = part.holder()
    at = clock.now() + timedelta(hours=moment.step.hours)
    lifecycle.follow_up(part.ticket, by=by, at=at, note=_words(part, moment, by))


def _resolve(part: Act, moment: Moment) -> None:
    assert moment.step is not None
    by = part.holder()
    missing = {name: value for name, value in facts_of(part).items() if name not in part.ticket.facts}
    if missing:
        part.ticket = changes.change_ticket(part.ticket, by=by, facts=missing)
    lifecycle.resolve(
        part.ticket,
        by=by,
        summary=part.say(moment.step.summary, moment, by=by.name),
        root_cause=part.stage.content.causes[moment.step.cause][part.plan.scenario.language],
        body=_words(part, moment, by),
    )


def _solved(part: Act, moment: Moment) -> None:
    lifecycle.confirm(part.ticket, by=part.player, solved=True)


def _not_solved(part: Act, moment: Moment) -> None:
    words = _words(part, moment, part.player)
    lifecycle.confirm(part.ticket, by=part.player, solved=False, comment=words)


def _survey(part: Act, moment: Moment) -> None:
    """The score, with the thanks that came with the yes and the comment; nobody in danger is asked for one."""
    assert moment.step is not None
    if is_in_crisis(part.ticket):
        return
    thanks = [step.text for step in part.plan.scenario.steps if step.do == Do.SOLVED][-1:]
    said = [part.say(text, moment, by="") for text in (*thanks, moment.step.text) if text]
    surveys.answer_survey(part.ticket, by=part.player, score=moment.step.score, comment="\n".join(said))


def _words(part: Act, moment: Moment, by: Actor) -> str:
    assert moment.step is not None
    return part.say(moment.step.text, moment, by=by.name)


def facts_of(part: Act, *, wanted: Iterable[str] = ()) -> dict[str, str]:
    """The facts of the scenario, and the usual value for those that the category requires (or that are `wanted`)."""
    plan, language = part.plan, part.plan.scenario.language
    names = set(wanted) or {use.fact.key for use in by_code()[plan.scenario.category].facts if use.required}
    usual = {name: part.stage.content.facts[name][language] for name in names}
    return {name: fill(value, plan.words) for name, value in {**usual, **plan.scenario.facts}.items()}


def _call(part: Act) -> None:
    """Somebody asks how the player is, and somebody else how the agent is."""
    if not is_in_crisis(part.ticket):
        return
    crises.follow_up_crisis(part.ticket, by=part.holder(), outcome=FollowUpOutcome.REACHED)
    for care in CrisisCare.objects.filter(crisis=part.ticket.pk).select_related("agent", "supervisor"):
        cares.answer_care(care.pk, by=Actor.of_agent(care.agent), answer=CareAnswer.GO_ON)
        if care.supervisor is not None:
            cares.note_talk(care.pk, by=Actor.of_agent(care.supervisor))


def _close(part: Act) -> None:
    by = part.holder() if is_in_crisis(part.ticket) else Actor.system()
    lifecycle.close(part.ticket, by=by, reason="unanswered")


def _archive(part: Act) -> None:
    if part.ticket.status == Status.CLOSED:
        lifecycle.archive(part.ticket, by=Actor.system())


_DEEDS: dict[Do, Callable[[Act, Moment], None]] = {
    Do.REPLY: _reply,
    Do.ASK: _ask,
    Do.NOTE: _note,
    Do.PLAYER: _player,
    Do.HAND_OVER: _hand_over,
    Do.ESCALATE: _escalate,
    Do.ANSWER: _answer,
    Do.PROMISE: _promise,
    Do.FOLLOW_UP: _follow_up,
    Do.RESOLVE: _resolve,
    Do.SOLVED: _solved,
    Do.NOT_SOLVED: _not_solved,
    Do.SURVEY: _survey,
}
_TIME: dict[Time, Callable[[Act], None]] = {Time.CALL: _call, Time.CLOSE: _close, Time.ARCHIVE: _archive}
