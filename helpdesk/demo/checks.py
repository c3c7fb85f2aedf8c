"""What is wrong with the demo's content, as sentences; an empty list means that it can be played."""

import re
from collections import Counter
from collections.abc import Iterator

from core.enums import GameKind
from helpdesk.demo.content import PUBLIC_STEPS, Content, Do, Scenario, Step
from helpdesk.demo.wording import GAME_WORDS, PLACEHOLDER, known_words
from knowledge.engines.taxonomy import by_code, load_taxonomy
from tickets.enums import Channel
from tickets.policies.outgoing import asks_for_secret

_REAL_LOOKING = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx]|\d{16,19})(?!\d)")
_PROMISES_TOO_MUCH = re.compile(
    r"保证|百分之百|包您|绝对会|一定能|一定会|guarantee|100 ?% sure|definitely will", re.IGNORECASE
)


def problems_of(content: Content) -> list[str]:
    """Every mistake in the content, each with the place where it stands."""
    return [
        *_staff_problems(content),
        *_game_problems(content),
        *(f"{s.key}: {problem}" for s in content.scenarios for problem in scenario_problems(s, content)),
        *_phrase_problems(content),
        *(f"scenario {key} occurs twice" for key, n in Counter(s.key for s in content.scenarios).items() if n > 1),
    ]


def scenario_problems(scenario: Scenario, content: Content) -> Iterator[str]:
    """What is wrong with one conversation."""
    if scenario.category not in by_code():
        yield f"unknown category {scenario.category}"
    if not scenario.games or set(scenario.games) - set(GameKind.values):
        yield f"unknown kinds of game {scenario.games}"
    if not scenario.channels or set(scenario.channels) - set(Channel.values):
        yield f"unknown channels {scenario.channels}"
    if scenario.weight < 1 or not scenario.subject or not scenario.opening or not scenario.steps:
        yield "weight, subject, opening and steps are needed"
    yield from _fact_problems(scenario)
    yield from _text_problems(scenario, known_words(content))
    for step in scenario.steps:
        yield from _step_problems(step, content)
    yield from _order_problems(scenario)


def _fact_problems(scenario: Scenario) -> Iterator[str]:
    facts = load_taxonomy().facts
    for key, value in scenario.facts.items():
        if key not in facts:
            yield f"unknown fact {key}"
        elif facts[key].options and "{" not in value and value not in {option.value for option in facts[key].options}:
            yield f"{value} is no option of {key}"


def _text_problems(scenario: Scenario, known: frozenset[str]) -> Iterator[str]:
    for text in scenario.templates:
        unknown = set(PLACEHOLDER.findall(text)) - known
        if unknown:
            yield f"unknown placeholders {sorted(unknown)}"
        if _REAL_LOOKING.search(text):
            yield f"looks like a real number: {text}"
    if "{due}" in scenario.subject + scenario.opening:
        yield "a player cannot know what will be promised"


def _step_problems(step: Step, content: Content) -> Iterator[str]:
    if step.do in PUBLIC_STEPS and asks_for_secret(step.text):
        yield f"asks for a secret: {step.text}"
    if step.do in PUBLIC_STEPS and _PROMISES_TOO_MUCH.search(step.text):
        yield f"promises too much: {step.text}"
    needs_group = step.do in {Do.HAND_OVER, Do.ESCALATE}
    if (step.group or needs_group) and step.group not in load_taxonomy().groups:
        yield f"unknown group {step.group}"
    if step.do == Do.PROMISE and not (0 < step.minutes <= 30 * 24 * 60 and "{due}" in step.text):
        yield "a promise needs minutes and says {due}"
    if step.do == Do.FOLLOW_UP and not 0 < step.hours <= 24 * 30:
        yield "a follow-up needs hours"
    if step.do == Do.RESOLVE and (step.cause not in content.causes or not step.summary):
        yield f"resolve needs a known cause and a summary, not {step.cause!r}"
    if step.do == Do.SURVEY and not 1 <= step.score <= 5:
        yield f"a survey's score is 1 to 5, not {step.score}"
    if step.do not in {Do.SOLVED, Do.SURVEY} and not step.text:
        yield f"{step.do} without words"


def _order_problems(scenario: Scenario) -> Iterator[str]:
    """Follow the steps as the product would: cases open and are answered, nothing but the player follows a resolve."""
    cases, is_resolved = 0, False
    for number, step in enumerate(scenario.steps, 1):
        after_end = step.do in {Do.SOLVED, Do.NOT_SOLVED, Do.SURVEY}
        if is_resolved != after_end:
            yield f"step {number} ({step.do}) {'follows' if is_resolved else 'needs'} a resolve"
        if step.do == Do.ASK and cases:
            yield f"step {number} asks the player while a specialist has the case"
        if step.do == Do.ANSWER and not cases:
            yield f"step {number} answers no case"
        if step.do == Do.RESOLVE and cases:
            yield f"step {number} resolves with {cases} open cases"
        cases += {Do.ESCALATE: 1, Do.ANSWER: -1}.get(step.do, 0)
        is_resolved = step.do == Do.RESOLVE or (is_resolved and step.do in {Do.SOLVED, Do.SURVEY})
    if not is_resolved:
        yield "it never comes to an end"


def _staff_problems(content: Content) -> Iterator[str]:
    groups = load_taxonomy().groups
    slugs = {game.slug for game in content.games}
    for member in content.staff:
        if not member.email.endswith("@demo.test"):
            yield f"{member.email} is outside demo.test"
        if set(member.groups + member.leads) - set(groups) or set(member.leads) - set(member.groups):
            yield f"{member.email} has wrong groups"
        if set(member.games) - slugs or not member.roles or not member.team or not member.skills:
            yield f"{member.email} lacks a role, team, skill or game"
    led = Counter(code for member in content.staff for code in member.leads)
    yield from (f"group {code} has {led[code]} leads" for code in groups if led[code] != 1)
    for language in ("zh", "en"):
        speakers = {code for member in content.staff if language in member.speaks for code in member.groups}
        yield from (f"nobody in {code} speaks {language}" for code in groups if code not in speakers)


def _phrase_problems(content: Content) -> Iterator[str]:
    for name, both in content.phrases.items():
        for text in (text for texts in both.values() for text in texts):
            if asks_for_secret(text) or _PROMISES_TOO_MUCH.search(text) or PLACEHOLDER.search(text):
                yield f"{name}: {text}"


def _game_problems(content: Content) -> Iterator[str]:
    if sorted(game.kind for game in content.games) != sorted(GameKind.values):
        yield "one game of each kind is needed"
    for game in content.games:
        for language in ("zh", "en"):
            if not any(region.language == language for region in game.regions):
                yield f"{game.slug} has no region for {language}"
            yield from (
                f"{game.slug} lacks {word} in {language}" for word in GAME_WORDS if not game.words[word][language]
            )
