"""Made-up minutes with one of everything, to try a template on and to show what it will look like."""

from __future__ import annotations

from typing import Final

from reports.minutes.model import CoverRow, Item, Line, Minutes, Result, Speech

SAMPLE: Final = Minutes(
    "第１回見本委員会", "会議録",
    (CoverRow("会議名", (Line("第１回見本委員会"),)), CoverRow("開催場所", (Line("第１会議室"),)),
     CoverRow("会議次第", (Line("（１）見本の議題について"), Line("ア　見本の細目", 1))), CoverRow("その他")),
    (Result("１　見本の議題について", ("原案のとおり決定した。", "なお、次回に報告することとした。")),),
    (Item("（１）見本の議題について", (
        Speech(1, "委員長", "見本の議題を議題とする。"), Speech(2, "", "（資料説明）", "note"),
        Speech(3, "委員", "一つ目の段落。\n二つ目の段落 <&>。", "question"), Speech(4, "事務局", "お答えする。", "answer"),
    )),),
    status="（案）", closing=("令和○年○月○日確認",), footer="第１回見本委員会",
)  # fmt: skip
