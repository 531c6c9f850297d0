"""The invented office in resources/demo: complete, well formed, and nowhere on the map."""

import itertools
import re
import tomllib
import unicodedata

import pytest

from fieldapp import resource
from fieldapp.records import rules
from fieldapp.records.fields import Record, fields_of
from fieldapp.records.people import full_name
from fieldapp.records.terms import VOCABULARIES
from fieldapp.records.training import EventState, Role
from fieldapp.services.demo import invented

_COUNTRIES = """
    Afghanistan Albania Algeria Angola Armenia Azerbaijan Bahrain Belize Benin Bolivia Bosnia
    Brazil Burkina Burundi Cameroon Chad Chile Colombia Comoros Croatia Djibouti Ecuador Egypt
    Ethiopia Gabon Gambia Georgia Ghana Guatemala Guinea Haiti Honduras India Indonesia Iran
    Iraq Jordan Kazakhstan Kenya Kosovo Kuwait Kyrgyzstan Lebanon Lesotho Liberia Libya Mali
    Mauritania Mexico Moldova Mongolia Montenegro Morocco Mozambique Myanmar Namibia Nepal Niger
    Nigeria Oman Pakistan Panama Paraguay Peru Philippines Qatar Rwanda Senegal Serbia Somalia
    Sudan Syria Tajikistan Tanzania Thailand Togo Tunisia Turkey Uganda Ukraine Uzbekistan
    Vietnam Yemen Zambia Zimbabwe
"""


def _all_records() -> list[Record]:
    found: list[Record] = [*invented.agreements(), *invented.organisations(), *invented.units()]
    found += itertools.chain.from_iterable(invented.people())
    found += [*invented.items(), *invented.lots()]
    for act in invented.acts():
        found += [act.donation, *act.lines]
    for course in invented.courses():
        found += [course.event, *course.sessions, *course.enrolments]
        found += itertools.chain.from_iterable(course.marks.values())
    return found


def _script(text: str | None) -> str:
    return unicodedata.name((text or " ")[0]).split()[0]


@pytest.mark.parametrize("name", [*invented.FILES, "later"])
def test_each_file_is_toml_and_names_no_country_that_exists(name: str) -> None:
    text = resource("demo", f"{name}.toml").read_text("utf-8")
    assert tomllib.loads(text)
    assert re.findall(r"\b(?:" + "|".join(_COUNTRIES.split()) + r")\b", text) == []


def test_the_office_has_the_size_that_is_promised() -> None:
    assert len(invented.units()) == 14
    assert len(invented.people()) == 60
    assert len(invented.courses()) == 6
    assert len(invented.organisations()) == 5
    assert len(invented.agreements()) == 2
    assert len(invented.items()) == 40
    assert len(invented.lots()) == 3
    assert len(invented.acts()) == 3
    assert all(act.lines for act in invented.acts())


def test_every_record_can_be_kept() -> None:
    blocked = [(r, problem) for r in _all_records() for problem in rules.blocks_saving(r)]
    assert blocked == []


def test_a_few_records_are_incomplete_on_purpose() -> None:
    incomplete = [record for record in _all_records() if rules.incomplete(record)]
    assert 3 <= len(incomplete) <= 5
    assert len({type(record) for record in incomplete}) > 2


def test_codes_are_those_of_the_shipped_lists() -> None:
    unknown = []
    for record in _all_records():
        for key, entry in fields_of(type(record)).items():
            code = getattr(record, key)
            if entry.field.vocabulary and code and code not in VOCABULARIES[entry.field.vocabulary]:
                unknown.append((key, code))
    assert unknown == []


def test_every_reference_leads_to_a_record() -> None:
    uids = {record.uid for record in _all_records()}
    lost = []
    for record in _all_records():
        for key, entry in fields_of(type(record)).items():
            held = getattr(record, key)
            if entry.field.refers and held:
                lost += [(key, uid) for uid in (held if isinstance(held, tuple) else (held,))
                         if uid not in uids]  # fmt: skip
    assert lost == []


def test_uids_differ_and_come_from_keys_alone() -> None:
    uids = [record.uid for record in _all_records()]
    assert len(set(uids)) == len(uids)
    assert invented.uid_of("person", "p01") == "e39e3e735ff25293a6a61e9d4cb3936a"


