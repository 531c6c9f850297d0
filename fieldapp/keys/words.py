"""Bytes as words that can be said, written down and typed in any language: 16 bits a word."""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata

from fieldapp.errors import UserError, WrongPassphrase
from fieldapp.text import _, ngettext

# No j, c, q, w or x, whose sound depends on the reader's language; no u, which is heard as o.
CONSONANTS = "bdfghklmnprstvyz"
VOWELS = "aeio"

SECRET_BYTES = 22
CHECK_BYTES = 2
RECOVERY_WORDS = (SECRET_BYTES + CHECK_BYTES) // 2
FINGERPRINT_WORDS = 6

_LETTERS = (CONSONANTS, VOWELS, CONSONANTS, VOWELS, CONSONANTS)


def spell(data: bytes) -> str:
    """The words for an even number of bytes, joined by spaces; raises ValueError for an odd one."""
    if len(data) % 2:
        raise ValueError("words stand for pairs of bytes")
    return " ".join(_word(data[at] << 8 | data[at + 1]) for at in range(0, len(data), 2))


def read(text: str) -> bytes:
    """The bytes of spoken or typed words; case and separators do not matter.

    Raises `UserError` that names the first word which is none.
    """
    data = bytearray()
    for place, word in enumerate(_typed(text), start=1):
        number = _number(word)
        if number is None:
            raise UserError(
                _(
                    "Word {place}, “{word}”, is not one of these words. Each has five letters, "
                    "such as “{example}”. Look at it again."
                ).format(place=place, word=word[:40], example=_word(0x3A71))
            )
        data += number.to_bytes(2, "big")
    return bytes(data)


def new_recovery_secret() -> bytes:
    """A fresh secret of 176 bits, to be printed as words and kept away from the computer."""
    return secrets.token_bytes(SECRET_BYTES)


def recovery_words(secret: bytes) -> str:
    """The twelve words of a recovery secret; the last one is a check on the others."""
    return spell(secret + _check(secret))


def recovery_secret(text: str) -> bytes:
    """The secret of twelve typed words.

    Raises `WrongPassphrase` that says which word is none, how many are missing, or which word
    was probably typed wrongly.
    """
    try:
        data = read(text)
    except UserError as error:
        raise WrongPassphrase(str(error)) from error
    if len(data) != SECRET_BYTES + CHECK_BYTES:
        typed = len(data) // 2
        raise WrongPassphrase(
            ngettext(
                "There are {wanted} recovery words, and {typed} word was typed.",
                "There are {wanted} recovery words, and {typed} words were typed.",
                typed,
            ).format(wanted=RECOVERY_WORDS, typed=typed)
        )
    if not _checks(data):
        raise WrongPassphrase(_mistyped(data))
    return data[:SECRET_BYTES]


def fingerprint(*public_keys: bytes) -> str:
    """Six words that two people compare by telephone; the order of the keys does not matter."""
    digest = hashlib.sha256(b"fieldapp fingerprint")
    for key in sorted(public_keys):
        digest.update(len(key).to_bytes(4, "big") + key)
    return spell(digest.digest()[: 2 * FINGERPRINT_WORDS])


def _word(number: int) -> str:
    return "".join(
        letters[number >> shift & len(letters) - 1]
        for letters, shift in zip(_LETTERS, (12, 10, 6, 4, 0), strict=True)
    )


def _number(word: str) -> int | None:
    if len(word) != len(_LETTERS):
        return None
    number = 0
    for letter, letters in zip(word, _LETTERS, strict=True):
        if letter not in letters:
            return None
        number = number * len(letters) + letters.index(letter)
    return number


def _typed(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", text).casefold()
    # People copy the numbers before the words from the printed page too.
    return [word for word in re.split(r"[\W\d_]+", plain) if word]


def _check(secret: bytes) -> bytes:
    return hashlib.sha256(b"fieldapp recovery words" + secret).digest()[:CHECK_BYTES]


def _checks(data: bytes) -> bool:
    return _check(data[:SECRET_BYTES]) == data[SECRET_BYTES:]


def _mistyped(data: bytes) -> str:
    """Say which word holds a wrong letter, if one letter is wrong and only one word can be it."""
    suspects = {at for at in range(0, len(data), 2) if _one_letter_repairs(data, at)}
    if len(suspects) == 1:
        at = suspects.pop()
        return _(
            "These are not the recovery words as they were printed. Look at word {place} again, "
            "“{word}”: one letter of it seems to differ."
        ).format(place=at // 2 + 1, word=spell(data[at : at + 2]))
    return _(
        "These are not the recovery words as they were printed. "
        "Compare them letter by letter and in their order."
    )


def _one_letter_repairs(data: bytes, at: int) -> bool:
    word = _word(int.from_bytes(data[at : at + 2], "big"))
    for place, letters in enumerate(_LETTERS):
        for letter in letters:
            repaired = read(word[:place] + letter + word[place + 1 :])
            if _checks(data[:at] + repaired + data[at + 2 :]):
                return True
    return False
