"""Who is meant by `@name`."""

import pytest

from tickets.engines.mentions import names_in

NAMES = ["林夏", "林夏雨", "周屿", "Mira", "Mira Chen", "O'Neil"]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("@林夏 看一下", {"林夏"}),
        ("请@林夏看一下", {"林夏"}),
        ("@林夏雨看一下", {"林夏雨"}),
        ("@林夏雨 @林夏", {"林夏雨", "林夏"}),
        ("@mira please", {"Mira"}),
        ("@MIRA CHEN please", {"Mira Chen"}),
        ("(@Mira)", {"Mira"}),
        ("@O'Neil.", {"O'Neil"}),
        ("@周屿\n@周屿", {"周屿"}),
        ("@Miranda", set()),
        ("mail@mira.test", set()),
        ("写信到 a@周屿", set()),
        ("@ 林夏", set()),
        ("林夏", set()),
        ("@", set()),
        ("@@林夏", {"林夏"}),
        ("@所有人", set()),
        ("", set()),
    ],
)
def test_the_longest_name_that_fits_is_meant(text, meant):
    assert names_in(text, NAMES) == meant


def test_a_name_that_is_empty_is_never_meant():
    assert names_in("@ @  x", ["", "  "]) == set()
