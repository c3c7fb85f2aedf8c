"""`classify`: one text and its context in, one verdict out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from knowledge.engines.taxonomy import by_code
from tickets.classifiers.keywords.matching import Matches, matcher
from tickets.classifiers.languages import detect_language
from tickets.classifiers.lexicons import lexicon_version
from tickets.classifiers.rules.choosing import Choice, choose
from tickets.classifiers.rules.demands import demand_of
from tickets.classifiers.rules.moments import Moment, moment_of
from tickets.classifiers.rules.moods import mood_of
from tickets.classifiers.rules.patterns import pattern_hits
from tickets.classifiers.rules.priorities import PriorityFacts, prioritise
from tickets.classifiers.rules.safety import Safety, look_for_danger
from tickets.classifiers.rules.scoring import Evidence, evidence_of, in_words_of, rank
from tickets.classifiers.rules.signals import signals_of
from tickets.classifiers.text import Text, read
from tickets.classifiers.verdicts import Context, Reason, Verdict

HARD: Final = frozenset({"crisis", "legal", "regulator", "media"})
PUBLIC_PRESSURE: Final = frozenset({"legal", "regulator", "media"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What the rules find in a text, before anything is decided. `scores` ranks categories without the SF family."""

    matches: Matches
    usable: tuple[Evidence, ...]
    safety: Safety
    scores: Mapping[str, float]


def classify(text: str, subject: str = "", context: Context | None = None) -> Verdict:
    """What a message is about, how urgent it is and what it tells beside; the same input always gives the same answer.

    Never raises, whatever the text. `subject` is read before the text unless the text begins with it.
    """
    context = context or Context()
    reading = read_message(text, subject, context)
    choice = choose(reading.scores, reading.usable, reading.matches.text, reading.safety, context)
    return verdict_on(reading, choice, context)


def read_message(text: str, subject: str, context: Context) -> Reading:
    """Read the text once: its evidence, its danger, its ranking."""
    matches = matcher().match(read(joined(subject, text)))
    evidence = in_words_of(context.game_kind, evidence_of(matches))
    safety = look_for_danger(matches, evidence)
    usable = tuple(piece for piece in evidence if not piece.category.startswith("SF"))
    is_threat = any(hit.term.name == "threat_if" for hit in matches.concepts)
    return Reading(matches, usable, safety, rank(usable, context, is_threat=is_threat))


def verdict_on(reading: Reading, choice: Choice, context: Context, *, version: str = "") -> Verdict:
    """The whole verdict on a text whose category is chosen: urgency, priority, signals, mood, demand, reasons."""
    moment = _moment(reading.matches, choice, context)
    return _verdict(reading, choice, moment, context, version=version or lexicon_version())


def joined(subject: str, text: str) -> str:
    """The subject before the text, unless the text begins with it."""
    start = subject.strip().rstrip("…")
    return text if not start or text.lstrip().startswith(start) else f"{subject}\n{text}"


def _moment(matches: Matches, choice: Choice, context: Context) -> Moment:
    """Urgency and impact of the category, or of what the text says where that is graver than the player's choice."""
    moment = moment_of(matches, choice.category, context)
    top = choice.text_category
    if choice.confident or not top or top == choice.category or choice.category != context.chosen_category:
        return moment
    graver = moment_of(matches, top, context)
    if (graver.urgency, graver.impact) >= (moment.urgency, moment.impact):
        return moment
    reason = Reason("text_graver", {"category": top})
    return Moment(
        min(graver.urgency, moment.urgency),
        min(graver.impact, moment.impact),
        moment.is_in_game or graver.is_in_game,
        graver.is_theft_online,
        (*graver.reasons, reason),
    )


def _verdict(reading: Reading, choice: Choice, moment: Moment, context: Context, *, version: str) -> Verdict:
    matches, safety = reading.matches, reading.safety
    is_about_more = choice.category[:2] not in {"SG", "OT", "CN"}
    signals, signal_reasons = signals_of(
        matches, pattern_hits(matches), is_crisis=safety.is_crisis, is_about_more=is_about_more
    )
    facts = _priority_facts(choice, moment, safety, signals, context)
    priority, priority_reasons = prioritise(moment.urgency, moment.impact, facts)
    emotion, emotion_reason = mood_of(matches, choice.category, is_crisis=safety.is_crisis)
    reasons = (*safety.reasons, *choice.reasons, *signal_reasons, *moment.reasons, *priority_reasons)
    return Verdict(
        category=choice.category,
        confidence=choice.confidence,
        confident=choice.confident,
        alternatives=choice.alternatives,
        reasons=(*reasons, emotion_reason) if emotion_reason else reasons,
        urgency=moment.urgency,
        impact=moment.impact,
        priority=priority,
        difficulty=_difficulty(choice, signals),
        language=_language(matches),
        emotion=emotion,
        core_demand=demand_of(matches, choice.category),
        in_game_now=moment.is_in_game,
        signals=signals,
        needs_person=safety.is_crisis,
        restricted=safety.is_crisis or choice.category.startswith("SF"),
        second_matter=choice.second_matter,
        version=version,
    )


def _priority_facts(
    choice: Choice, moment: Moment, safety: Safety, signals: tuple[str, ...], context: Context
) -> PriorityFacts:
    return PriorityFacts(
        is_crisis=safety.is_crisis,
        is_theft_online=moment.is_theft_online,
        is_in_game=moment.is_in_game,
        is_major_complaint=bool(PUBLIC_PRESSURE & set(signals)),
        first_level=choice.category[:2],
        risk_level=context.risk_level,
        tier=context.tier,
        incident_priority=context.incident_priority,
    )


def _difficulty(choice: Choice, signals: tuple[str, ...]) -> int:
    if HARD & set(signals):
        return 3
    return max(by_code()[choice.category].difficulty, 2 if choice.second_matter else 1)


def _language(matches: Matches) -> str:
    """The language by its commonest words, or English where a text of few words hits an English phrase."""
    language = detect_language(matches.text)
    if (
        language == "und"
        and _is_plain_latin(matches.text)
        and any(hit.term.language == "en" for hit in matches.phrases)
    ):
        return "en"
    return language


def _is_plain_latin(text: Text) -> bool:
    return all(word.isascii() for word in text.words) and 0 < len(text.words) <= 4
