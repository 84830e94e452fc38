"""Minutes that exist are taken in whole: the real ones give 61 speeches under the right items."""

import json
from collections import Counter

import pytest

from app.db import Database
from app.errors import Refused
from app.meetings.service import arranging, meetings, missing, pasting, writing
from app.meetings.store import results
from app.migrations import migrate
from app.security import SYSTEM
from tests.support.city import NOW
from tests.support.meetings import make_body, make_meeting

SHORT = """会議次第
（１）予算について
（２）その他

会議要旨
（１）予算について
【委員長】予算を議題とする。
【委員】質問がある。
（２）その他
【事務局】なし。
"""


@pytest.fixture
def db(tmp_path):
    made = Database(tmp_path / "kikitori.db")
    migrate(made)
    yield made
    made.close()


@pytest.fixture
def meeting(db):
    with db.write():
        return make_meeting(db, NOW, make_body(db, NOW), [], items=())


def take(db, meeting, text):
    source = pasting.keep(db, SYSTEM, NOW, meeting, "貼り付け", text)
    return source, pasting.take(db, SYSTEM, NOW, meeting, source, agenda=True, materials=True, results=True)


def test_the_real_minutes(db, meeting, shared_data):
    text = (shared_data / "koganei-2010" / "minutes-source.txt").read_text(encoding="utf-8")
    expected = json.loads((shared_data / "koganei-2010" / "minutes.json").read_text(encoding="utf-8"))
    source, taken = take(db, meeting, text)
    assert taken == 61
    said = writing.speeches(db, meeting)
    assert Counter(s.role for s in said) == {"小委員長": 29, "委員": 23, "事務局": 9}
    items = {line.id: n for n, line in enumerate(meetings.items(db, meeting), 1)}
    assert [items.get(s.item_id) for s in said] == [d["agenda_item"] for d in expected["discussion"]]
    assert [s.text for s in said] == [d["text"] for d in expected["discussion"]]
    assert [r.text for r in results.results(db, meeting).values()] == [r["text"] for r in expected["results"]]
    assert [m.title for m in meetings.materials(db, meeting, "minutes")][1] == "全体調査票（差し替え分）"
    assert [m.title for m in meetings.materials(db, meeting, "agenda")][3] == "Ｂ・Ｃ調査票（差し替え分）", (
        "the 次第 keeps its own list"
    )
    assert pasting.preview(db, meeting, source).source.text == text
    assert sum(bool(s.doubts) for s in said) >= 4


def test_taken_in_once_and_undone_in_one_step(db, meeting):
    source, taken = take(db, meeting, SHORT)
    assert taken == 3
    assert pasting.take(db, SYSTEM, NOW, meeting, source, agenda=True, materials=True, results=True) == 0
    assert len(writing.speeches(db, meeting)) == 3
    step = arranging.undoable(db, meeting)[0]
    arranging.turn(db, SYSTEM, NOW, meeting, step.id, back=True)
    assert not writing.speeches(db, meeting)
    arranging.turn(db, SYSTEM, NOW, meeting, step.id, back=False)
    assert [s.text for s in writing.speeches(db, meeting)] == ["予算を議題とする。", "質問がある。", "なし。"]


def test_speeches_find_the_items_that_are_there(db):
    with db.write():
        meeting = make_meeting(db, NOW, make_body(db, NOW), [], items=("その他", "予算について"))
    source = pasting.keep(db, SYSTEM, NOW, meeting, "", SHORT)
    pasting.take(db, SYSTEM, NOW, meeting, source, agenda=False, materials=False, results=False)
    titles = {line.id: line.title for line in meetings.items(db, meeting)}
    assert [titles[s.item_id] for s in writing.speeches(db, meeting)] == [
        "予算について",
        "予算について",
        "その他",
    ]


def test_the_same_text_is_kept_once_and_nothing_is_refused(db, meeting):
    first, second = (pasting.keep(db, SYSTEM, NOW, meeting, "", SHORT) for _ in range(2))
    assert first == second
    for nothing in ("", " \n　", b""):
        with pytest.raises(Refused):
            pasting.keep(db, SYSTEM, NOW, meeting, "", nothing)
    assert pasting.keep(db, SYSTEM, NOW, meeting, "a.txt", SHORT.encode("cp932")) == first


def test_what_was_undone_can_be_taken_in_again(db, meeting):
    source, _ = take(db, meeting, SHORT)
    step, _ = arranging.undoable(db, meeting)
    arranging.turn(db, SYSTEM, NOW, meeting, step.id, back=True)
    assert not pasting.preview(db, meeting, source).taken
    assert take(db, meeting, SHORT) == (source, 3)
    assert [s.text for s in writing.speeches(db, meeting)] == ["予算を議題とする。", "質問がある。", "なし。"]
    assert take(db, meeting, SHORT) == (source, 0)


def test_materials_keep_what_speeches_call_them(db, meeting):
    take(
        db,
        meeting,
        "提出資料\n資料１　計画（案）\n参考資料　他市の例\n【資料２】要望書\n資料Ａ　図\n（３）その他の資料\n会議要旨\n【委員】資料１の３ページはどうか。\n【委員】はい。\n",
    )
    titles = [m.title for m in meetings.materials(db, meeting, "minutes")]
    assert titles == [
        "資料１　計画（案）",
        "参考資料　他市の例",
        "【資料２】　要望書",
        "資料Ａ　図",
        "その他の資料",
    ]
    told = "".join(m.text.ja for m in missing.missing(db, meeting))
    assert "資料１" not in told, "a speech calls it so"
    assert "要望書" in told


def test_an_opening_needs_no_result(db, meeting):
    take(
        db,
        meeting,
        "次第\n１　開会\n２　会長あいさつ\n３　議題\n（１）予算について\n４　閉会\n会議要旨\n【委員】はい。\n【委員】はい。\n",
    )
    known = {line.title: line.id for line in meetings.items(db, meeting)}
    told = [m.text.ja for m in missing.missing(db, meeting) if m.kind == "result"]
    assert told == ["議題「議題」に結果がありません。"]
    with db.write():
        results.put(db, SYSTEM, NOW, meeting, known["予算について"], "承認した。")
    assert [m for m in missing.missing(db, meeting) if m.kind == "result"] == [], "a part of it has one"
