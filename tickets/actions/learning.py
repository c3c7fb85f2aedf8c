"""Learn from what people corrected: train, compare with the head in use, and let the better one decide."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import clock
from core.actions import events
from core.enums import Permission
from core.errors import DomainError, NotThere
from core.models import Actor
from core.policies.permissions import check
from knowledge.engines.taxonomy import by_code
from tickets.actions.classifier import LearnedClassifier, LearnedMissing, load, shipped_head
from tickets.classifiers.measuring import Labelled, Report, count, labelled_messages
from tickets.classifiers.verdicts import Context
from tickets.models import Correction, LearnedModel, Message

if TYPE_CHECKING:
    from tickets.classifiers.model import Encoder, Head

log = logging.getLogger(__name__)

CORRECTIONS_MAX = 10_000
"""The newest corrections are learned from; older ones say less about today's games."""
HELD_OUT = 5
"""One ticket of so many is not trained on but measured with, chosen by its number: always the same ones."""
LEAST_NEW = 10
"""So many corrections must be new before a night trains again."""
FALSE_ALARMS_MAX = 0.05
RELEASE = "release"


class CannotLearn(DomainError):
    """Training needs the encoder, and it is not there."""

    code = "model.cannot_learn"
    status = 409
    message = _("The learned model cannot be trained here: its packages are missing.")


@dataclass(frozen=True)
class Lesson:
    """Messages with what people say they are: some to train on, some to measure with."""

    trained_on: tuple[Labelled, ...]
    measured_with: tuple[Labelled, ...]
    corrections: int


def learn(*, by: Actor, is_forced: bool = False, lesson: Lesson | None = None) -> LearnedModel | None:
    """Train a head on the messages of the release and people's corrections; keep it with its before-and-after table.

    It decides from now on when it is better than the head in use (`is_better`) and no person holds that one. Returns
    the new row; None when hardly anything was corrected since the last one (unless `is_forced`). Raises `CannotLearn`.
    Takes minutes; call it from a task of its own. Two at once only waste time.
    """
    lesson = lesson or lesson_now()
    if not is_forced and lesson.corrections < _learned_already() + LEAST_NEW:
        return None
    return _learn(lesson, by=by)


def lesson_now() -> Lesson:
    """What there is to learn from: the release's messages and the newest corrections, split by the ticket's number."""
    newest = Correction.objects.filter(field="category", agent__isnull=False).order_by("-id")
    said: dict[int, str] = {}
    for pk, category in newest.values_list("ticket_id", "after")[:CORRECTIONS_MAX]:
        said.setdefault(pk, category)  # of two for one ticket the newer one holds
    firsts = Message.objects.filter(ticket__in=said, seq=1).values_list("ticket_id", "body", "ticket__language")
    known = by_code()
    corrected = [(pk, Labelled(said[pk], body, language)) for pk, body, language in firsts if said[pk] in known]
    return Lesson(
        trained_on=(*seed_messages(), *(message for pk, message in corrected if pk % HELD_OUT)),
        measured_with=(*labelled_messages("apart"), *(message for pk, message in corrected if not pk % HELD_OUT)),
        corrections=len(corrected),
    )


def seed_messages() -> tuple[Labelled, ...]:
    """The messages of the release that a head is trained on."""
    return (*labelled_messages("labelled"), *labelled_messages("seed"))


def facts_of(messages: Sequence[Labelled]) -> dict[str, Any]:
    """What a head remembers of the messages that it was trained on: how many, and their SHA-256 in this order."""
    told = "\n".join(f"{message.category} {message.text}" for message in messages)
    return {"messages": len(messages), "sha256": hashlib.sha256(told.encode()).hexdigest()}


def train_head(messages: Sequence[Labelled], encoder: Encoder, facts: dict[str, Any]) -> Head:
    """Train a head on the messages with the encoder of this machine."""
    from tickets.classifiers.model.deciding import found_by_rules  # noqa: PLC0415 -- optional dependency
    from tickets.classifiers.model.head import train  # noqa: PLC0415 -- optional dependency
    from tickets.classifiers.rules.deciding import read_message  # noqa: PLC0415 -- optional dependency

    vectors = encoder.encode([message.text for message in messages])
    scores = [found_by_rules(read_message(message.text, "", Context())) for message in messages]
    labels = [message.category for message in messages]
    return train(vectors, scores, labels, codes=list(by_code()), encoder=encoder, facts=facts)


def measure(classifier: LearnedClassifier, messages: Sequence[Labelled]) -> Report:
    """Let a classifier read the messages without any context and count."""
    return count([(message, classifier.read(message.text, "", Context())[0]) for message in messages])


