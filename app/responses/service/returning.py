"""Sending back (差戻し): the secretariat's remarks on submitted forms, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from app.audit.service import record
from app.db import Database
from app.errors import Conflict, NotFound, Refused
from app.responses import letters
from app.responses.service.work import Work, section_work
from app.responses.store import returns
from app.responses.store.returns import WHOLE, Return
from app.rounds import dates
from app.rounds import service as rounds
from app.security import Actor
from forms.questions import Text

__all__ = ["WHOLE", "Return"]

#: As long as one remark or the message may be.
MAX_REMARK = 2000
#: form id → question key (WHOLE: the form as a whole) → what is to be corrected
Remarks = Mapping[int, Mapping[str, str]]


def of_section(db: Database, round_id: int, section_id: int) -> list[Return]:
    """Everything that was sent back to a section in a round, the newest first."""
    return returns.of_section(db, round_id, section_id)


def returnable(work: Work) -> dict[int, Text | None]:
    """The forms that stand submitted, by form id: None where one can be returned now, else why not."""
    out: dict[int, Text | None] = {}
    for item in work.items:
        if item.stands:
            out[item.form.id] = _WAITS if item.waiting else _IS_RETURNED if item.returned else None
    return out


def check(db: Database, now: datetime, work: Work, remarks: Remarks, message: str, until: str) -> Remarks:
    """The remarks as they would be sent, without empty ones. Raises Refused, Conflict."""
    rounds.require_changeable(db, work.round.id)
    possible = returnable(work)
    if not remarks:
        raise Refused(_NO_FORM)
    tidy = {f: {k: w.strip() for k, w in of.items() if w.strip()} for f, of in remarks.items()}
    known = {i.form.id: {q.key for q in i.questionnaire.questions} | {WHOLE} for i in work.items}
    for form_id, of in tidy.items():
        if form_id not in possible or not set(of) <= known[form_id]:
            raise NotFound
        if (why := possible[form_id]) is not None:
            raise Conflict(why)
    if not message.strip() and not all(tidy.values()):
        raise Refused(_NO_WORDS)
    if any(len(w) > MAX_REMARK for w in (message, *(w for of in tidy.values() for w in of.values()))):
        raise Refused(
            Text(f"指摘は{MAX_REMARK}文字以内で記入してください。", f"At most {MAX_REMARK} characters.")
        )
    _check_until(now, until)
    return tidy


def _check_until(now: datetime, until: str) -> None:
    try:
        if until:
            date.fromisoformat(until)
    except ValueError:
        raise Refused(
            Text("修正の期限を日付で記入してください。", "Please give the last day as a date.")
        ) from None
    if dates.passed(until, now):
        raise Refused(Text("修正の期限が過ぎた日付です。", "The last day for corrections lies in the past."))


def send(
    db: Database, actor: Actor, now: datetime, round_id: int, section_id: int, remarks: Remarks,
    *, message: str = "", until: str = "",
) -> int:  # fmt: skip
    """Return forms to their section with remarks: they are open for correction, whatever the dates say, to the end of
    the day `until` ("": until the round is archived), and are owed again until they were submitted anew.

    remarks: every returned form, with words or (where the message says it all) without. The very same act sent
    twice is done once. Raises Refused, Conflict, NotFound.
    """
    with db.write():
        work = section_work(db, now, round_id, section_id)
        if (same := _sent_before(work, remarks, message.strip())) is not None:
            return same
        tidy = check(db, now, work, remarks, message, until)
        return_id = returns.add(db, actor, now, round_id, section_id, message.strip(), until, tidy)
        record(
            db, actor, now, "responses.return", f"return {return_id}",
            section=section_id, forms=list(tidy), until=until,
        )  # fmt: skip
        letters.returned(db, actor, now, round_id, section_id, told(work, tidy), message.strip(), until)
    return return_id


def _sent_before(work: Work, remarks: Remarks, message: str) -> int | None:
    """The open return that says just this: somebody clicked twice."""
    tidy = {f: {k: w.strip() for k, w in of.items() if w.strip()} for f, of in remarks.items()}
    for one in work.returns:
        said = {f: dict(one.remarks.get(f, {})) for f in one.settled}
        if said == tidy and one.message == message and set(one.open_forms) == set(tidy):
            return one.id
    return None


def take_back(
    db: Database, actor: Actor, now: datetime, round_id: int, section_id: int, return_id: int
) -> None:
    """The secretariat takes a return back: what was not submitted anew stands again as it was.

    Done twice, or after everything was submitted anew: nothing happens. Raises NotFound, and Conflict while a
    corrected form waits for approval.
    """
    with db.write():
        work = section_work(db, now, round_id, section_id)
        found = next((r for r in returns.of_section(db, round_id, section_id) if r.id == return_id), None)
        if found is None:
            raise NotFound
        if not found.open_forms:
            return
        rounds.require_changeable(db, round_id)
        if set(found.open_forms) & work.permit.waiting:
            raise Conflict(_WAITS)
        returns.take_back(db, actor, now, return_id, found.open_forms)
        record(
            db, actor, now, "responses.take_return_back", f"return {return_id}", forms=list(found.open_forms)
        )
        letters.return_taken_back(db, actor, now, round_id, section_id)


def told(work: Work, remarks: Remarks) -> list[str]:
    """What is said of each form, one line per remark: “Ａ調査票「花壇づくり」 問３ 分野：…”."""
    out = []
    for item in work.items:
        name = item.questionnaire.title.ja + (f"「{item.title}」" if item.title else "")
        of = remarks.get(item.form.id)
        if of is None:
            continue
        for key, words in of.items():
            question = item.questionnaire.question(key)
            where = f" {question.number} {question.short.ja}" if question else ""
            out.append(f"{name}{where}：{words}")
        if not of:
            out.append(name)
    return out


_WAITS = Text(
    "課内で決裁待ちのため、今は差し戻せません。決裁が済むか、課で引き戻した後に差し戻してください。",
    "A correction waits for approval inside the section. It can be returned once that is decided or pulled back.",
)
_IS_RETURNED = Text(
    "すでに差し戻しています。内容を変えるには、先の差戻しを取り消してください。",
    "It has been returned already. To change what was said, take that return back first.",
)
_NO_FORM = Text("差し戻す調査票を選んでください。", "Please choose what is to be returned.")
_NO_WORDS = Text(
    "何を直してほしいか、設問ごとの指摘または全体へのメッセージを記入してください。",
    "Please say what is to be corrected, at a question or in the message.",
)
