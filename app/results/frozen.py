"""What an edition keeps besides versions and declarations: one text, so that nothing later changes its tables.

Names of city, round and sections, every ruling, every open finding, what changed since the edition before, and the
numbers that were out of use.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from app.responses.service.reading import SubmittedForm
from forms.questionnaire import Questionnaire
from forms.questions import Finding
from reports.records import Form, Gone, RoundData, Section


def pack(data: RoundData) -> str:
    """A state as text."""
    kept = {
        "city": data.city, "name": data.name, "year": data.year, "edition": data.edition, "since": data.since,
        "sections": [asdict(s) for s in data.sections],
        "gone": [asdict(g) for g in data.gone],
        "changes": {str(k): v for k, v in data.changes.items()},
        "rulings": {str(f.id): dict(f.rulings) for f in data.forms if f.rulings},
        "findings": {
            str(f.id): {key: [[x.rule, dict(x.params)] for x in found] for key, found in f.flags.items()}
            for f in data.forms if f.flags
        },
    }  # fmt: skip
    return json.dumps(kept, ensure_ascii=False, sort_keys=True)


def unpack(
    text: str, as_of: datetime, questionnaires: Sequence[Questionnaire], submitted: Sequence[SubmittedForm],
    declared: frozenset[tuple[int, str]],
) -> RoundData:  # fmt: skip
    """The state again, with the versions and declarations it counted."""
    kept: Mapping[str, Any] = json.loads(text)
    sections = tuple(Section(**s) for s in kept["sections"])
    return RoundData(
        city=kept["city"], name=kept["name"], year=kept["year"], as_of=as_of,
        questionnaires=tuple(questionnaires), sections=sections,
        forms=tuple(_form(f, kept) for f in submitted),
        declared_none=declared, edition=kept["edition"], since=kept["since"],
        changes={int(k): v for k, v in kept["changes"].items()},
        gone=tuple(Gone(**g) for g in kept["gone"]),
    )  # fmt: skip


def _form(f: SubmittedForm, kept: Mapping[str, Any]) -> Form:
    key = str(f.form_id)
    findings = {
        question: tuple(Finding(rule, params) for rule, params in found)
        for question, found in kept["findings"].get(key, {}).items()
    }
    rulings = kept["rulings"].get(key, {})
    return Form(f.form_id, f.section_id, f.questionnaire, f.number, f.version, f.answers, rulings, findings)
