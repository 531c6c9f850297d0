"""Where a record stands among its versions (sync.md §1.2)."""

from __future__ import annotations

import dataclasses as dc

from sqlalchemy.engine import RowMapping


@dc.dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """Where a record stands among its versions (sync.md §1.2).

    Attributes:
        dot: of the last change made or offered here, 0 for what came from headquarters.
        ver: the sealed version it holds, None while it was changed since.
        ancestors: sealed versions before, newest first.
    """

    dot: int
    ver: str | None
    ancestors: tuple[str, ...]
    office: str
    source: str

    @classmethod
    def of(cls, row: RowMapping) -> Lineage:
        """The lineage columns of a row."""
        return cls(
            dot=row["_dot"],
            ver=row["_ver"],
            ancestors=tuple(row["_anc"].split()),
            office=row["_office"],
            source=row["_source"],
        )

    @property
    def last_sealed(self) -> str | None:
        """The newest version that has an id."""
        return self.ver or (self.ancestors[0] if self.ancestors else None)

    def columns(self) -> dict[str, object]:
        """The same as columns of a row."""
        return {
            "_dot": self.dot,
            "_ver": self.ver,
            "_anc": " ".join(self.ancestors),
            "_office": self.office,
            "_source": self.source,
        }
