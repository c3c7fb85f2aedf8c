"""What a page of the administration says by itself: its words, without the rows of its lists and what is typed."""

from html.parser import HTMLParser

SILENT = {"script", "style", "textarea", "pre", "svg"}
EMPTY = {"input", "img", "br", "hr", "link", "meta", "col", "use", "path", "wbr"}
SAID = ("title", "aria-label", "alt", "placeholder", "data-confirm")


class Words(HTMLParser):
    """Collects texts and spoken attributes; cells of a list and values to look at are rows, not words."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if not self._is_silent():
            self.found += [text for name in SAID if (text := told.get(name))]
            if tag == "input" and told.get("type") in {"submit", "button"}:
                self.found.append(told.get("value") or "")
        if tag not in EMPTY:
            self._open.append((tag, self._is_row(tag, told.get("class") or "")))

    def handle_endtag(self, tag: str) -> None:
        while self._open and any(name == tag for name, _row in self._open):
            if self._open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._is_silent():
            self.found.append(" ".join(data.split()))

    def _is_silent(self) -> bool:
        return any(tag in SILENT or is_row for tag, is_row in self._open)

    def _is_row(self, tag: str, classes: str) -> bool:
        in_list = any(name == "tbody" for name, _row in self._open) and tag in {"td", "th"} and "field-" in classes
        is_inline = in_list and any(name == "fieldset" for name, _row in self._open)
        return (in_list and not is_inline) or "readonly" in classes.split()


def words_of(html: str) -> list[str]:
    """Every text that the page says by itself."""
    parser = Words()
    parser.feed(html)
    return parser.found
