"""What a deployment is told before its first request."""

import pytest
from django.conf import LazySettings
from django.core.checks import run_checks


def told(settings: LazySettings, **changed: bool) -> set[str]:
    """The ids of our own messages in a deployment with these settings."""
    for name, value in ({"HTTPS": True, "DEMO": False, "TESTING": False} | changed).items():
        setattr(settings, name, value)
    messages = run_checks(tags=["security"], include_deployment_checks=True)
    return {str(message.id) for message in messages if str(message.id).startswith("helpdesk.")}


def test_a_deployment_has_nothing_to_be_told(settings: LazySettings) -> None:
    assert told(settings) == set()


@pytest.mark.parametrize(("name", "code"), [("DEMO", "helpdesk.E001"), ("TESTING", "helpdesk.E002")])
def test_what_is_for_demos_and_tests_is_an_error_behind_a_public_name(
    settings: LazySettings, name: str, code: str
) -> None:
    assert told(settings, **{name: True}) == {code}


@pytest.mark.parametrize("name", ["DEMO", "TESTING"])
def test_on_this_machine_alone_both_are_fine(settings: LazySettings, name: str) -> None:
    assert told(settings, **{name: True}, HTTPS=False) == set()
