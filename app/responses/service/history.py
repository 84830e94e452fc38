"""Everything that happened to a section's answers in a round, for both sides to read: one list, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.db import Database
from app.responses.service.signatures import signed
from app.responses.service.work import Work, name_of
from app.responses.store import approvals, returns, submissions, versions
from app.responses.store.approvals import Request
from app.responses.store.returns import Return
from app.responses.store.submissions import Submission
from app.rounds import dates
from forms.questionnaire import Questionnaire
from forms.questions import Text


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. at: stored moment; who: a name or ""; lines: what it was about; words: what was said."""

    at: str
    title: Text
    who: str
    lines: Sequence[Text] = ()
    words: str = ""


def events(db: Database, work: Work) -> list[Event]:
    """The history of a section's answers: submitted, sent for approval, approved, sent back, returned, taken back."""
    place = work.round.id, work.section_id
    made = {q.key: q for q in work.questionnaires}
    with db.read():
        names = _Names(db, work, made)
        out = [_submitted(db, s, names) for s in submissions.submissions(db, *place)]
        for request in approvals.of_section(db, *place):
            out += _requested(request, names)
        for one in returns.of_section(db, *place):
            out += _returned(one, names)
    return sorted(out, key=lambda e: e.at, reverse=True)


class _Names:
    """What forms are called: by their draft, or by their last version where they are gone."""

    def __init__(self, db: Database, work: Work, made: dict[str, Questionnaire]) -> None:
        self.made = made
        self._known = {i.form.id: (i.questionnaire, i.title) for i in work.items}
        for v in versions.newest(db, work.round.id, None, work.section_id):
            if v.form_id not in self._known:
                name = name_of(made[v.questionnaire], versions.answers_of(db, v.id))
                self._known[v.form_id] = made[v.questionnaire], name

    def questionnaire(self, form_id: int) -> Questionnaire | None:
        return self._known[form_id][0] if form_id in self._known else None

    def form(self, form_id: int) -> Text:
        if form_id not in self._known:
            return Text("（削除した事業）", "(deleted project)")
        made, name = self._known[form_id]
        if not name:
            return made.title
        return Text(f"{made.title.ja}「{name}」", f"{made.title.en} “{name}”")

    def none(self, key: str, none: bool) -> Text:
        title = self.made[key].title
        if none:
            return Text(f"{title.ja}：該当事業なし", f"{title.en}: none")
        return Text(f"{title.ja}：「該当事業なし」を取消し", f"{title.en}: “none” taken back")


def _submitted(db: Database, act: Submission, names: _Names) -> Event:
    lines = []
    for v in versions.of_submission(db, act.id):
        name = names.form(v.form_id)
        what = Text("取下げ", "withdrawn") if v.withdrawn else Text(f"第{v.number}版", f"version {v.number}")
        why = f"（{v.reason}）" if v.withdrawn and v.reason else ""
        lines.append(Text(f"{name.ja}　{what.ja}{why}", f"{name.en} {what.en}{why}"))
    lines += [names.none(k, none) for k, none in versions.declared_by(db, act.id).items()]
    return Event(act.submitted_at, signed(act), "", lines, act.reason)


_DECIDED = {
    approvals.SENT_BACK: Text("決裁から担当者に戻す", "Sent back to the writer"),
    approvals.PULLED_BACK: Text("引戻し", "Pulled back"),
}


def _requested(request: Request, names: _Names) -> list[Event]:
    lines = [names.form(f) for f in request.forms]
    lines += [names.none(k, none) for k, none in request.declared.items()]
    for form_id in request.withdrawn:
        name = names.form(form_id)
        lines.append(Text(f"{name.ja}　取下げ", f"{name.en} withdrawn"))
    sent = Text("決裁に回す", "Sent for approval")
    out = [Event(request.requested_at, sent, request.requested_by, lines, request.reason)]
    if request.state in _DECIDED:
        title = _DECIDED[request.state]
        if request.deputy:
            title = Text(f"{title.ja}（代決）", f"{title.en} (by the deputy)")
        out.append(Event(request.decided_at, title, request.decided_by, (), request.remark))
    return out


def _returned(one: Return, names: _Names) -> list[Event]:
    lines = []
    for form_id, version in one.settled.items():
        name, made = names.form(form_id), names.questionnaire(form_id)
        state = _settled(version)
        lines.append(Text(f"{name.ja}{state.ja}", f"{name.en}{state.en}"))
        for key, words in one.remarks.get(form_id, {}).items():
            question = made.question(key) if made else None
            ja = f"{question.number} {question.short.ja}：" if question else ""
            en = f"{question.number} {question.short.en}: " if question else ""
            lines.append(Text(f"　{ja}{words}", f"— {en}{words}"))
    until = dates.limit_text(one.until)
    if until.ja:
        lines.append(Text(f"修正の期限：{until.ja}", f"To be corrected {until.en}"))
    title = Text("事務局から差戻し", "Returned by the secretariat")
    out = [Event(one.returned_at, title, one.returned_by, lines, one.message)]
    if one.taken_back_at:
        undone = Text("差戻しの取消し", "The return was taken back")
        out.append(Event(one.taken_back_at, undone, one.taken_back_by))
    return out


def _settled(version: int | None) -> Text:
    if version is None:
        return Text("（未対応）", " (not answered yet)")
    if version == 0:
        return Text("（取消し）", " (taken back)")
    return Text(f"（第{version}版で対応）", f" (answered by version {version})")
