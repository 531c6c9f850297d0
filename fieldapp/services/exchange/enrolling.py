"""Make office and headquarters known to each other: two signed files, six spoken words."""

from __future__ import annotations

from pathlib import Path

from fieldapp import files
from fieldapp.errors import FileRefused, UserError
from fieldapp.keys import signing
from fieldapp.keys.enrolment import EnrolmentAnswer, EnrolmentRequest
from fieldapp.keys.words import fingerprint
from fieldapp.records.changes import Action, Why
from fieldapp.services.exchange.outcomes import Taken
from fieldapp.services.opening import OpenOffice
from fieldapp.store import ledger
from fieldapp.text import N_, _


def request(office: OpenOffice, to: Path | None = None) -> tuple[Path, str]:
    """In an office: write the file that asks headquarters; gives it and six words to read out."""
    state = office.file.state
    if state.headquarters:
        raise UserError(_("Headquarters takes enrolment requests in; it does not make any."))
    private = bytes.fromhex(state.sign_key)
    public = signing.public_key(private)
    made = EnrolmentRequest(
        office=state.office,
        name=office.settings.office_name,
        country=office.settings.country,
        replica=state.replica,
        public_key=public,
        made_at=office.clock.now(),
    )
    place = to or office.settings.sendings
    name = f"ENROL_{state.office}_{state.replica[:4]}.json"
    target = place / name if place.is_dir() or place.suffix == "" else place
    files.make_folder(target.parent)
    return files.write_new(target, made.to_bytes(private)), fingerprint(public)


def words(office: OpenOffice, data: bytes) -> str:
    """The six words of an enrolment file, to be compared before it is taken in.

    Headquarters sees those of the office's key, which the office read when it wrote the request;
    the office those of both keys, which headquarters read when it wrote the answer.

    Raises:
        FileRefused: the file is no enrolment file, or it is for another office.
    """
    state = office.file.state
    own = signing.public_key(bytes.fromhex(state.sign_key))
    if state.headquarters:
        return fingerprint(EnrolmentRequest.from_bytes(data).public_key)
    return fingerprint(own, _own_answer(office, data).headquarters_key)


def _own_answer(office: OpenOffice, data: bytes) -> EnrolmentAnswer:
    state = office.file.state
    answer = EnrolmentAnswer.from_bytes(data)
    own = signing.public_key(bytes.fromhex(state.sign_key))
    if not answer.answers(office=state.office, replica=state.replica, office_key=own):
        raise FileRefused(
            _(
                "This enrolment answer is for another office or another computer. Ask headquarters "
                "for the one made from your own request."
            )
        )
    return answer


def take(office: OpenOffice, data: bytes, name: str, replies: Path | None = None) -> Taken:
    """Take an enrolment file in, once the words were compared."""
    if office.file.state.headquarters:
        return _take_request(office, data, name, replies)
    answer = _own_answer(office, data)
    with office.unit(Why(N_("enrol with headquarters")), Action.SET_UP) as unit:
        unit.advance(
            partner_key=answer.headquarters_key.hex(), partner_name=answer.headquarters_name
        )
        changes = unit.commit()
    return Taken(
        name,
        "enrolment",
        _(
            "This office is enrolled with {name}. Its confirmations are accepted from now on."
        ).format(name=answer.headquarters_name),
        changes,
    )


def _take_request(office: OpenOffice, data: bytes, name: str, replies: Path | None) -> Taken:
    asked = EnrolmentRequest.from_bytes(data)
    state = office.file.state
    private = bytes.fromhex(state.sign_key)
    with office.unit(Why(N_("enrol an office")), Action.SET_UP) as unit:
        known = {entry["replica"]: entry for entry in ledger.list_enrolled(unit)}
        held = known.get(asked.replica)
        if held is not None and held["public_key"] != asked.public_key.hex():
            raise FileRefused(
                _("{name} asks for an installation that is enrolled with another key.").format(
                    name=name
                )
            )
        ledger.enrol(unit, asked.replica, asked.office, asked.public_key.hex(), office.clock.now())
        changes = unit.commit()
    answer = EnrolmentAnswer(
        office=asked.office,
        replica=asked.replica,
        office_key=asked.public_key,
        headquarters_name=office.settings.office_name,
        headquarters_key=signing.public_key(private),
        epoch=state.epoch,
    )
    place = replies or office.settings.answers
    files.make_folder(place)
    file = f"ENROLLED_{asked.office}_{asked.replica[:4]}.json"
    reply = files.write_new(place / file, answer.to_bytes(private))
    return Taken(
        name,
        "enrolment",
        _(
            "Office {office} is enrolled. Send it the answer {file}, and read it these six words "
            "when it takes the answer in: {words}"
        ).format(
            office=asked.office,
            file=reply.name,
            words=fingerprint(asked.public_key, signing.public_key(private)),
        ),
        changes,
        reply=reply,
    )
