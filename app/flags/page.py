"""What the flag pages show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Final

from app.db import Database
from app.flags import store
from app.flags.store import ASKED, CONFIRMED, CORRECTED, OPEN, Flag
from app.responses.service import reading
from app.responses.service.reading import SubmittedForm
from app.rounds import service as rounds
from app.rounds.service import Section
from forms.questionnaire import Questionnaire
from forms.questions import EMPTY, Question, Text

STATES: Final = {
    OPEN: Text("未対応", "To do"),
    ASKED: Text("課に照会中", "Section asked"),
    CONFIRMED: Text("確認済み", "Confirmed"),
    CORRECTED: Text("訂正済み", "Corrected"),
}
EVERY: Final = "all"

RULES: Final = {
    "blank_text": Text("未記入", "Left blank"),
    "blank_title": Text("名称が未記入", "No name"),
    "blank_choice": Text("選択なし", "No choice"),
    "unreadable_codes": Text("番号として読めない", "Unreadable numbers"),
    "unknown_code": Text("存在しない番号", "No such number"),
    "unrecorded_code": Text("名称が未確認の番号", "Label not on record"),
    "two_codes": Text("一つだけの設問に複数の番号", "Several numbers where one is asked"),
    "exclusive": Text("同時に選べない番号", "Numbers that exclude each other"),
    "explanation_missing": Text("説明がない", "Explanation missing"),
    "explanation_unasked": Text("求めていない説明", "Explanation not asked for"),
    "value_missing": Text("値がない", "Value missing"),
    "value_unasked": Text("値と選択肢の食い違い", "Value beside another choice"),
    "label_differs": Text("番号と語の食い違い", "Number and word differ"),
    "not_a_year": Text("年として読めない", "Not a year"),
    "beyond_era": Text("存在しない年", "No such year"),
    "era_ahead": Text("先の元号の年", "Year of a past era"),
    "year_in_future": Text("先の年", "Year in the future"),
    "year_suffix": Text("「年」「年度」付きの年", "Year with 年 or 年度"),
    "not_an_amount": Text("金額として読めない", "Not an amount"),
    "negative_amount": Text("マイナスの金額", "Negative amount"),
    "amount_in_yen": Text("千円以外の単位", "Another unit than 千円"),
    "amount_large": Text("大きな金額", "Large amount"),
    "amount_unusual": Text("中央値の100倍以上の金額", "100 times the median"),
    "amount_zero": Text("０千円", "0 thousand yen"),
    "remark": Text("欄への付記", "Remark beside the answer"),
    "private_use": Text("外字", "Private-use characters"),
    "control_character": Text("制御文字", "Control character"),
    "too_long": Text("長すぎる", "Too long"),
}


def rule_name(rule: str) -> Text:
    """A rule in a few words."""
    return RULES.get(rule) or Text(rule, rule)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; "" for no narrowing."""

    state: str = OPEN
    questionnaire: str = ""
    department: str = ""
    rule: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Filters:
        """The filters in a page's address; an unknown state is every state."""
        made = {f.name: given.get(f.name, f.default)[:100] for f in fields(cls) if isinstance(f.default, str)}
        return cls(**made | {"state": made["state"] if made["state"] in STATES else EVERY})

    def address(self) -> dict[str, str]:
        """The same for an address: what is not narrowed is left out."""
        return {f.name: value for f in fields(self) if (value := getattr(self, f.name)) != f.default}


@dataclass(frozen=True, slots=True)
class Row:
    """One flag in the list. number and title: the project's ("" for a section's own form)."""

    flag: Flag
    questionnaire: Questionnaire
    question: Question | None
    section: Section
    number: str
    title: str
    withdrawn: bool
    version: int

    @property
    def short(self) -> Text:
        """The question in a word, with its number."""
        if self.question is None:
            return Text(self.flag.question, self.flag.question)
        number = self.question.number
        return Text(*(f"{number} {self.question.short.get(x)}".strip() for x in ("ja", "en")))

    @property
    def form(self) -> Text:
        """`Ａ 12` or `全体`."""
        return Text(*(f"{self.questionnaire.short.get(x)} {self.number}".strip() for x in ("ja", "en")))

    @property
    def state(self) -> Text:
        """The decision in words."""
        return STATES[self.flag.state]


@dataclass(frozen=True)
class FlagList:
    """The list page. counts: by state over the whole round; the choices are those that occur."""

    rows: Sequence[Row]
    filters: Filters
    counts: Mapping[str, int]
    questionnaires: Sequence[tuple[str, Text]]
    departments: Sequence[tuple[str, str]]
    rules: Sequence[tuple[str, Text]]
    total: int = field(default=0)

    @property
    def confirmable(self) -> bool:
        """Rows of one rule can be confirmed together."""
        undecided = [r for r in self.rows if r.flag.state in (OPEN, ASKED)]
        return len(undecided) > 1 and len({r.flag.rule for r in undecided}) == 1


class Names:
    """Looks up what a flag's form is called, with the round read once."""

    def __init__(self, db: Database, round_id: int) -> None:
        self.questionnaires = {q.key: q for q in rounds.questionnaires(db, round_id)}
        self.sections = {s.id: s for s in rounds.sections(db, round_id)}
        self.forms: dict[int, SubmittedForm] = {f.form_id: f for f in reading.submitted_forms(db, round_id)}

    def row(self, flag: Flag) -> Row:
        """The flag with the names of its form."""
        made, form = self.questionnaires[flag.questionnaire], self.forms.get(flag.form_id)
        title = made.role("title")
        name = form.answers.get(title.key, EMPTY).text if form and title else ""
        number = made.number(form.number) if form and made.per_project else ""
        return Row(
            flag, made, made.question(flag.question), self.sections[flag.section_id], number, name,
            form is None, form.version if form else 0,
        )  # fmt: skip


def flag_list(db: Database, round_id: int, filters: Filters) -> FlagList:
    """The flags of a round, narrowed, in printed order."""
    with db.read():
        names = Names(db, round_id)
        every = [names.row(f) for f in store.of_round(db, round_id)]
        counts = store.counts(db, round_id)
    printed = {form_id: i for i, form_id in enumerate(names.forms)}
    every.sort(key=lambda r: (printed.get(r.flag.form_id, len(printed)), r.flag.id))
    departments = dict.fromkeys(r.section.department for r in sorted(every, key=lambda r: r.section.position))
    used = {r.questionnaire.key for r in every}
    rules = sorted({r.flag.rule for r in every}, key=list(RULES).index)
    return FlagList(
        [r for r in every if _passes(r, filters)],
        filters,
        counts,
        [(q.key, q.short) for q in names.questionnaires.values() if q.key in used],
        [(d, d) for d in departments],
        [(rule, rule_name(rule)) for rule in rules],
        len(every),
    )


def _passes(row: Row, filters: Filters) -> bool:
    return (
        filters.state in (EVERY, row.flag.state)
        and filters.questionnaire in ("", row.questionnaire.key)
        and filters.department in ("", row.section.department)
        and filters.rule in ("", row.flag.rule)
    )