def test_names_are_in_three_scripts() -> None:
    scripts = [_script(person.name_local or person.given) for person, _post in invented.people()]
    assert scripts.count("ARABIC") >= 15
    assert scripts.count("DEVANAGARI") >= 15
    assert scripts.count("LATIN") >= 8


def test_names_that_break_simple_programs_are_there() -> None:
    people = [person for person, _post in invented.people()]
    families = {person.family for person in people}
    assert {"de la Cruz", "al-Masri", "O'Brien", "McDonald", "García Lozano"} <= families
    assert any(person.one_name for person in people)
    assert any(person.born is not None and person.born.full is None for person in people)
    assert any(not person.given and person.name_local for person in people)


def test_one_name_and_birthday_stands_twice_in_different_units() -> None:
    same: dict[tuple[str, str], set[str | None]] = {}
    for person, post in invented.people():
        same.setdefault((full_name(person), str(person.born)), set()).add(post.unit)
    assert [len(units) for units in same.values() if len(units) > 1] == [2]


def test_units_are_one_tree_and_each_names_its_commander() -> None:
    units = {unit.uid: unit for unit in invented.units()}
    posts = {post.person: post for _person, post in invented.people()}
    assert [unit.acronym for unit in units.values() if unit.parent is None] == ["MHA"]
    seen: set[str] = set()
    for unit in units.values():
        assert unit.parent is None or unit.parent in seen
        seen.add(unit.uid)
        assert unit.commander is not None
        assert posts[unit.commander].unit == unit.uid
        assert posts[unit.commander].commander


def test_two_events_have_a_mark_for_every_participant_at_every_session() -> None:
    full = []
    for course in invented.courses():
        participants = sum(e.role is Role.PARTICIPANT for e in course.enrolments)
        marks = sum(len(taken) for taken in course.marks.values())
        if marks and marks == participants * len(course.sessions):
            full.append(course.event.name)
    assert full == ["Basic criminal investigation", "Instructor development"]


def test_one_event_crosses_the_fiscal_year_and_one_is_counted_without_names() -> None:
    events = [course.event for course in invented.courses()]
    crossing = [e for e in events if e.start and e.end and e.start.month < 10 <= e.end.month]
    assert [event.place for event in crossing] == ["Lomri Gate"]
    counted = [course for course in invented.courses() if course.event.headcount_only]
    assert [(c.event.headcount, c.event.headcount_women, c.enrolments) for c in counted] == [
        (184, 79, ())
    ]
    assert EventState.APPROVED in {event.state for event in events}


def test_marks_stand_only_at_sessions_that_were_held() -> None:
    for course in invented.courses():
        held = [bool(marks) for marks in course.marks.values()]
        assert held == sorted(held, reverse=True)
        assert course.event.training_days == len({s.day for s in course.sessions}) or (
            course.event.headcount_only
        )
        if course.sessions:
            hours = sum(session.hours or 0 for session in course.sessions)
            assert course.event.contact_hours == hours


def test_serials_keep_zeros_and_two_differ_by_one_letter() -> None:
    serials = [item.serial for item in invented.items() if item.serial]
    assert len(set(serials)) == len(serials)
    assert sum(serial.startswith("00") for serial in serials) >= 10
    alike = [serial.replace("O", "0") for serial in serials]
    assert len(alike) - len(set(alike)) == 1


def test_each_item_given_is_held_by_its_recipient_and_given_once() -> None:
    items = {item.uid: item for item in invented.items()}
    lots = {lot.uid: lot for lot in invented.lots()}
    given = []
    for act in invented.acts():
        for line in act.lines:
            if line.item:
                item = items[line.item]
                assert item.holder == act.donation.recipient
                assert item.received is not None
                assert act.donation.given is not None
                assert item.received <= act.donation.given
                given.append(line.item)
            else:
                assert (line.quantity or 0) <= (lots[line.lot or ""].quantity or 0)
    assert len(set(given)) == len(given)
    transferred = [item.uid for item in items.values() if item.state.value == "transferred"]
    assert sorted(given) == sorted(transferred)


def test_what_is_corrected_later_is_there_before_and_differs() -> None:
    records = {record.uid: record for record in _all_records()}
    corrected = invented.later()
    assert sorted(corrected) == ["attendance", "item", "person"]
    for uid, fields in corrected.values():
        assert all(getattr(records[uid], key) != value for key, value in fields.items())
