"""The mail that goes with the questions."""

from __future__ import annotations

from app.db import Database
from app.hearings.service.board import Entry
from app.hearings.service.letters import when_text
from app.hearings.service.series import Series
from app.ical import When
from app.notices import service as notices
from app.notices.letter import Letter
from app.notices.texts import contact_line
from app.rounds import service as rounds
from app.rounds.service import Section

KIND = "hearing_questions"


def letter(
    db: Database, series: Series, section: Section, entry: Entry | None, count: int, *, again: bool
) -> Letter:
    """To one section: where its questions are, when and where it is heard, that it may answer in writing."""
    page = notices.link(db, f"/hearings/{series.id}/sections/{section.id}/questions")
    said = "お送りした質問に変更がありましたので、改めてお知らせいたします。" if again else (
        "ヒアリングでお聞きしたい質問をお送りします。"
    )  # fmt: skip
    when = "　日程は、決まり次第お知らせします。"
    if entry is not None:
        when = f"　{when_text(When(entry.day, entry.begins, entry.ends, entry.place))}"
    body = [
        f"{section.name}　ご担当者様", "", "いつもお世話になっております。", f"「{series.name}」について、{said}", "",
        f"■ 質問（{count}問）", f"　{page}", "", "■ ヒアリングの日時・場所", when, "", "■ 書面での回答（任意）",
        "　上の画面で、ヒアリングが始まるまで記入できます。記入した内容は事務局と委員が事前に読みます。", "",
        contact_line(rounds.get(db, series.round_id).contact or rounds.contact(db)),
    ]  # fmt: skip
    news = "質問の変更" if again else "質問の送付"
    why = f"{section.name}：質問{count}問を送付" + ("（改めて送付）" if again else "")
    return Letter(KIND, series.round_id, section.id, f"【{series.name}】{news}", "\n".join(body), why)
