"""The cells of a question: which there are, what an answer puts into them, and the answer read from them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from forms.answers import Answer
from forms.questions import (
    UNRECORDED,
    Choice,
    ChoiceQuestion,
    Question,
    Text,
    TextQuestion,
    ValueQuestion,
    circled,
)
from forms.workbook import words

LINE, LINES, LIST, MARK = "line", "lines", "list", "mark"
#: Excel's own limit on one cell, counted as Excel counts (UTF-16).
LONGEST: Final = 32_767


@dataclass(frozen=True, slots=True)
class Part:
    """One input cell. name: "text", "choice", "other", "page" or "c3" (the ○ of choice 3); kind: how it is filled."""

    name: str
    kind: str
    label: Text = field(default_factory=Text)
    code: int = 0


@dataclass(frozen=True, slots=True)
class Wrong:
    """A cell that cannot be read as what it should be."""

    part: str
    message: Text


def piece(name: str, number: int, total: int) -> str:
    """The name of one piece of a text that needs several rows: `text#1/3`; of one in one row just `text`."""
    return name if total == 1 else f"{name}#{number}/{total}"


def whole(pieces: Mapping[str, str]) -> dict[str, str] | None:
    """Texts in pieces put together again; None where one is missing."""
    found: dict[str, dict[int, str]] = {}
    totals: dict[str, int] = {}
    for name, text in pieces.items():
        base, _, place = name.partition("#")
        number, _, total = place.partition("/")
        found.setdefault(base, {})[int(number or 1)] = text
        totals[base] = int(total or 1)
    if any(len(texts) < totals[base] for base, texts in found.items()):
        return None
    return {base: "".join(texts[n] for n in sorted(texts)) for base, texts in found.items()}


Given = Mapping[str, str]
Read = tuple[Answer, list[Wrong]]

_CHOOSE: Final = Text("番号を選ぶ", "Choose")
_PAGE: Final = Text("頁", "Page")


def option(choice: Choice) -> Text:
    """`③ 広報・啓発・情報の提供`: a choice as the drop-down offers it."""
    label = choice.label or choice.short or UNRECORDED
    number = circled(choice.code)
    return Text(f"{number} {label.ja}", f"{number} {label.get('en')}")


def _other(question: ChoiceQuestion) -> list[Part]:
    asking = [c.short or Text(circled(c.code)) for c in question.offered if c.explain]
    if not asking:
        return []
    ja, en = ("・".join(t.ja for t in asking), ", ".join(t.get("en") for t in asking))
    return [Part("other", LINES, Text(f"「{ja}」の内容", f"Explanation of “{en}”"))]


def _text_parts(question: Question, used: Collection[int]) -> list[Part]:
    return [Part("text", LINES if getattr(question, "long", False) else LINE)]


def _one_parts(question: Question, used: Collection[int]) -> list[Part]:
    assert isinstance(question, ChoiceQuestion)
    return [Part("choice", LIST, _CHOOSE), *_other(question)]


def _value_parts(question: Question, used: Collection[int]) -> list[Part]:
    assert isinstance(question, ValueQuestion)
    made = [
        Part("choice", LIST, _CHOOSE),
        Part("text", LINES if question.has_page else LINE, question.value_choice.label),
    ]
    return made + ([Part("page", LINE, _PAGE)] if question.has_page else []) + _other(question)


def _many_parts(question: Question, used: Collection[int]) -> list[Part]:
    assert isinstance(question, ChoiceQuestion)
    known = {c.code: c for c in question.choices}
    codes = sorted({c.code for c in question.offered} | set(used))
    marks = [Part(f"c{n}", MARK, option(known.get(n, Choice(n))), n) for n in codes]
    return [*marks, *_other(question)]


def _put_text(question: Question, answer: Answer, lang: str) -> dict[str, str]:
    return {"text": answer.text}


def _put_one(question: Question, answer: Answer, lang: str) -> dict[str, str]:
    known = {c.code: c for c in question.choices}
    if len(answer.codes) == 1:
        chosen = option(known.get(answer.codes[0], Choice(answer.codes[0]))).get(lang)
    else:
        chosen = "、".join(map(circled, answer.codes))
    return {"choice": chosen, "text": answer.text, "page": answer.page, "other": answer.other}


def _put_many(question: Question, answer: Answer, lang: str) -> dict[str, str]:
    return {f"c{n}": words.YES for n in answer.codes} | {"other": answer.other}


def _read_text(question: Question, given: Given) -> Read:
    return Answer(text=given.get("text", "")), []


def _read_one(question: Question, given: Given) -> Read:
    options = {c.code: (option(c), c.label, c.short) for c in question.choices}
    codes = words.chosen(given.get("choice", ""), options)
    said = Answer(codes or (), given.get("text", ""), given.get("other", ""), given.get("page", ""))
    if codes is None:
        return said, [Wrong("choice", words.not_a_choice(given["choice"]))]
    return said, []


def _read_many(question: Question, given: Given) -> Read:
    codes, wrong = [], []
    for name, text in given.items():
        if name == "other":
            continue
        code = int(name[1:])
        yes = words.marked(text, code)
        if yes is None:
            wrong.append(Wrong(name, words.not_a_mark(text)))
        elif yes:
            codes.append(code)
    return Answer(tuple(sorted(codes)), other=given.get("other", "")), wrong


@dataclass(frozen=True, slots=True)
class _Cells:
    parts: Callable[[Question, Collection[int]], list[Part]]
    put: Callable[[Question, Answer, str], dict[str, str]]
    read: Callable[[Question, Given], Read]


_TEXT: Final = _Cells(_text_parts, _put_text, _read_text)
_ONE: Final = _Cells(_one_parts, _put_one, _read_one)
_MANY: Final = _Cells(_many_parts, _put_many, _read_many)
_VALUE: Final = _Cells(_value_parts, _put_one, _read_one)


def _cells(question: Question) -> _Cells:
    if isinstance(question, TextQuestion):
        return _TEXT
    if isinstance(question, ValueQuestion):
        return _VALUE
    return _MANY if question.many else _ONE


def parts(question: Question, used: Collection[int] = ()) -> tuple[Part, ...]:
    """The question's cells in order. used: codes that drafts hold although the form does not offer them."""
    return tuple(_cells(question).parts(question, used))


