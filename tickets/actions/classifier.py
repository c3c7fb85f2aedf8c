"""The learned classifier of this process: the encoder and the head in use, loaded when first needed, kept afterwards.

numpy and the encoder are an extra. Their absence, a broken file or a head of another release never stops a ticket:
`LearnedMissing` is raised, the rules' word stands, and the problem is told on the readiness page and to administrators.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings

from core import clock
from tickets.classifiers.measuring import LEARNING
from tickets.models import LearnedModel

if TYPE_CHECKING:
    from tickets.classifiers.model import Encoder, Head
    from tickets.classifiers.verdicts import Context, Verdict

log = logging.getLogger(__name__)
PROBLEM_MAX = 200


class LearnedMissing(Exception):
    """There is no learned classifier that works here and now; the text says why."""


@dataclass(frozen=True)
class LearnedClassifier:
    """An encoder and a head that fits it."""

    encoder: Encoder
    head: Head
    version: str

    def read(self, text: str, subject: str, context: Context) -> tuple[Verdict, Any]:
        """Return the verdict, and the vector of the text."""
        from tickets.classifiers import model  # noqa: PLC0415 -- optional dependency

        return model.classify(text, subject, context, head=self.head, encoder=self.encoder, version=self.version)


@dataclass
class _Kept:
    """The classifier of this process; one thread loads, the others wait."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    classifier: LearnedClassifier | None = None


_kept = _Kept()


def classifier_in_use() -> LearnedClassifier:
    """Return the classifier that decides now; another one after an administrator or a night changed it.

    Raises `LearnedMissing` and keeps the problem with the model in use. One small statement.
    """
    if not settings.LEARNED_CLASSIFIER:
        raise LearnedMissing("it is switched off")
    row = LearnedModel.objects.filter(is_active=True).only("version", "encoder", "problem").first()
    if row is None:
        raise LearnedMissing("no model is in use")
    with _kept.lock:
        if _kept.classifier is None or _kept.classifier.version != row.version:
            try:
                _kept.classifier = load(row)
            except LearnedMissing as problem:
                _tell(row, str(problem))
                raise
    if row.problem:
        _tell(row, "")
    return _kept.classifier


def load(row: LearnedModel) -> LearnedClassifier:
    """Return the classifier of a row, whether or not it is in use; raises `LearnedMissing`.

    The head that came with the release is read from its file.
    """
    try:
        from tickets.classifiers import model  # noqa: PLC0415 -- optional dependency
    except ImportError as problem:
        raise LearnedMissing(f"the extra `model` is not installed: {problem}") from problem
    try:
        encoder = model.load_encoder()
        raw = bytes(row.content) if row.content is not None else shipped_head()
        head = model.Head.from_bytes(raw)
    except (model.EncoderMissing, model.HeadBroken, OSError) as problem:
        raise LearnedMissing(f"{type(problem).__name__}: {problem}") from problem
    if head.encoder != encoder.name:
        raise LearnedMissing(f"it was trained with {head.encoder}, this machine has {encoder.name}")
    return LearnedClassifier(encoder, head, row.version)


def shipped_head() -> bytes:
    """Return the bytes of the head that came with this release; raises `OSError`."""
    return (LEARNING / "head.bin").read_bytes()


def load_encoder_early() -> None:
    """Load the encoder now, where there is one; what is wrong with it is told at the first use."""
    if not settings.LEARNED_CLASSIFIER:
        return
    try:
        from tickets.classifiers import model  # noqa: PLC0415 -- optional dependency

        model.load_encoder()
    except ImportError as problem:
        log.warning("no encoder: %s", problem)
    except Exception:  # the outermost edge: a broken package must not keep the worker from its other work
        log.exception("the encoder cannot be loaded")


def forget_classifier() -> None:
    """Load anew at the next use."""
    with _kept.lock:
        _kept.classifier = None


def _tell(row: LearnedModel, problem: str) -> None:
    """Keep what is wrong, or that nothing is any more; said once, not for every ticket."""
    problem = problem[:PROBLEM_MAX]
    if row.problem == problem:
        return
    if problem:
        log.error("the learned classifier is away, the rules go on", extra={"problem": problem})
    at = clock.now() if problem else None
    LearnedModel.objects.filter(pk=row.pk).update(problem=problem, problem_at=at)
