"""Which columns hold sealed text, so that a rotation of keys finds all of them. Apps name theirs at start-up."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models

from core.policies.keys import keyring


@dataclass(frozen=True)
class SealedColumn:
    """A column with text sealed for `purpose`. `index` is the column of its keyed hash, made for `index_purpose`."""

    model: type[models.Model]
    field: str
    purpose: str
    index: str = ""
    index_purpose: str = ""

    @property
    def name(self) -> str:
        return f"{self.model._meta.label}.{self.field}"

    def open(self, sealed: str) -> str:
        """The text, empty where nothing is kept."""
        return keyring().unseal(sealed, purpose=self.purpose) if sealed else ""

    def seal(self, text: str) -> str:
        """The sealed text, empty for an empty one."""
        return keyring().seal(text, purpose=self.purpose) if text else ""

    def indexed(self, text: str) -> str:
        """The keyed hash of the current key, empty for an empty text."""
        return keyring().index(text, purpose=self.index_purpose) if text else ""

    def lookups(self, text: str) -> Sequence[str]:
        """What an equal text may be found by: its hash under every key."""
        return keyring().indexes(text, purpose=self.index_purpose) if text else ()


_columns: dict[str, SealedColumn] = {}


def register_sealed(*columns: SealedColumn) -> None:
    """From now on a rotation of keys seals these columns anew; called at start-up."""
    for column in columns:
        _columns[column.name] = column


def sealed_columns() -> list[SealedColumn]:
    """Every column that was named, in the order of its name."""
    return [_columns[name] for name in sorted(_columns)]
