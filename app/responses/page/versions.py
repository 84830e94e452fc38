"""What the pages of versions show: one version with its signature, all of a form, all of a section."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import url_for

from app.clock import moment_text, read
from app.db import Database
from app.responses.service import reading, signatures
from app.responses.service.comparing import Comparison
from app.responses.service.reading import Form, Version
from app.rounds import service as rounds
from forms.questionnaire import Questionnaire
from forms.questions import EMPTY, Answer, Question, Text


def signature(version: Version, *, internal: bool) -> Iterator[tuple[Text, Text]]:
    """Who submitted it and when, who approved it, from where it came and why. internal: for the secretariat."""
    yield Text("提出日時", "Submitted"), moment_text(read(version.submitted_at))
    if version.submitted_by:
        yield Text("提出した人", "Submitted by"), Text(version.submitted_by)
    yield Text("提出の方法", "How"), signatures.way(version)
    if version.approved_by:
        when = moment_text(read(version.approved_at))
        yield Text("決裁", "Approved"), signatures.approved(version, when)
    if version.reason:
        yield Text("理由", "Reason"), Text(version.reason)
    if version.note and internal:
        yield Text("取込時の注記", "Note of the import"), Text(version.note)


@dataclass(frozen=True)
class FormVersions:
    """One form with all its versions, the newest first. name: of the project as in its newest version."""

    form: Form
    questionnaire: Questionnaire
    name: str
    versions: tuple[Version, ...]

    @property
    def heading(self) -> Text:
        """The project's name, else the questionnaire's title."""
        return Text(self.name) if self.name else self.questionnaire.title

    @property
    def newest(self) -> Version:
        """The one that counts."""
        return self.versions[0]

    @property
    def url(self) -> str:
        """Its page."""
        return url_for("versions.of_form", form_id=self.form.id)

    def options(self) -> list[tuple[int, Text]]:
        """The versions to choose from."""
        return [(v.id, version_label(v)) for v in self.versions]


def version_label(version: Version) -> Text:
    """`第２版（令和8年11月21日(土) 14時02分）`."""
    when = moment_text(read(version.submitted_at))
    gone = Text("・取下げ", ", withdrawn") if version.withdrawn else Text()
    return Text(
        f"第{version.number}版（{when.ja}{gone.ja}）", f"Version {version.number} ({when.en}{gone.en})"
    )


def form_versions(db: Database, form_id: int) -> FormVersions | None:
    """One form with its versions; None where nothing was submitted."""
    found = tuple(reading.form_versions(db, form_id))
    if not found:
        return None
    form = reading.form(db, form_id)
    made = rounds.questionnaire(db, form.round_id, form.questionnaire)
    return FormVersions(form, made, _name(made, reading.version_answers(db, found[0].id)), found)


def of_section(
    db: Database, round_id: int, section_id: int
) -> list[tuple[Questionnaire, list[FormVersions]]]:
    """Every form of a section that was ever submitted, by questionnaire; withdrawn ones too."""
    by_form: dict[int, list[Version]] = {}
    for version in reading.section_versions(db, round_id, section_id):
        by_form.setdefault(version.form_id, []).append(version)
    out = []
    for made in rounds.questionnaires(db, round_id):
        own = [
            FormVersions(
                reading.form(db, form_id),
                made,
                _name(made, reading.version_answers(db, found[0].id)),
                tuple(found),
            )
            for form_id, found in by_form.items()
            if found[0].questionnaire == made.key
        ]
        out += [(made, own)] if own else []
    return out


def _name(made: Questionnaire, answers: Mapping[str, Answer]) -> str:
    title = made.role("title")
    return " ".join(answers.get(title.key, EMPTY).text.split()) if title else ""


@dataclass(frozen=True)
class VersionPage:
    """One version as submitted. before: the one it replaced, None for the first."""

    every: FormVersions
    version: Version
    before: Version | None
    signature: Sequence[tuple[Text, Text]]
    blocks: Sequence[tuple[Text, Sequence[tuple[Question, Sequence[str]]]]]

    @property
    def is_newest(self) -> bool:
        """It is what counts now."""
        return self.version.id == self.every.newest.id


def version_page(
    db: Database, every: FormVersions, version: Version, lang: str, *, internal: bool
) -> VersionPage:
    """Everything the page of one version shows."""
    answers = reading.version_answers(db, version.id)
    before = next((v for v in every.versions if v.number == version.number - 1), None)
    blocks = [
        (b.title, [(q, q.lines(answers.get(q.key, EMPTY), lang)) for q in b.questions])
        for b in every.questionnaire.blocks
    ]
    return VersionPage(every, version, before, list(signature(version, internal=internal)), blocks)


@dataclass(frozen=True)
class ComparePage:
    """Two states of a form side by side. everything: also the questions that did not change."""

    comparison: Comparison
    everything: bool

    @property
    def heading(self) -> Text:
        """The project's name, else the questionnaire's title."""
        name = self.comparison.title
        return Text(name) if name else self.comparison.questionnaire.title

    @property
    def labels(self) -> tuple[Text, Text]:
        """What the two sides are called."""
        old, new = self.comparison.old, self.comparison.new
        return (
            version_label(old) if old else Text("（未提出）", "(not submitted)"),
            version_label(new) if new else Text("記入中の内容（未提出）", "Draft (not submitted)"),
        )
