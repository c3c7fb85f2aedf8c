"""Django's admin for administrators: people, games, keys, and the log to look at. Writes go through actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Any, cast

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.auth.models import Group as PermissionGroup
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.i18n import JavaScriptCatalog

from core import clock
from core.actions import people, relay, sessions, skills, tokens
from core.actions.reference import reference_rows
from core.enums import PERMISSION_WORDS, SCOPE_WORDS
from core.errors import DomainError
from core.forms.administration import AgentForm, GameForm, RoleForm
from core.models import (
    Actor,
    Agent,
    AgentSkill,
    ApiToken,
    Event,
    Game,
    GameKey,
    Grant,
    Group,
    OutboxEntry,
    Region,
    Role,
    Skill,
    Team,
)
from core.policies import permissions

if TYPE_CHECKING:  # these classes take a type only in the stubs
    Page = admin.ModelAdmin[Any]
    GrantTable = admin.TabularInline[Grant, Agent]
    SkillTable = admin.TabularInline[AgentSkill, Agent]
    RegionTable = admin.TabularInline[Region, Game]
else:
    Page = admin.ModelAdmin
    GrantTable = SkillTable = RegionTable = admin.TabularInline
Rows = QuerySet[Any]


def may_administer(request: HttpRequest) -> bool:
    """Whether this person may use the admin at all."""
    return permissions.may_administer(request.user)


def by(request: HttpRequest) -> Actor:
    """The administrator as the actor of what follows."""
    return Actor.of_agent(cast(Agent, request.user))


def in_words(codes: Iterable[str], words: Mapping[Any, Any]) -> str:
    """The codes as a list in the reader's language; a code without a word stands for itself."""
    return gettext(", ").join(str(words.get(code, code)) for code in codes)


def called(model_name: str) -> str:
    """What a row of this model is called in the reader's language."""
    models = (model._meta for model in apps.get_models() if model._meta.model_name == model_name)
    return next((str(meta.verbose_name) for meta in models), model_name)


def _inline_right(self: Any, request: HttpRequest, obj: Any = None) -> bool:
    return may_administer(request)


class HouseAdmin(Page):
    """Rights come from our own permission, not from Django's table of model rights. Nothing is deleted by default."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_administer(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_administer(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may_administer(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_administer(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class LookOnlyAdmin(HouseAdmin):
    """Rows to look at."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class GrantInline(GrantTable):
    """The posts of a person; saving goes through `grant_role` and `revoke_role`."""

    model = Grant
    extra = 1

    has_view_permission = has_add_permission = has_change_permission = has_delete_permission = _inline_right


class SkillInline(SkillTable):
    """What a person is good at; saving goes through `set_skills`."""

    model = AgentSkill
    extra = 1

    has_view_permission = has_add_permission = has_change_permission = has_delete_permission = _inline_right