def is_better(after: Report, before: Report | None) -> bool:
    """Whether a head should decide instead of another: more second levels right, no less danger found, few alarms.

    Danger comes first: a head that finds less of it, or calls people for nothing more often than domain allows (5 %),
    is never better, however good it is at everything else.
    """
    if after.false_alarms > FALSE_ALARMS_MAX:
        return False
    if before is None:
        return True
    if after.danger_found < before.danger_found:
        return False
    return after.whole.second_level > before.whole.second_level


@transaction.atomic
def put_to_use(model: LearnedModel, *, by: Actor) -> LearnedModel:
    """Let this head decide from now on, because a person says so; no night replaces it until it is let go.

    Raises `NotAllowed` without the right, `NotThere` when it cannot be loaded here.
    """
    if by.agent is not None:
        check(by.agent, Permission.SETTINGS_CHANGE)
    try:
        load(model)
    except LearnedMissing as problem:
        raise NotThere from problem
    return _activate(model, by=by, is_held=True)


@transaction.atomic
def let_go(model: LearnedModel, *, by: Actor) -> None:
    """From now on a better head of a night replaces this one again."""
    if by.agent is not None:
        check(by.agent, Permission.SETTINGS_CHANGE)
    if LearnedModel.objects.filter(pk=model.pk, is_held=True).update(is_held=False):
        model.is_held = False
        events.record("model.let_go", subject=model, by=by, data={"version": model.version})


def _learned_already() -> int:
    newest = LearnedModel.objects.exclude(content=None).order_by("-id").values_list("corrections", flat=True).first()
    return newest or 0


def _learn(lesson: Lesson, *, by: Actor) -> LearnedModel:
    try:
        from tickets.classifiers import model as learned  # noqa: PLC0415 -- optional dependency

        encoder = learned.load_encoder()
    except (ImportError, LearnedMissing) as problem:
        raise CannotLearn from problem
    now = clock.now()
    head = train_head(lesson.trained_on, encoder, facts_of(lesson.trained_on))
    raw = head.to_bytes()
    version = f"{now:%Y%m%d-%H%M%S}-{raw[:4].hex()}"
    after = measure(LearnedClassifier(encoder, head, version), lesson.measured_with)
    in_use, before = _measure_in_use(lesson)
    with transaction.atomic():
        row = LearnedModel.objects.create(
            version=version,
            encoder=encoder.name,
            content=raw,
            examples=len(seed_messages()),
            corrections=lesson.corrections,
            table={"after": after.as_json(), "before": before and before.as_json(), "than": in_use and in_use.version},
            created_at=now,
        )
        events.record("model.trained", subject=row, by=by, data={"version": version})
        if is_better(after, before) and not (in_use and in_use.is_held):
            _activate(row, by=by, is_held=False)
    return row


def _measure_in_use(lesson: Lesson) -> tuple[LearnedModel | None, Report | None]:
    row = LearnedModel.objects.filter(is_active=True).first()
    if row is None:
        return None, None
    try:
        return row, measure(load(row), lesson.measured_with)
    except LearnedMissing as problem:
        log.warning("the head in use cannot be measured: %s", problem)
        return row, None


def _activate(model: LearnedModel, *, by: Actor, is_held: bool) -> LearnedModel:
    before = LearnedModel.objects.select_for_update().filter(is_active=True).first()
    LearnedModel.objects.filter(is_active=True).update(is_active=False)
    model.is_active, model.is_held, model.activated_at, model.activated_by = True, is_held, clock.now(), by.agent
    model.problem, model.problem_at = "", None
    model.save(update_fields=["is_active", "is_held", "activated_at", "activated_by", "problem", "problem_at"])
    data = {"version": model.version, "before": before.version if before else ""}
    events.record("model.put_to_use", subject=model, by=by, data=data)
    return model


def note_release() -> None:
    """Name the head that came with this release, and let it decide where none does, or where an older release's does.

    What nights have learned since stays in use until the next night compares. Nothing where it is switched off.
    """
    if not settings.LEARNED_CLASSIFIER:
        LearnedModel.objects.filter(is_active=True).update(is_active=False)
        return
    seal = _seal_of_release()
    if seal is None:
        return
    version = f"{RELEASE}-{seal}"
    row, is_new = LearnedModel.objects.get_or_create(
        version=version,
        defaults={"encoder": "", "created_at": clock.now(), "examples": len(seed_messages())},
    )
    in_use = LearnedModel.objects.filter(is_active=True).first()
    if in_use is None or (is_new and in_use.version.startswith(RELEASE) and not in_use.is_held):
        with transaction.atomic():
            _activate(row, by=Actor.system(), is_held=False)


def _seal_of_release() -> str | None:
    try:
        return shipped_head()[:4].hex()
    except OSError:
        return None
