"""The secretariat's page of one section and the page for sending back, between the request and the services."""

from __future__ import annotations

from flask import request
from werkzeug.datastructures import MultiDict

from app import web
from app.db import Database
from app.errors import KikitoriError, NotFound
from app.hearings.service import record_follow_ups
from app.organisation.service import Section
from app.responses import page
from app.responses.page.overview import OverviewPage
from app.responses.service import approving, history, reading, returning, submitting
from app.responses.service.reading import Version
from app.responses.service.submitting import Work
from app.rounds import dates
from app.rounds import service as rounds
from app.security import actor
from forms.office.submission import ReturnForm


def _work(db: Database, round_id: int, section_id: int) -> Work:
    if rounds.get(db, round_id).state == "preparing":
        raise NotFound
    return submitting.section_work(db, web.now(), round_id, section_id, actor())


def overview(db: Database, round_id: int, section: Section) -> OverviewPage:
    """Everything about one section in a round."""
    with db.read():
        work = _work(db, round_id, section.id)
        versions: dict[int, list[Version]] = {}
        for version in reading.section_versions(db, round_id, section.id):
            versions.setdefault(version.form_id, []).append(version)
        asked = rounds.sections(db, round_id)
        gone = reading.withdrawn_names(db, work)
        place = [s.id for s in asked].index(section.id)
        neighbours = [
            asked[place - 1] if place else None,
            asked[place + 1] if place + 1 < len(asked) else None,
        ]
        return page.overview_page(
            work, section, versions, gone, returning.returnable(work), approving.approvers(db, section.id),
            returning.of_section(db, round_id, section.id), history.events(db, work), neighbours, web.lang(),
        )  # fmt: skip


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0


def remarks_of(posted: MultiDict[str, str]) -> dict[int, dict[str, str]]:
    """The remarks of a page: fields `remark-<form>-<question>`; a form is returned where its box is ticked or where
    something is said about it."""
    out: dict[int, dict[str, str]] = {n: {} for f in posted.getlist("forms") if (n := _number(f))}
    for name, words in posted.items():
        head, _, rest = name.partition("-")
        form_id, _, key = rest.partition("-")
        if head == "remark" and words.strip() and _number(form_id):
            out.setdefault(_number(form_id), {})[key] = words.replace("\r\n", "\n")
    return out


class Desk:
    """Sending forms of one section back: written, looked at, sent."""

    def __init__(self, db: Database, round_id: int, section: Section) -> None:
        self.db, self.section = db, section
        self.work = _work(db, round_id, section.id)
        self.form = ReturnForm()
        source = request.form if request.method == "POST" else request.args
        self.remarks = remarks_of(source)
        #: The hearing and the question an answer to which the return comes from; 0 and "" for none.
        self.hearing, self.question = _number(source.get("hearing", "")), source.get("question", "")[:32]

    @property
    def _until(self) -> str:
        return self.form.until.data.isoformat() if self.form.until.data else ""

    @property
    def _message(self) -> str:
        return (self.form.message.data or "").replace("\r\n", "\n")

    def _context(self, problem: KikitoriError | None = None) -> dict[str, object]:
        errors = [("#main", problem.message)] if problem else []
        rows = page.return_rows(self.work, returning.returnable(self.work), self.remarks, web.lang())
        return {
            "rows": rows, "form": self.form, "section": self.section, "round_": self.work.round,
            "hearing": self.hearing, "question": self.question,
            "errors": [*errors, *web.errors_of(self.form)],
        }  # fmt: skip

    def render(self, problem: KikitoriError | None = None) -> str:
        """The page on which remarks are written."""
        return web.render("responses/return.html", **self._context(problem))

    def preview(self) -> str:
        """What the section would see. Raises Refused, Conflict."""
        args = self.remarks, self._message, self._until
        tidy = returning.check(self.db, web.now(), self.work, *args)
        return web.render(
            "responses/return_preview.html", remarks=tidy, message=self._message, until=self._until,
            until_text=dates.limit_text(self._until), told=returning.told(self.work, tidy), **self._context(),
        )  # fmt: skip

    def send(self) -> None:
        """Send it back. Raises Refused, Conflict."""
        now, place = web.now(), (self.work.round.id, self.section.id)
        with self.db.write():
            made = returning.send(
                self.db, actor(), now, *place, self.remarks, message=self._message, until=self._until
            )
            if self.hearing:
                record_follow_ups.returned(self.db, actor(), now, self.hearing, self.question, made)
