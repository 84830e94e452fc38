"""A questionnaire added as a TOML file alone appears in page, import, counts, print, data and codes."""

import csv
import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from app.importing.service import import_folder
from app.results import service
from app.rounds import service as rounds
from app.security import SYSTEM
from forms.questionnaire import load, load_all
from forms.questions import KINDS
from tests.web.test_results import grid, records

D = load(Path(__file__).parents[1] / "data/definitions/d.toml")
HEAD = (
    "no,department,section,unit,room,story,state_codes,wishes_codes,since_codes,since,opening_codes,opening,"
    "cost_codes,cost_thousand_yen,basis_codes,basis,basis_page,other_state,other_wishes"
)
#: Two rooms; the second with what a definition allows beside plain choices.
ROOMS = (
    "1,企画財政部,企画政策課,庁舎係,旧電算室,機器の入替えで空いた。,2,1;2,1,平成１２,1,令和９年度,1,2400,1,庁舎整備方針,５頁,,",
    "2,議会事務局,議会事務局,,=第二控室,特になし,5,6;7,2,不明,2,,3,,2,,,工事中,倉庫にしたい",
)


@pytest.fixture
def folder(tmp_path):
    """A survey of two sections and two rooms, as files."""
    made = tmp_path / "survey"
    made.mkdir()
    sections = "order,department,section,unit_kind\n1,企画財政部,企画政策課,section\n2,議会事務局,議会事務局,office\n"
    (made / "sections.csv").write_text(sections, encoding="utf-8-sig")
    (made / "d_projects.csv").write_text("\n".join((HEAD, *ROOMS)) + "\n", encoding="utf-8-sig")
    return made


@pytest.fixture
def survey(db, clock, folder):
    report = import_folder(
        db, SYSTEM, clock(), folder, "部屋調査", year=2026, accept_flagged=True, definitions=(D,)
    )
    assert report.ok, report.text("en")
    return report.round_id


def test_it_has_one_question_of_every_kind_and_no_code():
    assert {q.kind for q in D.questions} == set(KINDS)
    assert D.key not in {q.key for q in load_all()}
    root = Path(__file__).parents[2]
    for path in (p for part in ("app", "forms", "reports") for p in (root / part).rglob("*.py")):
        for word in ("d_projects", "wishes_codes", "空いている部屋"):
            assert word not in path.read_text(encoding="utf-8"), f"{path} knows the questionnaire"


def test_import(db, survey):
    forms = service.reading.submitted_forms(db, survey)
    assert [(f.questionnaire, f.number) for f in forms] == [("d", 1), ("d", 2)]
    for form in forms:
        assert set(form.answers) == {q.key for q in D.questions} - ({"unit"} if form.number == 2 else set())


#: What a section posts, block by block.
TYPED = {
    "place": {"unit-text": "庁舎係", "room-text": "旧書庫", "story-text": "", "state-codes": "1"},
    "use": {
        "wishes-codes": "2", "since-codes": "1", "since-text": "S62", "opening-codes": "1", "opening-text": "令和９",
        "cost-codes": "1", "cost-text": "１，１８０", "basis-codes": "1", "basis-text": "整備方針", "basis-page": "3頁",
    },
}  # fmt: skip


def test_page_of_a_section(db, clock, client_for, survey):
    """Filled in, checked, printed and submitted in the browser's way."""
    rounds.change(db, SYSTEM, clock(), survey, state="open")
    section = client_for("section")
    home = section.get("/", follow_redirects=True)
    assert D.title.ja in home.text
    place = home.request.path
    section.get(f"{place}q/d/")
    added = section.send(f"{place}q/d/add", {"request": "once"})
    for block in D.blocks:
        shown = section.get(added.location.rpartition("/")[0] + f"/{block.key}").text
        for question in block.questions:
            assert question.label.ja in shown
            for choice in question.choices:
                assert (f'name="{question.key}-codes" value="{choice.code}"' in shown) == choice.offered
        sent = section.send(added.location.rpartition("/")[0] + f"/{block.key}", TYPED[block.key])
        assert sent.status_code == 303
    checked = section.get(f"{place}check").text
    assert "旧書庫" in checked
    assert "1,180千円" in section.get(f"{place}print").text
    boxes = dict(re.findall(r'name="(seen-\d+)" value="([^"]*)"', checked))
    chosen = {"forms": [name.removeprefix("seen-") for name in boxes]}
    done = section.send(f"{place}check", {"respondent": "山田", "extension": "2145", **boxes, **chosen})
    assert "/done/" in done.location
    forms = service.round_data(db, survey, clock()).by_questionnaire["d"]
    form = next(f for f in forms if f.answer("room").text == "旧書庫")
    values = {q.key: q.value(form.answer(q.key)) for q in D.questions if q.value_unit}
    assert values == {"since": 1987, "opening": 2027, "cost": 1180}


