"""Conversations of fifty messages, played like all others: a desk has some, and its pages must stand them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from helpdesk.demo.bulk.wording import ASK, WHAT, WHERE
from helpdesk.demo.content import Do, Language, Step
from helpdesk.demo.people import Stage
from helpdesk.demo.plan import Pace, TicketPlan
from tickets.enums import Channel

ROUNDS = 24
LIVELY = Pace(False, False, False, False, keeps_promise=True, says_solved=True, answers_survey=True)
OVER_FOR, STILL_WAITING = timedelta(days=50), timedelta(hours=30)


def long_talks(tickets: Sequence[TicketPlan], stage: Stage, now: datetime) -> Iterator[TicketPlan]:
    """Two of each language: one long over, one in which the player has been asked and has not answered yet."""
    for language in ("zh", "en"):
        plan = next(t for t in tickets if t.scenario.language == language and t.scenario.category.startswith("PY"))
        rounds = tuple(_rounds(plan, stage, language))
        ends = [step for step in plan.scenario.steps if step.do in {Do.RESOLVE, Do.SOLVED}][:2]
        asks = Step(Do.ASK, rounds[-1].text)
        for name, steps, age in (
            ("over", (*rounds, *ends), OVER_FOR),
            ("waiting", (*rounds[:-1], asks), STILL_WAITING),
        ):
            yield replace(
                plan,
                key=f"demo:long:{language}:{name}",
                seed=f"{plan.seed}:{name}",
                scenario=replace(plan.scenario, steps=steps),
                opened_at=now - age,
                channel=Channel.IN_GAME,
                pace=LIVELY,
            )


def _rounds(plan: TicketPlan, stage: Stage, language: Language) -> Iterator[Step]:
    """The player writes, we answer, so many times."""
    answers = [*stage.content.phrases["acknowledge"][language], *stage.content.phrases["progress"][language]]
    words = (WHERE[language], WHAT[language], ASK[language])
    gap, end = (" ", ".") if language == "en" else ("", "。")
    yield Step(Do.REPLY, answers[0])
    for number in range(ROUNDS):
        said = (part[(number * 7) % len(part)] for part in words)
        yield Step(Do.PLAYER, gap.join(said) + end)
        yield Step(Do.REPLY, answers[number % len(answers)])
