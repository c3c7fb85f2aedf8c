"""What is known about a ticket, in words: its facts, its signals, why it was read as it was."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.clock import InvalidTime, parse_iso
from core.templatetags.clocks import moment_text
from knowledge.engines.taxonomy import load_taxonomy
from tickets.classifiers.rules import render
from tickets.classifiers.verdicts import Reason
from tickets.models import Ticket


def facts_of(ticket: Ticket) -> list[tuple[str, str]]:
    """The ticket's facts with their labels, in the order of its category; what another category asked comes last."""
    known = {fact["code"]: fact for fact in ticket.category.facts if isinstance(fact, dict)}
    order = {code: place for place, code in enumerate(known)}
    codes = sorted(ticket.facts, key=lambda code: order.get(code, len(order)))
    facts = {code: known.get(code) or _of_another_category(code) for code in codes}
    return [(_label(fact, code), _value(fact, ticket.facts[code])) for code, fact in facts.items()]


def _of_another_category(code: str) -> Mapping[str, Any]:
    fact = load_taxonomy().facts.get(code)
    return {"label_zh": fact.zh, "label_en": fact.en, "input": fact.kind} if fact else {}


def _language() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh"


def _label(fact: Mapping[str, Any], code: str) -> str:
    return str(fact.get(f"label_{_language()}") or code)


def _value(fact: Mapping[str, Any], value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if fact.get("input") == "datetime":
        return _moment(str(value))
    if isinstance(value, list):
        return ", ".join(_value(fact, part) for part in value)
    for option in fact.get("options") or ():
        if str(option.get("value")) == str(value):
            return str(option.get(_language()) or option.get(f"label_{_language()}") or value)
    return str(value)


def _moment(text: str) -> str:
    """The moment in the reader's zone; one that came without a zone stays as it was told."""
    try:
        return moment_text(parse_iso(text))
    except InvalidTime:
        return text.replace("T", " ")


def signal_names(ticket: Ticket) -> list[str]:
    """What the words of the player point to."""
    names = signal_words()
    return [names.get(signal, signal) for signal in ticket.signals]


def signal_words() -> dict[str, str]:
    """Each signal in the reader's language."""
    return {
        "crisis": _("danger to a person"),
        "abuse": _("insults or threats"),
        "minor": _("a minor is writing"),
        "guardian": _("a guardian is writing"),
        "legal": _("legal steps"),
        "regulator": _("regulator named"),
        "media": _("media named"),
        "rmt": _("real-money trading"),
        "churn": _("wants to leave"),
        "praise": _("praise"),
        "privacy": _("privacy request"),
    }


def reason_sentences(reasons: Iterable[Mapping[str, Any]]) -> list[str]:
    """What drove a verdict, as sentences in the reader's language."""
    language = get_language() or "zh-hans"
    return [render(Reason(row["code"], row.get("params", {})), language) for row in reasons]
