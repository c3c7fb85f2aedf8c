"""May this player pay this amount now, and how much could be paid at most.

The order of the questions is that of the practice (domain 2.1): is the age known, what is allowed at once, in a day, in
a month. Amounts are exact decimals. A rule in one currency says nothing certain about an amount in another, and what is
not certain is not allowed to a player whom a cap protects: a payment in another currency is refused, and an earlier one
leaves nothing of the cap, because nobody can say what is left.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.clock import at_local
from players.engines.play_facts import Paid, Rule, Subject, paid_within
from players.engines.rule_values import money_of
from players.enums import RealNameStatus, RuleKind

ZERO = Decimal("0.00")
_ORDER = (
    RuleKind.GUEST_MODE,
    RuleKind.REAL_NAME,
    RuleKind.SPEND_SINGLE,
    RuleKind.SPEND_DAY,
    RuleKind.SPEND_MONTH,
    RuleKind.PAYMENT_CAP_ALL,
)


@dataclass(frozen=True)
class SpendVerdict:
    """`rules` are the codes that say no, in the order in which they are asked; when allowed, those that bound it.

    `amount_left` is the most that could be paid at this moment in the asked currency; None = no bound.
    """

    allow: bool
    rules: tuple[str, ...] = ()
    amount_left: Decimal | None = None


def evaluate_spending(
    subject: Subject, amount: Decimal, currency: str, at: datetime, *, rules: Sequence[Rule], paid: Sequence[Paid]
) -> SpendVerdict:
    """Whether the subject may pay the amount at that moment, after what was paid up to it."""
    limits = list(_limits(subject, currency, at, rules, paid))
    denying = [code for code, left in limits if amount > left]
    left = min((left for _code, left in limits), default=None)
    codes = denying or [code for code, _left in limits]
    return SpendVerdict(not denying, tuple(dict.fromkeys(codes)), left)


def is_capped(subject: Subject, at: datetime, rules: Sequence[Rule]) -> bool:
    """Whether any cap adds up what this player paid, so that it has to be looked up."""
    added = {RuleKind.SPEND_DAY, RuleKind.SPEND_MONTH, RuleKind.PAYMENT_CAP_ALL}
    return any(rule.kind in added and _speaks_of(rule, subject, at) for rule in rules)


def is_bound(subject: Subject, at: datetime, rules: Sequence[Rule]) -> bool:
    """Whether any rule says anything about what this player pays."""
    return any(rule.kind in _ORDER and _speaks_of(rule, subject, at) for rule in rules)


def _limits(
    subject: Subject, currency: str, at: datetime, rules: Sequence[Rule], paid: Sequence[Paid]
) -> Iterator[tuple[str, Decimal]]:
    """(code, what it leaves) of every rule that speaks, in the order of the questions."""
    for kind in _ORDER:
        for rule in rules:
            if rule.kind == kind and _speaks_of(rule, subject, at):
                yield rule.code, _left(rule, subject, currency, at, paid)


def _speaks_of(rule: Rule, subject: Subject, at: datetime) -> bool:
    if not rule.is_in_force(at):
        return False
    if rule.kind == RuleKind.GUEST_MODE:
        return subject.is_guest or ("minutes" in rule.value and not subject.has_real_name)
    if rule.kind == RuleKind.REAL_NAME:
        return not subject.has_real_name and not _pays_meanwhile(rule, subject)
    kinds = rule.value.get("game_kinds")
    return rule.kind in _ORDER and (not kinds or subject.game_kind in kinds) and subject.is_of_age(rule, at)


def _pays_meanwhile(rule: Rule, subject: Subject) -> bool:
    """Whether a name that is being checked may pay; the state lets it, the house does not unless told to."""
    return subject.real_name == RealNameStatus.IN_PROGRESS and bool(rule.value["in_progress_pays"])


def _left(rule: Rule, subject: Subject, currency: str, at: datetime, paid: Sequence[Paid]) -> Decimal:
    if rule.kind in {RuleKind.GUEST_MODE, RuleKind.REAL_NAME}:
        return ZERO
    most, in_currency = money_of(rule.value)
    if currency != in_currency:
        return ZERO
    if rule.kind == RuleKind.SPEND_SINGLE:
        return most
    spent = ZERO
    for order in paid_within(paid, _begin(rule, at), at, subject, rule.scope):
        if order.amount and order.currency != in_currency:
            return ZERO
        spent += order.amount
    return max(ZERO, most - spent)


def _begin(rule: Rule, at: datetime) -> datetime:
    """The first moment of the local day or calendar month."""
    day = rule.day(at)
    return at_local(rule.tz, day if rule.kind == RuleKind.SPEND_DAY else day.replace(day=1), 0)
