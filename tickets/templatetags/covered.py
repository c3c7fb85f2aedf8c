"""Covered numbers in a text at the desk: each token says what it is, and leads to the question for the number."""

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from core.engines.redaction import TOKEN
from core.templatetags.markup import constant

register = template.Library()
NAMES = {
    "ID": _("identity number"),
    "TEL": _("phone"),
    "CARD": _("bank card"),
    "MAIL": _("e-mail address"),
}


@register.simple_tag
def covered(text: str, number: int, place: str) -> SafeString:
    """The text, escaped; its tokens are links that open the dialog in which the number may be asked for."""
    if "〔" not in text:
        return conditional_escape(text)
    address = f"{reverse('desk_covered', args=[number])}?place={place}"
    parts, at = [], 0
    for token in TOKEN.finditer(text):
        parts += [conditional_escape(text[at : token.start()]), _link(token[1], token[2], address)]
        at = token.end()
    return constant("".join([*parts, conditional_escape(text[at:])]))


def _link(kind: str, mask: str, address: str) -> SafeString:
    return format_html(
        '<a class="chip chip--line num" href="{}" hx-get="{}" hx-target="#deed" hx-swap="innerHTML">{} {}</a>',
        address,
        address,
        NAMES[kind],
        mask,
    )
