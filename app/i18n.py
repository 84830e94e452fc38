"""Languages: Japanese by default, English on request; every catalogue below translations/ in one."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, has_request_context, request
from flask_babel import Babel, Domain, get_locale
from wtforms.i18n import messages_path

from forms.questions import LANGUAGES, Text

DEFAULT: Final = "ja"
COOKIE: Final = "kikitori_lang"
FOLDER: Final = Path(__file__).parent / "translations"


def lang() -> str:
    """The language of this request: "ja" unless the person switched ("ja" outside of requests)."""
    if not has_request_context():
        return DEFAULT
    chosen = request.cookies.get(COOKIE, DEFAULT)
    return chosen if chosen in LANGUAGES else DEFAULT


def translate(text: Text | str) -> str:
    """A Text in the language of this request; a plain string stays as it is."""
    return text.get(lang()) if isinstance(text, Text) else text


def read_catalogues(folder: Path) -> Catalog:
    """All .po files of a language folder as one catalogue; fuzzy and empty entries are left out.

    Of two entries for one message the first file's counts; a test sees to it that they do not differ.
    """
    merged = Catalog(locale="ja")
    for path in sorted(folder.rglob("*.po")):
        with path.open("rb") as stream:
            for message in read_po(stream, locale="ja", abort_invalid=True):
                usable = message.id and message.string and not message.fuzzy
                if usable and merged.get(message.id, message.context) is None:
                    merged.add(message.id, message.string, context=message.context)
    return merged


def compiled(catalogue: Catalog) -> Translations:
    """A catalogue ready for gettext, made in memory: nothing is written to disk."""
    buffer = BytesIO()
    write_mo(buffer, catalogue)
    buffer.seek(0)
    return Translations(fp=buffer)


@lru_cache(maxsize=1)
def japanese() -> Translations:
    """The Japanese catalogue: ours first, then WTForms'."""
    ours = compiled(read_catalogues(FOLDER / DEFAULT))
    ours.add_fallback(Translations.load(messages_path(), ["ja"], domain="wtforms"))
    return ours


class MergedDomain(Domain):
    """What Flask-Babel asks for translations: msgids are English, so only Japanese has a catalogue."""

    def get_translations(self) -> Any:
        """The catalogue of this request's language."""
        locale = get_locale()
        return japanese() if locale is not None and locale.language == DEFAULT else NullTranslations()


DOMAIN: Final = MergedDomain()


class OurBabel(Babel):
    """Flask-Babel with our merged catalogue instead of compiled files."""

    @property
    def domain_instance(self) -> Domain:
        """The one domain."""
        return DOMAIN


def install(app: Flask) -> None:
    """Give the application its languages."""
    app.config["BABEL_DEFAULT_LOCALE"] = DEFAULT
    OurBabel(app, locale_selector=lang)
    app.jinja_env.filters["t"] = translate

    @app.before_request
    def use_our_messages() -> None:
        # Flask-WTF keeps WTForms' catalogue of a request here; ours has more and falls back to it.
        request.wtforms_translations = DOMAIN.get_translations()  # type: ignore[attr-defined]

    japanese()  # a broken catalogue stops the start, not the first page
