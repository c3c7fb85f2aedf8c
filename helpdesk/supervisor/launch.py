"""Become another program that dies with its parent, as a user that PostgreSQL accepts.

Run as a script (`python -I -S launch.py …`), never imported: the changes to the process must happen between fork and
exec, and a program of its own does that safely in a parent that has threads. Standard library only.
"""

import argparse
import ctypes
import os
import signal
import sys

CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG, PR_SET_KEEPCAPS, PR_SET_SECUREBITS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 1, 8, 28, 47, 2
NO_SETUID_FIXUP = 1 << 2
CAP_DAC_OVERRIDE, CAPABILITY_VERSION_3 = 1, 0x20080522
NOBODY = 65534
REFUSED = 71  # exit status: the kernel did not allow the change of user

libc = ctypes.CDLL(None, use_errno=True)


def main() -> None:
    """Change the user, ask for a signal when the parent dies, and become the program."""
    options = parse(sys.argv[1:])
    try:
        USERS[options.user]()
    except OSError as error:
        print(f"cannot run as {options.user}: {error}", file=sys.stderr)  # noqa: T201 -- a script speaks by printing
        raise SystemExit(REFUSED) from error
    if sys.platform == "linux":
        libc.prctl(PR_SET_PDEATHSIG, options.death_signal)  # after the change of user, which clears it
        if options.parent and os.getppid() != options.parent:
            raise SystemExit(0)  # the parent died before the line above
    os.execv(options.argv[0], options.argv)  # noqa: S606 -- that is what this script is for


def parse(argv: list[str]) -> argparse.Namespace:
    """Read the command line; everything after `--` is the program."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--user", choices=USERS, default="same")
    parser.add_argument("--death-signal", type=int, default=int(signal.SIGTERM))
    parser.add_argument("--parent", type=int, default=0)
    parser.add_argument("argv", nargs="+")
    return parser.parse_args(argv)


def stay() -> None:
    """Keep the user."""


def map_user() -> None:
    """Look like nobody from inside, stay root's for the files: a user namespace of our own.

    PostgreSQL refuses to run as root; this way the checkout and the data may lie below a folder that only root enters.
    """
    uid, gid = os.geteuid(), os.getegid()
    if libc.unshare(CLONE_NEWUSER):
        raise OSError(ctypes.get_errno(), "user namespaces are refused")
    for name, text in (("setgroups", "deny"), ("uid_map", f"{NOBODY} {uid} 1"), ("gid_map", f"{NOBODY} {gid} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def become_nobody() -> None:
    """Be nobody, with the one right to pass folders that only root enters, where the container leaves us that right."""
    libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
    libc.prctl(PR_SET_SECUREBITS, NO_SETUID_FIXUP, 0, 0, 0)  # else access(2) forgets the right of one who is not root
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    right = 1 << CAP_DAC_OVERRIDE
    sets = (ctypes.c_uint32 * 6)(right, right, right, 0, 0, 0)  # effective, permitted, inheritable; upper halves
    if libc.capset(ctypes.byref(header), ctypes.byref(sets)) == 0:
        libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0)


USERS = {"same": stay, "mapped": map_user, "nobody": become_nobody}

if __name__ == "__main__":
    main()
