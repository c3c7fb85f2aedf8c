"""Where the state of one checkout lies."""

import hashlib
import os
import shutil
import stat
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from helpdesk.supervisor.errors import CannotStart

ROOT = Path(__file__).resolve().parent.parent.parent
LONGEST_SOCKET_FOLDER = 90  # bytes; a socket's whole path must stay below 108 and PostgreSQL adds 15


@dataclass(frozen=True)
class DataFolder:
    """The folder `.data/` of a checkout: databases, files, logs, the secret key, and sockets where the path allows."""

    path: Path

    @property
    def postgres(self) -> Path:
        """Where PostgreSQL's cluster lies."""
        return self.path / "postgres"

    @property
    def valkey(self) -> Path:
        """Where Valkey's append-only file lies."""
        return self.path / "valkey"

    @property
    def logs(self) -> Path:
        """Where the servers write what they have to say."""
        return self.path / "logs"

    @cached_property
    def sockets(self) -> Path:
        """Where the sockets lie: in the folder itself, or in a private one when the path is too long for a socket."""
        inside = self.path / "run"
        if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER and "," not in str(inside):
            return inside
        name = f"wuyou-{os.geteuid()}-{hashlib.sha256(os.fsencode(self.path.resolve())).hexdigest()[:12]}"
        wanted = Path(tempfile.gettempdir()) / name
        return wanted if len(os.fsencode(wanted)) <= LONGEST_SOCKET_FOLDER else Path("/tmp") / name  # noqa: S108 -- private, checked

    @property
    def valkey_socket(self) -> Path:
        """The one door of Valkey."""
        return self.sockets / "valkey.sock"

    def database_url(self, role: str, database: str = "wuyou") -> str:
        """Return the URL of a database of the embedded server."""
        return f"postgres://{role}@{quote(str(self.sockets), safe='')}/{database}"

    def redis_url(self) -> str:
        """Return the URL of the embedded Valkey."""
        return f"unix://{quote(str(self.valkey_socket))}"

    def create(self) -> None:
        """Make the folders, readable by their owner alone; a stranger's folder in place of ours stops the start."""
        for folder in (self.path, self.logs, self.valkey, self.sockets):
            make_private(folder)

    def forget_sockets(self) -> None:
        """Leave nothing behind in the temporary directory."""
        if self.sockets.parent != self.path and self.sockets.exists():
            shutil.rmtree(self.sockets)


def make_private(folder: Path) -> None:
    """Make `folder` with mode 0700, or see that it is a real folder of ours with no more than that."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
    except OSError as error:
        raise CannotStart(f"Cannot make the folder {folder}: {error.strerror}.") from error
    if not stat.S_ISDIR(found.st_mode):
        raise CannotStart(f"{folder} is in the way: it should be a folder of this user.")
    if found.st_uid != os.geteuid() and os.geteuid() != 0:
        raise CannotStart(
            f"{folder} belongs to another user. Run as that user, or remove it, or use a checkout of your own."
        )
    if found.st_mode & 0o077:
        folder.chmod(0o700)
