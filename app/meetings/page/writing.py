"""What the page of writing minutes shows: speeches under their items, with the fields that save themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.db import Database
from app.meetings import outline
from app.meetings.page import helps
from app.meetings.page.helps import Found
from app.meetings.service import arranging, meetings, writing
from app.meetings.service.arranging import Step
from app.meetings.service.meetings import Meeting, Person
from app.meetings.service.writing import Speech
from app.security import Actor
from app.selfsaving import texts
from app.selfsaving.rule import Kept
from forms.fields import AnswerField
from forms.questions import Text
from forms.response import ResponseForm

KINDS: Mapping[str, Text] = {
    "speech": Text("発言", "Speech"), "question": Text("質問", "Question"), "answer": Text("答弁", "Answer"),
    "note": Text("注記（資料説明など）", "Note in brackets"),
}  # fmt: skip
STEPS: Mapping[str, Text] = {
    "assign": Text("発言者などの変更", "another speaker"), "move": Text("移動", "moving"), "drop": Text("削除", "dropping"),
    "merge": Text("まとめ", "joining"), "split": Text("分割", "splitting"), "paste": Text("取り込み", "taking in"),
    "style": Text("表記の統一", "the house style"), "replace": Text("語の置き換え", "replacing a word"),
}  # fmt: skip


#: Up to so many speeches each has its tools at hand; longer minutes get them for the speech one asks for. The tools
#: are three quarters of a speech's page, and an old PC takes seconds for a day-long meeting with all of them.
MANY: Final = 200


@dataclass(frozen=True, slots=True)
class Line:
    """A speech with its number and its field."""

    number: int
    speech: Speech
    field: AnswerField


@dataclass(frozen=True, slots=True)
class Group:
    """Speeches that stand together under an item."""

    number: str
    title: str
    level: int
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the page shows. people: (value, words) of who may speak; items: (value, words).

    short: every speech has its tools; tools: the speech whose tools stand open."""

    meeting: Meeting
    final: bool
    groups: list[Group]
    total: int
    doubtful: int
    people: list[tuple[str, str]]
    keys: list[Person]
    items: list[tuple[str, str]]
    undo: Step | None
    redo: Step | None
    save_url: str = ""
    last_item: str = ""
    found: Found | None = None
    short: bool = True
    tools: int = 0


def form_of(db: Database, meeting_id: int) -> ResponseForm:
    """A field for each speech, called by its number and role."""
    return texts.form_of(
        (s.key, Text(f"{n} {_label(s)}", f"{n} {_label(s)}"))
        for n, s in enumerate(writing.speeches(db, meeting_id), 1)
    )


def _label(speech: Speech) -> str:
    return f"【{speech.role}】" if speech.role else ""


def page(
    db: Database, actor: Actor, now: datetime, meeting_id: int, form: ResponseForm, final: bool, save_url: str,
    stale: Mapping[str, Kept] | None = None, doubts: bool = False, find: str = "",
    tools: int = 0,
) -> Page:  # fmt: skip
    """The page. doubts: only speeches somebody should look at; find: words looked for. Raises NotFound."""
    meeting = meetings.get(db, actor, meeting_id)
    said = writing.speeches(db, meeting_id)
    fields = {f.key: f for f in form.answer_fields}
    texts.show(form.answer_fields, {s.key: s.kept for s in said}, now, stale, readonly=final)
    numbered = [(n, s) for n, s in enumerate(said, 1) if s.key in fields and (s.doubts or find or not doubts)]
    undo, redo = arranging.undoable(db, meeting_id)
    people = meetings.people(db, meeting_id)
    items = outline.numbered(meetings.items(db, meeting_id))
    return Page(
        meeting, final, _groups([Line(n, s, fields[s.key]) for n, s in numbered], items), len(said),
        sum(bool(s.doubts) for s in said), choices(people, said), [p for p in people if p.key and p.presence == "present"],
        [("", ""), *((str(line.id), f"{number} {line.title}") for number, line in items)], undo, redo, save_url, str(said[-1].item_id or "") if said else "",
        helps.found(db, meeting_id, find), len(numbered) <= MANY, tools,
    )  # fmt: skip


def choices(people: Sequence[Person], said: Sequence[Speech]) -> list[tuple[str, str]]:
    """Who may speak: people of the meeting, and roles that stand in the text without a person."""
    out = [(f"p{p.id}", f"{p.role}（{p.name}）") for p in people]
    roles = dict.fromkeys([*(p.role for p in people), *(s.role for s in said if s.role)])
    return [*out, *((f"r{role}", f"【{role}】") for role in roles), ("r", "－")]


def speaker_of(speech: Speech) -> str:
    """The choice that stands for a speech's speaker."""
    return f"p{speech.person_id}" if speech.person_id is not None else f"r{speech.role}"


def _groups(lines: Sequence[Line], items: Sequence[tuple[str, outline.Line]]) -> list[Group]:
    """In the order of the speeches; an item begins anew where its speeches do not stand together."""
    known = {line.id: (number, line) for number, line in items}
    out: list[Group] = []
    last: int | str | None = "none yet"
    for line in lines:
        item_id = line.speech.item_id
        if item_id != last:
            number, item = (
                known.get(item_id, ("", outline.Line("", 0))) if item_id else ("", outline.Line("", 0))
            )
            out.append(Group(number, item.title, item.level, []))
            last = item_id
        out[-1].lines.append(line)
    return out
