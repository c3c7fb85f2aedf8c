"""The keys by which this installation seals what nobody may read out of a dump."""

from functools import lru_cache

from django.conf import settings

from core.engines.sealing import Keyring, SealingKey


def keyring() -> Keyring:
    """Keys of FIELD_KEYS first, the first of them seals; then those that follow from SECRET_KEY and its former values.

    An installation that names no FIELD_KEYS seals by its SECRET_KEY, and may name some later: what was sealed before
    still opens, and `manage.py rotate_keys` seals it anew.
    """
    return _keyring((*settings.FIELD_KEYS, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=8)
def _keyring(secrets: tuple[str, ...]) -> Keyring:
    return Keyring([SealingKey.of_secret(secret.encode()) for secret in secrets])
