"""Lists of words that every office starts with; it extends them, headquarters steers them."""

from __future__ import annotations

from collections.abc import Mapping

from fieldapp.records import ids, terms_equipment, terms_office, terms_training
from fieldapp.records.office import Term

VOCABULARIES: Mapping[str, Mapping[str, str]] = {
    **terms_office.LISTS,
    **terms_training.LISTS,
    **terms_equipment.LISTS,
}
"""Vocabulary -> code -> English label marked with N_; codes are never renamed."""


def term_uid(vocabulary: str, code: str) -> str:
    """The uid of a word, the same in every office and at headquarters."""
    return ids.link_uid("term", [vocabulary, code])


def shipped_terms() -> tuple[Term, ...]:
    """All words, in the order in which they are offered; labels are English."""
    return tuple(
        Term(uid=term_uid(vocabulary, code), vocabulary=vocabulary, code=code, label=label)
        for vocabulary, words in VOCABULARIES.items()
        for code, label in words.items()
    )


def label_of(vocabulary: str, code: str) -> str | None:
    """The English label of a shipped word, None for one that the office or headquarters added."""
    return VOCABULARIES.get(vocabulary, {}).get(code)
