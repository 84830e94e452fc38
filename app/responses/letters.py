"""The letters about a section's answers: office mail in Japanese, each with a link to where it is dealt with.

The words are here alone. A service calls one of these inside its own write, so that nobody is told of what was undone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app import queries
from app.db import Database
from app.notices import service as notices
from app.notices.service import Letter
from app.responses.store.approvals import Request
from app.rounds import dates
from app.rounds import service as rounds
from app.security import Actor


@dataclass(frozen=True, slots=True)
class _Draft:
    """A letter before it has its frame. path: where it is dealt with; accounts: those told, the section if none."""

    kind: str
    subject: str
    lines: Sequence[str]
    path: str
    why: str
    accounts: Sequence[int] = field(default_factory=tuple)


def waiting(db: Database, actor: Actor, now: datetime, request: Request) -> None:
    """To the section's head and deputy: something waits for them."""
    place = _place(request)
    _send(db, actor, now, request.round_id, request.section_id, _Draft(
        "waiting", "決裁のお願い",
        [
            f"{actor.name}さんから、調査への回答が決裁に回されました。",
            f"調査票・事業 {len(request.forms)}件、該当事業なし・取下げ等 {len(request.declared) + len(request.withdrawn)}件",
            "次のページで内容をご確認のうえ、「決裁して提出する」または「担当者に戻す」を選んでください。",
        ],
        f"{place}/approval", "決裁に回されたため", tuple(queries.approver_accounts(db, request.section_id)),
    ))  # fmt: skip


def sent_back(db: Database, actor: Actor, now: datetime, request: Request, remark: str) -> None:
    """To the writer (or their successor): the head wants something changed."""
    told = (request.stands_for_id,) if request.stands_for_id else ()
    _send(db, actor, now, request.round_id, request.section_id, _Draft(
        "sent_back", "決裁から戻されました",
        [f"{actor.name}さんが、決裁に回された回答を担当者に戻しました。", "", "理由：", remark, "",
         "直した後、次のページからもう一度決裁に回してください。"],
        f"{_place(request)}/check", "決裁から担当者に戻されたため", told,
    ))  # fmt: skip


def returned(
    db: Database, actor: Actor, now: datetime, round_id: int, section_id: int,
    told: Sequence[str], message: str, until: str,
) -> None:  # fmt: skip
    """To the section: the secretariat asks for corrections. told: one line per remark."""
    limit = dates.limit_text(until).ja
    lines = ["ご提出いただいた調査票について、確認・修正をお願いしたい点がありますので差し戻します。"]
    lines += ["", message] if message else []
    lines += ["", *(f"・{line}" for line in told)] if told else []
    lines += ["", f"修正の期限：{limit}"] if limit else []
    lines += ["", "次のページに、設問ごとの指摘を表示しています。直した後、もう一度提出してください。"]
    path = f"/fill/{round_id}/{section_id}/"
    _send(db, actor, now, round_id, section_id, _Draft(
        "returned", "調査票の差戻し（修正のお願い）", lines, path, "事務局が差し戻したため",
    ))  # fmt: skip


def return_taken_back(db: Database, actor: Actor, now: datetime, round_id: int, section_id: int) -> None:
    """To the section: what was returned needs no correction after all."""
    _send(db, actor, now, round_id, section_id, _Draft(
        "returned", "差戻しの取消し",
        ["先にお願いした調査票の修正は不要になりました。ご提出済みの内容をそのままお預かりします。"],
        f"/fill/{round_id}/{section_id}/", "事務局が差戻しを取り消したため",
    ))  # fmt: skip


def proxy(
    db: Database, actor: Actor, now: datetime, round_id: int, section_id: int, source: str, reason: str
) -> None:
    """To the section: the secretariat entered something in its place."""
    _send(db, actor, now, round_id, section_id, _Draft(
        "proxy", "事務局が代わって入力しました",
        ["貴課の回答を、事務局が代わって入力しました。内容をご確認ください。", "",
         f"もとにしたもの：{source}", f"理由：{reason}", "",
         "違っているところがありましたら、事務局へお知らせください。"],
        f"/fill/{round_id}/{section_id}/", "事務局入力があったため",
    ))  # fmt: skip


def _place(request: Request) -> str:
    return f"/fill/{request.round_id}/{request.section_id}"


def _send(db: Database, actor: Actor, now: datetime, round_id: int, section_id: int, draft: _Draft) -> None:
    """Hand a letter to the queue, with its frame: to whom, the link, whom to ask."""
    round_ = rounds.get(db, round_id)
    name = next((s.name for s in rounds.sections(db, round_id) if s.id == section_id), "")
    to = name if draft.accounts else f"{name} 御中"
    asked = ["", f"お問い合わせ：{round_.contact}"] if round_.contact else []
    body = "\n".join([to, "", *draft.lines, "", notices.link(db, draft.path), *asked])
    subject = f"【{round_.name}】{draft.subject}"
    letter = Letter(draft.kind, round_id, section_id, subject, body, draft.why, draft.accounts)
    notices.post(db, actor, now, letter)
