"""The page of a body's printed minutes: rows, order, labels, names; its Word template, tried, used and given back."""

import json
import re
import subprocess
from functools import cache
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from app.meetings import cover
from app.meetings.service import finishing, paper, people
from app.security import SYSTEM
from reports.minutes import word
from tests.support.meetings import make_body, make_meeting

NAMES = ("ズッキーニ太郎", "苗字無双院")
ADDRESS = "/meetings/bodies/1/paper"


@pytest.fixture
def meeting(db, clock):
    with db.write():
        made = make_meeting(
            db, clock(), make_body(db, clock(), audience="public"), [(0, "委員", "意見がある。")]
        )
    rows = [
        {"id": 0, "name": name, "post": "", "role": "委員", "kind": "member", "chair": 0, "presence": "present", "key": ""}
        for name in NAMES
    ]  # fmt: skip
    people.put_people(db, SYSTEM, clock(), made, rows, people.seen([]))
    return made


def value(page, name):
    return unescape(re.search(rf'name="{name}"[^>]* value="([^"]*)"', page.text)[1])


def form(page, **changed):
    """The form of the cover as the page shows it; None takes a tick away."""
    fields = {
        "row": re.findall(r'name="row" value="(\w+)"', page.text),
        "act": "save",
        "seen": value(page, "seen"),
    }
    for key in cover.ROWS:
        fields |= {f"{name}-{key}": value(page, f"{name}-{key}") for name in ("label", "place")}
        fields |= {f"printed-{key}": "1"} if 'value="1" checked' in (re.search(rf'name="printed-{key}"[^>]*', page.text)[0]) else {}  # fmt: skip
    fields |= {key: value(page, key) for key in cover.HEADINGS}
    return {k: v for k, v in (fields | changed).items() if v is not None}


def rows(page):
    """The labels on the cover of minutes on a page."""
    return re.findall(r'<tr><th scope="row">([^<]*)</th>', page.text.split("cover-table")[1])


@cache
def own(line='本市の書式：{{ 項目["会議名"] }}', at="標題"):
    """A template changed in Word."""
    made, file = Document(BytesIO(word.default_template())), BytesIO()
    next(p for p in made.paragraphs if at in p.text).text = line
    made.save(file)
    return file.getvalue()


def send(secretariat, data, name="本市の様式.docx"):
    secretariat.get(ADDRESS)
    return secretariat.send(f"{ADDRESS}/template", {"file": (BytesIO(data), name)})


def first_line(secretariat, address):
    return Document(BytesIO(secretariat.get(address).data)).paragraphs[0].text


def acts(db):
    return [
        (r["action"], json.loads(r["detail"]))
        for r in db.all("SELECT action, detail FROM audit ORDER BY id")
        if r["action"].startswith(("meetings.paper", "meetings.template"))
    ]


@pytest.fixture
def pdf_text(tmp_path, pdftoppm_path):
    """The words of a PDF."""

    def read(data):
        file = tmp_path / "a.pdf"
        file.write_bytes(data)
        tool = Path(pdftoppm_path).parent / "pdftotext"
        return subprocess.run([tool, file, "-"], capture_output=True, text=True, check=True).stdout

    return read


def test_rows_their_order_and_labels_are_settled(secretariat, db, meeting):
    page = secretariat.get(ADDRESS)
    changed = {
        "label-when": " 日時 ",
        "printed-summary": None,
        "place-observers": "２",
        "heading": "議事録",
        "results_heading": "会議結果",
    }
    assert secretariat.send(ADDRESS, form(page, **changed)).status_code == 303
    printed = secretariat.get(f"/meetings/{meeting}/papers")
    assert rows(printed)[:4] == ["会議名", "傍聴者数", "事務局", "日時"]
    assert "会議要旨" not in rows(printed)
    assert "議事録（案）" in printed.text
    page = secretariat.get(ADDRESS)
    assert value(page, "label-when") == "日時"
    assert (value(page, "place-observers"), value(page, "results_heading")) == ("2", "")
    for act, expected in (
        ("up observers", ["傍聴者数", "会議名"]),
        ("down observers", ["会議名", "傍聴者数"]),
    ):
        assert secretariat.send(ADDRESS, form(page, act=act)).status_code == 303
        page = secretariat.get(f"{ADDRESS}?at={act}")
        assert re.search(rf'value="{act}" ?(disabled|autofocus)', page.text)
        assert rows(secretariat.get(f"/meetings/{meeting}/papers"))[:2] == expected
        page = secretariat.get(ADDRESS)
    assert secretariat.send(ADDRESS, form(page)).status_code == 303
    told = acts(db)
    assert len(told) == 3, "what changed nothing is no act"
    assert told[0][1]["heading"] == "議事録"
    assert "names" not in json.dumps(told)
    page = secretariat.get(ADDRESS)
    assert secretariat.send(ADDRESS, form(page, act="usual")).status_code == 303
    assert db.value("SELECT settings FROM meeting_body") == "{}"
    assert "標準の様式に戻す" not in secretariat.get(ADDRESS).text


