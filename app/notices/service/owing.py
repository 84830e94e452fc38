"""Who still owes what in a round, in the words of a mail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app import queries
from app.clock import day_text
from app.db import Database
from app.notices import texts
from app.notices.service import posting
from app.organisation.service import Section
from app.responses.service import reading
from app.rounds import service as rounds
from app.rounds.dates import Window, limit_text
from app.rounds.service import Round
from forms.questionnaire import Questionnaire


@dataclass(frozen=True, slots=True)
class Debt:
    """One section of a round. owed: (questionnaire, state of it) for each that is owed; remarks: of returned forms."""

    section: Section
    window: Window
    owed: tuple[tuple[Questionnaire, str], ...]
    remarks: Mapping[str, int]

    @property
    def lines(self) -> tuple[str, ...]:
        """`Ａ調査票：差戻し（指摘2件）` for each."""
        return tuple(f"{made.title.ja}：{self._words(made, state)}" for made, state in self.owed)

    @property
    def brief(self) -> str:
        """The same in one short line: `全体：未記入、Ａ：差戻し（指摘2件）`."""
        return "、".join(f"{made.short.ja}：{self._words(made, state)}" for made, state in self.owed)

    def _words(self, made: Questionnaire, state: str) -> str:
        remarks = self.remarks.get(made.key, 0) if state == "returned" else 0
        return texts.OWED.get(state, "未提出") + (f"（指摘{remarks}件）" if remarks else "")


def debts(db: Database, now: datetime, round_id: int) -> dict[int, Debt]:
    """Every section of the round by id; those that owe nothing have no lines."""
    with db.read():
        standing = reading.standing(db, now, round_id)
        windows = rounds.windows(db, now, round_id)
        remarks = queries.open_remarks(db, round_id)
        made = rounds.questionnaires(db, round_id)
        asked = rounds.sections(db, round_id)
    return {
        s.id: Debt(
            s,
            windows[s.id],
            tuple((q, standing[s.id, q.key].state) for q in made if standing[s.id, q.key].owed),
            {key: n for (section_id, key), n in remarks.items() if section_id == s.id},
        )
        for s in asked
    }


def values(db: Database, round_: Round, debt: Debt) -> dict[str, str]:
    """What the places of a text are filled in with, for one section."""
    window = debt.window
    limit = limit_text(window.deadline).ja or "定めはありません"
    if window.extended:
        limit += "（貴課の期限を延長しています）"
    if window.deadline and not window.new:
        limit += "\n　※画面での受付は終了しています。提出の方法は下記までお問い合わせください。"
    return {
        "課名": debt.section.name,
        "調査名": round_.name,
        "期限": limit,
        "期限日": day_text(window.deadline[:10]).ja or "期限なし",
        "未提出": "\n".join(f"　・{line}" for line in debt.lines) or "　（ありません）",
        "リンク": _place(db, f"/fill/{round_.id}/{debt.section.id}/"),
        "問い合わせ": texts.contact_line(round_.contact),
    }


def _place(db: Database, path: str) -> str:
    """A page's address; where nobody said how browsers reach this installation: its path, and whose it is."""
    address = posting.link(db, path)
    return address if address != path else f"聞き取り（Kikitori）の画面　{path}"
