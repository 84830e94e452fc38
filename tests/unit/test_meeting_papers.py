"""Minutes as they are printed: the real ones as the city printed them, nobody's name in any file, read back the same."""

import json
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from app.db import Database
from app.meetings import cover, reading
from app.meetings.cover import Row
from app.meetings.service import meetings, papers, pasting, people
from app.migrations import migrate
from app.security import SYSTEM
from reports.minutes import pdf, text, word
from tests.support.city import NOW
from tests.support.meetings import make_body, make_meeting

NAMES = ("ズッキーニ太郎", "苗字無双院", "𠮷桜花")
SAID = [
    (0, "小委員長", "調査結果を議題とする。"),
    (0, "委員", "一つ目。\n二つ目。"),
    (1, "事務局", "（資料説明）"),
    (None, "小委員長", "次回は２０日とする。"),
]


@pytest.fixture
def db(tmp_path):
    made = Database(tmp_path / "kikitori.db")
    migrate(made)
    yield made
    made.close()


@pytest.fixture
def meeting(db):
    with db.write():
        made = make_meeting(db, NOW, make_body(db, NOW), SAID)
    roles = ("小委員長", "委員", "委員")
    rows = [
        {"id": 0, "name": name, "post": "", "role": role, "kind": "member", "chair": 0, "presence": "present", "key": ""}
        for name, role in zip(NAMES, roles, strict=True)
    ]  # fmt: skip
    people.put_people(db, SYSTEM, NOW, made, rows, people.seen([]))
    return made


def rows_of(minutes):
    return {row.label: [line.text for line in row.lines] for row in minutes.cover}


def test_the_cover_says_roles_and_numbers(db, meeting):
    rows = rows_of(papers.outside(db, meeting))
    assert list(rows) == list(cover.ROWS.values())
    assert rows["開催日時"] == ["平成２２年１０月６日（水）　午前９時３０分から"]
    assert rows["出席者"] == ["小委員長", "委員　２人"]
    assert rows["欠席者"] == ["なし"]
    assert rows["傍聴の可否"] == ["可"]
    assert rows["会議次第"] == ["（１）調査結果について", "（２）対象課の選定について"]


def test_a_body_settles_its_rows_and_names(db, meeting):
    every = (Row("when", "日時"), Row("place", "会場", printed=False), Row("present", "出席委員"))
    rest = tuple(Row(key, printed=False) for key in cover.ROWS if key not in {"when", "place", "present"})
    style = cover.Style((*every, *rest), names=True)
    with db.write():
        db.run("UPDATE meeting_body SET settings = ?", (json.dumps(cover.settings(style)),))
    assert rows_of(papers.outside(db, meeting)) == {
        "日時": ["平成２２年１０月６日（水）　午前９時３０分から"], "出席委員": [f"{r}　{n}" for r, n in zip(("小委員長", "委員", "委員"), NAMES, strict=True)],
    }  # fmt: skip
    assert cover.style(cover.settings(style)) == style
    assert cover.settings(cover.Style()) == {}
    assert cover.settings(cover.Style(), {"names": True, "digits": "full"}) == {"digits": "full"}, (
        "others' keys stay"
    )


def test_nobodys_name_is_in_any_file(db, meeting, tmp_path, pdftoppm_path):
    minutes = papers.outside(db, meeting)
    file = tmp_path / "minutes.pdf"
    file.write_bytes(pdf.write(minutes))
    tools = Path(pdftoppm_path).parent
    told = [
        subprocess.run([tools / name, file, *more], capture_output=True, text=True, check=True).stdout
        for name, more in (("pdftotext", ["-"]), ("pdfinfo", []))
    ]
    with zipfile.ZipFile(BytesIO(word.write(minutes))) as packed:
        told += [packed.read(name).decode("utf-8", "replace") for name in packed.namelist()]
    told += [text.plain(minutes), text.as_json(minutes, "x", 1, range(1, 99))]
    assert all("小委員長" in told[i] for i in (0, -2, -1))
    for name in NAMES:
        assert not any(name in one for one in told), name


def test_what_is_printed_is_read_back_the_same(db, meeting):
    minutes = papers.outside(db, meeting)
    again = reading.read(text.plain(minutes))
    assert [(s.speaker, s.text) for s in again.speeches] == [(s.role, s.text) for s in minutes.speeches()]


def test_the_real_minutes_come_out_as_the_city_printed_them(db, shared_data):
    folder = shared_data / "koganei-2010"
    expected = json.loads((folder / "minutes.json").read_text(encoding="utf-8"))
    with db.write():
        made = make_meeting(db, NOW, make_body(db, NOW), [], items=())
    source = pasting.keep(
        db, SYSTEM, NOW, made, "", (folder / "minutes-source.txt").read_text(encoding="utf-8")
    )
    pasting.take(db, SYSTEM, NOW, made, source, agenda=True, materials=True, results=True)
    minutes = papers.outside(db, made)
    assert [r.heading for r in minutes.results] == [
        f"{'０１２３'[r['agenda_item']]}　{r['title']}" for r in expected["results"]
    ]
    assert ["\n".join(r.paragraphs) for r in minutes.results] == [r["text"] for r in expected["results"]]
    rows = rows_of(minutes)
    assert rows["提出資料"][:3] == [
        "（１）市民協働に関する小金井市実態調査結果",
        "ア　全体調査票（差し替え分）",
        "イ　Ａ調査票（差し替え分）",
    ]
    assert [len(item.speeches) for item in minutes.items] == [13, 44, 3, 1]
    again = reading.read(text.plain(minutes))
    assert [(s.speaker, s.text) for s in again.speeches] == [
        (d["speaker"], d["text"]) for d in expected["discussion"]
    ]
    assert len(meetings.items(db, made)) == 3
