"""Keep the numbers that were taken out of a text, sealed, beside what they were said about."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import models

from core import clock
from core.actions.rows import insert_rows
from core.engines.redaction import Original, Redacted, tokens_in
from core.models import SealedNumber
from core.policies.keys import keyring

PURPOSE = "number in a text"
FEW = 10


def originals_of(said: Any) -> list[Original]:
    """The originals that a text knows, or the texts inside of a list or a mapping."""
    if isinstance(said, Redacted):
        return list(said.originals)
    inner: Iterable[Any] = (
        said.values() if isinstance(said, Mapping) else said if isinstance(said, list | tuple) else ()
    )
    return [original for one in inner for original in originals_of(one)]


def sealed_rows(subject: models.Model, place: str, said: Any) -> list[SealedNumber]:
    """A row for each number that was taken out of what was said, not yet written; usually none."""
    return [_row(subject, place, original) for original in originals_of(said)]


def keep_originals(subject: models.Model, said: Mapping[str, Any]) -> None:
    """Keep what was taken out of these texts, each under its place; no statement where nothing was."""
    insert_with([], [row for place, text in said.items() for row in sealed_rows(subject, place, text)])


def insert_with(rows: Sequence[models.Model], numbers: Sequence[SealedNumber]) -> None:
    """Insert these rows and their numbers, by one statement where the numbers are few, as they nearly always are."""
    if len(numbers) <= FEW:
        if rows or numbers:
            insert_rows([*rows, *numbers])
        return
    if rows:
        insert_rows(rows)
    SealedNumber.objects.bulk_create(numbers)


def replace_originals(subject: models.Model, said: Mapping[str, Any], before: Iterable[Any] = ()) -> None:
    """The same for texts that stand instead of former ones: what only those knew is gone."""
    if any(has_tokens(text) for text in before):
        kept = {token for text in said.values() for token in _tokens(text)}
        SealedNumber.objects.filter(_of(subject), place__in=list(said)).exclude(token__in=kept).delete()
    keep_originals(subject, said)


def move_originals(subject: models.Model, place: str, *, to: models.Model, new_place: str) -> None:
    """What was taken out of a text belongs to another thing now, because the text does."""
    found = SealedNumber.objects.filter(_of(subject), place=place)
    found.update(subject_type=to._meta.model_name, subject_id=to.pk, place=new_place)


def forget_originals(kind: type[models.Model], ids: Iterable[int]) -> int:
    """Delete what was taken out of the texts of these; the tokens stay and lead nowhere. Return how many."""
    return SealedNumber.objects.filter(subject_type=kind._meta.model_name, subject_id__in=list(ids)).delete()[0]


def has_tokens(said: Any) -> bool:
    """Whether a token stands in a text, or in a text of a list or mapping."""
    return next(_tokens(said), None) is not None


def _tokens(said: Any) -> Iterator[str]:
    if isinstance(said, str):
        yield from tokens_in(said)
    elif isinstance(said, Mapping | list | tuple):
        for one in said.values() if isinstance(said, Mapping) else said:
            yield from _tokens(one)


def _of(subject: models.Model) -> models.Q:
    return models.Q(subject_type=subject._meta.model_name, subject_id=subject.pk)


def _row(subject: models.Model, place: str, original: Original) -> SealedNumber:
    return SealedNumber(
        subject_type=subject._meta.model_name or "",
        subject_id=subject.pk,
        place=place[:120],
        kind=original.kind.value,
        token=original.token,
        sealed=keyring().seal(original.text, purpose=PURPOSE),
        made_at=clock.now(),
    )
