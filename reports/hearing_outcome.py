"""What came out of hearings, as result tables: opinions by theme, follow-ups, changes in the survey; and the book."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from forms.questions import Text
from reports import hearing_answers as said_tables
from reports.book import Book, Sheet
from reports.hearing_answers import HEARING, STATES, Hearing, Question, Said, hearing_cells
from reports.tables import Cell, Column, ResultTable, Row

OVERDUE: Final = "overdue"
OPEN: Final = "open"
DONE: Final = "done"
PROGRESS: Final[Mapping[str, Text]] = {
    OVERDUE: Text("期限超過", "Overdue"),
    OPEN: Text("未完了", "Open"),
    DONE: Text("完了", "Done"),
}
LINKED: Final = "linked"
LATER: Final = "later"
_OLD_WORDS: Final = Text("（引用後に記録の文言が変わっています）", "(the record was reworded since)")


# Opinions by theme


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a section said on some themes. themes: their names; text: the quote, or the whole answer.

    reworded: the quote no longer stands in the record.
    """

    hearing: Hearing
    question: Question
    themes: tuple[str, ...]
    text: str
    reworded: bool = False


def theme_table(themes: Sequence[str], opinions: Sequence[Opinion], base: Text) -> ResultTable:
    """Every theme with what was said on it; an opinion on two themes stands under both."""
    columns = (
        Column("theme", Text("テーマ", "Theme"), width=24, merge=True),
        Column("section", Text("課", "Section"), width=22),
        Column("question", Text("質問", "Question"), width=34),
        Column("text", Text("意見", "Opinion"), width=90),
        Column("state", Text("状態", "State"), width=14),
    )
    rows = []
    for theme in themes:
        own = [o for o in opinions if theme in o.themes]
        rows += [Row((theme, o.hearing.name, o.question.label, o.text, _state(o)), group=theme) for o in own]
    return ResultTable("themes", Text("テーマ別の意見", "Opinions by theme"), columns, tuple(rows), base=base)


def _state(opinion: Opinion) -> Text:
    state = STATES[opinion.hearing.state]
    if not opinion.reworded:
        return state
    return Text(f"{state.ja}\n{_OLD_WORDS.ja}", f"{state.get('en')}\n{_OLD_WORDS.get('en')}")


def theme_counts(themes: Sequence[str], opinions: Sequence[Opinion], base: Text) -> ResultTable:
    """How often a theme came up, and in how many sections."""
    columns = (
        Column("theme", Text("テーマ", "Theme"), width=30),
        Column("opinions", Text("意見（件）", "Opinions"), "number", width=14),
        Column("sections", Text("課（数）", "Sections"), "number", width=14),
    )
    rows = []
    for theme in themes:
        own = [o for o in opinions if theme in o.themes]
        rows.append(Row((theme, len(own), len({o.hearing.section for o in own}))))
    title = Text("テーマ別の件数", "Number of opinions by theme")
    return ResultTable("theme-counts", title, columns, tuple(rows), base=base)


