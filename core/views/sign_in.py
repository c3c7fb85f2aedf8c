"""The door: sign-in, the one-time password link, and keys that must not be lost by mistake."""

from typing import Any

from allauth.account.views import LoginView, PasswordResetFromKeyView
from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language

from core.queries.people import DEMO_PASSWORD, demo_accounts
from core.views.cookies import set_language


class SignInView(LoginView):  # type: ignore[misc]  # the library has no types
    """E-mail and password, or a passkey; a demo offers its accounts as buttons, each a form of its own."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        accounts = demo_accounts()
        return context | {"demo_accounts": accounts, "demo_password": DEMO_PASSWORD if accounts else ""}

    def form_valid(self, form: Any) -> HttpResponse:
        """Open the door. The published accounts of the demo have no language of their own: that of the door goes on."""
        response: HttpResponse = super().form_valid(form)
        if settings.DEMO and settings.LANGUAGE_COOKIE_NAME not in self.request.COOKIES:
            set_language(response, get_language() or settings.LANGUAGE_CODE)
        return response


class PasswordLinkView(PasswordResetFromKeyView):  # type: ignore[misc]  # the library has no types
    """Set a password by a one-time link; a link that is used, old or invented is a bad request."""

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        is_dead = bool(context.get("token_fail"))
        context["token_fail"] = is_dead
        response: HttpResponse = super().render_to_response(context, status=400 if is_dead else 200, **kwargs)
        return response


class PasskeyRemovalView(RemoveWebAuthnView):  # type: ignore[misc]  # the library has no types
    """Take a key off, unless it is the last second factor of a post that demands one."""

    def form_valid(self, form: Any) -> HttpResponse:
        adapter = get_adapter()
        if not adapter.can_delete_authenticator(self.get_object()):
            messages.error(self.request, str(adapter.error_messages["cannot_delete_authenticator"]))
            return redirect("mfa_list_webauthn")
        response: HttpResponse = super().form_valid(form)
        return response


def closed(request: HttpRequest) -> HttpResponse:
    """Where the library would show that an account is shut: the door, which says nothing about accounts."""
    return redirect("account_login")
