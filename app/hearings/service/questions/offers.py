"""What could become a question to a section: signals, contradictions, flags, members' words, projects not reported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from app.db import Database
from app.flags import service as flags
from app.hearings import question_texts as words
from app.hearings.service import candidates, signals
from app.hearings.service.series import Series
from app.hearings.store.questions import CONTRADICTION, FLAG, NOMINATION, SIGNAL, UNLISTED
from app.oversight import service as oversight
from app.security import Actor
from forms.questions import Text, format_amount
from reports.records import RoundData


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing to ask about. origin, ref: what it is; about: in words; question: ready to be taken."""

    origin: str
    ref: str
    about: Text
    question: Text

    @property
    def value(self) -> str:
        """What a button of a page sends."""
        return f"{self.origin} {self.ref}"


def offers(db: Database, actor: Actor, now: datetime, series: Series, section_id: int) -> list[Offer]:
    """Everything there is to ask this section about, whether it was taken or not."""
    return [
        *_members(db, series, section_id),
        *_contradictions(db, now, series, section_id),
        *_signals(db, actor, now, series, section_id),
        *_flags(db, actor, now, series, section_id),
    ]


def _members(db: Database, series: Series, section_id: int) -> Iterator[Offer]:
    for gap in candidates.unlisted(db, series.id, section_id):
        about = Text(f"「{gap.title}」{gap.why}（{gap.who}）", f"“{gap.title}”: {gap.why} ({gap.who})")
        yield Offer(
            UNLISTED, str(gap.id), about, words.UNLISTED.fill(title=gap.title, why=gap.why.rstrip("。"))
        )
    for word in candidates.nominations(db, series.id, section_id):
        about = Text(f"{word.remark}（{word.member}）", f"{word.remark} ({word.member})")
        yield Offer(NOMINATION, str(word.id), about, words.NOMINATION.fill(remark=word.remark.rstrip("。")))


def _contradictions(db: Database, now: datetime, series: Series, section_id: int) -> Iterator[Offer]:
    for found in oversight.found(db, now, series.round_id):
        signal = found.signal
        if signal.section_id == section_id and found.decision.state != oversight.SETTLED:
            yield Offer(CONTRADICTION, signal.key, signal.message, signal.query)


def _signals(db: Database, actor: Actor, now: datetime, series: Series, section_id: int) -> Iterator[Offer]:
    for signal in signals.found(db, actor, now, series).of(section_id):
        if asked := words.SIGNALS.get(signal.rule):
            filled = asked.fill(n=Text(format_amount(signal.count)), **signal.words)
            yield Offer(SIGNAL, signal.rule, signal.message, filled)


def _flags(db: Database, actor: Actor, now: datetime, series: Series, section_id: int) -> Iterator[Offer]:
    own = [f for f in flags.of_round(db, series.round_id) if f.section_id == section_id]
    unsettled = [f for f in own if f.state in (flags.OPEN, flags.ASKED)]
    data = signals.found(db, actor, now, series).data if unsettled else None
    if data is None:
        return
    for flag in unsettled:
        form, asked = _called(data, flag)
        question = words.FLAG.fill(form=form, question=asked, message=flag.message)
        about = Text(
            f"{form.ja}「{asked.ja}」：{flag.message.ja}",
            f"{form.get('en')}, {asked.get('en')}: {flag.message.get('en')}",
        )
        yield Offer(FLAG, f"{flag.id}:{flag.form_id}:{flag.question}", about, question)


def _called(data: RoundData, flag: flags.Flag) -> tuple[Text, Text]:
    """The form a flag is in (`A12 まつり`), and the question."""
    made = data.questionnaire(flag.questionnaire)
    form = next((f for f in data.forms if f.id == flag.form_id), None)
    question, title = made.question(flag.question), made.role("title")
    name = form.answer(title.key).text if form and title else ""
    number = made.number(form.number) if form and form.number is not None else ""
    called = Text(
        f"{made.short.ja}{number} {name}".strip(), f"{made.short.get('en')} {number} {name}".strip()
    )
    return called, question.short if question else Text(flag.question)
