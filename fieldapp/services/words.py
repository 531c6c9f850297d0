"""The words that a field offers: those shipped and those the office or headquarters added."""

from __future__ import annotations

from fieldapp.records.office import Term
from fieldapp.records.terms import VOCABULARIES, label_of
from fieldapp.store.reading import Reader
from fieldapp.text import _


def choices(reader: Reader, vocabulary: str) -> dict[str, str]:
    """Code -> label in the language in use; retired words are left out."""
    offered = {code: _(label) for code, label in VOCABULARIES.get(vocabulary, {}).items()}
    for term in reader.every(Term, vocabulary=vocabulary):
        if term.retired:
            offered.pop(term.code, None)
        else:
            offered[term.code] = term.label
    return offered


def label(reader: Reader, vocabulary: str, code: str) -> str:
    """The label of a code; the code itself where nobody knows it, which is shown as a problem."""
    for term in reader.every(Term, vocabulary=vocabulary, code=code):
        return term.label
    shipped = label_of(vocabulary, code)
    return _(shipped) if shipped else code
