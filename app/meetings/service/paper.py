"""How a body prints its minutes: the cover, the headings, a Word template of its own."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from app.audit.service import record
from app.db import Database
from app.errors import Conflict, NotFound, Refused
from app.files import kinds
from app.meetings import cover
from app.meetings.cover import LONGEST_LABEL, Style
from app.meetings.service import papers
from app.meetings.service.bodies import CHANGED
from app.meetings.store import bodies as body_store
from app.meetings.store import papers as store
from app.meetings.store.bodies import Body
from app.meetings.store.papers import KEPT, TRIED, Template
from app.security import Actor
from app.seen import fingerprint
from forms.questions import Text
from reports.minutes import word
from reports.minutes.model import Minutes

__all__ = ["KEPT", "TRIED", "Template"]

_LONG: Final = Text(f"{LONGEST_LABEL}文字以内で記入してください。", f"At most {LONGEST_LABEL} characters.")
_TWICE: Final = Text("同じ名称の行がほかにあります。", "Another row that is printed is called the same.")
_NO_ROW: Final = Text("印刷する行を一つ以上選んでください。", "Choose one row at least to be printed.")
_NO_FILE: Final = Text("ファイルを選んでください。", "Choose a file.")
_NOT_WORD: Final = Text(
    "Word 文書（.docx）を選んでください。古い形式（.doc）やほかの種類のファイルは、ひな形にできません。",
    "Choose a Word document (.docx). The old format (.doc) and other files cannot be a template.",
)


def style_of(body: Body) -> Style:
    """How a body prints its minutes now."""
    return cover.style(body.settings)


def faults(style: Style) -> dict[str, Text]:
    """What cannot stay as typed: field → sentence."""
    out = {f"label-{row.key}": _LONG for row in style.every if len(row.label) > LONGEST_LABEL}
    headings = zip(cover.HEADINGS, style.own, strict=True)
    out |= {key: _LONG for key, words in headings if len(words) > LONGEST_LABEL}
    labels = [label for _, label in style.rows]
    for nth, (key, label) in enumerate(style.rows):
        if label in labels[:nth]:
            out.setdefault(f"label-{key}", _TWICE)
    if not labels:
        out[f"printed-{style.every[0].key}"] = _NO_ROW
    return out


def save(db: Database, actor: Actor, now: datetime, body_id: int, typed: Style, seen: str) -> None:
    """Make this the body's style. seen: the style the page had shown. Raises Refused, Conflict, NotFound."""
    wanted = cover.plain(typed)
    if wrong := faults(wanted):
        raise Refused(next(iter(wrong.values())))
    with db.write():
        body = body_store.get(db, body_id)
        if body is None:
            raise NotFound
        old = style_of(body)
        if wanted == old:
            return
        if fingerprint(old) != seen:
            raise Conflict(CHANGED)
        store.put_settings(db, body_id, cover.settings(wanted, body.settings))
        record(db, actor, now, "meetings.paper", f"body {body_id}", **_told(old, wanted))


def _told(old: Style, new: Style) -> dict[str, Any]:
    """What changed, for the audit log."""
    said = {
        "cover": ([x for _, x in old.rows], [x for _, x in new.rows]), "by_name": (old.names, new.names),
    } | {key: (words, new.headings[key]) for key, words in old.headings.items()}  # fmt: skip
    changed = {key: now for key, (was, now) in said.items() if was != now}
    return changed or {"cover": [row.called for row in new.every]}


# The template


def template(db: Database, body_id: int, which: str) -> Template | None:
    """The body's own template, the one in use or the one that is tried."""
    return store.get(db, body_id, which)


def mark(found: Template | None) -> str:
    """What a page has shown of a template."""
    return fingerprint((found.name, sha256(found.data).digest())) if found else ""


def problem(found: Template | None, style: Style) -> Text | None:
    """Why a template does not fit the cover as it is now; None where it does."""
    try:
        if found:
            word.check(found.data, papers.sample(style))
    except word.TemplateProblem as error:
        return error.problem
    return None


def try_template(db: Database, actor: Actor, now: datetime, body_id: int, name: str, data: bytes) -> None:
    """Keep a template to be looked at; nothing is printed in it yet. Raises Refused with what is wrong with it."""
    body = body_store.get(db, body_id)
    if body is None:
        raise NotFound
    if not name:
        raise Refused(_NO_FILE)
    given = Template(kinds.safe_name(name), data)
    if not given.name.lower().endswith((".docx", ".docm")) or not data:
        raise Refused(_NOT_WORD)
    if wrong := problem(given, style_of(body)):
        raise Refused(wrong)
    if not given.name.lower().endswith(".docx"):
        raise Refused(_NOT_WORD)
    with db.write():
        if store.get(db, body_id, TRIED) == given:
            return
        store.put(db, body_id, TRIED, given)
        record(db, actor, now, "meetings.template_tried", f"body {body_id}", template=given.name)


def use(db: Database, actor: Actor, now: datetime, body_id: int, seen: str) -> None:
    """Print minutes in the template that was tried. Raises Conflict where it is another one by now."""
    with db.write():
        found, kept = store.get(db, body_id, TRIED), store.get(db, body_id, KEPT)
        if found is None and kept is not None and mark(kept) == seen:
            return  # the same click once more
        if found is None or mark(found) != seen:
            raise Conflict(CHANGED)
        store.put(db, body_id, KEPT, found)
        store.put(db, body_id, TRIED, None)
        record(db, actor, now, "meetings.template", f"body {body_id}", template=found.name)


def drop(db: Database, actor: Actor, now: datetime, body_id: int, which: str, seen: str) -> None:
    """Back to the usual form, or forget the template that was tried. Raises Conflict where it is another one by now."""
    with db.write():
        found = store.get(db, body_id, which)
        if found is None:
            return
        if mark(found) != seen:
            raise Conflict(CHANGED)
        store.put(db, body_id, which, None)
        act = "meetings.template_back" if which == KEPT else "meetings.template_dropped"
        record(db, actor, now, act, f"body {body_id}", template=found.name)


def as_word(db: Database, body_id: int, minutes: Minutes, *, readers: bool) -> bytes:
    """Minutes as the body's Word file.

    Where its template cannot be used, readers get our own form; the secretariat is told why (Refused).
    """
    found = store.get(db, body_id, KEPT)
    if found is None:
        return word.write(minutes)
    try:
        return word.write(minutes, found.data)
    except word.TemplateProblem as error:
        if readers:
            return word.write(minutes)
        raise Refused(
            Text(
                f"会議体のひな形「{found.name}」では、この会議録を作れません。{error.problem.ja}",
                f"These minutes cannot be made in the body's template “{found.name}”. {error.problem.en}",
            )
        ) from error
