"""Keep processes running: read what they say, start them again when they end, stop them all."""

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from functools import partial

from helpdesk.supervisor import children
from helpdesk.supervisor.console import WARN, Console
from helpdesk.supervisor.paths import ROOT
from helpdesk.supervisor.programs import Program

FIRST_PAUSE, LONGEST_PAUSE, HEALTHY_AFTER = 0.5, 30.0, 60.0
CHUNK = 65536


class Backoff:
    """How long to wait before something that ended is started again: longer each time, until it runs for a minute."""

    def __init__(self, healthy_after: float = HEALTHY_AFTER) -> None:
        self.healthy_after = healthy_after
        self.pause = FIRST_PAUSE
        self.started_at = time.monotonic()
        self.again_at: float | None = None

    def fell(self) -> float:
        """Note an end; return the seconds to wait."""
        if time.monotonic() - self.started_at > self.healthy_after:
            self.pause = FIRST_PAUSE
        pause, self.pause = self.pause, min(self.pause * 2, LONGEST_PAUSE)
        self.again_at = time.monotonic() + pause
        return pause

    def started(self) -> None:
        """Note a start."""
        self.started_at, self.again_at = time.monotonic(), None

    def is_waiting(self) -> bool:
        """Say whether an end was noted and no start since."""
        return self.again_at is not None

    def is_over(self) -> bool:
        """Say whether the waiting is over."""
        return self.again_at is not None and time.monotonic() >= self.again_at


class Kept:
    """One process and its past."""

    def __init__(self, program: Program, on_end: Callable[[int], None] | None) -> None:
        self.program = program
        self.on_end = on_end
        self.backoff = Backoff()
        self.falls = 0
        self.rest = b""  # the beginning of a line whose end was not read yet
        self.start()

    def start(self) -> None:
        """Start the process."""
        self.process = children.spawn(
            self.program.argv, output=subprocess.PIPE, environment=self.program.environment, folder=ROOT
        )
        assert self.process.stdout is not None
        self.pipe = self.process.stdout
        os.set_blocking(self.pipe.fileno(), False)
        self.backoff.started()

    def is_running(self) -> bool:
        """Say whether the process lives."""
        return self.process.poll() is None


class Keeper:
    """The loop: one thread, so that children may be started at any time."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.kept: list[Kept] = []
        self.selector = selectors.DefaultSelector()
        self.is_asked_to_stop = False

    def refrain(self) -> None:
        """Start nothing any more: a stop was asked for."""
        self.is_asked_to_stop = True

    def add(self, program: Program, on_end: Callable[[int], None] | None = None) -> Kept:
        """Start a process and watch it; `on_end` hears the exit status of one that is not kept."""
        kept = Kept(program, on_end)
        self.kept.append(kept)
        self.listen_to(kept)
        return kept

    def run(self, program: Program) -> int | None:
        """Run a process to its end beside the others; return its exit status, None when a stop came first."""
        statuses: list[int] = []
        self.add(program, statuses.append)
        self.turn_until(lambda: bool(statuses) or self.is_asked_to_stop)
        return statuses[0] if statuses else None

    def turn_until(self, is_done: Callable[[], bool]) -> None:
        """Turn the loop until something is true."""
        while not is_done():
            self.turn()

    def turn(self, seconds: float = 0.2) -> None:
        """Read what was said and see who ended."""
        for key, _ in self.selector.select(seconds):
            key.data()
        if not self.is_asked_to_stop:
            for kept in list(self.kept):
                self.look_after(kept)

    def listen_to(self, kept: Kept) -> None:
        """Hear what a process writes from now on."""
        self.selector.register(kept.pipe, selectors.EVENT_READ, partial(self.read, kept))

    def read(self, kept: Kept) -> bool:
        """Pass on the lines that a process wrote; False when there is nothing more to read for now."""
        try:
            chunk = os.read(kept.pipe.fileno(), CHUNK)
        except BlockingIOError:
            return False
        if not chunk:
            self.selector.unregister(kept.pipe)
        *lines, kept.rest = (kept.rest + chunk).split(b"\n") if chunk else [kept.rest, b""]
        for line in filter(None, lines):
            self.console.relay(kept.program.name, line.decode(errors="replace").rstrip("\r"))
        return bool(chunk)

    def look_after(self, kept: Kept) -> None:
        """Start a process again that ended by itself, later each time; let go of one that may end."""
        if kept.is_running():
            return
        if not kept.program.is_kept:
            self.forget(kept)
        elif kept.backoff.is_over():
            kept.start()
            self.listen_to(kept)
        elif not kept.backoff.is_waiting():
            self.close(kept)
            kept.falls += 1
            pause = kept.backoff.fell()
            how = ended(kept.process.returncode)
            self.console.say(f"{kept.program.name} ended ({how}); again in {pause:.1f} s", code=WARN)

    def close(self, kept: Kept) -> None:
        """Read an ended process's last words and end what it left behind."""
        children.end_group(kept.process)
        while self.is_heard(kept) and self.read(kept):
            pass
        if self.is_heard(kept):  # something outside the group keeps the pipe open
            self.selector.unregister(kept.pipe)
        kept.pipe.close()

    def is_heard(self, kept: Kept) -> bool:
        """Say whether the pipe of a process is still open."""
        return any(key.fileobj is kept.pipe for key in self.selector.get_map().values())

    def forget(self, kept: Kept) -> None:
        """Stop watching an ended process."""
        if not kept.pipe.closed:
            self.close(kept)
        self.kept.remove(kept)
        if kept.on_end is not None and not self.is_asked_to_stop:
            kept.on_end(kept.process.wait())

    def stop(self, *names: str) -> None:
        """Stop the named processes together; they are gone with all their children when this returns."""
        self.refrain()
        chosen = [kept for kept in self.kept if kept.program.name in names]
        for asked in (signal.SIGTERM, signal.SIGQUIT):
            self.ask(chosen, asked)
        for kept in chosen:
            if kept.is_running():
                self.console.say(f"{kept.program.name} did not end when asked and was ended", code=WARN)
            children.end_group(kept.process)
            self.forget(kept)

    def ask(self, chosen: Sequence[Kept], asked: signal.Signals) -> None:
        """Send a signal to those that run and give them time to end."""
        asked_ones = [kept for kept in chosen if kept.is_running()]
        for kept in asked_ones:
            kept.process.send_signal(asked)
        until = time.monotonic() + max((kept.program.patience for kept in asked_ones), default=0.0)
        while any(kept.is_running() for kept in asked_ones) and time.monotonic() < until:
            self.turn(0.05)


def ended(status: int) -> str:
    """Say how a process ended."""
    return f"exit {status}" if status >= 0 else signal.Signals(-status).name
