"""What htmx would make of a page: the answer's parts put in their places, to be compared with a fresh page."""

from collections.abc import Callable

from django.http import HttpResponse
from django.test.html import Element, parse_html

OOB = "hx-swap-oob"
IGNORED_TAGS = {"title"}


def page_of(response: HttpResponse) -> Element:
    """The body of a whole page as a tree."""
    root = parse_html(response.content.decode())
    return first(root, lambda node: node.name == "body")


def swapped(page: HttpResponse, answer: HttpResponse, target: str) -> Element:
    """The page after htmx has put the answer in place of `target`, and every out-of-band part in its own place."""
    tree = page_of(page)
    fragment = parse_html(f"<div>{answer.content.decode()}</div>")
    for node in [child for child in fragment.children if isinstance(child, Element)]:
        if node.name in IGNORED_TAGS:
            continue
        place = attribute(node, OOB)
        if place and place.startswith("beforeend:"):
            continue
        _replace(tree, attribute(node, "id") if place else target, node)
    return tree


def part(tree: Element, element_id: str) -> Element:
    """The element with this id, for a comparison that says where it differs."""
    return first(tree, lambda node: attribute(node, "id") == element_id)


def first(tree: Element, wanted: Callable[[Element], bool]) -> Element:
    for node in walk(tree):
        if wanted(node):
            return node
    raise AssertionError("no such element")


def walk(tree: Element):
    yield tree
    for child in tree.children:
        if isinstance(child, Element):
            yield from walk(child)


def attribute(node: Element, name: str) -> str:
    return dict(node.attributes).get(name) or ""


def _replace(tree: Element, element_id: str, node: Element) -> None:
    node.attributes = [pair for pair in node.attributes if pair[0] != OOB]
    for parent in walk(tree):
        for place, child in enumerate(parent.children):
            if isinstance(child, Element) and attribute(child, "id") == element_id:
                parent.children[place] = node
                return
    raise AssertionError(f"nothing to replace: {element_id}")
