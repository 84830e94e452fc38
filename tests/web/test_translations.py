"""Every English message of code and templates has its Japanese, with the same places to fill in."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from flask_wtf import FlaskForm
from wtforms import SelectMultipleField

from app.i18n import FOLDER, japanese, read_catalogues

ROOT = Path(__file__).parents[2]
KEYWORDS = {
    "_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "lazy_ngettext": (1, 2),
}  # fmt: skip
PLACE = re.compile(r"%\((\w+)\)[sd]")
CATALOGUES = sorted((FOLDER / "ja").rglob("*.po"))
CSRF = [
    "The CSRF token is missing.", "The CSRF session token is missing.", "The CSRF token has expired.",
    "The CSRF token is invalid.", "The CSRF tokens do not match.", "The referrer header is missing.",
    "The referrer does not match the host.",
]  # fmt: skip


def messages(*folders):
    """(file:line, msgid) of every message; a plural one as a pair."""
    for folder in folders:
        for file, line, message, _, _ in extract_from_dir(
            folder,
            method_map=[("**.py", "python"), ("**.html", "jinja2")],
            options_map={"**.html": {"silent": "false"}},
            keywords=KEYWORDS,
        ):
            yield f"{Path(folder).name}/{file}:{line}", message


def faults(found, catalogue):
    for where, message in found:
        entry = catalogue.get(message)
        translated = entry.string if entry else ""
        texts = translated if isinstance(translated, tuple) else (translated,)
        asked = message if isinstance(message, tuple) else (message,)
        if not all(texts):
            yield f"{where}: {message!r} has no Japanese"
        elif {p for t in texts for p in PLACE.findall(t)} - {p for t in asked for p in PLACE.findall(t)}:
            yield f"{where}: {translated!r} has other places than {message!r}"
        elif isinstance(message, str) and set(PLACE.findall(message)) != set(PLACE.findall(texts[0])):
            yield f"{where}: {translated!r} lacks a place of {message!r}"


def test_every_message_has_its_japanese():
    found = list(messages(ROOT / "app", ROOT / "forms"))
    assert len(found) > 150
    assert list(faults(found, read_catalogues(FOLDER / "ja"))) == []


def test_missing_and_fuzzy_ones_are_found(tmp_path):
    (tmp_path / "x.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        '#, fuzzy\nmsgid "Guessed"\nmsgstr "推測"\n\nmsgid "Empty"\nmsgstr ""\n\n'
        'msgid "Other %(a)s"\nmsgstr "別の%(b)s"\n\nmsgid "Good %(a)s"\nmsgstr "よい%(a)s"\n',
        encoding="utf-8",
    )
    found = [("x", m) for m in ("Guessed", "Empty", "Absent", "Other %(a)s", "Good %(a)s")]
    told = list(faults(found, read_catalogues(tmp_path)))
    assert [t.split("'")[1] for t in told] == ["Guessed", "Empty", "Absent", "別の%(b)s"]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda p: p.name)
def test_catalogues_have_no_guesses(path):
    with path.open("rb") as stream:
        entries = [m for m in read_po(stream, locale="ja", abort_invalid=True) if m.id]
    assert entries
    assert [m.id for m in entries if m.fuzzy or not m.string] == []


def test_no_message_is_translated_in_two_ways():
    told, seen = [], {}
    for path in CATALOGUES:
        with path.open("rb") as stream:
            for m in read_po(stream, locale="ja"):
                if m.id and seen.setdefault(m.id, (path.name, m.string))[1] != m.string:
                    told.append(f"{m.id!r}: {m.string!r} in {path.name}, {seen[m.id]}")
    assert told == []


def test_libraries_own_messages():
    """WTForms' ja catalogue lacks or guesses six entries, Flask-WTF has none: ours stand in, the rest is theirs."""
    for message in [
        *CSRF,
        "Choices cannot be None.",
        "Not a valid week value.",
        "This field cannot be edited.",
    ]:
        assert japanese().ugettext(message) != message
    assert japanese().ugettext("This field is required.") == "必ず入力してください。", (
        "not in programmers' words"
    )
    assert japanese().ugettext("Not a valid choice.") == "選択肢が正しくありません。"
    told = japanese().ungettext(
        "'%(value)s' is not a valid choice for this field.",
        "'%(value)s' are not valid choices for this field.",
        2,
    )
    assert told == "「%(value)s」は選べません。"


@pytest.mark.parametrize(
    ("lang", "told"), [("ja", "「x」は選べません。"), ("en", "'x' is not a valid choice")]
)
def test_forms_speak_the_persons_language(app_to_change, lang, told):
    class Form(FlaskForm):
        several = SelectMultipleField(choices=["a"])

    app = app_to_change
    app.config["WTF_CSRF_ENABLED"] = False
    cookie = {"Cookie": f"kikitori_lang={lang}"}
    with app.test_request_context("/sign-in", method="POST", data={"several": "x"}, headers=cookie):
        app.preprocess_request()
        form = Form()
        assert not form.validate()
        assert told in form.several.errors[0]
