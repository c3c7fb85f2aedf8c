"""What stands in the composer of a ticket: the agent's own drafts, and what came of a text that could not be sent."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from core.models import Agent
from tickets.enums import DraftState, Visibility
from tickets.models import Attachment
from tickets.queries.differences import Difference, differences_of
from tickets.queries.macros import macros_for
from tickets.queries.news import news_since
from tickets.queries.ticket_page import DraftLine, TicketPage

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Composer:
    """`texts` holds the draft of each kind; `chosen` is the one that is open: `public`, `ask` or `internal`.

    `promise` is the chosen promise as the form sends it, with the moment of one's own in `promise_at`.
    `differences` is what is new since the text was written; while there are any, sending is "send anyway". `shows` are
    the drafts that could not be sent and stand here again.
    """

    chosen: str
    texts: dict[str, str]
    kept: Sequence[Attachment] = ()
    differences: Sequence[Difference] = ()
    shows: tuple[int, ...] = ()
    error: str = ""
    promise: str = ""
    promise_at: str = ""
    is_kept_over_swaps: bool = True  # the one in the page stays, with its focus and what was typed

    @property
    def is_refused(self) -> bool:
        return bool(self.shows)

    @property
    def text(self) -> str:
        return self.texts.get("internal" if self.chosen == "internal" else "public", "")

    @property
    def other_text(self) -> str:
        """The draft that shows when somebody switches between reply and note."""
        return self.texts.get("public" if self.chosen == "internal" else "internal", "")


def composer_for(page: TicketPage, agent: Agent) -> Composer | None:
    """The composer as it opens, or None where nothing can be written."""
    kinds = [kind for kind, move in ((Visibility.PUBLIC, "reply"), (Visibility.INTERNAL, "note")) if move in page.can]
    if not kinds:
        return None
    drafts = [draft for draft in page.open_drafts if draft.visibility in kinds]
    refused = [draft for draft in drafts if draft.state == DraftState.REFUSED]
    newest = max(drafts, key=lambda draft: draft.updated_at, default=None)
    chosen = newest.visibility if newest else kinds[0].value
    if newest and newest.then == "ask_player" and "ask_player" in page.can:
        chosen = "ask"
    promised = [d.promise_due_at for d in drafts if d.promise_due_at and d.visibility == Visibility.PUBLIC]
    seen = min((draft.seen_version for draft in refused), default=page.ticket.version)
    return Composer(
        chosen=chosen,
        texts={kind.value: text for kind in kinds if (text := text_of(drafts, kind))},
        kept=unused_files([i for draft in drafts for i in draft.attachment_ids], agent),
        differences=differences_of(news_since(page.ticket, seen)) if refused else (),
        shows=tuple(draft.id for draft in refused),
        promise="own" if promised else "",
        promise_at=f"{timezone.localtime(promised[0]):%Y-%m-%dT%H:%M}" if promised else "",
    )


def text_of(drafts: Iterable[DraftLine], kind: str) -> str:
    """The open drafts of this kind as one text: what could not be sent stands before what was begun since."""
    bodies = [(draft.state != DraftState.REFUSED, draft.body) for draft in drafts if draft.visibility == kind]
    return "\n\n".join(body for _is_newer, body in sorted(bodies))


def unused_files(ids: Sequence[str], agent: Agent) -> list[Attachment]:
    """The agent's own uploads of these ids that no message has used yet; no statement without ids."""
    known = [value for value in ids if _UUID.fullmatch(value)]
    if not known:
        return []
    own = Attachment.objects.filter(message=None, uploader_key=f"agent:{agent.pk}")
    return list(own.filter(pk__in=known).order_by("created_at"))


def composer_with_macro(page: TicketPage, agent: Agent, code: str, *, promise_due: datetime) -> Composer | None:
    """The composer with the macro of this code after what was written before; unknown codes change nothing."""
    composer = composer_for(page, agent)
    texts = [line.text for line in macros_for(page.ticket, agent, promise_due=promise_due) if line.code == code]
    if composer is None or not texts:
        return composer
    kind = "internal" if composer.chosen == "internal" else "public"
    before = composer.texts.get(kind, "")
    text = f"{before}\n{texts[0]}" if before else texts[0]
    return replace(composer, texts=composer.texts | {kind: text}, is_kept_over_swaps=False)


def fresh_composer(page: TicketPage, agent: Agent, *, kind: str = "") -> Composer | None:
    """The composer as the server knows it, to replace the one in the page; `kind` is the one that was just used."""
    composer = composer_for(page, agent)
    if composer is None:
        return None
    is_question = composer.chosen == "ask" and kind == Visibility.PUBLIC
    return replace(composer, is_kept_over_swaps=False, chosen=composer.chosen if is_question or not kind else kind)
