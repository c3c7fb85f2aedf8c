"""Parts of a page that are the same again: rendered once for what they show, not once for every page.

    {% kept name=user.name is_here=here late path=request.path %}…{% endkept %}

The block sees the values that it names and nothing else, so what it kept cannot show anybody what belongs to another:
two readers share a block only where every value and the language are the same. What differs from page to page, as an
address or the token of a form, is named after `late` (the token of forms always is) and put in each time.
"""

from collections.abc import Mapping
from html import escape
from secrets import token_hex
from threading import Lock
from typing import Any

from django import template
from django.conf import settings
from django.template import Context, Node, NodeList
from django.template.base import FilterExpression, Parser, Token, token_kwargs
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from core.templatetags.markup import constant

register = template.Library()
MOST = 1_000
TOKEN = "csrf_token"  # noqa: S105 -- the name that Django gives it in templates

_RUN = token_hex(8)
_Key = tuple[str | None, tuple[tuple[type, Any], ...]]


class Kept(Node):
    """A block with what it made so far, by language and values."""

    def __init__(self, body: NodeList, values: Mapping[str, FilterExpression], late: Mapping[str, FilterExpression]):
        self.body, self.values, self.late = body, values, late
        self.marks = {name: f"kept{_RUN}{number}x" for number, name in enumerate([TOKEN, *late])}
        self._made: dict[_Key, str] = {}
        self._lock = Lock()

    def render(self, context: Context) -> SafeString:
        """The block for these values; one that is not there is None, as in `{% if %}`."""
        values = {name: _plain(value.resolve(context, ignore_failures=True)) for name, value in self.values.items()}
        key: _Key = (get_language(), tuple((type(value), value) for value in values.values()))
        html = self._made.get(key)
        if html is None:
            html = self._make(context, values)
            self._keep(key, html)
        if _RUN in html:
            late = {name: value.resolve(context) for name, value in self.late.items()}
            for name, value in {TOKEN: context.get(TOKEN, ""), **late}.items():
                html = html.replace(self.marks[name], escape(str(value)))
        return constant(html)

    def _make(self, context: Context, values: Mapping[str, Any]) -> str:
        inner = Context({**values, **self.marks}, autoescape=context.autoescape)
        inner.template, inner.render_context = context.template, context.render_context
        return self.body.render(inner)

    def _keep(self, key: _Key, html: str) -> None:
        with self._lock:
            if len(self._made) >= MOST:
                self._made.clear()
            if not settings.DEBUG:
                self._made[key] = html


def _plain(value: Any) -> Any:
    """A word that waits for its language is that word."""
    return str(value) if isinstance(value, Promise) else value


@register.filter
def equals(one: Any, other: Any) -> bool:
    """Whether both are the same, for a block to which nothing else of them matters."""
    return bool(one == other)


@register.tag
def kept(parser: Parser, token: Token) -> Kept:
    """Keep what stands in the block for the values that it names."""
    before, _, after = " ".join(token.split_contents()[1:]).partition("late ")
    body = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(body, _named(parser, before), _named(parser, after))


def _named(parser: Parser, text: str) -> dict[str, FilterExpression]:
    words = Token.split_contents(template.base.Token(template.base.TokenType.BLOCK, text)) if text.strip() else []
    named: dict[str, FilterExpression] = token_kwargs(words, parser)
    if words:
        raise template.TemplateSyntaxError(f"kept wants name=value, not {words[0]!r}")
    return named
