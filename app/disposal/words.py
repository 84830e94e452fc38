"""What is counted of a round that is disposed of, in the order in which people ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from forms.questions import Text

#: Tables that mean something to people; the others (links between these) are in the record, but not on the page.
COUNTED: Final[Mapping[str, Text]] = {
    "form": Text("調査票（全体調査票・事業）", "Forms"),
    "version": Text("提出された版", "Submitted versions"),
    "version_answer": Text("提出された回答", "Submitted answers"),
    "answer": Text("下書きの回答", "Answers in drafts"),
    "submission": Text("提出", "Submissions"),
    "approval_request": Text("決裁の依頼", "Requests for approval"),
    "return_request": Text("差戻し", "Returns"),
    "flag": Text("フラグ", "Flags"),
    "contradiction": Text("食い違いの記録", "Decisions on contradictions"),
    "ruling_override": Text("記入なし等の個別の扱い", "Overridden rulings"),
    "edition": Text("版（会議資料）", "Editions"),
    "release": Text("委員への公開", "Releases to members"),
    "notice": Text("お知らせ・督促のメール", "Notices and reminders"),
    "hearing_candidate": Text("ヒアリングの候補", "Hearing candidates"),
    "hearing_appointment": Text("ヒアリングの日程", "Hearings"),
    "hearing_record": Text("ヒアリングの記録", "Hearing records"),
    "extension": Text("期限の延長", "Extensions"),
    "round_material": Text("依頼文・記入要領・記入例", "Request, guide and examples"),
    "file": Text("ファイル", "Files"),
}