def test_two_rows_that_change_places_by_number(secretariat, db, meeting):
    page = secretariat.get(ADDRESS)
    changed = {"place-name": "3", "place-when": "1", "place-other": ""}
    assert secretariat.send(ADDRESS, form(page, **changed)).status_code == 303
    assert rows(secretariat.get(f"/meetings/{meeting}/papers"))[:4] == [
        "開催日時",
        "事務局",
        "会議名",
        "開催場所",
    ]


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(secretariat, db, meeting):
    page = secretariat.get(ADDRESS)
    wrong = {
        "label-when": "長" * 21,
        "place-place": "14",
        "label-other": "会議名",
        "heading": "見" * 21,
        "results_heading": "議決",
    }
    answer = secretariat.send(ADDRESS, form(page, **wrong, names="1"))
    assert answer.status_code == 422
    for field in ("label-when", "place-place", "label-other", "heading"):
        assert re.search(rf'id="{field}"[^>]*aria-invalid', answer.text), field
        assert f'href="#{field}"' in answer.text
        assert f'id="{field}-error"' in answer.text
    assert value(answer, "results_heading") == "議決"
    assert value(answer, "label-when") == "長" * 21
    assert value(answer, "place-place") == "14"
    assert "checked" in re.search(r'id="names"[^>]*', answer.text)[0]
    assert secretariat.send(f"{ADDRESS}/sample.pdf", form(page, **wrong)).status_code == 422
    none = form(page) | {"act": "save"}
    none = {k: v for k, v in none.items() if not k.startswith("printed-")}
    assert "印刷する行を一つ以上選んでください" in secretariat.send(ADDRESS, none).text
    assert (
        secretariat.send(
            ADDRESS, {"act": "save", "place-name": "x" * 5000, "row": ["evil", "name"]}
        ).status_code
        == 422
    )
    assert not acts(db)


def test_a_stale_page_saves_nothing_and_shows_both(secretariat, db, meeting):
    page = secretariat.get(ADDRESS)
    first, second = form(page, **{"label-when": "日時"}), form(page, **{"label-place": "会場"})
    assert secretariat.send(ADDRESS, first).status_code == 303
    assert secretariat.send(ADDRESS, first).status_code == 303, "the same click once more"
    answer = secretariat.send(ADDRESS, second)
    assert answer.status_code == 409
    assert value(answer, "label-place") == "会場"
    assert "3 日時" in answer.text
    assert secretariat.send(ADDRESS, form(page, act="usual")).status_code == 409
    again = second | {"seen": value(answer, "seen")}
    assert secretariat.send(ADDRESS, again).status_code == 303, "seen, and meant"
    assert len(acts(db)) == 2


def test_names_are_printed_only_where_chosen_and_final_minutes_stay(secretariat, db, clock, meeting):
    def told():
        return secretariat.get(f"/meetings/{meeting}/papers").text.split("cover-table")[1]

    assert not any(name in told() for name in NAMES)
    page = secretariat.get(ADDRESS)
    assert "だれでも（ログインなし）" in page.text
    secretariat.send(
        f"/meetings/{meeting}/papers/final", {"seen": finishing.shown(db, meeting), "confirmed_by": "長"}
    )
    assert secretariat.send(ADDRESS, form(page, names="1")).status_code == 303
    assert not any(name in told() for name in NAMES), "final"
    with db.write():
        later = make_meeting(db, clock(), 1, [(0, "委員", "x")], number=4)
    rows_ = [
        {
            "id": 0,
            "name": NAMES[0],
            "post": "",
            "role": "委員",
            "kind": "member",
            "chair": 0,
            "presence": "present",
            "key": "",
        }
    ]
    people.put_people(db, SYSTEM, clock(), later, rows_, people.seen([]))
    assert NAMES[0] in secretariat.get(f"/meetings/{later}/papers").text


def test_samples_as_typed_and_as_saved(secretariat, db, meeting, client_for, pdf_text):
    page = secretariat.get(ADDRESS)
    typed = secretariat.send(f"{ADDRESS}/sample.pdf", form(page, **{"label-when": "開催したとき"}))
    assert typed.status_code == 200
    assert "開催したとき" in pdf_text(typed.data)
    saved = pdf_text(secretariat.get(f"{ADDRESS}/sample.pdf").data)
    assert "開催日時" in saved
    assert "開催したとき" not in saved
    cells = Document(BytesIO(secretariat.get(f"{ADDRESS}/sample.docx").data)).tables[0].rows
    assert [row.cells[0].text for row in cells] == list(cover.ROWS.values())
    assert all(row.cells[1].text for row in cells), "one of everything"
    for end in ("", "/sample.pdf", "/sample.docx", "/template.docx"):
        for role in ("member", "section"):
            assert client_for(role).get(ADDRESS + end).status_code == 403
        assert secretariat.get(f"/meetings/bodies/99/paper{end}").status_code == 404


