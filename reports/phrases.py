"""Words that several tables share: what a table stands on, headings, fixed columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from forms.questions import Question, Text, circled, era_name
from reports.records import RoundData
from reports.tables import Column

# Keys of fixed columns begin with a dot: a question's key never does, so no definition can collide with them.
DEPARTMENT: Final = Column(".department", Text("部", "Department"), width=12, merge=True)
SECTION: Final = Column(".section", Text("課", "Section"), width=16, merge=True)
NUMBER: Final = Column(".number", Text("番号", "No."), "code", width=6)
MISSING: Final = Text("未提出", "Not submitted")
DECLARED_NONE: Final = Text("該当事業なし", "None (declared)")
CHANGE: Final = Column(".change", Text("変更", "Change"), width=10)
#: What became of a project since the edition before.
CHANGES: Final[Mapping[str, Text]] = {
    "new": Text("新規", "New"),
    "replaced": Text("＊差し替え", "*Replaced"),
    "withdrawn": Text("取下げ", "Withdrawn"),
}
OUT_OF_USE: Final = Text("欠番", "Number not in use")
TOTAL: Final = Text("計", "Total")


def heading(question: Question) -> Text:
    """A question as a column or row names it: its number and short label."""
    number = f"{question.number} " if question.number else ""
    return Text(number + question.short.ja, number + question.short.en if question.short.en else "")


def code_mark(code: str) -> str:
    """A count line's code in print: `3` → `③`; blank and rulings have no number."""
    return circled(int(code)) if code.isdigit() else ""


def base_text(data: RoundData, key: str) -> Text:
    """What a table of one questionnaire stands on: how many sections submitted, and when it was read."""
    n, of, at = data.submitted(key), len(data.sections), data.as_of
    clock = f"{at.hour}時{at.minute:02d}分"
    return Text(
        f"提出 {n}／{of}課、{era_name(at.year)}年{at.month}月{at.day}日 {clock}現在",
        f"Submitted by {n} of {of} sections, as of {at:%Y-%m-%d %H:%M}",
    )


def read_text(data: RoundData) -> Text:
    """When the data was read, for tables over several questionnaires."""
    at = data.as_of
    return Text(
        f"{era_name(at.year)}年{at.month}月{at.day}日 {at.hour}時{at.minute:02d}分現在",
        f"As of {at:%Y-%m-%d %H:%M}",
    )
