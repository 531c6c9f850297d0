"""The words by which a record is found: without accents, in one case, whatever the script."""

from __future__ import annotations

import unicodedata

from fieldapp.records.fields import Record
from fieldapp.records.kinds import kind_of

_LETTERS = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i",
    # forms of Arabic letters that writers use for one another
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": "",
}  # fmt: skip
_FOLD = str.maketrans(_LETTERS)


def normalised(text: str) -> str:
    """Text in lower case, without accents and vowel signs, letters of one sound written one way."""
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_FOLD))
    kept = "".join(c for c in folded if not _accent(c)).translate(_FOLD)
    return unicodedata.normalize("NFC", kept)


def _accent(character: str) -> bool:
    """Latin, Greek, Cyrillic and Arabic signs are dropped; Indic vowel signs are letters."""
    return unicodedata.category(character) == "Mn" and not "ऀ" <= character <= "෿"


def words(text: str) -> list[str]:
    """The words of a text, normalised, in order; signs of Indic scripts stay within their word."""
    joined = "".join(
        c if c.isalnum() or unicodedata.category(c) in {"Mn", "Mc"} else " "
        for c in normalised(text)
    )
    return joined.split()


def found_by(record: Record) -> str:
    """All words that find a record, separated by blanks; empty for kinds that are not searched."""
    parts: list[str] = []
    for key in kind_of(record).searched:
        value = getattr(record, key)
        if isinstance(value, tuple):
            parts.extend(value)
        elif value:
            parts.append(str(value))
    return " ".join(words(" ".join(parts)))
