"""Mails about a record: please check it; the section has checked it; what was promised is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from app.accounts import service as accounts
from app.clock import day_text
from app.db import Database
from app.hearings.service.letters import when_text
from app.hearings.service.record import Paper
from app.hearings.service.series import Series
from app.ical import When
from app.notices import service as notices
from app.notices.letter import Letter
from app.notices.service import batches
from app.notices.texts import Wording, contact_line
from app.rounds import service as rounds
from app.security import SECRETARIAT, Actor

KIND: Final = "hearing_record"
CHECKED: Final = "hearing_checked"
REMINDER: Final = "hearing_follow_up"


def contact(db: Database, series: Series) -> str:
    """Whom to ask."""
    return contact_line(rounds.get(db, series.round_id).contact or rounds.contact(db))


def ask_to_check(db: Database, actor: Actor, now: datetime, found: Paper, until: str, *, again: bool) -> int:
    """A draft of the mail to the section; its batch."""
    series, section, entry = found.series, found.section, found.entry
    day = day_text(until).ja
    page = notices.link(db, f"/hearings/{series.id}/sections/{section.id}/record/{found.appointment}")
    said = (
        "ご提案いただいた訂正を検討し、記録を改めましたので、もう一度ご確認をお願いいたします。"
        if again
        else "ヒアリングの記録の案を作成しましたので、内容のご確認をお願いいたします。"
    )
    when = when_text(When(entry.day, entry.begins, entry.ends, entry.place)) if entry else "—"
    body = [
        f"{section.name}　ご担当者様", "", "いつもお世話になっております。",
        f"「{series.name}」にご出席いただき、ありがとうございました。", said, "", "■ ヒアリングの日時", f"　{when}", "",
        "■ ご確認の期限", f"　{day}", "", "■ 記録のページ", f"　{page}", "",
        "内容でよろしければ「確認しました」を、訂正がある場合は質問ごとに訂正の案を記入してお送りください。", "",
        contact(db, series),
    ]  # fmt: skip
    title = f"【{series.name}】記録のご確認（{day}まで）"
    why = f"{section.name}：記録の確認を依頼（{day}まで）"
    letter = Letter(KIND, series.round_id, section.id, title, "\n".join(body), why)
    return batch(db, actor, now, series, KIND, f"{series.name}　{section.name}の記録の確認", why, [letter])


def office(db: Database) -> list[int]:
    """The secretariat's accounts that can get mail."""
    return [a.id for a in accounts.all_accounts(db) if a.role == SECRETARIAT and a.active and a.email]


def tell_checked(db: Database, actor: Actor, now: datetime, found: Paper, corrections: int) -> None:
    """Tell the secretariat that a section has answered, with how many corrections; nobody where nobody has an address."""
    people = office(db)
    if not people:
        return
    series, section = found.series, found.section
    said = f"訂正の案が{corrections}件届きました" if corrections else "内容を確認しました（訂正なし）"
    next_step = "訂正の案の採否を決めてください。" if corrections else "記録を確定できます。"
    page = notices.link(db, f"/hearings/{series.id}/records/{found.appointment}")
    body = [
        "事務局　各位", "", f"「{series.name}」の記録について、{section.name}から回答がありました。", "",
        "■ 回答", f"　{said}", f"　{next_step}", "", "■ 記録のページ", f"　{page}",
    ]  # fmt: skip
    title = f"【{series.name}】{section.name}：" + (
        "記録の訂正案が届きました" if corrections else "記録を確認しました"
    )
    why = f"{section.name}：{said}"
    letter = Letter(CHECKED, series.round_id, None, title, "\n".join(body), why, accounts=people)
    notices.post(db, actor, now, letter)


def batch(
    db: Database, actor: Actor, now: datetime, series: Series, kind: str, title: str, why: str, made: Sequence[Letter]
) -> int:  # fmt: skip
    """Drafts to be looked at and sent."""
    plan = batches.Plan(kind, title, why, Wording(title, notices.link(db, "/")), owing=False)
    return batches.draft(db, actor, now, series.round_id, plan, made)


def discard(db: Database, actor: Actor, now: datetime, batch_id: int | None) -> None:
    """A draft that nobody sent is not true any more."""
    if batch_id is not None and batches.get(db, batch_id).state == "draft":
        batches.discard(db, actor, now, batch_id, "記録が先に進んだため、破棄しました")
