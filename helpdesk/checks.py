"""What can be wrong at deploy, said before the first request."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def check_demo_is_off(**_: Any) -> list[CheckMessage]:
    """Demo accounts have a published password: a deployment must not run in demo mode."""
    if settings.DEMO and settings.HTTPS:
        return [Error("WUYOU_DEMO is on behind a public https name.", hint="Unset WUYOU_DEMO.", id="helpdesk.E001")]
    return []


@register(Tags.security, deploy=True)
def check_tests_are_off(**_: Any) -> list[CheckMessage]:
    """Tests may move the clock and run in demo mode on any server: a deployment must not look like one."""
    if settings.TESTING and settings.HTTPS:
        return [Error("WUYOU_TEST is on behind a public https name.", hint="Unset WUYOU_TEST.", id="helpdesk.E002")]
    return []
