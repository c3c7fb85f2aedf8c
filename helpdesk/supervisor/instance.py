"""Who runs the servers of a data folder, and how other commands of the same checkout use them meanwhile.

Two locks that vanish with their process: `lock` is held by the one that runs the servers, `users` is shared by the
commands that use them, so that a short command that started the servers waits for the others before it stops them.
"""

import fcntl
import json
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from helpdesk.supervisor.errors import CannotStart
from helpdesk.supervisor.paths import DataFolder

LOOK_TAKES = 0.3
APPEARS_WITHIN = 180.0  # a first start makes the cluster; a crashed one is recovered


@dataclass(frozen=True)
class Instance:
    """The process that runs the servers, and what others need to use them."""

    pid: int
    command: str
    environment: dict[str, str]

    @property
    def url(self) -> str:
        """Return the address of the web server, empty when only the servers run."""
        return self.environment.get("PUBLIC_URL", "")


def lock_file(path: Path, mode: int) -> int | None:
    """Return a locked file descriptor, None when another process holds the lock."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise CannotStart(f"Cannot write {path}: {error.strerror}. Does {path.parent} belong to you?") from error
    try:
        fcntl.flock(descriptor, mode | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


@contextmanager
def hold(data: DataFolder) -> Iterator[bool]:
    """Be the one that runs the servers of this folder; yields False when somebody else is."""
    data.create()
    descriptor = lock_file(data.path / "lock", fcntl.LOCK_EX)
    until = time.monotonic() + LOOK_TAKES
    while descriptor is None and published(data) is None and time.monotonic() < until:
        time.sleep(0.02)  # somebody only looked who holds it, see is_held
        descriptor = lock_file(data.path / "lock", fcntl.LOCK_EX)
    if descriptor is None:
        yield False
        return
    withdraw(data)  # what a killed one left
    try:
        yield True
    finally:
        withdraw(data)
        os.close(descriptor)


def publish(data: DataFolder, instance: Instance) -> None:
    """Let other commands find the servers."""
    fresh = data.path / "instance.json.new"
    fresh.write_text(json.dumps(asdict(instance)), encoding="utf-8")
    fresh.replace(data.path / "instance.json")


def withdraw(data: DataFolder) -> None:
    """Let no more commands come to use the servers."""
    (data.path / "instance.json").unlink(missing_ok=True)


def published(data: DataFolder) -> Instance | None:
    """Return what the holder of the lock published, None while there is nothing."""
    with suppress(OSError, ValueError):
        return Instance(**json.loads((data.path / "instance.json").read_text(encoding="utf-8")))
    return None


def running(data: DataFolder) -> Instance | None:
    """Return the instance whose process holds the lock now; a record left by a killed one does not count."""
    if not (data.path / "lock").exists():
        return None
    descriptor = lock_file(data.path / "lock", fcntl.LOCK_EX)
    if descriptor is not None:
        os.close(descriptor)
        return None
    return published(data)


@contextmanager
def use(data: DataFolder) -> Iterator[Instance | None]:
    """Use the servers that another process runs, which waits for us; yields None when nobody runs them any more."""
    until = time.monotonic() + APPEARS_WITHIN
    while time.monotonic() < until:
        users = lock_file(data.path / "users", fcntl.LOCK_SH)
        if users is not None:
            found = running(data)
            if found is not None:
                try:
                    yield found
                finally:
                    os.close(users)
                return
            os.close(users)
        if not is_held(data):
            break
        time.sleep(0.1)  # the holder is still starting the servers, or about to stop them
    yield None


def is_held(data: DataFolder) -> bool:
    """Say whether some process runs the servers or is about to."""
    descriptor = lock_file(data.path / "lock", fcntl.LOCK_EX)
    if descriptor is None:
        return True
    os.close(descriptor)
    return False


def wait_for_users(data: DataFolder) -> None:
    """Withdraw the record and return when the last command that used the servers has ended."""
    withdraw(data)
    descriptor = os.open(data.path / "users", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    os.close(descriptor)


def secret_key(data: DataFolder) -> str:
    """Return the checkout's own secret key, made once and readable by its owner alone."""
    path = data.path / "secret_key"
    with suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text()
