"""What becomes a token in this installation: every number of a person, and none of the company's own."""

from collections.abc import Mapping
from email.utils import parseaddr
from typing import Any

from django.conf import settings

from core.engines import redaction
from core.engines.redaction import Redacted


def redact(text: str, *, is_reference: bool = False) -> Redacted:
    """The text with tokens instead of numbers and addresses of persons; what it replaced goes with it.

    Every text that people write passes here once, where it is checked (`tickets.policies.texts`, a player's profile),
    so that whatever is built of it afterwards holds no number. OWN_CONTACTS are ours and stay.
    """
    return redaction.redacted(text, keeps=own_contacts(), is_reference=is_reference)


def redact_all(said: Any) -> Any:
    """The same value with every text inside of lists and mappings redacted; what is no text stays as it is."""
    if isinstance(said, str):
        return redact(said)
    if isinstance(said, Mapping):
        return {name: redact_all(value) for name, value in said.items()}
    return [redact_all(one) for one in said] if isinstance(said, list | tuple) else said


def own_contacts() -> frozenset[str]:
    """Numbers and addresses that this company prints on its own door, and the one that its mails come from."""
    ours = (*settings.OWN_CONTACTS, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    return frozenset(one.strip().lower() for one in ours if one.strip())
