"""The style sheets: their length, and the colours for browsers that do not know `light-dark()`.

`python -m tests.helpdesk.test_styles` writes the second sheet anew after the first has changed.
"""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "static"
TOKENS, FALLBACK = STATIC / "css" / "tokens.css", STATIC / "css" / "tokens-fallback.css"
PAIR = re.compile(r"light-dark\(((?:[^(),]|\([^()]*\))+), ((?:[^(),]|\([^()]*\))+)\)")
HEAD = """/* Written from tokens.css for web views that do not know light-dark() (before 2024); do not edit by hand. */
@supports not (color: light-dark(#000, #fff)) {
"""


def declarations(tokens: str) -> list[str]:
    """Every custom property whose value differs between the two schemes."""
    found = re.findall(r"--[\w-]+:[^;]*;", re.sub(r"/\*.*?\*/", "", tokens, flags=re.DOTALL))
    return [" ".join(declaration.split()) for declaration in found if "light-dark(" in declaration]


def fallback_of(tokens: str) -> str:
    """The sheet with each scheme written out."""
    lines = declarations(tokens)
    schemes = {
        scheme: "\n".join(f"      {PAIR.sub(choice, line)}" for line in lines)
        for scheme, choice in (("light", r"\1"), ("dark", r"\2"))
    }
    light, dark = schemes["light"], schemes["dark"]
    return HEAD + (
        f'  @layer tokens {{\n    :root, [data-scheme="light"] {{\n{light}\n    }}\n'
        f'    [data-scheme="dark"] {{\n{dark}\n    }}\n  }}\n'
        f"  @media (prefers-color-scheme: dark) {{\n    @layer tokens {{\n"
        f"      :root:not([data-scheme]) {{\n{dark}\n      }}\n    }}\n  }}\n}}\n"
    )


def test_old_web_views_get_the_same_colours():
    assert FALLBACK.read_text() == fallback_of(TOKENS.read_text())


@pytest.mark.parametrize(("pattern", "most"), [("css/*.css", 500), ("js/**/*.js", 120)])
def test_no_sheet_or_module_is_too_long(pattern, most):
    lengths = {path.name: len(path.read_text().splitlines()) for path in STATIC.glob(pattern)}

    assert {name: length for name, length in lengths.items() if length > most} == {}


def test_no_colour_stands_outside_the_tokens():
    own = ("tokens", "print", "pages-api")  # the last one dresses a package's page, which has its own colours
    sheets = [path for path in (STATIC / "css").glob("*.css") if not path.name.startswith(own)]

    assert {path.name: re.findall(r"light-dark\(|#[0-9a-f]{6}", path.read_text()) for path in sheets} == {
        path.name: [] for path in sheets
    }


if __name__ == "__main__":
    FALLBACK.write_text(fallback_of(TOKENS.read_text()))
