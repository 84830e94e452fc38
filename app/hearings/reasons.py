"""Why a wish could not be met, in words: one definition for the command line and the pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from forms.questions import Text

REASONS: Final[Mapping[str, Text]] = {
    "no_slot": Text("枠が足りません", "no place is left"),
    "excluded": Text("来られる日がありません", "it can come on none of the days"),
    "pin_excluded": Text("固定した日に来られません", "it cannot come on the day it is pinned to"),
    "pin_full": Text("固定した日の枠が足りません", "the day it is pinned to is full"),
    "pin_unknown": Text("固定した日がありません", "there is no such day as it is pinned to"),
    "moved": Text("公表した日から移ります", "it moves from its published day"),
    "reserve": Text("予備日になります", "it is on a reserve day"),
    "preference": Text("希望の日ではありません", "it is on none of its preferred days"),
}
