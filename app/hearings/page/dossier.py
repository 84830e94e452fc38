"""What the pages of dossiers show: the list by day, and one section's dossier with links to the answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from app.accounts import service as accounts
from app.accounts.service import Account
from app.clock import moment_text, read
from app.hearings.service import dossier_words as words
from app.hearings.service.dossiers import Desk, Dossier, Finding, Group, groups
from app.hearings.service.series import Series
from app.responses.service import reading, signatures, submitting
from app.rounds.service import Section
from forms.questions import Text
from reports.dossier.projects import Line, head_line, lines
from reports.signals import Source
from reports.tables import ResultTable


@dataclass(frozen=True, slots=True)
class Index:
    """The days with their sections. known: there are answers to show; unreleased: the files have some
    that members do not see."""

    series: Series
    groups: list[Group]
    base: Text
    known: bool
    unreleased: bool


def index(desk: Desk) -> Index:
    """Everything the list shows."""
    found = groups(desk)
    hidden = desk.unreleased({section.id for group in found for section, _ in group.lines})
    return Index(desk.series, found, words.base(desk), desk.data is not None, hidden)


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask, for the secretariat: the section's people, who it named as respondent, and who stands behind its
    own answers."""

    people: Sequence[Account]
    respondent: str
    extension: str
    answered: Text

    @property
    def any(self) -> bool:
        """Somebody is known."""
        return bool(self.people or self.respondent or self.answered)


@dataclass(frozen=True)
class Page:
    """One section's dossier. contact: None for members; following: the next section in the order of hearings; unreleased:
    the files have answers that members do not see."""

    dossier: Dossier
    base: Text
    contact: Contact | None
    following: Section | None
    lang: str
    unreleased: bool

    def url(self, form_id: int, question: str = "") -> str:
        """Where an answer is read."""
        anchor = f"q-{question}" if question else None
        return url_for(
            "results.project", round_id=self.dossier.series.round_id, form_id=form_id, _anchor=anchor
        )

    def sources(self, found: Finding) -> list[tuple[Text, list[tuple[str, str]]]]:
        """By question: (answer in a few words, where it is read) for everything something comes from."""
        return [
            (asked, [(s.brief(self.lang), self.url(s.form_id, _key(s))) for s in group])
            for asked, group in found.by_question.items()
        ]

    @staticmethod
    def head(table: ResultTable) -> Line:
        """The heads of a table of projects in their places."""
        return head_line(table)

    @staticmethod
    def lines(table: ResultTable) -> list[Line]:
        """The projects of a table."""
        return list(lines(table))


def _key(source: Source) -> str:
    return source.question.key if source.question else ""


def show(desk: Desk, section_id: int, lang: str) -> Page:
    """Everything the page of a dossier shows. Raises NotFound."""
    dossier = desk.dossier(section_id)
    contact = _contact(desk, dossier) if desk.actor.is_secretariat else None
    return Page(
        dossier, words.base(desk), contact, _following(desk, section_id), lang, desk.unreleased({section_id})
    )


def _contact(desk: Desk, dossier: Dossier) -> Contact:
    versions = reading.form_versions(desk.db, dossier.said[0].form_id) if dossier.said else []
    answered = Text()
    if versions:
        newest = versions[0]
        by, at = signatures.signed(newest), moment_text(read(newest.submitted_at))
        answered = Text(f"{by.ja}（{at.ja}）", f"{by.get('en')} ({at.get('en')})")
    section_id = dossier.section.id
    named = submitting.last_respondent(desk.db, desk.series.round_id, section_id)
    return Contact(accounts.people_of(desk.db, section_id), *named, answered)


def _following(desk: Desk, section_id: int) -> Section | None:
    order: list[Section] = []
    for group in groups(desk):
        order += [section for section, _ in group.lines if section not in order]
    at = next((i for i, s in enumerate(order) if s.id == section_id), None)
    return order[at + 1] if at is not None and at + 1 < len(order) else None