@admin.register(Agent)
class AgentAdmin(HouseAdmin):
    """People. An account is shut, never deleted."""

    list_display = ("name", "email", "team", "availability", "is_active")
    list_filter = ("is_active", "availability", "team", "roles")
    search_fields = ("name", "email")
    ordering = ("name",)
    form = AgentForm
    fields = ("email", "name", "language", "languages", "time_zone", "team", "groups", "capacity")
    filter_horizontal = ("groups",)
    inlines = (GrantInline, SkillInline)
    actions = ("make_password_link", "deactivate", "reactivate", "end_sessions", "reset_second_factor")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The address is the identity of an account: given once."""
        return ("email",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Agent, form: ModelForm[Agent], change: bool) -> None:
        """A new person is made, with a link to set the password; then, like a known one, described: all by actions."""
        if change:
            people.describe_agent(obj, by=by(request))
            return
        made = people.create_agent(email=obj.email, name=obj.name, language=obj.language, team=obj.team, by=by(request))
        obj.pk, obj._state.adding = made.pk, False
        people.describe_agent(obj, by=by(request))
        link = sessions.password_link(made, by=by(request))
        messages.info(request, _("Hand this link over; it sets the password once, within a day: %s") % link)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Groups, posts and skills, each by its action."""
        agent = Agent.objects.get(pk=form.instance.pk)
        people.set_groups(agent, form.cleaned_data["groups"], by=by(request))
        for formset in formsets:
            save = self._save_skills if formset.model is AgentSkill else self._save_posts
            save(request, agent, formset)

    def _save_skills(self, request: HttpRequest, agent: Agent, formset: Any) -> None:
        formset.save(commit=False)
        gone = {row.pk for row in formset.deleted_objects}
        kept = [form.instance for form in formset.forms if form.instance.skill_id and form.instance.pk not in gone]
        skills.set_skills(agent, {row.skill.code: row.level for row in kept}, by=by(request))

    def _save_posts(self, request: HttpRequest, agent: Agent, formset: Any) -> None:
        formset.save(commit=False)
        for grant in [*formset.deleted_objects, *(row for row, _fields in formset.changed_objects)]:
            before = Grant.objects.select_related("role", "game").get(pk=grant.pk)
            people.revoke_role(agent, before.role, game=before.game, by=by(request))
        for grant in [*formset.new_objects, *(row for row, _fields in formset.changed_objects)]:
            people.grant_role(agent, grant.role, game=grant.game, by=by(request))

    @admin.action(description=_("Make a one-time password link"))
    def make_password_link(self, request: HttpRequest, queryset: Rows) -> None:
        self._each(request, queryset, sessions.password_link)

    @admin.action(description=_("Shut the account"))
    def deactivate(self, request: HttpRequest, queryset: Rows) -> None:
        self._each(request, queryset, people.deactivate_agent)

    @admin.action(description=_("Open the account again"))
    def reactivate(self, request: HttpRequest, queryset: Rows) -> None:
        self._each(request, queryset, people.reactivate_agent)

    @admin.action(description=_("Sign out everywhere"))
    def end_sessions(self, request: HttpRequest, queryset: Rows) -> None:
        self._each(request, queryset, sessions.end_sessions)

    @admin.action(description=_("Take away the second factor"))
    def reset_second_factor(self, request: HttpRequest, queryset: Rows) -> None:
        self._each(request, queryset, sessions.reset_second_factor)

    def _each(self, request: HttpRequest, queryset: Rows, deed: Callable[..., Any]) -> None:
        """Do it to each of the chosen people and say how it went; a refusal for one stops nobody else."""
        for agent in queryset:
            try:
                outcome = deed(agent, by=by(request))
            except DomainError as error:
                messages.error(request, f"{agent.name}: {error.text}")
            else:
                messages.success(request, f"{agent.name}: {outcome if isinstance(outcome, str) else _('done')}")


