"""What most tests begin with: an open office in a folder of its own, and a clock to move."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fieldapp.clock import Clock

if TYPE_CHECKING:
    from fieldapp.services.opening import OpenOffice

PASSPHRASE = "a quiet heron waits"
BEGIN = dt.datetime(2026, 1, 15, 9, 30, tzinfo=dt.UTC)


class FakeClock(Clock):
    """A clock that stands still until it is set or stepped."""

    def __init__(self, moment: dt.datetime = BEGIN) -> None:
        self.moment = moment

    def now(self) -> dt.datetime:
        """The moment it was last brought to."""
        return self.moment

    def set(self, moment: dt.datetime) -> None:
        """Bring it to a moment, also to an earlier one."""
        self.moment = moment

    def step(self, *, seconds: float = 1.0, days: int = 0) -> dt.datetime:
        """Move it on; returns the new moment."""
        self.moment += dt.timedelta(days=days, seconds=seconds)
        return self.moment


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin the long tests first, whatever order was drawn for the others."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(scope="session", autouse=True)
def _no_reserve() -> Iterator[None]:
    """Offices of tests hold no 32 MB each; what is about the reserve sets its own limit."""
    from fieldapp.files import folders

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folders, "ROOMY_BYTES", 2**62)
        yield


@pytest.fixture
def fake_clock() -> FakeClock:
    """15 January 2026, 09:30 UTC, a Thursday."""
    return FakeClock()


@pytest.fixture(scope="session")
def office_template(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Path]:
    """The folder of a freshly set up office by (code, role), made once and then copied."""
    from fieldapp.keys.stretching import Cost
    from fieldapp.services import setting_up
    from fieldapp.settings import Role, Settings

    made: dict[tuple[str, str], Path] = {}

    def template(code: str, role: str) -> Path:
        if (code, role) not in made:
            folder = tmp_path_factory.mktemp("template") / code
            chosen = Settings(
                folder=folder,
                office_code=code,
                office_name=f"Office {code}",
                country="Togo",
                role=Role(role),
            )
            opened, _words = setting_up.set_up(
                chosen,
                person_name="Ama Adviser",
                sign_in="Adviser",
                passphrase=PASSPHRASE,
                clock=FakeClock(),
                cost=Cost(memory_kib=64, passes=1, lanes=1, rounds=10),
            )
            opened.close()
            made[code, role] = folder
        return made[code, role]

    return template


@pytest.fixture
def new_office(
    tmp_path: Path, fake_clock: FakeClock, office_template: Callable[[str, str], Path]
) -> Iterator[Callable[..., "OpenOffice"]]:
    """Opens one more office: `new_office("TIA")`, `new_office("HQ", role="headquarters")`.

    Offices of one code are copies of one folder: give each office of a test another code.
    """
    from fieldapp.services import opening

    opened: list[OpenOffice] = []

    def make(code: str = "LOM", role: str = "field") -> "OpenOffice":
        folder = tmp_path / code
        shutil.copytree(office_template(code, role), folder)
        office = opening.unlock(folder, PASSPHRASE, sign_in="Adviser", clock=fake_clock)
        opened.append(office)
        return office

    yield make
    for office in opened:
        office.close()


@pytest.fixture
def office(new_office: Callable[..., "OpenOffice"]) -> "OpenOffice":
    """An open field office LOM in tmp_path/LOM, signed in as its adviser, with the fake clock."""
    return new_office()
