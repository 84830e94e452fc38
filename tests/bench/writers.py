"""People who write drafts against the real server, and a book of what was acknowledged to them."""

from __future__ import annotations

import http.client
import json
import re
import threading
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode

from app.accounts import service as accounts
from app.clock import now
from app.db import Database
from app.instance import database_path
from app.organisation import service as organisation
from app.responses.service import drafting
from app.rounds import service as rounds
from app.security import SECTION, SYSTEM
from forms.fields import Base
from forms.questions import EMPTY
from tests.bench.saving import BLOCK, PASSWORD, Visitor
from tests.support.city import COMPLETE_A
from tests.support.stored import new_database

QUESTIONS = ("unit", "content", "name")
_ACCOUNT = re.compile(r'data-account="(\d+)"')


def prepare(folder: Path, sections: int, people: int) -> list[str]:
    """An instance with one open round, and per section one complete A form and so many accounts.

    The forms' pages, one per account: p0, p1 … belong to the first section, and so on.
    """
    db = new_database(database_path(folder))
    with db.write():
        ids = [organisation.add_section(db, "市民部", f"第{i}課", "section", i) for i in range(sections)]
        round_id = rounds.create(db, SYSTEM, now(), "試験調査", 2026, ids)
        rounds.change(db, SYSTEM, now(), round_id, state="open")
        db.run("INSERT INTO setting VALUES ('demo', '1')")
        pages = []
        for i, section in enumerate(ids):
            form = drafting.add_form(db, SYSTEM, now(), round_id, section, "a")
            drafting.write_answers(db, SYSTEM, now(), form, COMPLETE_A)
            for j in range(people):
                login = f"p{i * people + j}"
                accounts.add(
                    db, SYSTEM, now(), login, f"職員{login}", SECTION, [section], demo_password=PASSWORD
                )
                pages.append(f"/fill/{round_id}/{section}/q/a/{form}/{BLOCK}")
    db.close()
    return pages


class Book:
    """What was acknowledged: (form, question, revision) → the text. Two texts under one revision are a lost update."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self.texts: dict[tuple[str, str, int], str] = {}
        self.lost: list[str] = []

    def note(self, form: str, question: str, revision: int, text: str) -> None:
        """One save was acknowledged."""
        with self._guard:
            known = self.texts.setdefault((form, question, revision), text)
            if known != text:
                self.lost.append(f"{form} {question} revision {revision}: {known!r} and {text!r}")


class Writer(Visitor):
    """One person at one form, saving as the page's script does (static/js/autosave.js)."""

    def __init__(self, port: int, number: int, page: str, book: Book) -> None:
        super().__init__(port, number, page)
        self.number, self.book, self.form = number, book, page.split("/")[-2]
        self.trouble: list[str] = []
        _, shown = self.ask("GET", page)
        found = _ACCOUNT.search(shown)
        assert found, "a page without the account it was opened by"
        self.account = found[1]
        self.known = {key: Base.read(_value(shown, f"{key}-base")) for key in QUESTIONS}

    def save(self, texts: Mapping[str, str]) -> bool:  # type: ignore[override]
        """Save these texts on what was seen last; what others wrote is seen now. Raises OSError, HTTPException."""
        known = " ".join(f"{key}:{base}" for key, base in self.known.items())
        sent = [
            ("csrf_token", self.token),
            ("account", self.account),
            ("window", f"w{self.number}"),
            ("known", known),
        ]
        for key, text in texts.items():
            sent += [(f"{key}-base", str(self.known[key])), (f"{key}-text", text)]
        status, body = self.ask("POST", f"{self.page}/save", urlencode(sent))
        if status != 200:
            self.trouble.append(f"{status}: {body[:200]}")
            return False
        for key, told in json.loads(body)["fields"].items():
            self.known[key] = Base.read(told["base"])
            if key in texts and "inputs" not in told:
                self.book.note(self.form, key, self.known[key].revision, texts[key])
        return True

    def submit(self) -> int | None:
        """Look everything over and submit it all; the number of the submission, None where nothing was taken."""
        address = self.page.split("/q/")[0] + "/check"
        status, shown = self.ask("GET", address)
        inputs = _Inputs.of(shown) if status == 200 else {}
        if "respondent" not in inputs:
            return None
        sent = [(name, value or "1") for name, values in inputs.items() for value in values]
        self.connection.request(
            "POST", address, urlencode(sent),
            {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"},
        )  # fmt: skip
        answer = self.connection.getresponse()
        answer.read()
        done = re.search(r"/done/(\d+)$", answer.headers.get("Location") or "")
        return int(done[1]) if answer.status == 303 and done else None

    def reconnect(self) -> None:
        """The server went away: the next request begins anew, with the same cookie."""
        self.connection.close()


def _value(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return found[1] if found else str(Base.of(EMPTY, 0))


class _Inputs(HTMLParser):
    """Names and values of what the form with the respondent would post, every box ticked."""

    @classmethod
    def of(cls, page: str) -> dict[str, list[str]]:
        """The form's inputs; {} where there is no such form."""
        made = cls()
        made.forms: list[dict[str, list[str]]] = []  # type: ignore[misc]
        made.feed(page)
        return next((f for f in made.forms if "respondent" in f), {})

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.forms.append({})
        elif tag in ("input", "textarea") and self.forms and (name := given.get("name")):
            self.forms[-1].setdefault(name, []).append(given.get("value") or "")


def stored_texts(db: Database) -> dict[tuple[str, str], tuple[int, str]]:
    """(form, question) → (revision, text) of every draft."""
    rows = db.all("SELECT form_id, question, revision, text FROM answer")
    return {(str(r["form_id"]), r["question"]): (r["revision"], r["text"]) for r in rows}


#: What a request to a server that was killed may end in.
GONE = (OSError, http.client.HTTPException)
