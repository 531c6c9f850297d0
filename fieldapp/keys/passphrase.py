"""Passphrases: one form whatever keyboard typed them, a minimum, and how well they hold."""

from __future__ import annotations

import enum
import re
import unicodedata
from dataclasses import dataclass

from fieldapp.errors import UserError
from fieldapp.text import _

LEAST_CHARACTERS = 10
MOST_CHARACTERS = 1024

_WORD_BITS = 11.0  # a word that a person picks is one of about two thousand
_LONG_WORD_BITS = 2.2  # what each letter after the fifth adds
_SIGN_BITS = 5.0
_DIGIT_BITS = 3.3
_YEAR_BITS = 6.0
_RUN_BITS = 5.0
# With some ten thousand guesses a second, which the slow key function leaves to a rich attacker:
_FAIR_BITS = 36.0  # months
_GOOD_BITS = 55.0  # far more than a lifetime

_RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm",
         "azertyuiop", "qsdfghjklm", "wxcvbn", "qwertzuiop")  # fmt: skip
_COMMON_WORDS = (
    {"password", "passphrase", "passwort", "secret", "welcome", "letmein", "admin", "office",
     "fieldapp", "bonjour", "bienvenue", "contrasena", "motdepasse"}
)  # fmt: skip


class Level(enum.StrEnum):
    """The three steps of the meter."""

    WEAK = "weak"
    FAIR = "fair"
    GOOD = "good"


@dataclass(frozen=True)
class Strength:
    """How well a passphrase holds against someone who has the computer, and why."""

    level: Level
    reason: str


def normalised(passphrase: str) -> bytes:
    """The bytes that a passphrase stands for, the same from every keyboard and system (NFKC)."""
    return unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")


def check_passphrase(passphrase: str) -> None:
    """Raises `UserError` for a new passphrase that is too short or absurdly long."""
    length = len(unicodedata.normalize("NFKC", passphrase))
    if length < LEAST_CHARACTERS:
        raise UserError(
            _(
                "The passphrase is too short: it needs {least} characters or more. "
                "Several words are easy to keep in mind."
            ).format(least=LEAST_CHARACTERS)
        )
    if length > MOST_CHARACTERS:
        raise UserError(
            _("The passphrase is too long: it may have up to {most} characters.").format(
                most=MOST_CHARACTERS
            )
        )


def strength(passphrase: str) -> Strength:
    """A careful estimate: it counts words, digits and signs, and nothing twice."""
    if len(unicodedata.normalize("NFKC", passphrase)) < LEAST_CHARACTERS:
        return Strength(
            Level.WEAK,
            _("Shorter than {least} characters.").format(least=LEAST_CHARACTERS),
        )
    pieces = _pieces(passphrase)
    bits = sum(_bits(piece) for piece in set(pieces))
    if bits >= _GOOD_BITS:
        return Strength(Level.GOOD, _("Long and varied enough to resist guessing."))
    if bits >= _FAIR_BITS:
        return Strength(Level.FAIR, _("Holds for a while. One or two more words make it good."))
    return Strength(Level.WEAK, _why_weak(pieces))


def _why_weak(pieces: list[str]) -> str:
    if any(_is_easy(piece) for piece in pieces):
        return _("Built on a common word, a year or keys in a row, which are tried first.")
    if len(set(pieces)) < len(pieces):
        return _("The same pieces come again and again.")
    return _("Could be guessed within weeks. Add two or three more words.")


def _pieces(passphrase: str) -> list[str]:
    """Words, numbers and single signs, with a repeated character counted once."""
    plain = _once(unicodedata.normalize("NFKC", passphrase).casefold())
    pieces: list[str] = []
    last = ""
    for character in plain:
        kind = _kind(character)
        if kind and kind == last:
            pieces[-1] += character
        elif kind or not character.isspace():
            pieces.append(character)
        last = kind
    return pieces


def _once(text: str) -> str:
    return re.sub(r"(.)\1+", r"\1", text, flags=re.DOTALL)


_COMMON = frozenset(_once(word) for word in _COMMON_WORDS)


def _kind(character: str) -> str:
    category = unicodedata.category(character)
    if category[0] in "LM":
        return "word"
    return "number" if category[0] == "N" else ""


def _bits(piece: str) -> float:
    if _kind(piece[0]) == "":
        return _SIGN_BITS
    if _is_easy(piece):
        return _YEAR_BITS if piece.isdigit() else _RUN_BITS
    if _kind(piece[0]) == "number":
        return _DIGIT_BITS * len(piece)
    if len(piece) <= 2:
        return _SIGN_BITS * len(piece)
    return _WORD_BITS + _LONG_WORD_BITS * max(0, len(piece) - 5)


def _is_easy(piece: str) -> bool:
    if piece in _COMMON or re.fullmatch(r"(19|20)\d\d", piece):
        return True
    return len(piece) >= 4 and any(piece in run or piece in run[::-1] for run in _RUNS)
