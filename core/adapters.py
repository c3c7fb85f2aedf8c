"""Our house rules for the sign-in library: nobody signs up, limits are ours, redirects stay in the house."""

import logging
from base64 import urlsafe_b64encode
from functools import lru_cache
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.httpkit import headed_redirect_response
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from core.actions import sign_in
from core.actions.people import set_availability
from core.enums import Availability, Permission
from core.models import Actor, Agent
from core.policies.people import is_second_factor_missing, is_specialist
from core.policies.permissions import has_anywhere
from core.queries.clients import UNKNOWN, client_address, client_bucket

log = logging.getLogger(__name__)

Words = dict[str, str | Promise]


class StaffAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """Accounts are made by an administrator; a wrong, unknown and shut account get the same answer."""

    error_messages: ClassVar[Words] = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("This address and password do not fit together."),
        "enter_current_password": _("This is not your current password."),
        "incorrect_code": _("This code is not right, or it was used before."),
        "incorrect_password": _("This is not your password."),
        "invalid_password_reset": _("This link has been used or is too old."),
        "too_many_login_attempts": _("That was a lot in a short time. Please wait a moment and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: there is no sign-up."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Only a path of this house: `//evil`, `/\\evil`, `https:evil` and control characters are none."""
        path = url or ""
        is_path = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
        return is_path and url_has_allowed_host_and_scheme(path, allowed_hosts=None)

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that our own proxy saw; a peer without one (a Unix socket) counts as the machine itself."""
        address = client_address(request)
        return "127.0.0.1" if address == UNKNOWN else address

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Agent | None:
        """The account of a right address and password, after one try was counted."""
        login, bucket = str(credentials.get("email", "")), client_bucket(request)
        sign_in.admit_password(login, bucket)
        agent = authenticate(request, **credentials)
        if not isinstance(agent, Agent):
            log.warning("sign-in refused", extra={"address": bucket})
            return None
        sign_in.forgive_password(login, bucket)
        return agent

    def pre_login(self, request: HttpRequest, user: Agent, **kwargs: Any) -> HttpResponse | None:
        """Stop accounts that are shut or serve programs only; a passkey comes this way without a password."""
        if user.is_active and has_anywhere(user, Permission.DESK_USE):
            return None
        text = _("This account serves programs only; it has no pages.")
        messages.error(request, str(text if user.is_active else self.error_messages["email_password_mismatch"]))
        return headed_redirect_response("account_login")  # type: ignore[no-any-return]

    def login(self, request: HttpRequest, user: Agent) -> None:
        """Open the session under a new id and say so in the log."""
        super().login(request, user)
        log.info("signed in", extra={"agent": user.pk, "address": self.get_client_ip(request)})

    def logout(self, request: HttpRequest) -> None:
        """Close the session; who signs out is offline."""
        if isinstance(request.user, Agent):
            log.info("signed out", extra={"agent": request.user.pk})
            set_availability(request.user, Availability.OFFLINE, by=Actor.of_agent(request.user))
        super().logout(request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """To the desk; who works on cases alone goes to them, as no ticket of theirs would stand there."""
        if isinstance(request.user, Agent) and is_specialist(request.user):
            return reverse("cases")
        return settings.LOGIN_REDIRECT_URL

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """A changed password ends every session, so the way leads to the door."""
        return reverse("account_login")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Back to the door."""
        return reverse("account_login")


class StaffMfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # the library has no types
    """Secrets of authenticators are encrypted at rest; a demanded second factor cannot be taken off."""

    error_messages: ClassVar[Words] = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("Your post needs a second factor. Add another one before you remove this."),
        "cannot_generate_recovery_codes": _("Recovery codes belong to a second factor. Set one up first."),
        "incorrect_code": _("This code is not right, or it was used before."),
    }

    def encrypt(self, text: str) -> str:
        """Encrypt under a key that is derived from SECRET_KEY."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt with the current key or one of SECRET_KEY_FALLBACKS."""
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whether this one may go: not the last of somebody whose post demands a second factor."""
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        has_other = others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
        return has_other or not is_second_factor_missing(authenticator.user, has_factor=False)

    def generate_authenticator_name(self, user: Agent, type: Authenticator.Type) -> str:  # noqa: A002 -- the library's name
        """The name until the person says a better one."""
        return str(_("Passkey"))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The name that the browser shows beside the key."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": settings.MFA_TOTP_ISSUER}


@lru_cache(maxsize=1)
def _cipher() -> MultiFernet:
    return MultiFernet([_fernet(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _fernet(secret: str) -> Fernet:
    derived = HKDF(SHA256(), length=32, salt=None, info=b"wuyou second factor").derive(secret.encode())
    return Fernet(urlsafe_b64encode(derived))
