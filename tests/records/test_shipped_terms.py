"""The lists of words that every office starts with."""

import re

import pytest

from fieldapp.records import ids
from fieldapp.records.kinds import KINDS
from fieldapp.records.rules import problems
from fieldapp.records.terms import VOCABULARIES, label_of, shipped_terms, term_uid

_NAMED = sorted(
    {
        entry.field.vocabulary
        for kind in KINDS.values()
        for entry in kind.fields.values()
        if entry.field.vocabulary
    }
)
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*|[A-Z0-9]+([-/&][A-Z0-9]+)*")


@pytest.mark.parametrize("vocabulary", _NAMED)
def test_every_list_that_a_field_names_ships_with_words(vocabulary: str) -> None:
    assert VOCABULARIES[vocabulary]


def test_no_list_ships_that_no_field_names() -> None:
    assert sorted(VOCABULARIES) == _NAMED


def test_codes_are_short_and_of_one_form() -> None:
    codes = [code for words in VOCABULARIES.values() for code in words]
    assert [code for code in codes if not _CODE.fullmatch(code) or len(code) > 24] == []


def test_labels_are_words_and_differ_within_a_list() -> None:
    for words in VOCABULARIES.values():
        labels = list(words.values())
        assert len(set(labels)) == len(labels)
        assert all(label and label == label.strip() for label in labels)


def test_two_offices_give_a_word_the_same_uid() -> None:
    assert term_uid("funder", "doj") == ids.link_uid("term", ["funder", "doj"])
    uids = [term.uid for term in shipped_terms()]
    assert len(set(uids)) == len(uids)


def test_every_shipped_word_can_be_kept_and_found_by_its_code() -> None:
    for term in shipped_terms():
        assert problems(term) == []
        assert label_of(term.vocabulary, term.code) == term.label
    assert label_of("funder", "made-up") is None
    assert label_of("made-up", "doj") is None
