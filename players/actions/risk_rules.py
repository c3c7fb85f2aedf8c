"""Versions of the risk rules: the one that came with the release, and those that administrators make by copying."""

import json
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from core import clock
from core.actions import events
from core.errors import InvalidInput
from core.models import Actor
from players.engines.risk_rules import InvalidRules, read_rules
from players.models import RiskRuleVersion

DATA = Path(__file__).resolve().parent.parent / "data" / "risk_rules.json"
NOTE_MAX = 300


def shipped_rules() -> dict[str, Any]:
    """The rules that came with this release, as data."""
    data: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return data


def load_risk_rules() -> RiskRuleVersion:
    """There is a version in use; the first one is what came with the release. Safe to repeat.

    A release with other rules never replaces what is in use: a person puts a new version to use.
    """
    found = RiskRuleVersion.objects.filter(is_active=True).first()
    return found or _first()


@transaction.atomic
def _first() -> RiskRuleVersion:
    _lock()
    found = RiskRuleVersion.objects.filter(is_active=True).first()
    if found is not None:
        return found
    data = shipped_rules()
    return RiskRuleVersion.objects.create(
        number=_next_number(), rules=data, is_active=True, note=data["name"], created_at=clock.now()
    )


@transaction.atomic
def publish_risk_rules(rules: Any, *, note: str, by: Actor) -> RiskRuleVersion:
    """A new version with these rules is in use from now on; players are rated by it from their next evaluation on.

    Raises `InvalidInput` that says what does not fit together.
    """
    checked_rules(rules)
    if not note.strip():
        raise InvalidInput({"note": [_("Please say what is different.")]})
    _lock()
    RiskRuleVersion.objects.filter(is_active=True).update(is_active=False)
    number = _next_number()
    version = RiskRuleVersion.objects.create(
        number=number,
        rules=rules,
        is_active=True,
        note=note.strip()[:NOTE_MAX],
        created_at=clock.now(),
        created_by=by.agent,
    )
    events.record("risk.rules_changed", subject=version, by=by, data={"number": number, "note": version.note})
    return version


def checked_rules(rules: Any) -> None:
    """Raise `InvalidInput` unless these can be rules."""
    try:
        read_rules(rules)
    except InvalidRules as problem:
        raise InvalidInput({"rules": [_("These rules do not work: %(problem)s") % {"problem": problem}]}) from problem


def _lock() -> None:
    """One at a time; the others wait."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('risk rules'))")


def _next_number() -> int:
    last = RiskRuleVersion.objects.order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1
