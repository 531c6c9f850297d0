"""One reader of workbooks for all tests of imports: starting its process takes a second."""

from collections.abc import Iterator

import pytest

from fieldapp.services.importing import Importing
from fieldapp.services.opening import OpenOffice
from fieldapp.workbook.reading import Workbooks


@pytest.fixture(scope="session")
def workbooks() -> Iterator[Workbooks]:
    """A reader that lives as long as the test run."""
    with Workbooks() as reader:
        yield reader


@pytest.fixture
def importing(office: OpenOffice, workbooks: Workbooks) -> Importing:
    """Imports of the office LOM."""
    return Importing(office, workbooks)
