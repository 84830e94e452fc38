"""What can be doubtful, in words; each code once."""

from __future__ import annotations

from typing import Final

from app.meetings.reading.model import Doubt
from forms.text import Text

#: Longer than this, a speech is probably two (characters).
LONG: Final = 1500

WORDS: Final[dict[str, Text]] = {
    "unknown_label": Text(
        "「{found}」が発言者かどうか、ご確認ください。", "Is “{found}” somebody who speaks?"
    ),
    "no_speaker": Text("発言者が書かれていません。", "Nobody is named for this."),
    "no_item": Text("どの議題の発言か分かりません。", "It is not clear which item this belongs to."),
    "item_guessed": Text(
        "議題の区切りを推定しました（{found}）。", "The change of the item is a guess ({found})."
    ),
    "long": Text(
        "長い発言です。途中で発言者が替わっていないか、ご確認ください。",
        "A long speech: does somebody else speak in between?",
    ),
    "empty": Text("発言の中身がありません。", "Nothing is said here."),
    "missed_label": Text(
        "文中の「{found}」は、別の発言の始まりかもしれません。", "“{found}” may begin another speech."
    ),
    "torn_label": Text(
        "行の途中の「{found}」から、別の発言としました。",
        "“{found}” stood in the middle of a line; another speech was begun there.",
    ),
    "glyph": Text(
        "PDFで化けた文字を直しました（{found}）。", "A character that the PDF broke was put right ({found})."
    ),
    "line_guessed": Text(
        "「{found}」の後の改行は、推定です。", "Whether the line breaks after “{found}” is a guess."
    ),
    "unnumbered": Text("番号がありません。", "It has no number."),
    "run_together": Text(
        "「{found}」が続けて書かれています。二つの行かもしれません。",
        "“{found}” follows in the same line: perhaps these are two.",
    ),
    "unknown_item": Text("次第にない議題です（{found}）。", "This item is not on the agenda ({found})."),
    "heading_guessed": Text(
        "「{found}」を議題の見出しとしました。", "“{found}” was taken for an item's title."
    ),
    "missed_heading": Text(
        "「{found}」は、議題の見出しかもしれません。", "“{found}” may be an item's title."
    ),
}


def doubt(code: str, line: int, at: int = 0, found: str = "") -> Doubt:
    """A doubt with its words filled in."""
    return Doubt(code, WORDS[code].fill(found=found), line, at, found)
