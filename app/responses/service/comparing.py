"""What changed between two versions of a form, or from the newest version to the draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from app.db import Database
from app.errors import NotFound
from app.responses.service import reading
from app.responses.store import versions
from app.responses.store.forms import Form
from app.responses.store.versions import Version
from app.rounds import service as rounds
from forms.comparing import Difference
from forms.questionnaire import Block, Questionnaire
from forms.questions import EMPTY, Answer, Question

Compared = tuple[Question, Difference]


@dataclass(frozen=True)
class Comparison:
    """A form at two states. old None: nothing was submitted before; new None: the draft, what would be submitted."""

    form: Form
    questionnaire: Questionnaire
    old: Version | None
    new: Version | None
    before: Mapping[str, Answer]
    after: Mapping[str, Answer]

    @cached_property
    def blocks(self) -> tuple[tuple[Block, tuple[Compared, ...]], ...]:
        """Every question with what changed, in the order of the form."""
        return self.questionnaire.compare(self.before, self.after)

    @cached_property
    def changed(self) -> tuple[Compared, ...]:
        """The questions whose answers differ."""
        return tuple(one for _, asked in self.blocks for one in asked if one[1].changed)

    @property
    def title(self) -> str:
        """The project's name, the newer one where it has any; "" for a section's own form."""
        asked = self.questionnaire.role("title")
        if asked is None:
            return ""
        return (self.after.get(asked.key, EMPTY).text or self.before.get(asked.key, EMPTY).text).strip()


def of_versions(db: Database, form_id: int, old_id: int, new_id: int) -> Comparison:
    """Two versions of one form, the earlier one first whatever the order asked. Raises NotFound."""
    with db.read():
        found = reading.form(db, form_id)
        known = {v.id: v for v in versions.of_form(db, form_id)}
        if old_id not in known or new_id not in known:
            raise NotFound
        old, new = sorted((known[old_id], known[new_id]), key=lambda v: v.number)
        made = rounds.questionnaire(db, found.round_id, found.questionnaire)
        return Comparison(
            found, made, old, new, versions.answers_of(db, old.id), versions.answers_of(db, new.id)
        )


def of_draft(db: Database, form_id: int) -> Comparison:
    """What would be submitted: the newest version against the draft (everything is new where there is none)."""
    with db.read():
        found = reading.form(db, form_id)
        newest = next(iter(versions.of_form(db, form_id)), None)
        made = rounds.questionnaire(db, found.round_id, found.questionnaire)
        before = versions.answers_of(db, newest.id) if newest else {}
        return Comparison(found, made, newest, None, before, reading.drafts(db, form_id))
