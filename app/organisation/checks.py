"""What may be written into the organisation: names, days, addresses; and the word on what may not."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final

from app.errors import Refused
from app.organisation.chart import NEVER, Chart
from app.organisation.store.sections import Section
from app.organisation.words import day_text, span_text
from forms.questions import Text

LONGEST_NAME: Final = 60
KINDS: Final = ("section", "charge", "office")
_MAILBOX: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_YEARS: Final = range(1900, 2101)

NO_KIND: Final = Text("区分を選んでください。", "Choose a kind.")
NO_DEPARTMENT: Final = Text("部を選んでください。", "Choose a department.")
SAME_DEPARTMENT: Final = Text("同じ名称の部が既にあります。", "There is already a department of this name.")


class Wrong(Refused):
    """Something typed cannot stand; `field` says where it was typed."""

    def __init__(self, field: str, message: Text) -> None:
        super().__init__(message)
        self.field = field


def name_problem(name: str) -> Text | None:
    """Why this cannot be a name; None if it can. Nothing of a name is ever changed but spaces around it."""
    if not name.strip():
        return Text("名称を入力してください。", "Enter a name.")
    if len(name.strip()) > LONGEST_NAME:
        return Text(f"{LONGEST_NAME}文字以内にしてください。", f"At most {LONGEST_NAME} characters.")
    if any(unicodedata.category(c) in {"Cc", "Zl", "Zp", "Cs"} for c in name.strip()):
        return Text("改行などの制御文字は使えません。", "Line breaks and control characters cannot be used.")
    return None


def name(text: str, field: str = "name") -> str:
    """A name as it will be kept. Raises Wrong."""
    problem = name_problem(text)
    if problem:
        raise Wrong(field, problem)
    return text.strip()


def mailbox_problem(text: str) -> Text | None:
    """Why this cannot be a mail address; None if it can, or is empty."""
    if text and (len(text) > 254 or not _MAILBOX.fullmatch(text)):
        return Text("メールアドレスの形式ではありません。", "This is no mail address.")
    return None


def mailbox(text: str) -> str:
    """A mail address as it will be kept, or "". Raises Wrong."""
    problem = mailbox_problem(text.strip())
    if problem:
        raise Wrong("mailbox", problem)
    return text.strip()


def day_problem(text: str) -> Text | None:
    """Why this stored day cannot be one of the organisation; None if it can, or is empty."""
    if not text:
        return None
    try:
        known = date.fromisoformat(text)
    except ValueError:
        return Text("日付を正しく入力してください。", "Enter a day.")
    if known.year not in _YEARS:
        return Text("1900年から2100年までの日付にしてください。", "Use a day from 1900 to 2100.")
    return None


def day(text: str, field: str = "day") -> str:
    """A day that has to be there. Raises Wrong."""
    problem = day_problem(text) or (None if text else Text("日付を入力してください。", "Enter a day."))
    if problem:
        raise Wrong(field, problem)
    return text


def kind(text: str) -> str:
    """A kind of section. Raises Wrong."""
    if text not in KINDS:
        raise Wrong("kind", NO_KIND)
    return text


def same_name(other: Section) -> Text:
    """Two sections of one name in one department at one time."""
    told = span_text(other.valid_from, other.valid_until)
    return Text(
        f"同じ部に同じ名称の課が{told.ja and told.ja + '、'}あります。",
        f"The department has a section of this name {told.en}".rstrip() + ".",
    )


def department_problem(chart: Chart, department_id: int, first: str, today: str) -> Text | None:
    """Why a section cannot be in this department from `first` ("": as today) on; None if it can."""
    found = chart.department_by_id.get(department_id)
    if found is None:
        return NO_DEPARTMENT
    if not found.valid_on(first or max(today, found.valid_from)):
        told = span_text(found.valid_from, found.valid_until)
        return Text(
            f"この部が置かれているのは{told.ja}です。",
            f"The department is there {told.en} only.",
        )
    return None


def change_day_problem(chart: Chart, section: Section, day_: str) -> Text | None:
    """Why a section cannot change its name or department from this day on; None if it can."""
    if day_ < section.valid_from or day_ > (section.valid_until or NEVER):
        told = span_text(section.valid_from, section.valid_until)
        return Text(
            f"この課が置かれている期間の日付にしてください（{told.ja}）。",
            f"Use a day on which the section is there ({told.en}).",
        )
    known = chart.own_changes(section.id)
    if known and day_ < known[-1].day:
        last = known[-1].day
        return Text(
            f"{day_text(last).ja}からの変更が既に登録されています。その日以後の日付にしてください。",
            f"A change from {last} is recorded already: use that day or a later one.",
        )
    return None
