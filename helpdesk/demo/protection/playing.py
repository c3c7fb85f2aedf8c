"""Play the stories about players, once, after the tickets and the games of the demo."""

from collections.abc import Callable

from django.db import transaction

from core import clock
from core.models import Event
from helpdesk.demo.protection.house import House, house_at
from helpdesk.demo.protection.measures import (
    play_comparison,
    play_today,
    settle_old_alerts,
    settle_old_plans,
    settle_old_tasks,
)
from helpdesk.demo.protection.names import play_reveals, play_reviews
from helpdesk.demo.protection.rights import play_guardians, play_holds, play_requests
from helpdesk.demo.seeding import BEGUN, read_old_news
from players.models import GuardianLink, Intervention, LegalHold, PrivacyRequest, RealNameCheck, RevealRequest

_STORIES: tuple[tuple[Callable[[], bool], Callable[[House], None]], ...] = (
    (RealNameCheck.objects.exists, play_reviews),
    (RevealRequest.objects.exists, play_reveals),
    (PrivacyRequest.objects.exists, play_requests),
    (LegalHold.objects.exists, play_holds),
    (GuardianLink.objects.exists, play_guardians),
    (Intervention.objects.exclude(planned_by=None).exists, play_comparison),
    (Intervention.objects.filter(planned_by__isnull=False, level__gt=1).exists, play_today),
)


def play_protection() -> int:
    """Every story is played that is not there yet, whole or not at all; returns how many were new."""
    begun = Event.objects.filter(name=BEGUN).first()
    house = house_at(begun.at if begun else clock.now())
    new = 0
    for is_there, story in _STORIES:
        if is_there():
            continue
        with transaction.atomic():
            story(house)
        new += 1
    settle_old_plans(house)
    settle_old_tasks(house)
    settle_old_alerts(house)
    read_old_news(house.now)
    return new
