"""Is it the same content? A fingerprint of what a file says, and the differences from what was imported."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.importing.report import Difference
from app.importing.sections import AskedSection, Name
from forms.questionnaire import Questionnaire
from forms.questions import EMPTY, Answer, Question, Text


@dataclass(frozen=True)
class Said:
    """One record, from a file or from version 1 in the database."""

    questionnaire: Questionnaire
    section: Name
    number: int | None
    note: str
    answers: Mapping[str, Answer]

    @property
    def key(self) -> tuple[str, object]:
        """By what the two sides are matched: the project's number, else the section."""
        return self.questionnaire.key, self.number if self.questionnaire.per_project else self.section

    @property
    def where(self) -> Text:
        """`Ａ 12 消費生活展` in words of the questionnaire."""
        number = self.questionnaire.number(self.number)
        return Text(
            *(f"{self.questionnaire.short.get(x)} {number} {self.section[1]}".strip() for x in ("ja", "en"))
        )


@dataclass(frozen=True)
class Content:
    """All that a round's files say."""

    year: int
    sections: Sequence[AskedSection]
    records: Sequence[Said]

    def fingerprint(self) -> str:
        """The same for the same content, whatever kind of file it came from."""
        said = sorted(
            [q.questionnaire.key, *q.section, q.number or 0, q.note, _parts(q)] for q in self.records
        )
        sections = [[*s.key, s.kind, list(s.declared)] for s in self.sections]
        whole = json.dumps([self.year, sections, said], ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


def _parts(said: Said) -> list[list[object]]:
    return [[key, list(a.codes), a.text, a.other, a.page] for key, a in sorted(said.answers.items())]


def differences(stored: Content, read: Content) -> list[Difference]:
    """Where the file differs from what was imported, in the order of the files."""
    return [*_of_round(stored, read), *_of_records(stored, read)]


def _of_round(stored: Content, read: Content) -> Iterator[Difference]:
    if stored.year != read.year:
        yield Difference(Text("年", "year"), "", str(stored.year), str(read.year))
    old, new = ([s.key for s in side.sections] for side in (stored, read))
    for key in dict.fromkeys([*old, *new]):
        was, now = ("・".join(dict.fromkeys(key)) if key in side else "" for side in (old, new))
        if was != now:
            yield Difference(Text("課の一覧", "sections"), "", was, now)
    if old != new and sorted(old) == sorted(new):
        yield Difference(
            Text("課の並び順", "order of sections"),
            "",
            *("、".join(n for _, n in side) for side in (old, new)),
        )
    known = {s.key: s for s in stored.sections}
    for section in read.sections:
        if was_there := known.get(section.key):
            where = Text(section.name, section.name)
            before, after = (";".join(sorted(s.declared)) for s in (was_there, section))
            if before != after:
                yield Difference(where, "declared_none", before, after)
            if was_there.kind != section.kind:
                yield Difference(where, "unit_kind", was_there.kind, section.kind)


def _of_records(stored: Content, read: Content) -> Iterator[Difference]:
    old, new = ({r.key: r for r in side.records} for side in (stored, read))
    for key, record in new.items():
        if key not in old:
            yield Difference(record.where, "", "", _title(record))
        else:
            yield from _of_record(old[key], record)
    for key, record in old.items():
        if key not in new:
            yield Difference(record.where, "", _title(record), "")


def _title(record: Said) -> str:
    title = record.questionnaire.role("title")
    return record.answers.get(title.key, EMPTY).text if title else record.questionnaire.title.ja


def _of_record(old: Said, new: Said) -> Iterator[Difference]:
    if old.section != new.section:
        yield Difference(new.where, "section", " ".join(old.section), " ".join(new.section))
    if old.note != new.note:
        yield Difference(new.where, "notes", old.note, new.note)
    for question in new.questionnaire.questions:
        was, now = old.answers.get(question.key, EMPTY), new.answers.get(question.key, EMPTY)
        if not was.same_as(now):
            yield Difference(new.where, question.key, _shown(question, was), _shown(question, now))


def _shown(question: Question, answer: Answer) -> str:
    cells = [cell for cell in question.to_wide(answer).values() if cell]
    return " ".join([*cells, f"（{answer.other}）" if answer.other else ""]).strip()
