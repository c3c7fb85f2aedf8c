"""Readers of environment variables that fail loudly and say how to mend it.

Every secret `X` may also be given as `X_FILE`, the path of a file that holds it.
"""

import os
from collections.abc import Collection
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from helpdesk.supervisor.paths import DataFolder

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


def env_int(name: str, default: int, *, least: int = 0, most: int | None = None) -> int:
    """Return the variable as a whole number, neither too small nor too large."""
    value = os.environ.get(name, str(default))
    try:
        number = int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}={value!r} is not a whole number.") from error
    if number < least or (most is not None and number > most):
        limits = f"at least {least}" if most is None else f"between {least} and {most}"
        raise ImproperlyConfigured(f"{name}={value!r} is out of range: it must be {limits}.")
    return number


def env_list(name: str, default: str = "") -> list[str]:
    """Return the comma-separated parts of the variable, without empty ones."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def env_secret(name: str, *, hint: str, default: str | None = None) -> str:
    """Return the secret from `name` or from the file that `name`_FILE points to."""
    path = os.environ.get(f"{name}_FILE")
    value = _read(name, path) if path else env_str(name, default, hint=hint)
    if not value and default is None:
        raise ImproperlyConfigured(f"{name} is empty. {hint}".strip())
    return value


def _read(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise ImproperlyConfigured(f"{name}_FILE={path!r} cannot be read: {reason}.") from error


def web_address(name: str, value: str) -> SplitResult:
    """Return the parts of an address that people reach by a browser."""
    try:
        parts = urlsplit(value)
        is_well = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_well = False
    if not is_well:
        raise ImproperlyConfigured(f"{name}={value!r} is no web address. Write it like https://desk.example.com.")
    return parts


def one_of(name: str, value: str, known: Collection[str], *, like: str) -> str:
    """Return the value if it is a known one."""
    if value not in known:
        raise ImproperlyConfigured(f"{name}={value!r} is not known. Use for example {like}.")
    return value


def redis_address(name: str, value: str) -> str:
    """Return the address of a Redis or Valkey if it is one; what is wrong is told without its password."""
    try:
        parts = urlsplit(value)
        is_well = bool(parts.path) if parts.scheme == "unix" else bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_well = False
    if not is_well or parts.scheme not in {"redis", "rediss", "unix"}:
        raise ImproperlyConfigured(f"{name} is no address of a Redis: redis://host:6379 or unix:///path/to.sock.")
    return value


def database_from(url: str) -> dict[str, object]:
    """Return Django's database settings for `postgres://user:password@host:port/name?sslmode=…`.

    A percent-encoded absolute path as the host means a Unix socket folder.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ImproperlyConfigured(
            "DATABASE_URL cannot be read. Use postgres://user:password@host:5432/name."
        ) from error
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must start with postgres://; no other database is supported.")
    if not parts.path.strip("/"):
        raise ImproperlyConfigured("DATABASE_URL names no database. Use postgres://user:password@host:5432/name.")
    netloc = parts.netloc.rpartition("@")[2]
    host = unquote(parse_qs(parts.query).get("host", [netloc.partition(":")[0]])[0])
    options = {key: values[0] for key, values in parse_qs(parts.query).items() if key != "host"}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(port or ""),
        "OPTIONS": options,
    }


def is_embedded(host: object, data: Path) -> bool:
    """Whether the database is the one that `make run` keeps in the data folder of this checkout."""
    return Path(str(host)) == DataFolder(data.resolve()).sockets


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
