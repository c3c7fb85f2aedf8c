"""What a token may be used for."""

from collections.abc import Mapping
from typing import ClassVar, Protocol

from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from core.enums import Scope
from core.errors import DomainError
from core.models import ApiToken
from core.queries.tokens import scopes_of


class Scoped(Protocol):
    """A view says which scope each of its verbs needs."""

    scopes: ClassVar[Mapping[str, Scope]]


class ScopeMissing(DomainError):
    """The token may not be used for this; `extra["scope"]` names what it lacks."""

    code = "scope.missing"
    status = 403
    message = _("The token does not have the scope that this needs.")


class HasScope(BasePermission):
    """Lets a token pass that has the scope of the view for this verb. A verb without a declared scope is shut."""

    def has_permission(self, request: Request, view: Scoped) -> bool:  # type: ignore[override]
        if not isinstance(request.auth, ApiToken):
            return False
        if request.method == "OPTIONS":
            return True
        scope = view.scopes.get("GET" if request.method == "HEAD" else str(request.method))
        if scope is None:
            return True  # no such verb here: the answer is 405, not 403
        if scope.value not in scopes_of(request.auth):
            raise ScopeMissing(scope=scope.value)
        return True
