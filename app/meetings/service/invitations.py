"""What an invitation says: when and where, the agenda, what is handed out; or what changed since it was told last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.db import Database
from app.ical import Change, When
from app.meetings import outline, wording
from app.meetings.outline import Line
from app.meetings.service import meetings
from app.meetings.service.attaching import printed
from app.meetings.service.meetings import Meeting
from app.notices import service as notices
from app.notices.letter import Letter
from app.notices.texts import contact_line
from app.rounds import service as rounds

#: What has happened, as the subject and the first sentence say it.
_NEWS: Final = {
    "new": ("開催のお知らせ", "を次のとおり開催しますので、お知らせいたします。"),
    "moved": ("日時・場所の変更のお知らせ", "の日時・場所が次のとおり変わりましたので、お知らせいたします。"),
    "same": ("次第のお知らせ", "の次第と資料をお知らせいたします。"),
    "cancelled": ("中止のお知らせ", "は中止することになりましたので、お知らせいたします。"),
    "left": ("出席の取りやめのお知らせ", "へのご出席のお願いを取りやめましたので、お知らせいたします。"),
}
#: A list longer than this is read on the meeting's page.
_LONGEST_LIST: Final = 3_000
_SEE_PAGE: Final = "　会議のページをご覧ください。"


def when_text(when: When) -> str:
    """`平成２２年１０月６日（水）午前９時３０分～正午`."""
    return wording.day(when.day) + wording.span(when.begins, when.ends)


def news(change: Change, cancelled: bool) -> str:
    """What a change means for the one who reads of it."""
    if change.new is None:
        return "cancelled" if cancelled else "left"
    if change.old is None:
        return "new"
    return "same" if change.old.when == change.new.when else "moved"


def letter(db: Database, meeting: Meeting, name: str, change: Change, cancelled: bool) -> Letter:
    """To one person."""
    kind = news(change, cancelled)
    title, sentence = _NEWS[kind]
    body = [f"{name}　様", "", "いつもお世話になっております。", f"「{meeting.title}」{sentence}"]
    if kind == "moved" and change.old is not None:
        body += ["", "■ 変更前", f"　{when_text(change.old.when)}", *_place(change.old.when)]
    body += ["", "■ 日時・場所", f"　{when_text(change.entry.when)}", *_place(change.entry.when)]
    if change.new is not None:
        body += [
            *lists(db, meeting.id),
            "",
            "■ 会議のページ",
            f"　{notices.link(db, f'/meetings/{meeting.id}')}",
        ]
    body += ["", "添付の予定ファイルを開くと、お使いのカレンダーに登録・変更・取消しができます。"]
    body += ["", contact_line(rounds.contact(db))]
    return Letter("meeting", None, None, f"【{meeting.title}】{title}", "\n".join(body), f"{name}：{title}")


def _place(when: When) -> list[str]:
    return [f"　{when.place}"] if when.place else []


def lists(db: Database, meeting_id: int) -> list[str]:
    """Agenda and materials as lines of a letter."""
    materials = meetings.materials(db, meeting_id, meetings.AGENDA)
    papers = [Line(printed(m), m.level) for m in materials]
    out: list[str] = []
    for head, lines in (
        ("■ 会議次第", meetings.items(db, meeting_id, meetings.AGENDA)),
        ("■ 提出資料", papers),
    ):
        if lines:
            out += ["", head, *_numbered(lines)]
    return out


def _numbered(lines: Sequence[Line]) -> list[str]:
    shown = [
        f"{'　' * (line.level + 1)}{number}{'' if number.endswith('）') else '　'}{line.title}"
        for number, line in outline.numbered(lines)
    ]
    return shown if sum(map(len, shown)) <= _LONGEST_LIST else [_SEE_PAGE]