@admin.register(Role)
class RoleAdmin(HouseAdmin):
    """Roles of the house are as core/data/roles.json says; others may be made here."""

    form = RoleForm
    list_display = ("code", "name_zh", "name_en", "rank", "needs_second_factor")
    ordering = ("rank", "code")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """What may only be looked at is told in words, what may be changed has boxes with the same words."""
        is_fixed = obj is not None and not self.has_change_permission(request, obj)
        rights = ("permission_words", "scope_words") if is_fixed else ("permissions", "scopes")
        return ("code", "name_zh", "name_en", *rights, "rank", "needs_second_factor")

    @admin.display(description=_("permissions"))
    def permission_words(self, role: Role) -> str:
        return in_words(role.permissions, PERMISSION_WORDS)

    @admin.display(description=_("scopes of its tokens"))
    def scope_words(self, role: Role) -> str:
        return in_words(role.scopes, SCOPE_WORDS)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the role is one that an administrator made."""
        is_ours = obj is not None and obj.code in {row["code"] for row in reference_rows("roles")}
        return may_administer(request) and not is_ours


@admin.register(Group)
class GroupAdmin(HouseAdmin):
    """Skill groups and their leads."""

    list_display = ("code", "name_zh", "name_en", "lead", "is_front_line", "receives_directly", "is_restricted")
    ordering = ("code",)


@admin.register(Skill)
class SkillAdmin(HouseAdmin):
    """What routing can ask for; who has it stands at the person."""

    list_display = ("code", "name_zh", "name_en")
    ordering = ("code",)


@admin.register(Team)
class TeamAdmin(HouseAdmin):
    """The line organisation."""

    list_display = ("code", "name_zh", "name_en", "layer")
    ordering = ("layer", "code")


class RegionInline(RegionTable):
    """Servers and regions of a game."""

    model = Region
    extra = 1
    has_view_permission = has_add_permission = has_change_permission = has_delete_permission = _inline_right


@admin.register(Game)
class GameAdmin(HouseAdmin):
    """Games, with their regions."""

    form = GameForm
    list_display = ("slug", "name_zh", "name_en", "kind", "time_zone", "jurisdiction", "is_active")
    inlines = (RegionInline,)


@admin.register(GameKey)
class GameKeyAdmin(HouseAdmin):
    """Keys with which a game signs player links. The secret is shown once, when it is made."""

    list_display = ("game", "created_at", "is_active")
    fields = ("game", "is_active")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("game",) if obj else ()

    def save_model(self, request: HttpRequest, obj: GameKey, form: ModelForm[GameKey], change: bool) -> None:
        if not change:
            obj.secret, obj.created_at = token_urlsafe(48), clock.now()
            messages.warning(request, _("Give this key to the game's server; it is not shown again: %s") % obj.secret)
        super().save_model(request, obj, form, change)


@admin.register(ApiToken)
class ApiTokenAdmin(LookOnlyAdmin):
    """Tokens of programs; one that leaked is revoked here."""

    list_display = ("prefix", "agent", "name", "created_at", "last_used_at", "revoked_at")
    list_select_related = ("agent",)
    fields = ("prefix", "agent", "name", "scope_words", "created_at", "expires_at", "last_used_at", "revoked_at")
    actions = ("revoke",)

    @admin.display(description=_("scopes"))
    def scope_words(self, token: ApiToken) -> str:
        return in_words(token.scopes, SCOPE_WORDS)

    @admin.action(description=_("Revoke"))
    def revoke(self, request: HttpRequest, queryset: Rows) -> None:
        for token in queryset:
            tokens.revoke_token(token, by=by(request))
        messages.success(request, _("Revoked: %(n)s") % {"n": len(queryset)})


@admin.register(Event)
class EventAdmin(LookOnlyAdmin):
    """The log."""

    list_display = ("id", "at", "name", "subject", "actor")
    fields = ("name", "at", "game", "subject", "seq", "actor", "data", "uid")
    list_filter = ("name",)
    search_fields = ("=subject_id",)
    show_full_result_count = False

    @admin.display(description=_("subject"), ordering="subject_id")
    def subject(self, event: Event) -> str:
        return f"{called(event.subject_type)} {event.subject_id}"

    @admin.display(description=_("actor"), ordering="actor_name")
    def actor(self, event: Event) -> str:
        return f"{event.get_actor_kind_display()} {event.actor_name}".strip()


@admin.register(OutboxEntry)
class OutboxAdmin(LookOnlyAdmin):
    """Events that still wait for a subscriber, and those that were given up."""

    list_display = ("event", "subject", "attempts", "starts", "next_try_at", "parked_at", "last_error")
    fields = list_display
    list_select_related = ("event",)
    actions = ("resume",)

    @admin.display(description=_("subject"), ordering="lane")
    def subject(self, entry: OutboxEntry) -> str:
        kind, _colon, number = entry.lane.partition(":")
        return f"{called(kind)} {number}"

    @admin.action(description=_("Try again"), permissions=["view"])
    def resume(self, request: HttpRequest, queryset: Rows) -> None:
        """Give events that were given up all their tries again."""
        resumed = relay.resume(queryset.values_list("pk", flat=True))
        messages.success(request, _("Tried again: %(n)s") % {"n": resumed})


def _to_the_door(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    """The admin has no sign-in of its own, which would know no limits and no second factor."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next", reverse("admin:index")))


def _texts_of_scripts(request: HttpRequest, extra_context: Any = None) -> HttpResponseBase:
    """Django's words for its scripts, with ours after them: some of its own are not translated."""
    return JavaScriptCatalog.as_view(packages=["django.contrib.admin", "core"])(request)


for module in ("django.contrib.auth.admin", "allauth.account.admin", "allauth.mfa.admin", "allauth.usersessions.admin"):
    import_module(module)  # they register now, so that they can be taken out for good
for packaged in (PermissionGroup, EmailAddress, Authenticator, UserSession):  # unused, secret, or nobody's to browse
    admin.site.unregister(packaged)
admin.site.has_permission = may_administer  # type: ignore[method-assign]  # one site, our own right
admin.site.login = _to_the_door  # type: ignore[method-assign]
admin.site.i18n_javascript = _texts_of_scripts  # type: ignore[method-assign, assignment]
admin.site.site_header = admin.site.site_title = _("Wuyou administration")
