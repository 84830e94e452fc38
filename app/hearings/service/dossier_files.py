"""Dossiers as PDF and Word: one section, a day, the whole series."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from app.hearings.service import dossier_words as words
from app.hearings.service.dossiers import Desk, Dossier, Finding, Group
from forms.questions import Text
from reports.dossier import of_projects
from reports.writers import docx_booklet, pdf
from reports.writers.booklet import Booklet, Chapter, Facts, Item, Part, Room, Words
from reports.writers.paper import of_result

#: Lines for notes at the end; more of them where no question was prepared.
_NOTES: Final = 6
_NOTES_ALONE: Final = 16


def one(desk: Desk, section_id: int, lang: str) -> Booklet:
    """The dossier of one section. Raises NotFound."""
    return _booklet(desk, [_chapter(desk.dossier(section_id), lang)], Text(), lang)


def several(desk: Desk, found: Sequence[Group], title: Text, lang: str) -> Booklet:
    """The dossiers of these days in one file; a section that is heard twice has one in each day."""
    chapters = [
        _chapter(desk.dossier(section.id), lang, group, words.time(entry) if entry else "")
        for group in found
        for section, entry in group.lines
    ]
    return _booklet(desk, chapters, title, lang)


def _booklet(desk: Desk, chapters: Sequence[Chapter], title: Text, lang: str) -> Booklet:
    name = f"{desk.series.name}　{words.TITLE.get(lang)}"
    base = words.base(desk).get(lang)
    said = f"（{title.get(lang)}）" if title else ""
    return Booklet(
        name + said,
        (base,) if base else (),
        tuple(chapters),
        words.CONTENTS.get(lang),
        name,
    )


def as_pdf(made: Booklet, lang: str, created: datetime) -> bytes:
    """A4."""
    return pdf.write_booklet(made, lang, created)


def as_word(made: Booklet, lang: str, created: datetime) -> bytes:
    """A .docx file."""
    return docx_booklet.write(made, lang, created)


def _chapter(dossier: Dossier, lang: str, group: Group | None = None, note: str = "") -> Chapter:
    label = words.of_group(group).get(lang) if group else ""
    parts = tuple(p for p in _parts(dossier, lang) if p.items)
    return Chapter(dossier.section.name, dossier.section.department, parts, label, note)


def _parts(dossier: Dossier, lang: str) -> Iterator[Part]:
    def part(title: Text, items: Iterator[Item]) -> Part:
        return Part(title.get(lang), tuple(items))

    yield part(words.WHO, _facts(dossier, lang))
    if not dossier.known:
        yield part(words.SAID, iter([Words(words.NOT_RELEASED.get(lang))]))
    else:
        yield part(words.SAID, _said(dossier, lang))
        yield part(words.PROJECTS, _projects(dossier, lang))
        yield part(words.LAST_TIME, _last_time(dossier, lang))
        yield part(words.CONTRADICTIONS, _findings(dossier.contradictions, lang))
        yield part(words.SIGNALS, _findings(dossier.signals, lang))
    yield part(words.MEMBERS, _members(dossier, lang))
    yield part(words.QUESTIONS, _questions(dossier, lang))
    lines = _NOTES if dossier.questions else _NOTES_ALONE
    yield part(words.NOTES, iter([Room(lines=lines)]))


def _facts(dossier: Dossier, lang: str) -> Iterator[Item]:
    yield Facts(tuple((name.get(lang), said.get(lang)) for name, said in words.facts(dossier)))


def _said(dossier: Dossier, lang: str) -> Iterator[Item]:
    for one in dossier.said:
        yield Words(one.text(lang), one.head.get(lang), tuple(b.text(lang) for b in one.before))
    if not dossier.said:
        yield Words(words.MISSING.get(lang))


def _projects(dossier: Dossier, lang: str) -> Iterator[Item]:
    for part in dossier.projects:
        title = words.counted(part).get(lang)
        if part.table is None:
            yield Words(part.words.get(lang), title)
        else:
            yield Words(head=title)
            yield of_projects(part.table, lang)


def _last_time(dossier: Dossier, lang: str) -> Iterator[Item]:
    last = dossier.last_time
    if last is None:
        return
    yield Words(words.compared(last).get(lang))
    if last.table is not None:
        yield of_result(last.table, lang, title=False)


def _findings(found: Sequence[Finding], lang: str) -> Iterator[Item]:
    for one in found:
        yield Words(one.message.get(lang), words.finding(one).get(lang), (words.sources(one, lang),))


def _members(dossier: Dossier, lang: str) -> Iterator[Item]:
    for word in dossier.nominations:
        yield Words(word.remark, words.NOMINATED.fill(name=word.member).get(lang))
    for gap in dossier.unlisted:
        yield Words(
            gap.why,
            words.UNLISTED.fill(title=gap.title).get(lang),
            (words.KNOWN_FROM.fill(name=gap.who).get(lang),),
        )


def _questions(dossier: Dossier, lang: str) -> Iterator[Item]:
    for asked in dossier.questions:
        said = dossier.written.get(asked.key)
        yield Room(
            str(asked.number), asked.text.get(lang), asked.origin.get(lang),
            f"{words.written(said).get(lang)}\n{said.text}" if said else "",
        )  # fmt: skip
    if not dossier.questions:
        yield Words(words.NO_QUESTIONS.get(lang))
