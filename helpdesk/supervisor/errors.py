"""What keeps Wuyou from starting, in words for the person at the terminal."""


class CannotStart(Exception):
    """A start that is given up; the message says why and, where possible, the mend."""
