"""How often somebody may try to get in. Counted in PostgreSQL before the password is looked at."""

from hashlib import sha256

from django.db.models import F

from core.actions import rates
from core.actions.rates import Rate
from core.models import Agent, RateBucket

PER_ACCOUNT = Rate(limit=2, seconds=60, burst=10)
PER_ADDRESS = Rate(limit=30, seconds=60, burst=60)
PER_CODE = Rate(limit=1, seconds=60, burst=5)


def admit_password(login: str, address: str) -> None:
    """Count one try for this account from this network address, or raise `TooMany`.

    The network address comes first, so that one hostile machine cannot use up an account's tries from everywhere. An
    account that does not exist is counted like one that does.
    """
    rates.check(_address_key(address), PER_ADDRESS)
    rates.check(_account_key(login), PER_ACCOUNT)


def forgive_password(login: str, address: str) -> None:
    """Give back the try that succeeded, and only that one: good sign-ins between bad ones buy no further guesses."""
    _give_back(_address_key(address), PER_ADDRESS)
    _give_back(_account_key(login), PER_ACCOUNT)


def admit_code(agent: Agent) -> None:
    """Count one try at the account's second factor, or raise `TooMany`."""
    rates.check(_code_key(agent), PER_CODE)


def forgive_code(agent: Agent) -> None:
    """Give back the try that succeeded."""
    _give_back(_code_key(agent), PER_CODE)


def _give_back(key: str, rate: Rate) -> None:
    RateBucket.objects.filter(key=key).update(tat=F("tat") - rate.step)


def _address_key(address: str) -> str:
    return f"sign-in:address:{address}"


def _account_key(login: str) -> str:
    digest = sha256(login.strip().lower().encode()).hexdigest()
    return f"sign-in:account:{digest}"


def _code_key(agent: Agent) -> str:
    return f"sign-in:code:{agent.pk}"
