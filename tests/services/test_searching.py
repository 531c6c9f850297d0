"""Everything is found by the beginnings of its words, and namesakes can be told apart."""

import pytest

from fieldapp.records.people import Person
from fieldapp.services.keeping import Keeping
from fieldapp.services.opening import OpenOffice
from fieldapp.services.searching import Hit, Searching
from tests import make


@pytest.fixture
def searching(office: OpenOffice) -> Searching:
    return Searching(office)


def test_namesakes_are_told_apart_by_post_and_number(
    office: OpenOffice, searching: Searching
) -> None:
    one, two = make.person(service_no="P7"), make.person(service_no="P8")
    unit = make.unit(name="Border Police")
    make.kept(office, one, two, unit, make.assignment(one.uid, unit=unit.uid, rank="Captain"))
    assert set(searching.search("mens am")) == {
        Hit("person", one.uid, "Ama Mensah", "Captain · Border Police · P7"),
        Hit("person", two.uid, "Ama Mensah", "P8"),
    }


@pytest.mark.parametrize("text", ["évén", "EVEN", "  even  sec", "الأمن", "الامن"])
def test_words_are_found_without_accents_and_in_any_script(
    office: OpenOffice, searching: Searching, text: str
) -> None:
    event = make.event(name="Sécurité des événements", name_local="دورة الأمن")
    make.kept(office, event)
    (hit,) = searching.search(text)
    assert (hit.kind, hit.detail) == ("event", "LOM-26-A0001 · Lomé · 2 Mar 2026")


def test_all_kinds_are_found_and_can_be_narrowed(office: OpenOffice, searching: Searching) -> None:
    unit = make.unit(name="Radio Unit", parent=None)
    act = make.donation(recipient=unit.uid)
    make.kept(
        office, unit, act, make.item(), make.lot(description="Radio belts", place="Store 2"),
        make.event(name="Radio course"), make.organisation(name="Radio Ohio", acronym="RO"),
    )  # fmt: skip
    assert {hit.kind for hit in searching.search("radio")} == {
        "unit", "item", "lot", "event", "organisation",
    }  # fmt: skip
    assert [hit.kind for hit in searching.search("radio", kinds=("lot",))] == ["lot"]
    (found,) = searching.search("LOM-D26")
    assert (found.title, found.detail) == ("LOM-D26-A0001", "Radio Unit · 12 May 2026")
    assert searching.search("   ") == []


def test_a_title_that_begins_with_the_words_stands_first(
    office: OpenOffice, searching: Searching
) -> None:
    make.kept(office, make.unit(name="Old Academy"), make.unit(name="Academy"))
    assert [hit.title for hit in searching.search("acad")] == ["Academy", "Old Academy"]


def test_the_bin_is_not_searched(office: OpenOffice, searching: Searching) -> None:
    person = make.person()
    make.kept(office, person)
    Keeping(office).remove(Person, person.uid)
    assert searching.search("mensah") == []
    Keeping(office).restore(Person, person.uid)
    assert len(searching.search("mensah")) == 1
