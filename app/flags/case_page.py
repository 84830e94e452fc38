"""The page of one flag: shown, acted upon, and shown again with everything that was typed."""

from __future__ import annotations

from flask import request
from flask_babel import gettext as _

from app import web
from app.errors import KikitoriError, NotFound
from app.flags import desk, page
from app.flags.service import ASKED, OPEN
from app.responses.service import reading, signatures
from app.rounds import service as rounds
from app.security import actor
from forms.fields import AnswerField, Shown
from forms.questionnaire import Block
from forms.questions import Finding, Level, Text
from forms.response import response_form


class CasePage:
    """One flag with its question's field. After a POST the field holds what was typed, else the answer."""

    def __init__(self, round_id: int, flag_id: int) -> None:
        self.round = rounds.get(web.db(), round_id)
        self.case = desk.case(web.db(), round_id, flag_id)
        self.form = response_form(Block("correction", Text(), (self.case.question,)))()
        self.field: AnswerField = self.form.answer_fields[0]
        self.reason, self.note = "", self.case.flag.note if self.case.flag.state == ASKED else ""
        if request.method == "GET":
            self.field.show(self.case.answer, self.case.version.number)

    def keep_typed(self) -> None:
        """Show the words of the person beside what stands now."""
        self.reason = request.form.get("correction_reason", "")
        self.note = request.form.get("note", self.note)
        if request.form.get("action") != "correct":
            self.field.show(self.case.answer, self.case.version.number)

    def act(self, action: str) -> str | None:
        """Do what the button says; the sentence for the next page, None where the answer cannot stand.

        Raises Conflict and Refused as the desk does, NotFound for an unknown button.
        """
        flag, seen = self.case.flag, request.form.get("seen", "")
        given = web.db(), actor(), web.now(), self.round.id
        if action == "confirm":
            desk.confirm(*given, {flag.id: seen}, request.form.get("note", ""))
            return str(_("The answer was confirmed as it is."))
        if action == "ask":
            desk.ask(*given, flag.id, seen, request.form.get("note", ""))
            return str(_("The section will see the question on its page."))
        if action == "reopen":
            desk.reopen(*given, flag.id, seen)
            return str(_("The decision was taken back."))
        if action == "correct":
            return self._correct()
        raise NotFound

    def _correct(self) -> str | None:
        version = request.form.get("version", "")
        found = desk.correct(
            web.db(), actor(), web.now(), self.round.id, self.case.flag.id,
            version=int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0,
            answer=self.field.answer, reason=request.form.get("correction_reason", ""),
        )  # fmt: skip
        if not found:
            return str(_("The answer was corrected; the old one is kept as the version before."))
        self.keep_typed()
        self.field.findings = [_shown(f) for f in found]
        return None

    def render(self, problem: KikitoriError | None = None) -> str:
        """The page."""
        db, flag = web.db(), self.case.flag
        row = page.Names(db, self.round.id).row(flag)
        errors = [("", problem.message)] if problem else []
        errors += [(f"#q-{self.field.key}", f.message) for f in self.field.blocking]
        return web.render(
            "flags/show.html", round_=self.round, page=self, row=row, flag=flag, errors=errors,
            raw=flag.raw, lines=self.case.question.lines(self.case.answer, web.lang()),
            rule=page.rule_name(flag.rule), undecided=flag.state in (OPEN, ASKED),
            versions=reading.form_versions(db, flag.form_id), signed=signatures.signed,
            filters=page.Filters.read(request.form if request.method == "POST" else request.args),
        )  # fmt: skip


def _shown(finding: Finding) -> Shown:
    return Shown(Level.REFUSE.value, finding.message, finding.rule)
