"""Refusals. Each is a class with a stable code, a status and a sentence in the reader's language."""

from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class DomainError(Exception):
    """Something the caller asked for is refused; nothing was changed.

    `extra` holds JSON-ready facts that help to go on (what is new, which moves are allowed).
    """

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 400
    message: ClassVar[Text] = _("This did not work.")

    def __init__(self, message: Text | None = None, **extra: Any) -> None:
        self.text: Text = message or self.message
        self.extra = extra
        super().__init__(str(self.text))


class InvalidInput(DomainError):
    """One or more fields are not acceptable; `fields` maps a field name to its sentences."""

    code = "validation"
    status = 400
    message = _("Some of what you entered needs a correction.")

    def __init__(self, fields: dict[str, list[Text]], message: Text | None = None) -> None:
        self.fields = fields
        super().__init__(message)


class NotAllowed(DomainError):
    """The person may see the thing but not do this to it."""

    code = "permission.denied"
    status = 403
    message = _("You do not have the right to do this.")


class NotThere(DomainError):
    """The thing does not exist, or this person may not know that it does."""

    code = "not_found"
    status = 404
    message = _("There is nothing here, or it is not yours to see.")


class TooMany(DomainError):
    """A limit was reached; `retry_after` says in how many seconds it opens again."""

    code = "rate.limited"
    status = 429
    message = _("That was a lot in a short time. Please wait a moment and try again.")

    def __init__(self, retry_after: int, message: Text | None = None) -> None:
        self.retry_after = retry_after
        super().__init__(message, retry_after=retry_after)


class CannotUnseal(DomainError):
    """A sealed field does not open: its key is gone, or somebody changed the row."""

    code = "sealing.closed"
    status = 500
    message = _("This cannot be read: the key that sealed it is not here.")


class TimeShiftRefused(DomainError):
    """Somebody tried to move the clock of a real installation."""

    code = "clock.shift_refused"
    status = 403
    message = _("The clock can be moved in demo and test mode only.")


class KeyReused(DomainError):
    """An Idempotency-Key came back with another request than its first one."""

    code = "idempotency.reused"
    status = 422
    message = _("This Idempotency-Key was used for a different request. Use a new key for a new request.")


class KeyInFlight(DomainError):
    """The first request with this Idempotency-Key is still at work."""

    code = "idempotency.in_flight"
    status = 409
    message = _("The first request with this Idempotency-Key is still running. Repeat this one in a moment.")


class VersionMismatch(DomainError):
    """The thing is not in the version that the caller's If-Match names."""

    code = "version.mismatch"
    status = 412
    message = _("This has changed since you read it. Load it again and repeat your change.")


class BodyTooLarge(DomainError):
    """The body of the request is larger than this address takes."""

    code = "body.too_large"
    status = 413
    message = _("The request is too large.")


class AtCapacity(DomainError):
    """The agent is not available or has as much as fits; only automatic assignment asks."""

    code = "agent.at_capacity"
    status = 409
    message = _("This colleague cannot be given more right now.")
