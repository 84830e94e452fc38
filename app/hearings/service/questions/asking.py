"""What a section is asked: the common questions that count for it, then its own ones, each with where it came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.db import Database
from app.hearings.service import series as all_series
from app.hearings.service.questions import common, sent
from app.hearings.service.series import Series
from app.hearings.store import questions as store
from app.hearings.store.questions import (
    CONTRADICTION,
    FLAG,
    FREE,
    NOMINATION,
    SIGNAL,
    UNLISTED,
    Common,
    Own,
)
from app.security import Actor
from forms.questions import Text

ORIGINS: Final[Mapping[str, Text]] = {
    FREE: Text("事務局で追加", "Added by the secretariat"),
    SIGNAL: Text("調査の回答から", "From the answers"),
    CONTRADICTION: Text("調査票の食い違い", "Contradiction"),
    FLAG: Text("回答の確認事項", "Flag on an answer"),
    NOMINATION: Text("委員の推薦", "Nomination"),
    UNLISTED: Text("調査票にない事業", "Project not reported"),
}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an own question came from. text: the words of then; link: the path of the page that shows it ("" none)."""

    kind: str
    name: Text
    text: str
    link: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question to a section. key: `c3`, `o12`; number: its place in this section's list; origins: also those of
    questions merged into it."""

    key: str
    number: int
    text: Text
    own: bool
    origins: tuple[Origin, ...] = ()

    @property
    def origin(self) -> Text:
        """Where it came from, in a few words; empty for a common question."""
        named = [f"{o.name.ja}：{o.text}" if o.text else o.name.ja for o in self.origins]
        english = [f"{o.name.en}: {o.text}" if o.text else o.name.en for o in self.origins]
        return Text("／".join(named), "; ".join(english))

    @property
    def origin_link(self) -> str:
        """The page that shows where it came from; "" where there is none."""
        return next((o.link for o in self.origins if o.link), "")


def of_section(db: Database, series_id: int, section_id: int) -> list[Question]:
    """What this section is asked: the newest version sent to it, else the newest fixed one, else the draft; then its
    own questions. Raises NotFound."""
    return of_sections(db, series_id, [section_id])[section_id]


def of_sections(db: Database, series_id: int, section_ids: Sequence[int]) -> dict[int, list[Question]]:
    """The same for several sections."""
    series = all_series.get(db, series_id)
    known = store.versions(db, series_id)
    usual = known[0].texts if known else common.draft(db, series_id).texts
    told = sent.newest(db, series_id)
    by_section: dict[int, list[Own]] = {}
    for one in store.own(db, series_id):
        by_section.setdefault(one.section_id, []).append(one)
    out = {}
    for section_id in section_ids:
        texts = told[section_id].record.texts if section_id in told else usual
        every = by_section.get(section_id, [])
        own = [(o.key, o.text, tuple(origins(series, o, every))) for o in every if o.asked]
        out[section_id] = listed(texts, own)
    return out


#: Found in answers that may not have been released to members; pages that they may not open.
_ANSWERS: Final = (SIGNAL, CONTRADICTION, FLAG)
_OFFICE: Final = (CONTRADICTION, FLAG)


def shown_to(actor: Actor, questions: Sequence[Question]) -> list[Question]:
    """The same as this person may know them: to members not the words of answers that a question came from."""
    if actor.is_secretariat:
        return list(questions)
    return [replace(q, origins=tuple(map(_for_members, q.origins))) for q in questions]


def _for_members(origin: Origin) -> Origin:
    text = "" if origin.kind in _ANSWERS else origin.text
    return replace(origin, text=text, link="" if origin.kind in _OFFICE else origin.link)


def listed(texts: Sequence[Common], own: Sequence[tuple[str, str, tuple[Origin, ...]]]) -> list[Question]:
    """Common ones first, then own ones (key, text, origins), numbered through."""
    out = [Question(one.key, n, one.text, own=False) for n, one in enumerate(texts, 1)]
    for key, text, found in own:
        out.append(Question(key, len(out) + 1, Text(text), own=True, origins=found))
    return out


def origins(series: Series, question: Own, every: Sequence[Own]) -> Iterator[Origin]:
    """Where a question came from, and where those merged into it did."""
    link = _link(series, question)
    yield Origin(question.origin, ORIGINS[question.origin], question.origin_text, link)
    for other in every:
        if other.merged_into == question.id:
            yield from origins(series, other, every)


def _link(series: Series, question: Own) -> str:
    page = f"/hearings/{series.id}/candidates/{question.section_id}"
    if question.origin == SIGNAL:
        return f"{page}#{question.origin_ref}"
    if question.origin == CONTRADICTION:
        return f"/rounds/{series.round_id}/contradictions?state=all#c-{question.origin_ref}"
    if question.origin == FLAG:
        _id, form_id, asked = question.origin_ref.split(":")
        return f"/rounds/{series.round_id}/projects/{form_id}#q-{asked}"
    return {NOMINATION: f"{page}#nominations", UNLISTED: f"{page}#unlisted"}.get(question.origin, "")
