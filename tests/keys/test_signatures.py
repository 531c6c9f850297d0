"""A signature shows who signed just these bytes."""

import pytest

from fieldapp.keys import signing


def test_a_signed_message_is_known_by_the_public_key() -> None:
    private = signing.new_signing_key()
    public = signing.public_key(private)
    signature = signing.sign(private, b"sending 14")
    assert (len(private), len(public), len(signature)) == (32, 32, 64)
    assert signing.verify(public, b"sending 14", signature)


def test_another_message_key_or_signature_is_not() -> None:
    private, other = signing.new_signing_key(), signing.new_signing_key()
    public, signature = signing.public_key(private), signing.sign(private, b"sending 14")
    assert not signing.verify(public, b"sending 15", signature)
    assert not signing.verify(signing.public_key(other), b"sending 14", signature)
    assert not signing.verify(public, b"sending 14", bytes(64))
    assert not signing.verify(public, b"sending 14", b"")
    assert not signing.verify(b"", b"sending 14", signature)


def test_a_published_example_is_signed_alike() -> None:
    """RFC 8032, section 7.1, test 2."""
    private = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    public = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    signature = (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert signing.public_key(private).hex() == public
    assert signing.sign(private, b"\x72").hex() == signature


def test_a_key_has_a_short_name() -> None:
    public = signing.public_key(signing.new_signing_key())
    assert len(signing.key_id(public)) == 16
    assert signing.key_id(public) != signing.key_id(bytes(32))


def test_a_key_of_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32"):
        signing.sign(b"short", b"message")
