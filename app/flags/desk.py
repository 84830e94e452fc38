"""The secretariat's decisions on flags: confirm as is, correct, ask the section, and take a decision back.

Every act names what the page had shown (`seen`): a flag that somebody else decided meanwhile is left alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.audit.service import record
from app.db import Database
from app.errors import Conflict, NotFound, Refused
from app.flags import store
from app.flags.store import ASKED, CONFIRMED, CORRECTED, OPEN, Flag
from app.responses.service import drafting, freezing, reading
from app.responses.service.facts import round_facts
from app.responses.service.freezing import Frozen
from app.responses.service.reading import Version
from app.rounds import service as rounds
from app.security import Actor
from forms.questions import EMPTY, Answer, Facts, Finding, Level, Question, Text

MAX_NOTE = 2_000
_STATE_WORDS = {
    OPEN: Text("未対応", "open"),
    ASKED: Text("課に照会中", "asked"),
    CONFIRMED: Text("確認済み", "confirmed"),
    CORRECTED: Text("訂正済み", "corrected"),
}


def get(db: Database, round_id: int, flag_id: int) -> Flag:
    """One flag of this round. Raises NotFound."""
    flag = store.get(db, flag_id)
    if flag is None or flag.round_id != round_id:
        raise NotFound
    return flag


def confirm(
    db: Database, actor: Actor, now: datetime, round_id: int, seen: Mapping[int, str], note: str = ""
) -> int:
    """Confirm flags of one rule as they are; returns how many were not confirmed before.

    seen: flag id → what the page had shown. All or none: raises Conflict where one was decided meanwhile, Refused
    for none or for several rules at once.
    """
    if not seen:
        raise Refused(Text("確認する項目を選んでください。", "Select what to confirm."))
    with db.write():
        chosen = [(_fresh(db, actor, round_id, i, shown, CONFIRMED)) for i, shown in seen.items()]
        if len({flag.rule for flag in chosen}) > 1:
            raise Refused(
                Text(
                    "まとめて確認できるのは、同じ種類のものだけです。",
                    "Only flags of one kind can be confirmed at once.",
                )
            )
        left = [flag for flag in chosen if flag.state != CONFIRMED]
        for flag in left:
            _decide(db, actor, now, flag, CONFIRMED, _note(note))
    return len(left)


def ask(db: Database, actor: Actor, now: datetime, round_id: int, flag_id: int, seen: str, note: str) -> None:
    """Ask the section about a flag, in words. Raises Refused without any."""
    if not note.strip():
        raise Refused(Text("課への照会内容を記入してください。", "Write what you want to ask the section."))
    with db.write():
        flag = _fresh(db, actor, round_id, flag_id, seen, ASKED)
        if (flag.state, flag.note) != (ASKED, _note(note)):
            _decide(db, actor, now, flag, ASKED, _note(note))


def reopen(db: Database, actor: Actor, now: datetime, round_id: int, flag_id: int, seen: str) -> None:
    """Take a confirmation or a question back. A correction is undone by another correction."""
    with db.write():
        flag = _fresh(db, actor, round_id, flag_id, seen, OPEN)
        if flag.state == CORRECTED:
            raise Conflict(
                Text(
                    "訂正した回答は、もう一度訂正して直してください。",
                    "A corrected answer is changed back by correcting it again.",
                )
            )
        if flag.state != OPEN:
            _decide(db, actor, now, flag, OPEN, "")


def _fresh(db: Database, actor: Actor, round_id: int, flag_id: int, seen: str, wanted: str) -> Flag:
    """The flag as the page had shown it, or as this person's own first click has left it."""
    flag = get(db, round_id, flag_id)
    own = flag.state == wanted and (flag.decider == actor.id or wanted == OPEN)
    undecided = flag.state in (OPEN, ASKED) or wanted == OPEN
    if not own and (flag.seen != seen or not undecided):
        raise Conflict(
            Text(
                "ほかの方が先に「{state}」にしました（{who}）。何も変更していません。",
                "Somebody else has decided it meanwhile ({state}, {who}). Nothing was changed.",
            ).fill(state=_STATE_WORDS[flag.state], who=flag.decided_by or Text("システム", "the system"))
        )
    return flag


