"""A person at the keyboard: keys, words with or without an input method, and where the focus is. There is no mouse."""

from collections.abc import Callable

from playwright.sync_api import CDPSession, Page, TimeoutError, expect  # noqa: A004 -- the browser's own

AT = """() => {
  const at = document.activeElement;
  const home = at.closest("li[id], [id]");
  const name = at.getAttribute("name");
  const own = at.id ? `#${at.id}` : name ? `[name=${name}]` : at.tagName.toLowerCase();
  return home && home !== at ? `#${home.id} ${own}` : own;
}"""
HEARD = "() => document.addEventListener('keydown', (event) => (window.heard = event.isComposing), {capture: true})"


class Hands:
    """Ten fingers on one page. With `pinyin` an input method is on: it composes words and passes single keys on."""

    def __init__(self, page: Page, *, pinyin: bool) -> None:
        self.page = page
        self.pinyin = pinyin
        self.cdp: CDPSession = page.context.new_cdp_session(page)

    def press(self, *keys: str) -> None:
        """Press one key after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def deed(self, letter: str) -> None:
        """Press the key of a deed; an input method that is on takes it first and tells the page only the place."""
        if self.pinyin:
            self._taken(letter)
        else:
            self.press(letter)

    def write(self, words: str, letters: str = "") -> None:
        """Write words at the caret; with an input method by the letters of their sounds."""
        if not self.pinyin or not letters:
            self.page.keyboard.type(words)
            return
        self.compose(letters)
        self.commit(words)

    def compose(self, letters: str) -> None:
        """Type letters that wait in the input method."""
        for n, letter in enumerate(letters, 1):
            self._taken(letter)
            self.cdp.send("Input.imeSetComposition", {"text": letters[:n], "selectionStart": n, "selectionEnd": n})

    def commit(self, words: str) -> None:
        """Choose words from what the input method offers, with Enter, which belongs to it."""
        self._taken("Enter")
        self.cdp.send("Input.insertText", {"text": words})

    def during_composition(self, *keys: str) -> None:
        """Press keys that the input method uses: for its candidates, to take one, to move among them."""
        for key in keys:
            self._taken(key)
        assert self.page.evaluate("() => window.heard") is True  # the browser said so to the page

    def listen(self) -> None:
        """Remember of the last key whether something was being composed when it was pressed."""
        self.page.evaluate(HEARD)

    def _taken(self, key: str) -> None:
        code = f"Key{key.upper()}" if len(key) == 1 and key.isalpha() else f"Digit{key}" if key.isdigit() else key
        code = "Slash" if key == "/" else code
        told = {"key": "Process", "code": code, "windowsVirtualKeyCode": 229}
        self.cdp.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **told})
        self.cdp.send("Input.dispatchKeyEvent", {"type": "keyUp", **told})

    def press_until(self, key: str, is_there: Callable[[], bool]) -> None:
        """Press a key until it has led there; not more often than a person would."""
        for _ in range(12):
            if is_there():
                return
            self.press(key)
        assert is_there(), f"{key} does not lead there; the focus is at {self.at()}"

    def tab_to(self, name: str) -> None:
        """Tab until the field of that name has the focus."""
        self.press_until("Tab", lambda: self.at().endswith((f"[name={name}]", f"#id_{name}")))

    def palette(self, asked: str, shown: str) -> None:
        """Open the palette, ask, and take the first line once it is the one that is meant."""
        self.press("Control+k")
        expect(self.page.locator("#palette input")).to_be_focused()
        if self.pinyin and asked.isalpha():
            self.compose(asked)
            self.during_composition("Enter", "ArrowDown")  # chosen in the input method, not in the palette
            expect(self.page.locator("#palette")).to_be_visible()
            self.commit(asked)
        else:
            self.page.keyboard.type(asked)
        expect(self.page.locator('#palette [aria-selected="true"]')).to_contain_text(shown)
        self.press("Enter")

    def stand(self, place: str) -> None:
        """The focus is at `place`, at the latest when the browser has drawn what the last key brought."""
        try:
            self.page.wait_for_function(f"(place) => ({AT})() === place", arg=place)
        except TimeoutError:
            raise AssertionError(f"the focus is at {self.at()}, not at {place}") from None

    def at(self) -> str:
        """Where the focus is: `body`, `#t12 a`, `#composer-form [name=body]`."""
        place: str = self.page.evaluate(AT)
        return place
