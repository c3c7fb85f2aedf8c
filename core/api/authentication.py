"""Who calls: a bearer token in the Authorization header, and nothing else (no cookie, no query parameter)."""

from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from core.actions.tokens import touch_token
from core.models import Agent, ApiToken
from core.queries.tokens import live_token

REALM = 'Bearer realm="api"'


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer hd_live_…`. Unknown, revoked, expired and a leaver's token all get the same 401."""

    def authenticate(self, request: Request) -> tuple[Agent, ApiToken] | None:
        header = request.META.get("HTTP_AUTHORIZATION", "")
        if not header:
            return None
        kind, _space, secret = header.partition(" ")
        token = live_token(secret.strip())
        if token is None or kind.lower() != "bearer":
            raise AuthenticationFailed(_("The token is not valid."))
        touch_token(token)
        return token.agent, token

    def authenticate_header(self, request: Request) -> str:
        return REALM
