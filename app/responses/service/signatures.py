"""Who stands behind a version, in words: the section, its head or deputy, an import, the secretariat in its place."""

from __future__ import annotations

import json
from typing import Final, Protocol

from forms.questions import Text

#: From what the secretariat may enter for a section.
SOURCES: Final = {
    "paper": Text("紙の調査票", "paper"),
    "phone": Text("電話", "phone"),
    "mail": Text("メール", "mail"),
    "visit": Text("来庁", "visit"),
}


class Signed(Protocol):
    """What a version and a submission both tell of their signature."""

    @property
    def submitted_by(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def approved_by(self) -> str: ...
    @property
    def deputy(self) -> bool: ...
    @property
    def proxy_source(self) -> str: ...


def pack(kind: str, words: str, *, unapproved: bool) -> str:
    """A proxy entry's source as stored. unapproved: the section head's approval was asked for and skipped."""
    return json.dumps({"kind": kind, "words": words.strip(), "unapproved": unapproved}, ensure_ascii=False)


def source_text(stored: str) -> Text:
    """A stored proxy source: `電話：総務係 佐藤さん`."""
    known = json.loads(stored)
    kind = SOURCES.get(known["kind"], Text("その他", "other"))
    if not known["words"]:
        return kind
    return Text(f"{kind.ja}：{known['words']}", f"{kind.en}: {known['words']}")


#: Where a version came from.
_SECTION: Final = Text("課が提出", "Submitted by the section")
_IMPORT: Final = Text("取込み", "Imported")
_CORRECTED: Final = Text("事務局が訂正", "Corrected by the secretariat")
_ENTERED: Final = Text("事務局入力（{source}）", "Entered by the secretariat ({source})")
_UNAPPROVED: Final = Text("、課内の決裁なし", ", not approved in the section")


def way(act: Signed) -> Text:
    """From where it came: the section, an import, the secretariat (and then from what it entered it)."""
    if act.source != "secretariat":
        return _IMPORT if act.source == "import" else _SECTION
    if not act.proxy_source:
        return _CORRECTED
    entered = _ENTERED.fill(source=source_text(act.proxy_source))
    if not json.loads(act.proxy_source)["unapproved"]:
        return entered
    return Text(entered.ja + _UNAPPROVED.ja, entered.en + _UNAPPROVED.en)


def approved(act: Signed, when: Text) -> Text:
    """Who approved it and when; a deputy is marked (代決)."""
    mark = ("（代決）", " (as deputy)") if act.deputy else ("", "")
    return Text(f"{act.approved_by}{mark[0]}　{when.ja}", f"{act.approved_by}{mark[1]}, {when.en}")


def signed(act: Signed) -> Text:
    """All of it in one line: `課が提出：山田、代決：佐藤`."""
    where = way(act)
    ja, en = where.ja, where.en
    if act.submitted_by:
        ja, en = f"{ja}：{act.submitted_by}", f"{en}: {act.submitted_by}"
    if act.approved_by:
        ja += f"、{'代決' if act.deputy else '決裁'}：{act.approved_by}"
        en += f", approved by {act.approved_by}{' (as deputy)' if act.deputy else ''}"
    return Text(ja, en)
