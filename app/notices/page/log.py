"""The log: its filter, its rows as CSV, the files of the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from pathlib import Path

from werkzeug.datastructures import MultiDict

from app import clock, sheets
from app.notices import texts
from app.notices.page.words import STATES, state_name
from app.notices.service.desk import Search
from app.notices.store.notices import OUTBOX, Notice
from app.notices.transport import outbox_file


def search(args: MultiDict[str, str]) -> Search:
    """The log's filter from an address; what cannot be read is left out."""
    round_id = args.get("round_id", 0, type=int)
    kind, state, words = (args.get(n, "").strip() for n in ("kind", "state", "words"))
    first, last = (_day(args.get(n, "")) for n in ("first", "last"))
    return Search(
        round_id if 0 < round_id < 2**62 else 0, kind if kind in texts.KINDS else "",
        state if state in STATES else "", first, last, words[:100],
    )  # fmt: skip


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def address(wanted: Search) -> dict[str, str]:
    """The filter as parts of an address."""
    return {f.name: str(getattr(wanted, f.name)) for f in fields(wanted) if getattr(wanted, f.name)}


def log_csv(rows: Sequence[Notice]) -> bytes:
    """The log for Excel: UTF-8 with BOM, CRLF, one notice a row. Nothing in it is taken for a formula."""
    header = [
        "番号", "日時", "調査", "部", "課", "種類", "状態", "宛先", "写し", "届かなかった宛先", "件名", "理由", "備考",
    ]  # fmt: skip
    return sheets.csv_bytes(header, (_cells(n) for n in rows), to_read=True)


def _cells(n: Notice) -> list[str]:
    when = clock.read(n.sent_at or n.changed_at).strftime("%Y-%m-%d %H:%M")
    return [
        str(n.id), when, n.round_name, n.department, n.section, texts.kind_name(n.kind).ja, state_name(n).ja,
        "; ".join(n.recipients), "; ".join(n.cc), "; ".join(n.refused), n.subject, n.why, n.error,
    ]  # fmt: skip


def in_outbox(folder: Path, notice: Notice) -> bool:
    """Its file lies in the outbox."""
    return notice.way == OUTBOX and outbox_file(folder, notice.id).is_file()
