"""What a cell says: which columns a question is read from, explanations, and whether anything was dropped."""

from __future__ import annotations

import json

from app.importing.sections import Name
from forms.questions import EMPTY, Answer, ChoiceQuestion, Question, ValueQuestion, search_key, split_codes


def columns_of(question: Question) -> tuple[str, ...]:
    """The columns a question is read from, its explanation's last."""
    names = list(question.to_wide(EMPTY))
    if isinstance(question, ChoiceQuestion):
        names += [f"{question.key}_codes", f"{question.key}_code"]
    return (*dict.fromkeys(names), question.column("other"))


def parse_others(cell: str) -> dict[str, str]:
    """The explanations in an other_texts cell: a JSON object of texts. Raises ValueError with the reason."""
    if not cell.strip():
        return {}

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        made = dict(pairs)
        if len(made) < len(pairs):
            raise ValueError("the same key twice")
        return made

    read = json.loads(cell, object_pairs_hook=once)
    if not isinstance(read, dict) or not all(isinstance(v, str) for v in read.values()):
        raise ValueError('not of the form {"key": "text"}')
    return read


def kept(question: Question, answer: Answer, cell: str) -> bool:
    """The cell's content can be found in the answer."""
    key = bare(cell)
    if key in {bare(t) for t in (answer.text, answer.page, answer.other)}:
        return True
    if not isinstance(question, ChoiceQuestion):
        return False
    if split_codes(cell) == answer.codes:
        return True
    chosen = question.chosen(answer)
    label = bare("・".join(c.short.ja for c in chosen if c.recorded))
    if isinstance(question, ValueQuestion):
        return key == label
    return key in {label, f"{label}({bare(answer.other)}", f"{label}({bare(answer.other)})"}


def bare(text: str) -> str:
    """A text for comparing: search key without any space."""
    return search_key(text).replace(" ", "")


def name_key(name: Name) -> tuple[str, str]:
    """A section's name for guessing which one was meant."""
    department, section = (bare(part).strip("()") for part in name)
    return department, section
