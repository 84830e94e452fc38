"""What the codes in an audit line's particulars mean. The log keeps codes, which never change; people read words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from app.notices import texts
from forms.questionnaire import load_all
from forms.questions import Ruling, Text

YES: Final = Text("はい", "yes")
NO: Final = Text("いいえ", "no")

_ROLES: Final = {
    "section": Text("課", "section"), "secretariat": Text("事務局", "secretariat"), "member": Text("委員", "member"),
    "writer": Text("記入者", "writer"), "approver": Text("課長（決裁）", "head"), "deputy": Text("代決者", "deputy"),
}  # fmt: skip
_STATES: Final = {
    "preparing": Text("準備中", "in preparation"), "open": Text("受付中・未確認", "open"),
    "closed": Text("受付終了", "closed"), "asked": Text("課に照会中", "asked"),
    "confirmed": Text("確認済み", "confirmed"), "corrected": Text("訂正済み", "corrected"),
    "settled": Text("解決済み", "settled"), "queued": Text("送信待ち", "queued"),
    "sending": Text("送信中", "sending"), "sent": Text("送信済み", "sent"), "failed": Text("送信失敗", "failed"),
    "unclear": Text("結果不明", "unclear"), "draft": Text("下書き", "draft"), "cancelled": Text("取りやめ", "cancelled"),
    "accepted": Text("採用", "taken"), "refused": Text("不採用", "not taken"),
}  # fmt: skip
_HEARD: Final = {
    "proposed": Text("案", "proposed"), "equivalent": Text("同程度", "equivalent"),
    "excluded": Text("対象外", "excluded"), "heard": Text("実施", "to be heard"),
    "not_heard": Text("実施しない", "not to be heard"), "undecided": Text("未定", "undecided"),
}  # fmt: skip
_SOURCES: Final = {
    "section": Text("課", "section"), "import": Text("取込み", "import"), "correction": Text("訂正", "correction"),
    "proxy": Text("事務局入力", "proxy entry"),
}  # fmt: skip
_WAYS: Final = {"own": Text("本人", "the person"), "link": Text("リンク", "link")}
_CHANGED: Final = {
    "name": Text("名称", "name"), "email": Text("メールアドレス", "mail address"), "sections": Text("課と役割", "sections"),
    "kind": Text("種別", "kind"), "mailbox": Text("共有メールアドレス", "mailbox"), "note": Text("備考", "note"),
    "valid_from": Text("開始日", "from"), "valid_to": Text("終了日", "to"), "unit": Text("係", "unit"),
    "department": Text("部", "department"),
}  # fmt: skip
_KINDS: Final = {
    **texts.KINDS,
    "csv": Text("CSV", "CSV"), "xlsx": Text("Excel", "Excel"), "place": Text("移動", "a move"),
    "pin": Text("固定・解除", "a pin"), "propose": Text("自動の案", "a proposal"),
    "take": Text("入替案の採用", "a way out"), "second": Text("再ヒアリングの追加", "a second hearing"),
    "no_second": Text("再ヒアリングの取りやめ", "no second hearing"), "new": Text("追加", "added"),
    "change": Text("変更", "changed"), "done": Text("完了", "done"), "open": Text("未完了に戻す", "open again"),
    "assign": Text("発言者などの変更", "another speaker"), "move": Text("移動", "a move"), "merge": Text("まとめ", "joined"),
    "split": Text("分割", "split"), "paste": Text("取り込み", "taken in"), "style": Text("表記の統一", "the house style"),
    "replace": Text("語の置き換え", "words replaced"),
    "drop": Text("削除", "deleted"), "return": Text("差戻しから", "from a return"), "restore": Text("以前の版からの復元", "a restored version"),
}  # fmt: skip
_FILES: Final = {
    "xlsx-A3-ja": Text("Excel（A3・日本語）", "Excel (A3, Japanese)"), "xlsx-A4-ja": Text("Excel（A4・日本語）", "Excel (A4, Japanese)"),
    "xlsx-A3-en": Text("Excel（A3・英語）", "Excel (A3, English)"), "xlsx-A4-en": Text("Excel（A4・英語）", "Excel (A4, English)"),
    "csv": Text("CSV", "CSV"),
}  # fmt: skip
_DIGITS: Final = {
    "": Text("決めない", "not settled"), "full": Text("全角", "full width"), "half": Text("半角", "half width"),
    "mixed": Text("1桁は全角、2桁以上は半角", "one digit full width, more half width"),
}  # fmt: skip
_DEFINITIONS: Final = {
    "same": Text("前回と同じ", "as last time"),
    "today": Text("現在のもの", "those of today"),
}
#: Fields of a hearing's record that are no questions of the survey; numbered ones by their first letter.
_RECORDED: Final = {
    "other": Text("そのほかの発言", "other remarks"), "people": Text("課の出席者", "who came from the section"),
    "staff": Text("事務局の出席者", "who came from the secretariat"),
}  # fmt: skip
_NUMBERED: Final = {
    "c": Text("共通質問", "common question"), "o": Text("課の質問", "own question"), "m": Text("委員の出欠", "member"),
}  # fmt: skip
#: Particular → its codes.
_CODES: Final[Mapping[str, Mapping[str, Text]]] = {
    "role": _ROLES, "sections": _ROLES, "moves": _ROLES, "state": _STATES, "status": _HEARD, "decision": _HEARD,
    "source": _SOURCES, "by": _WAYS, "changed": _CHANGED, "kind": _KINDS, "files": _FILES, "digits": _DIGITS,
    "ruling": Ruling.LABELS, "was": {**_STATES, **Ruling.LABELS}, "definitions": _DEFINITIONS,
}  # fmt: skip


@cache
def _asked() -> tuple[Mapping[str, Text], Mapping[str, Text]]:
    """What questionnaires and questions are called in the definitions of today; the key stays for what is gone."""
    made = load_all()
    questions = {q.key: q.short for one in reversed(made) for q in one.questions}
    return {one.key: one.short for one in made}, questions


def _word(key: str, code: str) -> Text | None:
    if key in ("questionnaire", "declared"):
        return _asked()[0].get(code)
    if key in ("question", "questions", "remarks"):
        return _asked()[1].get(code) or _recorded(code)
    if key == "items":
        kind, _, days = code.partition(" ")
        return _item(kind, days)
    return _CODES.get(key, {}).get(code)


def _recorded(code: str) -> Text | None:
    """A field of a hearing's record: `c3`, `o12`, `m4`, `other`."""
    kind, number = _NUMBERED.get(code[:1]), code[1:]
    if kind is None or not number.isdigit():
        return _RECORDED.get(code)
    return Text(f"{kind.ja}{number}", f"{kind.get('en')} {number}")


def _item(kind: str, days: str) -> Text | None:
    """One day of a schedule of reminders."""
    if kind == "opening":
        return texts.KINDS["opening"]
    if kind != "deadline":
        return None
    return Text(f"期限から{days}日", f"deadline {'' if days.startswith('-') else '+'}{days} days")


def said(key: str, value: Any, lang: str) -> str:
    """One value of a particular, in words."""
    if isinstance(value, list):
        return " ".join(said(key, v, lang) for v in value)
    if isinstance(value, dict):
        return " ".join(f"{said(key, k, lang)}={said(key, v, lang)}" for k, v in value.items())
    if isinstance(value, bool):
        return (YES if value else NO).get(lang)
    known = _word(key, value) if isinstance(value, str) else None
    return known.get(lang) if known else "" if value is None else str(value)
