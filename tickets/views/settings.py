"""Settings of the desk for those who may change them: prepared texts, tags, categories, with their history."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.enums import Permission
from core.errors import InvalidInput, NotThere
from core.policies.permissions import check
from knowledge.actions.categories import save_category
from knowledge.forms.settings import CategoryForm
from tickets.actions.macros import save_macro
from tickets.actions.tags import merge_tag, save_tag
from tickets.enums import TagState
from tickets.forms.macros import MacroForm
from tickets.forms.settings import MergeForm, TagForm
from tickets.models import Tag
from tickets.queries.settings import SECTIONS, Section, history_of, section_of, settings_page
from tickets.queries.tags import offered_tags
from tickets.views.desk_pages import View, actor_of, agent_of, desk_view

LIST, EDIT, MERGE = (f"tickets/settings/{page}.html" for page in ("list", "edit", "merge"))


@dataclass(frozen=True)
class Keeper:
    """How rows of a section are written."""

    form: type["ModelForm[Any]"]
    save: Callable[..., None]
    may_add: bool = True


KEEPERS = {
    "macros": Keeper(MacroForm, save_macro),
    "tags": Keeper(TagForm, save_tag),
    "categories": Keeper(CategoryForm, save_category, may_add=False),
}


def settings_view(view: View) -> View:
    """For those who may change settings for every game: the rows are for all."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        check(agent_of(request), Permission.SETTINGS_CHANGE)
        return view(request, *args, **kwargs)

    return desk_view(guarded)


@require_safe
@settings_view
def overview(request: HttpRequest) -> HttpResponse:
    """Where what is kept."""
    return render(request, "tickets/settings/overview.html", {"sections": SECTIONS.values()})


@require_safe
@settings_view
def list_rows(request: HttpRequest, kind: str) -> HttpResponse:
    """The rows of a section, searched, ordered, a page at a time."""
    section, asked = section_of(kind), request.GET.get("q", "")
    page = settings_page(section, asked=asked, order=request.GET.get("order", ""), after=request.GET.get("after", ""))
    state = urlencode([(name, value) for name, value in (("q", asked), ("order", page.order)) if value])
    more = f"?{state}&after={page.next_cursor}" if page.next_cursor else ""
    context = {"page": page, "asked": asked, "more": more, "may_add": KEEPERS[kind].may_add}
    return render(request, LIST, _context(section) | context)


def _context(section: Section) -> dict[str, Any]:
    return {"section": section, "sections": SECTIONS.values()}


@require_http_methods(["GET", "POST"])
@settings_view
def add(request: HttpRequest, kind: str) -> HttpResponse:
    """Make one more."""
    section = section_of(kind)
    if not KEEPERS[kind].may_add:
        raise NotThere
    return _edit(request, section, section.model())


@require_http_methods(["GET", "POST"])
@settings_view
def edit(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Change one."""
    section = section_of(kind)
    return _edit(request, section, _row(section, key))


def _row(section: Section, key: str) -> Any:
    """The row of this key; what cannot be a key is of no row."""
    try:
        row = section.rows().filter(pk=key).first()
    except (ValueError, ValidationError):
        row = None
    if row is None:
        raise NotThere
    return row


def _edit(request: HttpRequest, section: Section, row: Any) -> HttpResponse:
    keeper, is_known = KEEPERS[section.code], not row._state.adding
    form = keeper.form(request.POST if request.method == "POST" else None, instance=row)
    is_merged = isinstance(row, Tag) and row.state == TagState.MERGED
    if not is_merged and form.is_valid():
        keeper.save(form.save(commit=False), by=actor_of(request))
        messages.success(request, _("Saved."))
        return redirect("desk_settings_list", section.code)
    shown = _row(section, row.pk) if is_known else row  # as it is kept, not as it was typed
    history = history_of(section, shown) if is_known else []
    context = {"form": form, "row": shown, "is_known": is_known, "is_merged": is_merged, "history": history}
    return render(request, EDIT, _context(section) | context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@settings_view
def merge(request: HttpRequest, tag_id: int) -> HttpResponse:
    """Let one tag go into another; tickets follow by and by."""
    section = section_of("tags")
    tag = _row(section, str(tag_id))
    form = MergeForm(request.POST if request.method == "POST" else None, tag=tag)
    if form.is_valid():
        try:
            merge_tag(tag, into=form.cleaned_data["into"], by=actor_of(request))
        except InvalidInput as refusal:
            form.add_error("into", str(refusal.fields["into"][0]))
        else:
            messages.success(request, _("Merged. Tickets follow within minutes."))
            return redirect("desk_settings_list", "tags")
    context = {"form": form, "tag": tag}
    return render(request, MERGE, _context(section) | context, status=422 if form.is_bound else 200)


@require_safe
@desk_view
def list_tags(request: HttpRequest) -> HttpResponse:
    """The tags in use, for the field that completes them."""
    return JsonResponse(offered_tags(), safe=False)
