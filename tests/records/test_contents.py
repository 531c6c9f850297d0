"""A record and its content are two forms of the same thing."""

from __future__ import annotations

import dataclasses as dc

import pytest

from fieldapp.records import ids
from fieldapp.records.fields import content, made
from fieldapp.records.kinds import KINDS


@pytest.mark.parametrize("key", KINDS)
def test_a_record_made_from_its_content_is_the_same(key: str) -> None:
    """Also where a field was emptied that a new record begins with a value in."""
    kind = KINDS[key].record
    fresh = kind(uid=ids.new_uid())
    emptied = {k: None for k, entry in KINDS[key].fields.items() if entry.optional}
    bare = dc.replace(fresh, **emptied)  # type: ignore[arg-type]
    for record in (fresh, bare):
        assert record == made(kind, record.uid, content(record, stays=True))
