"""An enrolment file says what was signed, or is refused in one sentence."""

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest

from fieldapp.errors import FileRefused
from fieldapp.keys import signing
from fieldapp.keys.enrolment import EnrolmentAnswer, EnrolmentRequest

OFFICE, HEADQUARTERS = signing.new_signing_key(), signing.new_signing_key()

REQUEST = EnrolmentRequest(
    office="LOM",
    name="Bureau de Lomé “est” \\ مكتب",
    country="Togo",
    replica="0f" * 16,
    public_key=signing.public_key(OFFICE),
    made_at=dt.datetime(2026, 1, 15, 9, 30, 12, tzinfo=dt.UTC),
)
ANSWER = EnrolmentAnswer(
    office="LOM",
    replica="0f" * 16,
    office_key=signing.public_key(OFFICE),
    headquarters_name="Headquarters",
    headquarters_key=signing.public_key(HEADQUARTERS),
    epoch=3,
)


def with_changes(data: bytes, **changes: Any) -> bytes:
    return json.dumps(json.loads(data) | changes).encode()


def test_a_request_and_an_answer_come_back_as_they_were() -> None:
    assert EnrolmentRequest.from_bytes(REQUEST.to_bytes(OFFICE)) == REQUEST
    assert EnrolmentAnswer.from_bytes(ANSWER.to_bytes(HEADQUARTERS)) == ANSWER


def test_the_file_may_be_laid_out_anew_on_its_way() -> None:
    data = json.dumps(json.loads(REQUEST.to_bytes(OFFICE)), indent=4).encode()
    assert EnrolmentRequest.from_bytes(data) == REQUEST


def test_an_answer_fits_the_request_it_was_made_for_only() -> None:
    key = REQUEST.public_key
    assert ANSWER.answers(office="LOM", replica="0f" * 16, office_key=key)
    assert not ANSWER.answers(office="GT1", replica="0f" * 16, office_key=key)
    assert not ANSWER.answers(office="LOM", replica="0e" * 16, office_key=key)
    assert not ANSWER.answers(office="LOM", replica="0f" * 16, office_key=ANSWER.headquarters_key)


@pytest.mark.parametrize(
    "change",
    [
        {"office": "GT1"},
        {"office": "lom"},
        {"office": ["LOM"]},
        {"name": "Another"},
        {"name": ""},
        {"name": "line\nbreak"},
        {"name": "turned \u202e around"},
        {"name": "x" * 201},
        {"country": "Benin"},
        {"replica": "0e" * 16},
        {"replica": "../../etc"},
        {"public_key": signing.public_key(HEADQUARTERS).hex()},
        {"public_key": "zz"},
        {"made_at": "2026-01-15T09:30:13Z"},
        {"made_at": "yesterday"},
        {"signature": "00" * 64},
        {"signature": 7},
        {"signature": "zz" * 64},
    ],
)
def test_a_request_with_any_part_changed_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(FileRefused, match="changed or damaged"):
        EnrolmentRequest.from_bytes(with_changes(REQUEST.to_bytes(OFFICE), **change))


@pytest.mark.parametrize(
    "change",
    [
        {"office": "GT1"},
        {"replica": "0e" * 16},
        {"office_key": "00" * 32},
        {"headquarters_name": "Another"},
        {"headquarters_key": signing.public_key(OFFICE).hex()},
        {"epoch": 4},
        {"epoch": True},
        {"epoch": -1},
        {"epoch": 10**30},
    ],
)
def test_an_answer_with_any_part_changed_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(FileRefused, match="changed or damaged"):
        EnrolmentAnswer.from_bytes(with_changes(ANSWER.to_bytes(HEADQUARTERS), **change))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04",
        b"null",
        b"{}",
        b"[" * 10_000,
        b'{"format":"fieldapp-enrolment-request","version":1}',
        REQUEST.to_bytes(OFFICE) + b" " * 20_000,
        with_changes(REQUEST.to_bytes(OFFICE), more="x"),
        with_changes(REQUEST.to_bytes(OFFICE), version=0),
    ],
)
def test_what_is_no_enrolment_file_is_refused(data: bytes) -> None:
    with pytest.raises(FileRefused, match="not a fieldapp enrolment file"):
        EnrolmentRequest.from_bytes(data)


def test_a_request_and_an_answer_are_not_mistaken_for_each_other() -> None:
    with pytest.raises(FileRefused, match="answer, not an office's request"):
        EnrolmentRequest.from_bytes(ANSWER.to_bytes(HEADQUARTERS))
    with pytest.raises(FileRefused, match="request to be enrolled"):
        EnrolmentAnswer.from_bytes(REQUEST.to_bytes(OFFICE))


def test_a_file_of_a_newer_program_asks_for_an_update() -> None:
    with pytest.raises(FileRefused, match="newer version"):
        EnrolmentRequest.from_bytes(with_changes(REQUEST.to_bytes(OFFICE), version=2))


def test_a_file_is_made_only_with_its_own_key_and_fit_values() -> None:
    with pytest.raises(ValueError, match="private key"):
        REQUEST.to_bytes(HEADQUARTERS)
    with pytest.raises(ValueError, match="office does not fit"):
        replace(REQUEST, office="lowercase").to_bytes(OFFICE)
