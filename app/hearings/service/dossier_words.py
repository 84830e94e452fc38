"""The words of dossiers, said once for the page and the papers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.clock import day_text
from app.hearings.ical import Entry
from app.hearings.service.dossiers import Desk, Dossier, Finding, Group, LastTime
from app.hearings.service.questions import Written
from app.organisation.words import KINDS
from forms.questions import Text
from reports.dossier import ProjectPart
from reports.phrases import MISSING

__all__ = ["MISSING"]

TITLE: Final = Text("課ごとの資料", "Dossiers")
CONTENTS: Final = Text("目次", "Contents")
WHO: Final = Text("課の概要", "The section")
SAID: Final = Text("課としての回答", "Its own answers")
PROJECTS: Final = Text("事業", "Projects")
LAST_TIME: Final = Text("前回の調査との比較", "Beside the last survey")
CONTRADICTIONS: Final = Text("回答の食い違い", "What contradicts itself")
SIGNALS: Final = Text("回答から見える点", "What stands out in the answers")
MEMBERS: Final = Text("委員から", "From members")
QUESTIONS: Final = Text("質問", "Questions")
NOTES: Final = Text("メモ", "Notes")
_WRITTEN: Final = Text("課の事前回答（書面）", "Answered in writing")
NO_QUESTIONS: Final = Text("質問はまだ準備されていません。", "No questions were prepared yet.")
NOT_RELEASED: Final = Text(
    "調査の回答はまだ公開されていません。", "The answers of this survey have not been released yet."
)
UNRELEASED: Final = Text(
    "このファイルには、委員にまだ公開していない回答が含まれています。配布する前にご確認ください。",
    "These files contain answers that have not been released to members yet: please check before you hand them out.",
)
NOMINATED: Final = Text("推薦：{name}", "Nominated by {name}")
UNLISTED: Final = Text("調査票にない事業：{title}", "Project that was not reported: {title}")
KNOWN_FROM: Final = Text("情報をいただいた方：{name}", "Known from {name}")
NO_DAY: Final = Text("日程未定", "No day yet")
_KIND: Final = Text("区分", "Kind")
_HEARING: Final = Text("ヒアリング", "Hearing")
_DECIDED: Final = Text("対象とした理由", "Why it is heard")
_HISTORY: Final = Text("沿革", "History")
_PERHAPS: Final = Text("{name}（可能性）", "{name} (perhaps)")
_SETTLED: Final = Text("{name}（事務局で確認済み）", "{name} (looked into by the secretariat)")
SOURCES: Final = Text("もとの回答：", "From: ")
_ANSWERS: Final = Text("回答：{base}", "Answers: {base}")
_SCHEDULE: Final = Text("日程：{base}", "Schedule: {base}")


def written(said: Written) -> Text:
    """What stands above an answer in writing: that it is one, and how it came where the section did not type it."""
    if not said.note:
        return _WRITTEN
    return Text(f"{_WRITTEN.ja}　{said.note.ja}", f"{_WRITTEN.get('en')}. {said.note.get('en')}")


def time(entry: Entry) -> str:
    """`10:00〜10:40`."""
    return f"{entry.when.begins}〜{entry.when.ends}"


def when(entry: Entry) -> Text:
    """Day, time and place."""
    day = day_text(entry.when.day)
    place = entry.when.place
    return Text(
        f"{day.ja} {time(entry)}" + (f"　{place}" if place else ""),
        f"{day.get('en')}, {entry.when.begins}–{entry.when.ends}" + (f", {place}" if place else ""),
    )


def of_group(group: Group) -> Text:
    """A day with its places, or that there is none."""
    if not group.day:
        return NO_DAY
    return Text(
        group.label.ja + (f"　{group.places}" if group.places else ""),
        group.label.get("en") + (f" {group.places}" if group.places else ""),
    )


def facts(dossier: Dossier) -> Iterator[tuple[Text, Text]]:
    """Who they are: (name of the fact, the fact)."""
    section = dossier.section
    yield _KIND, KINDS.get(section.kind, Text(section.kind))
    every = [when(e) for e in dossier.hearings] or [NO_DAY]
    yield _HEARING, _lines(every)
    if dossier.decision is not None:
        day = day_text(dossier.decision.day)
        reason = dossier.decision.reason
        yield _DECIDED, Text(f"{reason}（{day.ja}）", f"{reason} ({day.get('en')})")
    if dossier.history:
        yield _HISTORY, _lines(dossier.history)


def _lines(texts: tuple[Text, ...] | list[Text]) -> Text:
    return Text("\n".join(t.ja for t in texts), "\n".join(t.get("en") for t in texts))


def counted(part: ProjectPart) -> Text:
    """`Ａ調査票（実施している協働事業）　11件`."""
    title, n = part.questionnaire.title, part.n
    if part.table is None:
        return title
    return Text(f"{title.ja}　{n}件", f"{title.get('en')}: {n}")


def compared(last: LastTime) -> Text:
    """Which survey stands beside, and how many projects there were and are."""
    if last.table is None:
        return Text(f"前回：{last.before}（事業の回答なし）", f"Last time: {last.before} (no projects)")
    counts = [(q.short, before, now) for q, before, now in last.counts]
    return Text(
        last.table.base.ja + "\n" + "、".join(f"{q.ja} {b}件→{n}件" for q, b, n in counts),
        last.table.base.get("en") + "\n" + ", ".join(f"{q.get('en')} {b} → {n}" for q, b, n in counts),
    )


def finding(found: Finding) -> Text:
    """Its name, and how sure it is."""
    if found.settled:
        return _SETTLED.fill(name=found.name)
    return found.name if found.certain else _PERHAPS.fill(name=found.name)


def sources(found: Finding, lang: str) -> str:
    """The answers something comes from in one line, each question named once: `課題＝Ａ12 ①…、Ａ13 ②…`."""
    comma, stop, equal = ("、", "；", "＝") if lang == "ja" else (", ", "; ", " = ")
    said = []
    for asked, group in found.by_question.items():
        named = comma.join(s.brief(lang) for s in group)
        said.append(f"{asked.get(lang)}{equal}{named}" if asked else named)
    return SOURCES.get(lang) + stop.join(said)


def base(desk: Desk) -> Text:
    """When the answers were read, and which schedule counts."""
    said = [_ANSWERS.fill(base=desk.base)] if desk.base else []
    said += [_SCHEDULE.fill(base=desk.schedule.base)] if desk.schedule else []
    return Text("　".join(t.ja for t in said), ", ".join(t.get("en") for t in said))
