"""What may stand among a ticket's facts: plain values under short names, of a storable size."""

import math
import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from core.errors import InvalidInput
from core.policies.redaction import redact
from knowledge.models import Category
from tickets.policies.texts import is_storable

_REFERENCE = re.compile(
    r"(.*_)?(uid|order|match|hand|game|account|transaction|txn|payment|receipt|ticket|session|item|round|room|server)"
    r"(_(id|no|number|code|uid))?"
)
FACTS_MAX, NAME_MAX, VALUE_MAX, LIST_MAX = 40, 40, 2_000, 50


def checked_facts(facts: Mapping[str, Any], category: Category | None) -> dict[str, Any]:
    """Return the facts without empty ones; raises `InvalidInput` naming each fact that is not acceptable.

    Where the category knows the fact as a choice, only its options pass. Numbers of persons become tokens; what is an
    id by its name (an order, an account, a match) stays, unless it is an identity number.
    """
    if not isinstance(facts, Mapping):
        raise InvalidInput({"facts": [_("An object with names and values is needed here.")]})
    if len(facts) > FACTS_MAX:
        raise InvalidInput({"facts": [_("At most %(max)d facts, please.") % {"max": FACTS_MAX}]})
    options = _options(category)
    wrong: dict[str, list[Any]] = {}
    for name, value in facts.items():
        problem = _problem(str(name), value, options.get(str(name)))
        if problem:
            wrong[f"facts.{str(name)[:NAME_MAX]}"] = [problem]
    if wrong:
        raise InvalidInput(wrong)
    return {str(name): _clean(str(name), value) for name, value in facts.items() if value not in ("", None, [])}


def _clean(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return [_clean(name, one) for one in value]
    if isinstance(value, bool) or not isinstance(value, str | int):
        return value
    clean = redact(value if isinstance(value, str) else str(value), is_reference=bool(_REFERENCE.fullmatch(name)))
    return clean if isinstance(value, str) or clean.originals else value


def _options(category: Category | None) -> dict[str, set[str]]:
    if category is None:
        return {}
    return {
        fact["code"]: {str(option["value"]) for option in fact["options"]}
        for fact in category.facts
        if isinstance(fact, dict) and fact.get("options")
    }


def _problem(name: str, value: Any, options: set[str] | None) -> str:
    if not name or len(name) > NAME_MAX or not is_storable(name):
        return _("This name is not acceptable.")
    if options is not None and value not in ("", None) and str(value) not in options:
        return _("Please choose one of the options.")
    return "" if _is_plain(value) else _("Only a short text, a number, yes or no, or a list of texts fits here.")


def _is_plain(value: Any) -> bool:
    if isinstance(value, str):
        return is_storable(value) and len(value) <= VALUE_MAX
    if isinstance(value, list):
        return len(value) <= LIST_MAX and all(isinstance(v, str) and _is_plain(v) for v in value)
    if isinstance(value, float):
        return math.isfinite(value)
    return value is None or (isinstance(value, bool | int) and abs(value) < 2**53)
