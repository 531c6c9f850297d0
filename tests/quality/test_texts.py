"""The texts that people read: all in the catalogue, translatable, and in the words agreed on."""

import ast
import gettext
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests import catalogue
from tests.quality import tree

NEVER_SHOWN = re.compile(
    r"\b(package id|replicas?|epochs?|tombstones?|coverage|dots?|vector clock)\b", re.IGNORECASE
)
"""Words of the inside (interface.md, "Words")."""


def _calls() -> Iterator[tuple[str, ast.Call, str]]:
    """Where each text is marked: place, call, name of the function."""
    for path in tree.modules("fieldapp"):
        for node in ast.walk(tree.parsed(path)):
            if isinstance(node, ast.Call):
                name = node.func.id if isinstance(node.func, ast.Name) else ""
                if name in catalogue.KEYWORDS:
                    yield f"{tree.shown(path)}:{node.lineno}", node, name


def _put_together(text: ast.expr) -> bool:
    """Whether a text is made at run time, so that no catalogue can have it."""
    made_by_method = (
        isinstance(text, ast.Call)
        and isinstance(text.func, ast.Attribute)
        and text.func.attr in {"format", "join", "replace"}
    )
    return isinstance(text, ast.JoinedStr | ast.BinOp) or made_by_method


def test_no_marked_text_is_put_together_at_run_time() -> None:
    wrong = [
        where
        for where, call, name in _calls()
        for text in call.args[: 1 if catalogue.KEYWORDS[name] is None else 2]
        if _put_together(text)
    ]
    assert wrong == []


def test_the_catalogue_holds_the_texts_of_the_code_and_no_others() -> None:
    in_code = catalogue.texts(catalogue.extracted())
    in_file = catalogue.texts(catalogue.read(catalogue.POT))
    told = "Run: python -m tests.catalogue"
    assert sorted(in_code.keys() - in_file.keys()) == [], told
    assert sorted(in_file.keys() - in_code.keys()) == [], told
    assert in_file == in_code, told


def test_every_language_has_all_texts_and_their_placeholders() -> None:
    wanted = catalogue.read(catalogue.POT)
    found = {
        language: catalogue.problems(
            catalogue.read(catalogue.LOCALE / language / "LC_MESSAGES" / "fieldapp.po"), wanted
        )
        for language in catalogue.languages()
    }
    assert {language: wrong for language, wrong in found.items() if wrong} == {}


def test_the_compiled_catalogues_say_what_their_sources_say() -> None:
    for language in catalogue.languages():
        po = catalogue.LOCALE / language / "LC_MESSAGES" / "fieldapp.po"
        with po.with_suffix(".mo").open("rb") as compiled:
            shown = gettext.GNUTranslations(compiled)
        for message in catalogue.read(po):
            if isinstance(message.id, str) and message.id and message.string:
                assert shown.gettext(message.id) == message.string


def test_texts_use_no_inner_words_and_do_not_shout() -> None:
    forms = [form for all_ in catalogue.texts(catalogue.extracted()).values() for form in all_]
    assert [text for text in forms if NEVER_SHOWN.search(text)] == []
    assert [text for text in forms if "!" in text or text.startswith("Error")] == []


def test_a_text_names_its_placeholders() -> None:
    forms = [form for all_ in catalogue.texts(catalogue.extracted()).values() for form in all_]
    assert [text for text in forms if "{}" in text or re.search(r"%[sd]", text)] == []


PO = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

msgid "Sent to {place}"
msgstr "Envoyé"

msgid "{n} record of {office}"
msgid_plural "{n} records of {office}"
msgstr[0] "une fiche de {office}"
msgstr[1] "{n} fiches de {bureau}"

msgid "Gone"
msgstr "Parti"
"""
WANTED = """
msgid "Sent to {place}"
msgstr ""

msgid "{n} record of {office}"
msgid_plural "{n} records of {office}"
msgstr[0] ""
msgstr[1] ""

msgid "Just written"
msgstr ""
"""


def test_the_check_of_languages_finds_new_and_stale_texts_and_wrong_placeholders(
    tmp_path: Path,
) -> None:
    (tmp_path / "fr.po").write_text(PO, "utf-8")
    (tmp_path / "all.pot").write_text(WANTED, "utf-8")
    found = catalogue.problems(
        catalogue.read(tmp_path / "fr.po"), catalogue.read(tmp_path / "all.pot")
    )
    assert found == [
        "new: Just written",
        "stale: Gone",
        "{bureau} in: {n} record of {office}",
        "{office} in: {n} record of {office}",
        "{place} in: Sent to {place}",
    ]


def test_a_language_begun_by_the_command_is_whole_and_can_be_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(catalogue.POT, tmp_path)
    monkeypatch.setattr(catalogue, "LOCALE", tmp_path)
    wanted = catalogue.extracted()
    po = catalogue.bring_up("fr", wanted)
    made = po.read_text("utf-8").replace(
        'msgid "Save"\nmsgstr ""', 'msgid "Save"\nmsgstr "Enregistrer"'
    )
    po.write_text(made, "utf-8")
    catalogue.bring_up("fr", wanted)
    with po.open("rb") as file:
        assert catalogue.problems(read_po(file), wanted) == []
    assert po.with_suffix(".mo").stat().st_size > 0
    shown = gettext.translation("fieldapp", tmp_path, languages=["fr"])
    assert shown.gettext("not in it") == "not in it"
