"""Why a row came back, in words for the office."""

from __future__ import annotations

from fieldapp.records.exchange import Code
from fieldapp.records.kinds import KINDS
from fieldapp.text import _


def reason(kind: str, code: Code, detail: str) -> str:
    """One sentence: what headquarters met and what the office can do."""
    match code:
        case Code.UNFIT:
            known = KINDS.get(kind)
            entry = known.fields.get(detail) if known else None
            label = _(entry.field.label) if entry else detail
            return _("“{field}” holds a value that headquarters cannot keep. Correct it.").format(
                field=label
            )
        case Code.FOREIGN:
            return _("This record belongs to another office and was not changed.")
        case Code.EDITED:
            return _(
                "Row {row} of the workbook was edited on the way. The record is sent again as it "
                "stands here."
            ).format(row=detail)
        case Code.UNKNOWN_KIND:
            return _("Headquarters does not know this kind of record yet. It must update first.")