def put(question: Question, answer: Answer, lang: str) -> dict[str, str]:
    """What stands in the cells of an answer, by part; parts that have no cell included."""
    return {k: v for k, v in _cells(question).put(question, plain(answer), lang).items() if v}


def read(question: Question, given: Given) -> Read:
    """The answer in the cells, exactly as typed, and what could not be read."""
    return _cells(question).read(question, given)


def plain(answer: Answer) -> Answer:
    """The answer with line ends as a cell has them."""
    text, other, page = (
        t.replace("\r\n", "\n").replace("\r", "\n") for t in (answer.text, answer.other, answer.page)
    )
    return replace(answer, text=text, other=other, page=page)


def fits(answer: Answer) -> bool:
    """Every text of the answer fits a cell; one that does not is left to the screen."""
    return all(
        len(t.encode("utf-16-le", "surrogatepass")) // 2 <= LONGEST
        for t in (answer.text, answer.other, answer.page)
    )


def covered(question: Question, answer: Answer) -> Answer:
    """As much of an answer as the workbook has cells for (an imported remark, say, has none)."""
    names = {p.name for p in parts(question)}
    said = plain(answer)
    return Answer(
        () if isinstance(question, TextQuestion) else said.codes,
        said.text if "text" in names else "",
        said.other if "other" in names else "",
        said.page if "page" in names else "",
    )


def mark_of(question: Question, answer: Answer) -> str:
    """A fingerprint of what the cells say: equal for what is equal to their reader."""
    return covered(question, answer).digest()


def onto(question: Question, read: Answer, kept: Answer) -> Answer:
    """What was read, with what the workbook has no cells for as it is kept; an unchanged text stays confirmed."""
    names = {p.name for p in parts(question)}
    made = replace(
        read,
        codes=kept.codes if isinstance(question, TextQuestion) else read.codes,
        text=read.text if "text" in names else kept.text,
        other=read.other if "other" in names else kept.other,
        page=read.page if "page" in names else kept.page,
    )
    return replace(made, confirmed=kept.confirmed) if made.text == kept.text else made


def at_question(question: Question, told: Text) -> Text:
    """A sentence with the question it is about before it."""
    name = f"{question.number} {question.short.ja}".strip()
    english = f"{question.number} {question.short.get('en')}".strip()
    return Text(f"{name}：{told.ja}", f"{english}: {told.get('en')}")


#: Findings are told at the cell they are about; all others at the question's first cell.
_AT: Final = {
    "explanation_missing": "other", "explanation_unasked": "other", "value_missing": "text", "value_unasked": "text",
    "not_a_year": "text", "beyond_era": "text", "era_ahead": "text", "year_in_future": "text", "not_an_amount": "text",
    "negative_amount": "text", "amount_in_yen": "text", "amount_large": "text", "amount_unusual": "text",
    "amount_zero": "text", "too_long": "text", "private_use": "text", "control_character": "text",
}  # fmt: skip


def part_of(question: Question, rule: str) -> str:
    """The part a finding is told at."""
    names = [p.name for p in parts(question)]
    wanted = _AT.get(rule, "")
    return wanted if wanted in names else names[0]
