"""People with their newest post, the tree of units, partner organisations."""

import dataclasses as dc

import pytest

from fieldapp.errors import UserError
from fieldapp.records.people import Person
from fieldapp.records.values import PartialDate
from fieldapp.services.keeping import Keeping
from fieldapp.services.opening import OpenOffice
from fieldapp.services.people import People
from tests import make
from tests.counting import statements


@pytest.fixture
def people(office: OpenOffice) -> People:
    return People(office)


def test_a_person_is_listed_with_the_newest_post(office: OpenOffice, people: People) -> None:
    person, old, new = make.person(), make.unit(name="Academy"), make.unit(name="Border Police")
    lasting = make.assignment(
        person.uid, unit=new.uid, rank="Captain", since=PartialDate("2021-05")
    )
    ended = make.assignment(
        person.uid, unit=old.uid, since=PartialDate("2022"), until=PartialDate("2023")
    )
    make.kept(office, person, old, new, lasting, ended)
    (row,) = people.people()
    assert (row.person, row.unit_name, row.rank) == (person, "Border Police", "Captain")
    assert people.assignments(person.uid) == [lasting, ended]


def test_people_stand_in_order_of_family_names_whatever_the_case(
    office: OpenOffice, people: People
) -> None:
    make.kept(
        office,
        make.person(given="Zita", family="de la Cruz"),
        make.person(given="Ama", family="Mensah"),
        make.person(given="Kofi", family="Ado"),
        make.person(given="Kruger", family=None, one_name=True),
    )
    shown = [row.person.family or row.person.given for row in people.people()]
    assert shown == ["Ado", "de la Cruz", "Kruger", "Mensah"]


def test_a_person_without_a_post_is_listed_too(office: OpenOffice, people: People) -> None:
    make.kept(office, make.person())
    (row,) = people.people()
    assert (row.unit_name, row.rank, row.position) == ("", "", "")


def test_changed_people_can_be_asked_for_alone(office: OpenOffice, people: People) -> None:
    one, two, gone = make.person(), make.person(), make.person()
    make.kept(office, one, two, gone)
    Keeping(office).remove(Person, gone.uid)
    assert [row.person.uid for row in people.people([one.uid, gone.uid])] == [one.uid]


def test_a_list_of_many_people_takes_as_few_queries_as_one_of_few(
    office: OpenOffice, people: People
) -> None:
    unit = make.unit()
    many = [make.person(given=f"Ama{n}") for n in range(800)]
    posts = [make.assignment(person.uid, unit=unit.uid) for person in many]
    make.kept(office, unit, *many, *posts)
    with statements("SELECT") as seen:
        assert len(people.people()) == 800
    assert len(seen) <= 4


def test_a_post_is_kept_for_its_person(office: OpenOffice, people: People) -> None:
    person = make.person()
    make.kept(office, person)
    post = make.assignment("", position="Instructor")
    people.assign(person.uid, post)
    assert people.assignments(person.uid) == [dc.replace(post, person=person.uid)]
    Keeping(office).remove(Person, person.uid)
    with pytest.raises(UserError, match="bin"):
        people.assign(person.uid, make.assignment(person.uid))


def test_units_stand_in_the_order_of_the_tree(office: OpenOffice, people: People) -> None:
    ministry = make.unit(name="Ministry")
    police = make.unit(name="Police", parent=ministry.uid)
    customs = make.unit(name="Customs", parent=ministry.uid)
    traffic = make.unit(name="Traffic", parent=police.uid)
    army = make.unit(name="Army")
    make.kept(office, traffic, police, ministry, customs, army)
    rows = [(row.unit.name, row.path, row.depth) for row in people.units()]
    assert rows == [
        ("Army", "Army", 0),
        ("Ministry", "Ministry", 0),
        ("Customs", "Ministry › Customs", 1),
        ("Police", "Ministry › Police", 1),
        ("Traffic", "Ministry › Police › Traffic", 2),
    ]


def test_a_unit_that_is_part_of_itself_or_of_nothing_known_is_still_listed(
    office: OpenOffice, people: People
) -> None:
    one, two = make.unit(name="One"), make.unit(name="Two")
    lost = make.unit(name="Lost", parent="9" * 32)
    make.kept(office, dc.replace(one, parent=two.uid), dc.replace(two, parent=one.uid), lost)
    assert sorted(row.unit.name for row in people.units()) == ["Lost", "One", "Two"]


def test_organisations_stand_by_name(office: OpenOffice, people: People) -> None:
    make.kept(office, make.organisation(name="Ohio"), make.organisation(name="École"))
    assert [one.name for one in people.organisations()] == ["École", "Ohio"]
