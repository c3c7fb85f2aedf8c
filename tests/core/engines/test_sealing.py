"""Sealed fields open for who has the key and the purpose, and tell a dump nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.engines.sealing import Keyring, SealingKey
from core.errors import CannotUnseal

OLD, NEW = SealingKey.of_secret(b"an older secret"), SealingKey.of_secret(b"a newer secret")


@given(st.text())
def test_what_is_sealed_opens_again(text: str) -> None:
    ring = Keyring([NEW])
    assert ring.unseal(ring.seal(text, purpose="name"), purpose="name") == text


def test_the_same_text_never_looks_the_same_twice() -> None:
    ring = Keyring([NEW])
    first, second = (ring.seal("110000190101010001", purpose="number") for _ in range(2))
    assert first != second
    assert first.split(".")[:2] == second.split(".")[:2] == ["1", NEW.id]


def test_a_value_cut_out_of_one_column_opens_in_no_other() -> None:
    ring = Keyring([NEW])
    with pytest.raises(CannotUnseal):
        ring.unseal(ring.seal("王小明", purpose="name"), purpose="number")


@pytest.mark.parametrize("broken", ["", "1", "1.x", "a.b.c.d", "1.{id}.!!!", "1.{id}.AAAA", "2.{id}.{body}"])
def test_what_is_no_sealed_text_is_refused(broken: str) -> None:
    body = Keyring([NEW]).seal("x", purpose="p").split(".")[2]
    with pytest.raises(CannotUnseal):
        Keyring([NEW]).unseal(broken.format(id=NEW.id, body=body), purpose="p")


def test_a_changed_byte_is_noticed() -> None:
    ring = Keyring([NEW])
    sealed = ring.seal("卡号", purpose="p")
    changed = sealed[:-10] + ("B" if sealed[-10] == "A" else "A") + sealed[-9:]
    with pytest.raises(CannotUnseal):
        ring.unseal(changed, purpose="p")


def test_after_a_rotation_the_old_opens_and_the_new_seals() -> None:
    before, after = Keyring([OLD]), Keyring([NEW, OLD])
    sealed = before.seal("x", purpose="p")
    assert after.unseal(sealed, purpose="p") == "x"
    assert not after.is_current(sealed)
    assert after.is_current(after.seal("x", purpose="p"))
    with pytest.raises(CannotUnseal):
        Keyring([NEW]).unseal(sealed, purpose="p")


def test_an_index_finds_the_equal_value_under_every_key_and_for_one_purpose_alone() -> None:
    before, after = Keyring([OLD]), Keyring([NEW, OLD])
    kept = before.index("110000190101010001", purpose="number")
    assert kept in after.indexes("110000190101010001", purpose="number")
    assert kept != after.index("110000190101010001", purpose="number")
    assert kept not in after.indexes("110000190101010001", purpose="pi")
    assert kept not in after.indexes("110000190101020007", purpose="number")


def test_a_key_shows_no_secret_in_its_name() -> None:
    assert NEW.encrypting.hex() not in repr(NEW)
    assert len(NEW.id) == 12