def _decide(db: Database, actor: Actor, now: datetime, flag: Flag, state: str, note: str) -> None:
    rounds.require_changeable(db, flag.round_id)
    store.decide(db, actor, now, flag.id, state, note)
    record(
        db, actor, now, f"flags.{'reopen' if state == OPEN else state}", f"flag {flag.id}",
        form=flag.form_id, question=flag.question, rule=flag.rule, was=flag.state, note=note,
    )  # fmt: skip


def _note(note: str) -> str:
    text = note.replace("\r\n", "\n").strip()
    if len(text) > MAX_NOTE:
        raise Refused(Text(f"{MAX_NOTE}文字以内で記入してください。", f"At most {MAX_NOTE} characters."))
    return text


@dataclass(frozen=True)
class Case:
    """One flag with the answer it is about, as it counts now. version: the newest one of the form."""

    flag: Flag
    question: Question
    version: Version
    answers: Mapping[str, Answer]
    facts: Facts
    imported: bool

    @property
    def answer(self) -> Answer:
        """The answer as it stands."""
        return self.answers.get(self.question.key, EMPTY)

    def objections(self, answer: Answer) -> list[Finding]:
        """What keeps a corrected answer from standing: rules of the form that it breaks and the old one did not."""
        before = self.question.check(self.answer, self.facts)
        return [
            f
            for f in self.question.check(answer, self.facts)
            if f.level() is Level.REFUSE and (f not in before or f.level(imported=True) is Level.REFUSE)
        ]


def case(db: Database, round_id: int, flag_id: int) -> Case:
    """Everything about one flag. Raises NotFound; also for a question the round does not have."""
    with db.read():
        flag = get(db, round_id, flag_id)
        question = rounds.questionnaire(db, round_id, flag.questionnaire).question(flag.question)
        versions = reading.form_versions(db, flag.form_id)
        if question is None or not versions:
            raise NotFound
        # What a file brought is judged as on import until the section itself has submitted it anew.
        source = next((v.source for v in versions if v.source != "secretariat"), "section")
        answers = reading.version_answers(db, versions[0].id)
        return Case(flag, question, versions[0], answers, round_facts(db, round_id), source == "import")


def correct(
    db: Database, actor: Actor, now: datetime, round_id: int, flag_id: int, *, version: int, answer: Answer,
    reason: str,
) -> list[Finding]:  # fmt: skip
    """Put a corrected answer in place as the form's next version; returns what keeps it from standing, if anything.

    version: the number the page was made from. Raises Conflict where a newer one exists (unless it says just
    this), Refused without a reason or a change.
    """
    if not reason.strip():
        raise Refused(Text("訂正の理由を記入してください。", "Write why it is corrected."))
    with db.write():
        now_stands = case(db, round_id, flag_id)
        if now_stands.version.number != version:
            if now_stands.answer.same_as(answer):
                return []  # the same click once more
            raise Conflict(
                Text(
                    "ほかの方が先にこの調査票を更新しました。最新の回答を確認してから、もう一度訂正してください。",
                    "The form was changed meanwhile. Look at the newest answer and correct it again.",
                )
            )
        if now_stands.version.withdrawn:
            raise Conflict(Text("この事業は取り下げられています。", "This project was withdrawn."))
        if now_stands.answer.same_as(answer):
            raise Refused(Text("回答が変わっていません。", "The answer is unchanged."))
        if found := now_stands.objections(answer):
            return found
        _put(db, actor, now, now_stands, answer, _note(reason))
    return []


def _put(db: Database, actor: Actor, now: datetime, was: Case, answer: Answer, reason: str) -> None:
    """Freeze, bring the section's draft along where it says the same, and settle the question's flags."""
    flag, key = was.flag, was.question.key
    before = {f.id: f.state for f in store.of_form(db, flag.form_id)}
    freezing.freeze(
        db, actor, now, flag.round_id, flag.section_id, [Frozen(flag.form_id, {**was.answers, key: answer})], {},
        source="secretariat", reason=reason, facts=was.facts, imported=was.imported,
    )  # fmt: skip
    if reading.drafts(db, flag.form_id).get(key, EMPTY).same_as(was.answer):
        drafting.write_answers(db, actor, now, flag.form_id, {key: answer})
    found = {(f.rule, store.packed(f.params)) for f in was.question.check(answer, was.facts)}
    for other in store.of_form(db, flag.form_id):
        gone = (other.rule, store.packed(other.params)) not in found
        if other.question == key and gone and before.get(other.id, CORRECTED) != CORRECTED:
            _decide(db, actor, now, other, CORRECTED, reason)
