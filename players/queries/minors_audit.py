"""What is filed once a year about the data of minors: how many, who looked, what was asked for, what went wrong.

Regulation on the protection of minors online, art. 37; filed by 31 January for the year before. Numbers only, nobody's
name. Other apps add theirs by `count_also`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.models import Event
from players.enums import RevealState
from players.models import Consent, IdentityAccess, Player, PrivacyRequest, RevealRequest

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class AuditYear:
    """A calendar year in China, half-open, and the accounts whose holders were under 18 on its first day or later."""

    year: int

    @property
    def start(self) -> datetime:
        return datetime(self.year, 1, 1, tzinfo=ZONE)

    @property
    def end(self) -> datetime:
        return datetime(self.year + 1, 1, 1, tzinfo=ZONE)

    @property
    def minors(self) -> QuerySet[Player]:
        """Known by their date of birth; who is erased is counted no more."""
        return Player.objects.filter(birth_date__gt=date(self.year - 18, 1, 1), birth_date__lt=self.end.date())


WORDS: Mapping[str, Promise] = MappingProxyType(
    {
        "accesses.copies_given_out": _("Copies of a minor's data that were given out"),
        "accesses.covered_numbers": _("Covered numbers on minors' tickets that were looked at"),
        "accesses.logged": _("Looks at identities of minors, each logged"),
        "accounts.children_under_14": _("Accounts of children under 14"),
        "accounts.minors": _("Accounts of minors"),
        "approvals.asked": _("Looks at minors' data that were asked for"),
        "approvals.given": _("Of them allowed by a second person"),
        "approvals.refused": _("Of them refused"),
        "consents.given": _("Consents given"),
        "consents.given_by_guardian": _("Of them given by a guardian"),
        "holds.placed": _("Legal holds placed"),
        "incidents.tickets_about_personal_data": _("Tickets of minors about personal data"),
        "requests.by_guardian": _("Requests made by a guardian"),
        "requests.done": _("Requests carried out"),
        "requests.late": _("Requests answered too late"),
        "requests.received": _("Requests about personal data received"),
        "requests.refused": _("Requests refused"),
    }
)
"""What each number is."""

Counter = Callable[[AuditYear], Mapping[str, int]]
_counters: list[Counter] = []


def count_also(counter: Counter) -> None:
    """From now on the audit holds these numbers too, under names of their own."""
    if counter not in _counters:
        _counters.append(counter)


def minors_audit(year: int) -> dict[str, int]:
    """Every number of the year, by name, in a fixed order."""
    of = AuditYear(year)
    found: dict[str, int] = {}
    for counter in _counters:
        found |= counter(of)
    return dict(sorted(found.items()))


@dataclass(frozen=True)
class AuditLine:
    """One number of the audit: its name in the file, what it is in words, and how many."""

    code: str
    words: str
    number: int


def audit_lines(year: int) -> list[AuditLine]:
    """The numbers of the year with words for them, in the order of the file."""
    return [AuditLine(code, str(WORDS.get(code, code)), number) for code, number in minors_audit(year).items()]


def _own(of: AuditYear) -> dict[str, int]:
    within = Q(at__gte=of.start, at__lt=of.end)
    told = Event.objects.filter(within, subject_type="player", subject_id__in=of.minors.values("pk"))
    asked = PrivacyRequest.objects.filter(
        player__in=of.minors, received_at__gte=of.start, received_at__lt=of.end
    ).aggregate(
        received=Count("pk"),
        by_guardian=Count("pk", filter=Q(by_guardian=True)),
        done=Count("pk", filter=Q(state="done")),
        refused=Count("pk", filter=Q(state="refused")),
        late=Count("pk", filter=Q(ended_at__gt=F("due_at"))),
    )
    seen = IdentityAccess.objects.filter(player_ref__in=of.minors.values("pk"), at__gte=of.start, at__lt=of.end)
    reveals = RevealRequest.objects.filter(player__in=of.minors, asked_at__gte=of.start, asked_at__lt=of.end)
    given = Consent.objects.filter(player__in=of.minors, given_at__gte=of.start, given_at__lt=of.end)
    return {
        "accounts.minors": of.minors.count(),
        "accounts.children_under_14": of.minors.filter(birth_date__gt=date(of.year - 14, 1, 1)).count(),
        "consents.given": given.count(),
        "consents.given_by_guardian": given.filter(given_by="guardian").count(),
        "accesses.logged": seen.count(),
        "approvals.asked": reveals.count(),
        "approvals.given": reveals.exclude(approver=None).exclude(state=RevealState.REFUSED).count(),
        "approvals.refused": reveals.filter(state=RevealState.REFUSED).count(),
        "accesses.copies_given_out": told.filter(name="player.exported").count(),
        "holds.placed": told.filter(name="privacy.hold_placed").count(),
        **{f"requests.{name}": number for name, number in asked.items()},
    }


def register_counts() -> None:
    """What this app counts."""
    count_also(_own)
