"""What the pages of common questions show: the draft being edited, one version, and two versions compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from app.db import Database
from app.errors import Conflict, Refused
from app.hearings.service import series as all_series
from app.hearings.service.questions import common, sent
from app.hearings.service.questions.common import Common, Draft, Edit, Version
from app.hearings.service.series import Series
from app.rounds import service as rounds
from forms.comparing import ADDED, REMOVED, SAME, TextChange
from forms.questions import Text


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed and could not be kept."""

    problem: Conflict | Refused
    edit: Edit


@dataclass(frozen=True)
class DraftPage:
    """The draft. left_out: questions of the version before that can be put back; number: what fixing would make."""

    series: Series
    draft: Draft
    left_out: list[Common]
    number: int
    typed: Typed | None = None

    @property
    def lines(self) -> list[tuple[Common, Text, Text | None]]:
        """(question, what stands in its fields, what stands saved where that differs and somebody else was first)."""
        out = []
        for one in self.draft.texts:
            shown = self.typed.edit.texts.get(one.key, one.text) if self.typed else one.text
            stale = self.typed is not None and isinstance(self.typed.problem, Conflict) and shown != one.text
            out.append((one, shown, one.text if stale else None))
        return out

    @property
    def new(self) -> Text:
        """What stands in the fields of a new question."""
        return self.typed.edit.new if self.typed else Text()


def draft_page(db: Database, series_id: int, typed: Typed | None = None) -> DraftPage:
    """Everything the page of the draft shows. Raises NotFound."""
    known = common.versions(db, series_id)
    return DraftPage(
        all_series.get(db, series_id), common.draft(db, series_id), common.left_out(db, series_id),
        known[0].number + 1 if known else 1, typed,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class VersionPage:
    """One version. sections: (section, when it was sent this one last) in organisation order; others: other versions."""

    series: Series
    version: Version
    sections: list[tuple[str, str]]
    others: list[Version]


def version_page(db: Database, series_id: int, number: int) -> VersionPage:
    """Everything the page of a version shows. Raises NotFound."""
    series, found = all_series.get(db, series_id), common.version(db, series_id, number)
    at: dict[int, str] = {}
    for one in sent.sendings(db, series_id):
        if one.released and one.record.number == number:
            at[one.record.section_id] = one.at
    told = [(s.name, at[s.id]) for s in rounds.sections(db, series.round_id) if s.id in at]
    return VersionPage(series, found, told, [v for v in common.versions(db, series_id) if v.number != number])


@dataclass(frozen=True, slots=True)
class Changed:
    """One question in two versions. mark: "same", "added" or "removed"; moved: it stands elsewhere among those that
    stayed."""

    key: str
    mark: str
    texts: Sequence[TextChange]
    moved: bool = False

    @property
    def changed(self) -> bool:
        """Anything differs."""
        return self.mark != SAME or self.moved or any(t.changed for t in self.texts)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions side by side."""

    series: Series
    old: Version
    new: Version
    questions: list[Changed] = field(default_factory=list)


_ENGLISH = Text("英語", "English")


def comparison(db: Database, series_id: int, old: int, new: int) -> Comparison:
    """What changed from one version to another. Raises NotFound."""
    series = all_series.get(db, series_id)
    before, after = common.version(db, series_id, old), common.version(db, series_id, new)
    return Comparison(series, before, after, changes(before.texts, after.texts))


def changes(old: Sequence[Common], new: Sequence[Common]) -> list[Changed]:
    """Every question of the new version, then those that are gone."""
    before: Mapping[str, Text] = {one.key: one.text for one in old}
    after = {one.key for one in new}
    stayed = [one.key for one in old if one.key in after]
    order = [one.key for one in new if one.key in before]
    blocks = SequenceMatcher(None, stayed, order, autojunk=False).get_matching_blocks()
    in_place = {key for block in blocks for key in stayed[block.a : block.a + block.size]}
    out = []
    for one in new:
        was = before.get(one.key)
        mark = ADDED if was is None else SAME
        moved = was is not None and one.key not in in_place
        out.append(Changed(one.key, mark, _texts(was or Text(), one.text), moved))
    return out + [Changed(o.key, REMOVED, _texts(o.text, Text())) for o in old if o.key not in after]


def _texts(old: Text, new: Text) -> list[TextChange]:
    made = [TextChange(Text(), old.ja, new.ja)]
    if old.en or new.en:
        made.append(TextChange(_ENGLISH, old.en, new.en))
    return made
