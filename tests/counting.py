"""Counts what is asked of the database: a list may not ask once for each of its rows."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.engine import Engine


@contextmanager
def statements(beginning: str = "") -> Iterator[list[str]]:
    """The SQL statements that run meanwhile and begin so; a batch counts once."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith(beginning):
            seen.append(statement)

    sa.event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(Engine, "before_cursor_execute", note)
