"""Foreign workbooks taken in: every row is kept or reported, and shown before it is written."""

from fieldapp.services.importing.planning import Plan, PlannedRow
from fieldapp.services.importing.results import (
    ImportResult,
    Outcome,
    RowProblem,
    Severity,
    Totalled,
)
from fieldapp.services.importing.taking_in import KINDS, Importing

__all__ = [
    "KINDS",
    "ImportResult",
    "Importing",
    "Outcome",
    "Plan",
    "PlannedRow",
    "RowProblem",
    "Severity",
    "Totalled",
]
