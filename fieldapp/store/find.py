"""Search as you type: word beginnings over an index of normalised words (FTS5 of SQLite)."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from fieldapp.records.search import words
from fieldapp.store.tables import found

CREATE = (
    "CREATE VIRTUAL TABLE found_words USING fts5("
    "words, content='', contentless_delete=1, prefix='2 3', "
    "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Co Mn Mc'\")"
)

_NUMBER = sa.select(found.c.number).where(found.c.uid == sa.bindparam("this_uid"))
_NEW = sa.insert(found)


def keep(connection: Connection, kind: str, uid: str, text: str) -> None:
    """Index a record under the words of `text` (normalised, blank between); none: forget it."""
    number = connection.execute(_NUMBER, {"this_uid": uid}).scalar()
    if number is not None:
        connection.exec_driver_sql("DELETE FROM found_words WHERE rowid = ?", (number,))
    if not text:
        if number is not None:
            connection.execute(sa.delete(found).where(found.c.number == number))
        return
    if number is None:
        inserted = connection.execute(_NEW, {"kind": kind, "uid": uid})
        number = inserted.lastrowid
    connection.exec_driver_sql(
        "INSERT INTO found_words(rowid, words) VALUES (?, ?)", (number, text)
    )


def search(
    connection: Connection, text: str, kinds: Sequence[str], limit: int
) -> list[tuple[str, str]]:
    """(kind, uid) of records that have a word beginning with each word of `text`, unranked."""
    beginnings = [word for word in words(text) if word]
    if not beginnings:
        return []
    match = " ".join(f'"{word}"*' for word in beginnings)
    marks = ",".join("?" * len(kinds))
    rows = connection.exec_driver_sql(
        "SELECT f.kind, f.uid FROM found_words w JOIN found f ON f.number = w.rowid "  # noqa: S608
        f"WHERE found_words MATCH ? AND f.kind IN ({marks}) LIMIT ?",
        (match, *kinds, limit),
    )
    return [(str(kind), str(uid)) for kind, uid in rows]
