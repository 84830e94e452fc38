"""How far a form or a questionnaire is, in words a person understands: computed from what happened, here alone.

A form:           not started → in progress → ready → waiting for approval → submitted → returned → final
A questionnaire:  the same for the forms of it together, or “we have none”.

“Replaced” is no state: it is a version above 1. “Withdrawn” is a version too (取下げ).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from forms.questions import Text

MISSING, DRAFT, READY, WAITING = "missing", "draft", "ready", "waiting"
#: Filled in from last time; the section has not said yet that the project goes on.
CARRIED = "carried"
SUBMITTED, CHANGED, RETURNED, FINAL = "submitted", "changed", "returned", "final"
NONE, NONE_DRAFT, WITHDRAWN, WITHDRAWING = "none", "none_draft", "withdrawn", "withdrawing"

#: The words on every page and in every mail.
WORDS: Final = {
    MISSING: Text("未記入", "Not started"),
    DRAFT: Text("記入中", "In progress"),
    CARRIED: Text("前回の内容を読み込み済み（未確認）", "Filled in from last time (not confirmed)"),
    READY: Text("未提出（提出できます）", "Ready to submit"),
    WAITING: Text("決裁待ち", "Waiting for approval"),
    SUBMITTED: Text("提出済み", "Submitted"),
    CHANGED: Text("提出後に変更あり（未提出）", "Changed since submission"),
    RETURNED: Text("差戻し", "Returned"),
    FINAL: Text("提出済み（確定）", "Final"),
    NONE: Text("該当事業なし（提出済み）", "Declared none"),
    NONE_DRAFT: Text("該当事業なし（未提出）", "None (not submitted)"),
    WITHDRAWN: Text("取下げ済み", "Withdrawn"),
    WITHDRAWING: Text("取下げ（未提出）", "To be withdrawn"),
}
#: Said in an archived round of what was never submitted: nobody waits for it any more.
OVER, OVER_WORDS = "over", Text("提出なし", "Not submitted")
#: States in which the secretariat still waits for the section.
OWED: Final = frozenset({MISSING, CARRIED, DRAFT, READY, WAITING, RETURNED, NONE_DRAFT})
#: States in which a version of the form counts.
COUNTED: Final = frozenset({SUBMITTED, CHANGED, FINAL})
#: What a section has to act on first.
_URGENT: Final = (RETURNED, WAITING, CHANGED, DRAFT, READY, CARRIED)


def of_form(
    *, begun: bool, complete: bool, stands: bool, changed: bool, returned: bool, waiting: bool, writable: bool,
    unread: bool = False,
) -> str:  # fmt: skip
    """One form. stands: a version of it counts (not withdrawn); changed: its draft differs from that version;
    returned: sent back and not submitted again since; waiting: for approval; writable: the section may change it;
    unread: carried over from last time and not confirmed."""
    if waiting:
        return WAITING
    if returned:
        return RETURNED
    if stands:
        if not writable:
            return FINAL
        return CHANGED if changed else SUBMITTED
    if unread:
        return CARRIED
    if not begun:
        return MISSING
    return READY if complete else DRAFT


def to_do(forms: Collection[str], *, none: bool, none_drafted: bool, none_waiting: bool = False) -> str:
    """A questionnaire as its section sees it: first what is to be done, then what is there.

    none: “we have none” stands submitted; none_drafted: it is drafted; none_waiting: it waits for approval.
    """
    if not forms and none_waiting:
        return WAITING
    if not forms and none_drafted:
        return NONE if none else NONE_DRAFT
    for state in (*_URGENT, SUBMITTED, FINAL):
        if state in forms:
            return state
    return MISSING


def standing(forms: Collection[str], *, none: bool, none_drafted: bool, none_waiting: bool = False) -> str:
    """The same as the secretariat counts it: what was submitted stands, whatever is being drafted beside it."""
    if RETURNED in forms:
        return RETURNED
    counted = [s for s in forms if s in COUNTED]
    if counted:
        return FINAL if all(s == FINAL for s in counted) else SUBMITTED
    if none:
        return NONE
    if WAITING in forms or none_waiting:
        return WAITING
    return DRAFT if none_drafted or any(s != MISSING for s in forms) else MISSING
