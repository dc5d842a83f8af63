from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy.encryption import (
    CannotDecrypt,
    Cipher,
    NoCipher,
    cipher_in_use,
    keyed_hash,
    use_cipher,
)

CIPHER = Cipher(bytes(range(32)))
OTHER = Cipher(bytes(32))


@given(st.binary(max_size=300), st.text(max_size=20))
def test_what_was_sealed_opens_in_its_place(plain: bytes, place: str) -> None:
    place = place.encode("utf-8", "ignore").decode()
    assert CIPHER.decrypt(CIPHER.encrypt(plain, place), place) == plain


def test_the_same_value_is_never_sealed_alike() -> None:
    assert CIPHER.encrypt(b"13800138000", "phone") != CIPHER.encrypt(b"13800138000", "phone")


def test_another_place_cannot_open_it() -> None:
    sealed = CIPHER.encrypt(b"13800138000", "tickets.phone")
    with pytest.raises(CannotDecrypt, match=r"tickets\.name: .* changed or moved"):
        CIPHER.decrypt(sealed, "tickets.name")


def test_another_key_says_that_it_is_another_key() -> None:
    with pytest.raises(CannotDecrypt, match="another key"):
        OTHER.decrypt(CIPHER.encrypt(b"x", "place"), "place")


@given(st.data())
def test_any_changed_byte_is_noticed(data: st.DataObject) -> None:
    sealed = bytearray(CIPHER.encrypt(b"three hundred", "place"))
    position = data.draw(st.integers(0, len(sealed) - 1))
    sealed[position] ^= data.draw(st.integers(1, 255))
    with pytest.raises(CannotDecrypt):
        CIPHER.decrypt(bytes(sealed), "place")


@given(st.binary(max_size=40))
def test_rubbish_is_refused(rubbish: bytes) -> None:
    with pytest.raises(CannotDecrypt):
        CIPHER.decrypt(rubbish, "place")
    with pytest.raises(CannotDecrypt):
        CIPHER.decrypt(b"\x01" + CIPHER.key_id + rubbish, "place")


def test_sealed_bytes_say_version_and_key() -> None:
    sealed = CIPHER.encrypt(b"", "place")
    assert sealed[:1] == b"\x01" and sealed[1:5] == CIPHER.key_id
    assert CIPHER.key_id != OTHER.key_id


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_key_has_32_bytes(length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Cipher(bytes(length))


def test_hashes_find_a_value_for_one_purpose_and_one_key() -> None:
    hashed = CIPHER.keyed_hash("13800138000", "phone")
    assert hashed == CIPHER.keyed_hash("13800138000", "phone")
    assert len(hashed) == 64 and int(hashed, 16)
    assert hashed != CIPHER.keyed_hash("13800138000", "caller")
    assert hashed != CIPHER.keyed_hash("13800138001", "phone")
    assert hashed != OTHER.keyed_hash("13800138000", "phone")
    assert CIPHER.keyed_hash("\ud800", "phone")


def test_without_a_cipher_nothing_goes_on() -> None:
    use_cipher(None)
    with pytest.raises(NoCipher, match="use_cipher"):
        cipher_in_use()
    use_cipher(CIPHER)
    assert keyed_hash("x", "y") == CIPHER.keyed_hash("x", "y")
    use_cipher(None)
