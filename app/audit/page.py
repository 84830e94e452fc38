"""What the page of the audit log shows: lines with words for acts and links to what they are about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from flask import current_app, url_for

from app import queries, web
from app.audit.log import SYSTEM, Found, particulars
from app.audit.store import Line
from app.audit.words import label
from forms.questions import Text

#: Noun → (what it is called, endpoint of its page, name of the endpoint's argument).
_PAGES: Final = {
    "account": (Text("アカウント", "Account"), "accounts.show", "account_id"),
    "handover": (Text("引き継ぎ", "Hand-over"), "accounts.handed_over", "handover_id"),
    "round": (Text("調査", "Survey"), "rounds.show", "round_id"),
    "section": (Text("課", "Section"), "organisation.section", "section_id"),
    "department": (Text("部", "Department"), "organisation.department", "department_id"),
    "unit": (Text("係", "Unit"), "organisation.unit", "unit_id"),
    "form": (Text("調査票", "Form"), "versions.of_form", "form_id"),
    "submission": (Text("提出", "Submission"), "", ""),
    "request": (Text("決裁の依頼", "Request for approval"), "", ""),
    "return": (Text("差戻し", "Return"), "", ""),
    "flag": (Text("フラグ", "Flag"), "", ""),
    "notice": (Text("メール", "Mail"), "notices.show", "notice_id"),
    "batch": (Text("一括送信", "Batch"), "notices.batch", "batch_id"),
    "edition": (Text("版", "Edition"), "editions.show", "edition_id"),
    "series": (Text("ヒアリング", "Hearings"), "hearings.show", "series_id"),
    "hearing": (Text("ヒアリング（課）", "Hearing"), "", ""),
    "accounts": (Text("アカウント一覧", "List of accounts"), "accounts.index", ""),
    "organisation": (Text("組織", "Organisation"), "organisation.index", ""),
    "audit": (Text("操作記録", "Audit log"), "audit.index", ""),
    "files": (Text("ファイル", "Files"), "", ""),
    "city": (Text("全体の設定", "Settings"), "", ""),
    "instance": (Text("システム全体", "The whole instance"), "", ""),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as the page shows it. subject: in words; url: its page, "" where there is none."""

    line: Line
    act: Text
    who: str
    subject: str
    url: str
    detail: str


def shown(found: Found) -> list[Shown]:
    """Every line of a page with its words."""
    asked: dict[str, set[int]] = {}
    for line in found.lines:
        if line.number is not None:
            asked.setdefault(line.noun, set()).add(line.number)
    names = {noun: queries.names_of(web.db(), noun, ids) for noun, ids in asked.items()}
    readable = queries.forms_with_versions(web.db(), asked.get("form", ()))
    return [_shown(line, names.get(line.noun, {}), readable) for line in found.lines]


def _shown(line: Line, names: dict[int, str], readable: set[int]) -> Shown:
    lang = web.lang()
    word, endpoint, argument = _PAGES.get(line.noun, (Text(line.noun, line.noun), "", ""))
    name = names.get(line.number or 0, "")
    told = f"{word.get(lang)} {line.number or ''}".strip()
    gone = (bool(argument) and not name) or (line.noun == "form" and line.number not in readable)
    url = ""
    if endpoint in current_app.view_functions and not gone:
        place: dict[str, Any] = {argument: line.number} if argument else {}
        url = url_for(endpoint, **place)
    who = line.name or SYSTEM.get(lang)
    return Shown(
        line,
        label(line.action),
        who,
        f"{told}{'：' if lang == 'ja' else ': '}{name}" if name else told,
        url,
        particulars(line, lang),
    )