# Follow-ups


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Something promised. progress: OVERDUE, OPEN or DONE; due, done: days (`2010-11-05`, "" for none)."""

    id: int
    hearing: Hearing
    what: str
    who: str
    due: str
    done: str
    progress: str
    due_text: Text
    done_text: Text


def follow_up_table(found: Sequence[FollowUp], base: Text) -> ResultTable:
    """Everything promised, in the order given."""
    columns = (
        Column("progress", Text("状態", "State"), width=12),
        Column("what", Text("内容", "What"), width=70),
        Column("section", Text("課", "Section"), width=22),
        Column("who", Text("担当", "Who"), width=20),
        Column("due", Text("期限", "Due"), width=20),
        Column("done", Text("完了日", "Done on"), width=20),
        Column("heard", Text("ヒアリング", "Hearing"), width=20),
    )
    rows = tuple(
        Row(
            (PROGRESS[f.progress], f.what, f.hearing.name, f.who, f.due_text, f.done_text, f.hearing.day),
            ref=str(f.id),
        )
        for f in found
    )  # fmt: skip
    return ResultTable("follow-ups", Text("宿題の一覧", "Follow-ups"), columns, rows, base=base)


# What changed in the survey


@dataclass(frozen=True, slots=True)
class Changed:
    """One answer before and after. form: what the questionnaire and project are called; versions: `1 → 2`."""

    hearing: Hearing
    form_id: int
    form: Text
    project: str
    kind: Text
    versions: str
    day: Text
    question_key: str
    question: Text
    before: str
    after: str
    why: str


_CHANGES: Final[Mapping[str, Text]] = {
    LINKED: Text("ヒアリングによる調査票の変更", "Changes in the survey because of hearings"),
    LATER: Text("ヒアリング後の差し替え", "Replaced after the hearing, without a request"),
}


def change_table(key: str, found: Sequence[Changed], base: Text) -> ResultTable:
    """Before → after, answer by answer. key: LINKED or LATER."""
    columns = (
        Column("section", Text("課", "Section"), width=20, merge=True),
        Column("form", Text("調査票・事業", "Form, project"), width=26, merge=True),
        Column("kind", Text("変更", "Change"), width=14),
        Column("question", Text("設問", "Question"), width=24),
        Column("before", Text("変更前", "Before"), width=52),
        Column("after", Text("変更後", "After"), width=52),
        Column("why", Text("求めた内容・理由", "Asked for, reason"), width=34),
    )
    rows = tuple(
        Row(
            (c.hearing.name, _form(c), _kind(c), c.question, c.before, c.after, c.why),
            ref=str(c.form_id), group=f"{c.hearing.id}-{c.form_id}",
        )
        for c in found
    )  # fmt: skip
    return ResultTable(key, _CHANGES[key], columns, rows, base=base)


def _form(c: Changed) -> Text:
    return Text(f"{c.form.ja}\n{c.project}".strip(), f"{c.form.get('en')}\n{c.project}".strip())


def version_text(versions: str) -> Text:
    """`1 → 2` in words; nothing for a form that has no version before."""
    return (
        Text(f"第{versions.replace(' → ', '版 → 第')}版", f"version {versions}") if versions else Text("", "")
    )


def _kind(c: Changed) -> Text:
    parts = [(t.ja, t.get("en")) for t in (c.kind, version_text(c.versions), c.day) if t.ja]
    return Text("\n".join(ja for ja, _ in parts), "\n".join(en for _, en in parts))


# Everything


@dataclass(frozen=True)
class Outcome:
    """All that came out of a series. numbers: tables of counts before → after; internal: with what members do not see."""

    title: str
    said: Said
    themes: tuple[str, ...]
    opinions: tuple[Opinion, ...]
    follow_ups: tuple[FollowUp, ...]
    changes: Mapping[str, tuple[Changed, ...]]
    numbers: tuple[ResultTable, ...] = ()
    internal: bool = True

    def tables(self) -> dict[str, ResultTable]:
        """Every table by its key, as on screen."""
        base = self.said.base
        made = [
            said_tables.matrix(self.said),
            said_tables.own_table(self.said),
            said_tables.reading(self.said),
            theme_table(self.themes, self.opinions, base),
            theme_counts(self.themes, self.opinions, base),
            follow_up_table(self.follow_ups, base),
        ]
        if self.internal:
            made += [change_table(key, self.changes[key], base) for key in _CHANGES]
        return {t.key: t for t in (*made, *self.numbers)}


def book(outcome: Outcome, only: str = "") -> Book:
    """For print: a sheet for each table that has rows; the data behind them at the end. only: one table's key."""
    sheets = []
    for key, table in outcome.tables().items():
        if (only and key != only) or not (table.rows or key == only):
            continue
        tables = said_tables.matrix_pages(outcome.said) if key == "answers" else (table,)
        counted = key == "theme-counts" or key.startswith("changes-")
        sheets.append(Sheet(table.title, "counts" if counted else "print", tables, "A4" if counted else "A3"))
    if not only:
        sheets += [Sheet(_data_name(t), "data", (t,)) for t in data(outcome)]
    return Book(Text(outcome.title, outcome.title), tuple(sheets))


def _data_name(table: ResultTable) -> Text:
    return Text(f"データ {table.title.ja}", f"Data {table.key}")


def data(outcome: Outcome) -> tuple[ResultTable, ...]:
    """The same as data: long and wide, one datum to a cell."""
    made = [
        said_tables.long_data(outcome.said),
        said_tables.wide_data(outcome.said),
        said_tables.code_data(outcome.said),
        _table("opinions", "意見", (*HEARING, "question", "theme", "text", "reworded"), _opinions(outcome)),
        _table(
            "follow_ups", "宿題", (*HEARING, "what", "who", "due", "done", "progress"),
            [(*hearing_cells(f.hearing), f.what, f.who, f.due, f.done, PROGRESS[f.progress].ja) for f in outcome.follow_ups],
        ),
    ]  # fmt: skip
    if outcome.internal:
        heads = (*HEARING, "because_of_hearing", "form_id", "form", "project", "kind", "versions", "question",
                 "before", "after", "why")  # fmt: skip
        made.append(_table("changes", "調査票の変更", heads, _changes(outcome)))
    return tuple(made)


def _opinions(outcome: Outcome) -> list[tuple[Cell, ...]]:
    return [
        (*hearing_cells(o.hearing), o.question.key, theme, o.text, int(o.reworded))
        for theme in outcome.themes
        for o in outcome.opinions
        if theme in o.themes
    ]


def _changes(outcome: Outcome) -> Iterator[tuple[Cell, ...]]:
    for key, found in outcome.changes.items():
        for c in found:
            yield (
                *hearing_cells(c.hearing), int(key == LINKED), c.form_id, c.form.ja, c.project, c.kind.ja,
                c.versions, c.question_key, c.before, c.after, c.why,
            )  # fmt: skip


def _table(
    key: str, ja: str, columns: Sequence[str], rows: Sequence[tuple[Cell, ...]] | Iterator[tuple[Cell, ...]]
) -> ResultTable:
    made = tuple(Column(name, Text(name, name), width=16) for name in columns)
    return ResultTable(key, Text(ja, key), made, tuple(Row(cells) for cells in rows))
