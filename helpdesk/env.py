"""Readers of environment variables that fail loudly and say how to mend it.

Every secret `X` may also be given as `X_FILE`, the path of a file that holds it.
"""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def env_str(name: str, default: str | None = None, *, hint: str = "") -> str:
    """Return the variable; without a default a missing one stops the start and says what it is for."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set. {hint}".strip())
    return value


def env_bool(name: str, default: bool = False) -> bool:
    """Return the variable as a truth value; anything but 1/true/yes/on and 0/false/no/off stops the start."""
    value = os.environ.get(name, "1" if default else "0").strip().lower()
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name}={value!r} is neither on nor off. Use 1 or 0.")
    return value in TRUE


def env_int(name: str, default: int) -> int:
    """Return the variable as a whole number."""
    value = os.environ.get(name, str(default))
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}={value!r} is not a whole number.") from error


def env_list(name: str, default: str = "") -> list[str]:
    """Return the comma-separated parts of the variable, without empty ones."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def env_secret(name: str, *, hint: str, default: str | None = None) -> str:
    """Return the secret from `name` or from the file that `name`_FILE points to."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE={path!r} cannot be read: {error.strerror}.") from error
    return env_str(name, default, hint=hint)


def database_from(url: str) -> dict[str, object]:
    """Return Django's database settings for `postgres://user:password@host:port/name?sslmode=…`.

    A percent-encoded absolute path as the host means a Unix socket folder.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must start with postgres://; no other database is supported.")
    netloc = parts.netloc.rpartition("@")[2]
    host = unquote(parse_qs(parts.query).get("host", [netloc.partition(":")[0]])[0])
    options = {key: values[0] for key, values in parse_qs(parts.query).items() if key != "host"}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


def celery_broker_from(url: str) -> str:
    """Return the broker URL for Celery: database 1 of the same server, by socket or TCP."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return f"redis+socket://{parts.path}?virtual_host=1"
    return f"{parts.scheme}://{parts.netloc}/1"


def channel_layer_from(url: str) -> str:
    """Return the URL for the channel layer: database 3 of the same server, by socket or TCP."""
    parts = urlsplit(url)
    return f"unix://{parts.path}?db=3" if parts.scheme == "unix" else f"{parts.scheme}://{parts.netloc}/3"