def test_a_template_is_tried_used_and_given_back(secretariat, client, db, meeting):
    address = f"/meetings/{meeting}/papers/minutes.docx"
    assert secretariat.get(f"{ADDRESS}/template.docx").data == word.default_template()
    assert send(secretariat, own()).status_code == 303
    assert "本市の様式.docx" in secretariat.get(ADDRESS).text
    assert first_line(secretariat, f"{ADDRESS}/sample.docx?of=tried") == "本市の書式：第１回見本委員会"
    assert first_line(secretariat, address) == "会議録（案）", "tried, not used"
    page = secretariat.get(ADDRESS)
    seen = re.search(r'decide">.*?name="seen" value="(\w+)"', page.text, re.S)[1]
    assert secretariat.send(f"{ADDRESS}/template/decide", {"act": "use", "seen": "old"}).status_code == 409
    for _ in range(2):
        assert secretariat.send(f"{ADDRESS}/template/decide", {"act": "use", "seen": seen}).status_code == 303
    assert first_line(secretariat, address) == "本市の書式：第3回"
    assert first_line(secretariat, f"{ADDRESS}/sample.docx?of=kept") == "本市の書式：第１回見本委員会"
    assert secretariat.get(f"{ADDRESS}/template.docx?of=kept").data == own()
    assert secretariat.get(f"{ADDRESS}/template.docx?of=tried").status_code == 404
    secretariat.send(
        f"/meetings/{meeting}/papers/final", {"seen": finishing.shown(db, meeting), "confirmed_by": "長"}
    )
    secretariat.send(f"/meetings/{meeting}/papers/publish", {"on": "1"})
    public = re.search(r'href="(/minutes/[^"]+\.docx)"', secretariat.get(f"/meetings/{meeting}/read").text)[1]
    assert first_line(client, public) == "本市の書式：第3回"
    secretariat.get(ADDRESS)
    assert secretariat.send(f"{ADDRESS}/template/decide", {"act": "usual", "seen": seen}).status_code == 303
    assert first_line(secretariat, address) == "会議録"
    assert [act for act, _ in acts(db)] == [
        "meetings.template_tried",
        "meetings.template",
        "meetings.template_back",
    ]


def test_what_cannot_be_a_template_is_said_at_the_file(secretariat, db, meeting):
    for data, name, told in (
        (own("{{ 議事録 }}"), "a.docx", "「議事録」という差し込み箇所はありません"),
        (b"%PDF-1.7", "a.pdf", "Word 文書（.docx）を選んでください"),
        (b"nothing", "a.docx", "ひな形として読めません"),
        (own().replace(b"docProps/thumbnail.jpeg", b"word/vbaProject.bin.xml"), "a.docm", "マクロ"),
        (b"", "", "ファイルを選んでください"),
    ):
        answer = send(secretariat, data, name)
        assert answer.status_code == 422
        assert told in unescape(answer.text).split('id="file-error"')[1], name
    send(secretariat, own())
    page = secretariat.get(ADDRESS)
    seen = re.search(r'decide">.*?name="seen" value="(\w+)"', page.text, re.S)[1]
    assert secretariat.send(f"{ADDRESS}/template/decide", {"act": "drop", "seen": seen}).status_code == 303
    assert "本市の様式.docx" not in secretariat.get(ADDRESS).text
    assert secretariat.send(f"{ADDRESS}/template/decide", {"act": "burn", "seen": seen}).status_code == 404


def test_a_template_that_fits_no_more_is_told_and_readers_still_get_a_file(
    secretariat, client, db, clock, meeting
):
    with db.write():
        paper.store.put(
            db, 1, paper.KEPT, paper.Template("本市の様式.docx", own('所管：{{ 項目["傍聴者数"] }}'))
        )
    page = secretariat.get(ADDRESS)
    assert secretariat.send(ADDRESS, form(page, **{"printed-observers": None})).status_code == 303
    assert "「傍聴者数」という差し込み箇所はありません" in secretariat.get(ADDRESS).text
    assert first_line(secretariat, f"/meetings/{meeting}/papers/minutes.docx") == "所管："
    with db.write():
        paper.store.put(db, 1, paper.KEPT, paper.Template("本市の様式.docx", b"broken"))
    answer = secretariat.get(f"/meetings/{meeting}/papers/minutes.docx")
    assert answer.status_code == 422
    assert "ひな形「本市の様式.docx」では、この会議録を作れません" in answer.text
    secretariat.send(
        f"/meetings/{meeting}/papers/final", {"seen": finishing.shown(db, meeting), "confirmed_by": "長"}
    )
    secretariat.send(f"/meetings/{meeting}/papers/publish", {"on": "1"})
    public = re.search(r'href="(/minutes/[^"]+\.docx)"', secretariat.get(f"/meetings/{meeting}/read").text)[1]
    assert first_line(client, public) == "会議録"
