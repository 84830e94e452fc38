"""What a published schedule says to those whose hearings it changes: from when to when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.clock import day_text
from app.db import Database
from app.hearings.store.series import Series
from app.ical import Change, When
from app.notices import service as notices
from app.notices.letter import Letter
from app.notices.texts import contact_line
from app.rounds import service as rounds

_HEADS: Final = (("new", "■ 決まった日時"), ("moved", "■ 変わった日時"), ("cancelled", "■ 取りやめ"))


def when_text(when: When) -> str:
    """`平成22年11月10日(水) 10:00〜10:40　第一会議室`."""
    place = f"　{when.place}" if when.place else ""
    return f"{day_text(when.day).ja} {when.begins}〜{when.ends}{place}"


def to_section(db: Database, series: Series, name: str, found: Sequence[Change], first: bool) -> Letter:
    """A section reads of its own hearing only."""
    return _letter(db, series, f"{name}　ご担当者様", found, first, titles=False)


def to_member(db: Database, series: Series, name: str, found: Sequence[Change], first: bool) -> Letter:
    """A member reads which section comes when."""
    return _letter(db, series, f"{name}　様", found, first, titles=True)


def _letter(
    db: Database, series: Series, to: str, found: Sequence[Change], first: bool, *, titles: bool
) -> Letter:
    kinds = {c.kind for c in found}
    news = "取りやめ" if kinds == {"cancelled"} else "お知らせ" if first or kinds == {"new"} else "変更"
    said = {
        "取りやめ": "取りやめることになりました",
        "お知らせ": "次のとおり決まりました",
        "変更": "次のとおり変わりました",
    }
    body = [
        to, "", "いつもお世話になっております。", f"「{series.name}」の日程を{said[news]}ので、お知らせいたします。"
        if news == "取りやめ" else f"「{series.name}」の日程が{said[news]}ので、お知らせいたします。",
    ]  # fmt: skip
    for kind, head in _HEADS:
        if own := [c for c in found if c.kind == kind]:
            body += ["", head, *(line for c in own for line in _lines(series, c, titles))]
    contact = rounds.get(db, series.round_id).contact or rounds.contact(db)
    body += ["", "添付の予定ファイルを開くと、お使いのカレンダーに登録・変更・取消しができます。"]
    body += ["", "■ 日程の確認", f"　{notices.link(db, f'/hearings/{series.id}/calendar')}"]
    body += ["", contact_line(contact)]
    why = "、".join(_why(c) for c in found[:3]) + ("ほか" if len(found) > 3 else "")
    return Letter(
        "hearing",
        series.round_id,
        None,
        f"【{series.name}】日程の{news}",
        "\n".join(body),
        f"{to.split('　', maxsplit=1)[0]}：{why}",
    )


def _lines(series: Series, change: Change, titles: bool) -> list[str]:
    about = change.entry.title.removeprefix(f"{series.name}：")
    lead = [f"　{about}"] if titles else []
    pad = "　　" if titles else "　"
    if change.old is not None and change.new is not None:
        return [
            *lead,
            f"{pad}変更前：{when_text(change.old.when)}",
            f"{pad}変更後：{when_text(change.new.when)}",
        ]
    return [*lead, f"{pad}{when_text(change.entry.when)}"]


def _why(change: Change) -> str:
    words = {"new": "新規", "moved": "変更", "cancelled": "取りやめ"}
    return f"{words[change.kind]} {when_text(change.entry.when)}"
