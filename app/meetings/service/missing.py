"""What a careful secretary would look at before minutes go out. Nothing of it forbids anything."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from app.db import Database
from app.errors import NotFound
from app.meetings.hits import plain
from app.meetings.outline import Line
from app.meetings.reading import is_ceremony
from app.meetings.service.naming import Names
from app.meetings.store import meetings as store
from app.meetings.store import results as result_store
from app.meetings.store import writing as speech_store
from app.meetings.store.meetings import MINUTES, PRESENT, Material, Meeting, Person
from app.meetings.store.writing import Speech
from forms.questions import Text

#: Kinds, in the order of the page.
RESULT: Final = "result"
PEOPLE: Final = "people"
ROLE: Final = "role"
MATERIAL: Final = "material"
DOUBT: Final = "doubt"
NAME: Final = "name"
ELSEWHERE: Final = "elsewhere"
EMPTY: Final = "empty"
#: （案）, （差し替え分） and the like at the end of a title: nobody says them.
_REMARKS: Final = re.compile(r"(?:\([^()]*\))+$")
#: What may stand between the beginning and the end of one title in 「Ａ、Ｂ、Ｃ調査票」.
#: 資料１: what a material is called, whatever its title.
_CALLED: Final = re.compile(r"\w{0,4}(?:資料|別紙|別添)[0-9a-z](?:[0-9]|[-－‐ー―の](?=[0-9]))*")
_BETWEEN: Final = r"(?:(?:[、，,・]|及び|と)\w{1,2}){1,8}"


@dataclass(frozen=True, slots=True)
class Missing:
    """Something to look at. at: the speech, or the item of a result; where: the page of a name that is in no speech."""

    kind: str
    text: Text
    at: int | None = None
    where: str = ""


def missing(db: Database, meeting_id: int) -> list[Missing]:
    """Everything to look at, kind by kind. Raises NotFound."""
    meeting = store.get(db, meeting_id)
    if meeting is None:
        raise NotFound
    people, said = store.people(db, meeting_id), speech_store.speeches(db, meeting_id)
    found = [*_results(db, meeting_id), *_people(people), *_materials(db, meeting_id, said)]
    names = Names(meeting, people)
    for number, one in enumerate(said, 1):
        found += _of_speech(number, one, people, names)
    found += _names(db, meeting, said, names)
    order = (RESULT, PEOPLE, ROLE, MATERIAL, DOUBT, NAME, ELSEWHERE, EMPTY)
    return sorted(found, key=lambda one: order.index(one.kind))


def _results(db: Database, meeting_id: int) -> Iterator[Missing]:
    """Items of the top of which nothing came, nor of a part of them; an opening has no result."""
    known = {item for item, result in result_store.results(db, meeting_id).items() if result.text.strip()}
    tops: list[list[Line]] = []
    for line in store.items(db, meeting_id, MINUTES):
        tops += [] if line.level and tops else [[]]
        tops[-1].append(line)
    for line, *below in tops:
        if not is_ceremony(line.title) and not known & {line.id, *(one.id for one in below)}:
            told = Text(
                f"議題「{line.title}」に結果がありません。", f"The item “{line.title}” has no result."
            )
            yield Missing(RESULT, told, line.id)


def _people(people: Sequence[Person]) -> Iterator[Missing]:
    if not people:
        yield Missing(PEOPLE, Text("出席者が記入されていません。", "Nobody is listed as attending."))


def _of_speech(number: int, one: Speech, people: Sequence[Person], names: Names) -> Iterator[Missing]:
    if not one.text.strip():
        yield Missing(EMPTY, Text(f"発言{number}が空です。", f"Speech {number} is empty."), one.id)
    if one.doubts:
        told = Text(
            f"発言{number}に、確認していない読み取りがあります。",
            f"Speech {number} was not looked at since it was read.",
        )
        yield Missing(DOUBT, told, one.id)
    if people and (wrong := _role(number, one, people)):
        yield Missing(ROLE, wrong, one.id)
    if found := names.within(one.text):
        told = Text(
            f"発言{number}に氏名があります：{'、'.join(found)}",
            f"There is a name in speech {number}: {', '.join(found)}",
        )
        yield Missing(NAME, told, one.id)


def _names(db: Database, meeting: Meeting, said: Sequence[Speech], names: Names) -> Iterator[Missing]:
    """Names in what is printed besides the words of speeches."""
    results = "\n".join(r.text for r in result_store.results(db, meeting.id).values())
    items = "\n".join(line.title for line in store.items(db, meeting.id, MINUTES))
    materials = "\n".join(m.title for m in store.materials(db, meeting.id, MINUTES))
    facts = "\n".join((meeting.place, meeting.secretariat, meeting.closed_reason, meeting.other))
    roles = {one.role for one in said}
    for where, what, en, text in (
        ("facts", "表紙", "on the cover", facts), ("agenda", "会議次第", "in the agenda", items),
        ("materials", "提出資料", "in the list of materials", materials), ("results", "会議結果", "in the results", results),
        ("speakers", "発言者の表記", "in how speakers are called", "\n".join(sorted(roles))),
    ):  # fmt: skip
        if found := names.within(text):
            told = Text(
                f"{what}に氏名があります：{'、'.join(found)}", f"There is a name {en}: {', '.join(found)}"
            )
            yield Missing(ELSEWHERE, told, where=where)


def _role(number: int, one: Speech, people: Sequence[Person]) -> Text | None:
    """Who speaks but was not there."""
    same = [p for p in people if (p.id == one.person_id if one.person_id is not None else p.role == one.role)]
    if one.role and not same:
        return Text(
            f"発言{number}の「{one.role}」が出席者にいません。",
            f"“{one.role}” of speech {number} is not among those attending.",
        )
    if same and all(p.presence != PRESENT for p in same):
        return Text(
            f"発言{number}の「{one.role}」は、欠席とされています。",
            f"“{one.role}” of speech {number} is listed as absent.",
        )
    return None


def _materials(db: Database, meeting_id: int, said: Sequence[Speech]) -> Iterator[Missing]:
    """A part of a material is mentioned with the whole, the whole with a part."""
    results = result_store.results(db, meeting_id).values()
    words = _packed("\n".join([*(s.text for s in said), *(r.text for r in results)]))
    for group in _grouped(store.materials(db, meeting_id, MINUTES)):
        if not any(_mentioned(m.title, words) for m in group):
            title = group[0].title
            told = Text(
                f"資料「{title}」にだれもふれていません。", f"Nobody mentions the material “{title}”."
            )
            yield Missing(MATERIAL, told)


def _grouped(materials: Sequence[Material]) -> list[list[Material]]:
    """Each material of the top with those below it."""
    out: list[list[Material]] = []
    for one in materials:
        if one.level == 0 or not out:
            out.append([])
        out[-1].append(one)
    return out


def _packed(text: str) -> str:
    return "".join(plain(text).split())


def _mentioned(title: str, words: str) -> bool:
    called = _packed(title.split(maxsplit=1)[0].strip("【】〔〕［］[]")) if title.split() else ""
    if _CALLED.fullmatch(called) and re.search(re.escape(called) + "(?![0-9])", words):
        return True
    whole = _packed(title)
    short = _REMARKS.sub("", whole) or whole
    first, rest = short[:1], short[1:]
    return short in words or bool(rest and re.search(re.escape(first) + _BETWEEN + re.escape(rest), words))