def test_answers_on_screen(secretariat, survey):
    rows = records(secretariat.get(f"/rounds/{survey}/results/answers-d").text)
    heads = grid(secretariat.get(f"/rounds/{survey}/results/answers-d").text)[0]
    for question in D.questions:
        assert any(question.short.ja in head for head in heads), question.key
    assert [r["番号"] for r in rows] == ["Ｄ１", "Ｄ２"]
    assert next(v for k, v in rows[0].items() if k.startswith("7 改修費")) == "2,400"
    assert rows[1]["3 状態"].startswith("⑤その他（工事中）")
    form = secretariat.get(f"/rounds/{survey}/results/answers-d").text.split("/projects/")[1].split('"')[0]
    project = secretariat.get(f"/rounds/{survey}/projects/{form}").text
    for question in D.questions:
        assert question.short.ja in project


def test_counts_on_screen(secretariat, survey):
    rows = records(secretariat.get(f"/rounds/{survey}/results/counts-d").text)
    told = {(r["設問"], r["選択肢"]): (r["件数"], r["提出数"]) for r in rows}
    assert told["3 状態", "物置"] == ("1", "2")
    assert told["3 状態", "閉鎖"] == ("0", "2"), "a choice never chosen is there, too"
    assert told["4 用途", "不可"] == ("1", "2")
    assert told["2 経緯", "特になし"] == ("1", "2")
    amounts = records(secretariat.get(f"/rounds/{survey}/results/amounts-d").text)
    assert [(r["金額の記入数"], r["合計（千円）"]) for r in amounts] == [("1", "2,400")]


def test_workbook(secretariat, survey):
    answer = secretariat.get(f"/rounds/{survey}/results.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert [n for n in book.sheetnames if n.startswith("Ｄ")] == ["Ｄ 一覧", "Ｄ 集計"]
    printed = {str(c.value) for row in book["Ｄ 一覧"].iter_rows() for c in row}
    assert {"=第二控室", "旧電算室", "Ｄ２", "2400"} <= printed
    counted = {str(c.value) for row in book["Ｄ 集計"].iter_rows() for c in row}
    assert {c.short.ja for q in D.questions for c in q.choices if c.recorded} <= counted


def test_data_files(secretariat, survey):
    answer = secretariat.get(f"/rounds/{survey}/results-csv.zip")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        read = {
            name.removesuffix(".csv"): list(
                csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"), newline=""))
            )
            for name in archive.namelist()
        }
    counts = {(r["question"], r["code"]): r for r in read["counts"] if r["form"] == "d"}
    assert counts["since", "1"]["n"] == counts["since", "2"]["n"] == "1"
    assert counts["state", "blank"]["n"] == "0"
    assert counts["wishes", "1"]["mentions"] == "4"
    codes = {(r["question"], r["code"]) for r in read["codes"] if r["form"] == "d"}
    assert codes >= {(q.key, str(c.code)) for q in D.questions for c in q.choices}
    facts = {(r["number"], r["question"], r["code"]): r for r in read["answers"]}
    assert facts["Ｄ１", "since", "1"]["year"] == "2000"
    assert facts["Ｄ１", "opening", "1"]["year"] == "2027"
    assert facts["Ｄ１", "cost", "1"]["value"] == "2400"
    assert facts["Ｄ２", "room", ""]["text"] == "=第二控室"
    assert facts["Ｄ２", "story", ""]["ruling"] == "nothing"
    assert [r["d_forms"] for r in read["sections"]] == ["1", "1"]
