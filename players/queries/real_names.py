"""By which real names the people behind accounts can be known in a text: kept sealed, opened for an erasure alone."""

import logging
from collections.abc import Collection, Iterable

from core.errors import CannotUnseal
from core.policies.sealed import SealedColumn
from players.models import GuardianLink, Identity, RealNameCheck
from players.policies.sealed import CHECK_NAME, GUARDIAN_NAME, NAME

log = logging.getLogger(__name__)


def real_names_of(accounts: Collection[int]) -> set[str]:
    """The names of the persons themselves, also one that was only handed in, and of those who answer for them.

    A name whose key is gone can be read by nobody; it is passed over and logged, because an erasure must not fail.
    """
    kept = Identity.objects.filter(person__players__in=accounts).values_list("name_sealed", flat=True)
    handed_in = RealNameCheck.objects.filter(player__in=accounts).values_list("name_sealed", flat=True)
    guardians = GuardianLink.objects.filter(player__in=accounts).values_list("name_sealed", flat=True)
    return _opened(NAME, kept.distinct()) | _opened(CHECK_NAME, handed_in) | _opened(GUARDIAN_NAME, guardians)


def _opened(column: SealedColumn, sealed: Iterable[str]) -> set[str]:
    found = set()
    for text in sealed:
        try:
            found.add(column.open(text))
        except CannotUnseal:
            log.warning("a name in %s cannot be opened: its key is gone", column.name)
    return found - {""}
