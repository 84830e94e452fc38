"""The mail that goes with a question to a section."""

from __future__ import annotations

from datetime import datetime

from app.db import Database
from app.notices import service as notices
from app.notices import texts
from app.notices.service import Letter
from app.rounds import service as rounds
from app.security import Actor
from reports.signals import Signal


def ask(db: Database, actor: Actor, now: datetime, round_id: int, signal: Signal, question: str) -> None:
    """Tell the section by mail what its first page asks. Inside the caller's write."""
    round_ = rounds.get(db, round_id)
    name = next(s.name for s in rounds.sections(db, round_id) if s.id == signal.section_id)
    page = notices.link(db, f"/fill/{round_id}/{signal.section_id}/")
    body = (
        f"{name}　御中\n\n「{round_.name}」に御回答いただき、ありがとうございます。\n"
        f"次の点について、御確認をお願いいたします。\n\n{question}\n\n"
        f"回答の確認・訂正は、次の画面からお願いいたします。\n{page}\n\n{texts.contact_line(round_.contact)}".rstrip()
    )
    subject = f"【照会】{round_.name}の回答について"
    notices.post(
        db, actor, now, Letter("query", round_id, signal.section_id, subject, body, why=signal.name.ja)
    )
