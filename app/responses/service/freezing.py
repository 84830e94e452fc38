"""Freezing answers as versions: the one way in for a section's submission, an import and a correction."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.audit.service import record
from app.db import Database
from app.flags.service import raise_flags
from app.responses.store import forms, submissions, versions
from app.responses.store.submissions import UNSIGNED, Signature
from app.rounds import rulings
from app.rounds import service as rounds
from app.security import Actor
from forms.questionnaire import Questionnaire
from forms.questions import EMPTY, Answer, Facts, Finding, Level
from reports.tally import Layout


@dataclass(frozen=True, slots=True)
class Frozen:
    """What one form is frozen with. reason: of this form alone (why a project is withdrawn)."""

    form_id: int
    answers: Mapping[str, Answer]
    withdrawn: bool = False
    reason: str = ""


def freeze(
    db: Database, actor: Actor, now: datetime, round_id: int, section_id: int, made: Sequence[Frozen],
    declared: Mapping[str, bool], *, source: str, respondent: str = "", extension: str = "", reason: str = "",
    facts: Facts, imported: bool = False, signed: Signature = UNSIGNED,
) -> int:  # fmt: skip
    """One submission: every form's next version, the declarations, the packed counts and the flags.

    declared: questionnaire key → “we have none” (True) or no longer (False). Nothing is checked here: who calls
    decides what may stand. Returns the submission's id. Raises RoundArchived for a round that is read-only.
    """
    with db.write():
        rounds.require_changeable(db, round_id)
        submission_id = submissions.add_submission(
            db, actor, now, round_id, section_id,
            source=source, respondent=respondent, extension=extension, reason=reason, signed=signed,
        )  # fmt: skip
        versions.add_declarations(db, submission_id, declared)
        counting = Counting(db, round_id)
        for one in made:
            form = forms.get(db, one.form_id)
            assert form is not None
            assert (form.round_id, form.section_id) == (round_id, section_id)
            questionnaire = counting.questionnaires[form.questionnaire]
            answers = [
                (q.key, a, q.value(a)) for q in questionnaire.questions if not (a := _of(one, q.key)).empty
            ]
            version_id = versions.add_version(
                db, submission_id, one.form_id, one.withdrawn, answers, one.reason
            )
            if one.withdrawn:
                versions.drop_tally(db, one.form_id)
                raise_flags(db, now, round_id, one.form_id, {})
                continue
            counting.count(form, version_id, one.answers)
            raise_flags(db, now, round_id, one.form_id, _flags(questionnaire, one, facts, imported))
        record(
            db, actor, now, "responses.submit", f"submission {submission_id}",
            source=source, forms=[m.form_id for m in made], declared=dict(declared), reason=reason,
        )  # fmt: skip
    return submission_id


def _of(one: Frozen, key: str) -> Answer:
    return one.answers.get(key, EMPTY)


def _flags(
    questionnaire: Questionnaire, one: Frozen, facts: Facts, imported: bool
) -> dict[str, list[tuple[Finding, str]]]:
    """What is worth a look in a frozen form. From a form only what may stand there; from a file everything."""
    out: dict[str, list[tuple[Finding, str]]] = {}
    for question in questionnaire.questions:
        answer = _of(one, question.key)
        for finding in question.check(answer, facts):
            level = finding.level(imported)
            if level is Level.FLAG or (imported and level is Level.ASK):
                raw = " ".join(question.lines(answer)) or answer.text
                out.setdefault(question.key, []).append((finding, raw))
    return out


class Counting:
    """Packs submitted forms for counting, with the round's definitions and rulings read once."""

    def __init__(self, db: Database, round_id: int) -> None:
        self.db, self.round_id = db, round_id
        self.questionnaires = {q.key: q for q in rounds.questionnaires(db, round_id)}
        self._layouts = {key: Layout(q) for key, q in self.questionnaires.items()}
        self._rules = rulings.rules(db, round_id)
        self._overrides = rulings.overrides(db, round_id)

    def count(self, form: forms.Form, version_id: int, answers: Mapping[str, Answer]) -> None:
        """Store the packed row of a form's newest version. Inside the caller's write."""
        made = self.questionnaires[form.questionnaire]
        ruled = rulings.of_form(form.id, made, answers, self._rules, self._overrides)
        words = self._layouts[form.questionnaire].pack(answers, ruled)
        packed = struct.pack(f"<{len(words)}q", *words)
        versions.set_tally(
            self.db, form.id, version_id, self.round_id, form.questionnaire, form.section_id, packed
        )


def retally(db: Database, round_id: int) -> int:
    """Rebuild every packed row of a round from its versions and today's rulings; returns how many."""
    with db.write():
        db.run("DELETE FROM tally WHERE round_id = ?", (round_id,))
        counting = Counting(db, round_id)
        frozen = versions.answers_of_round(db, round_id)
        living = [v for v in versions.newest(db, round_id) if not v.withdrawn]
        for version in living:
            form = forms.get(db, version.form_id)
            assert form is not None
            counting.count(form, version.id, frozen.get(version.id, {}))
    return len(living)
