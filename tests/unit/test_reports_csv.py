"""CSV files: read back as strict readers would, exact to the character."""

import csv

import pytest

from reports.counts import round_words
from reports.long import ANSWER_COLUMNS, CODE_COLUMNS
from reports.writers.csv import write_all
from tests.support.small import small_round


def read(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("export") / "new" / "folder"
    return {p.stem: p for p in write_all(small_round(), folder)}


def test_files_and_headers(small):
    assert list(small) == ["sections", "answers", "counts", "codes"]
    head = {name: path.read_bytes().split(b"\r\n")[0].decode() for name, path in small.items()}
    assert head["counts"] == (
        "\ufeffform,question,code,label,n,base,percent_of_base,mentions,percent_of_mentions"
    )
    assert head["answers"] == "\ufeff" + ",".join(c.key for c in ANSWER_COLUMNS)
    assert head["codes"] == "\ufeff" + ",".join(c.key for c in CODE_COLUMNS)
    assert head["sections"] == "\ufefforder,department,section,kind,s_state,s_forms,d_state,d_forms"


def test_mark_and_line_ends(small):
    for path in small.values():
        raw = path.read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        assert raw.count(b"\xef\xbb\xbf") == 1
        assert raw.endswith(b"\r\n")
        assert b"\n" not in raw.replace(b"\r\n", b"")


def test_texts_are_exact(small):
    texts = [r["text"] for r in read(small["answers"])]
    assert "=1+1" in texts  # data stays data: no mark before it
    assert "（準備中）\r\n二行目" in texts


def test_counts(small):
    rows = {(r["form"], r["question"], r["code"]): r for r in read(small["counts"])}
    assert rows["s", "status", "2"] == {
        "form": "s", "question": "status", "code": "2", "label": "予定", "n": "1", "base": "3",
        "percent_of_base": "33.3", "mentions": "3", "percent_of_mentions": "33.3",
    }  # fmt: skip
    blank = rows["s", "status", "blank"]
    assert (blank["label"], blank["n"], blank["percent_of_mentions"]) == ("記入なし", "1", "")
    assert [k[2] for k in rows if k[1] == "why"] == ["answered", "nothing", "not_applicable", "blank"]


def test_counts_of_2010(koganei, tmp_path):
    counts = next(p for p in write_all(koganei, tmp_path) if p.stem == "counts")
    rows = {(r["form"], r["question"], r["code"]): r for r in read(counts)}
    assert {k[0] for k in rows} == {"overall", "a", "b", "c"}
    why = rows["overall", "why_needed", "answered"]
    assert (why["n"], why["base"], why["percent_of_base"]) == ("38", "52", "73.1")
    assert {r["mentions"] for k, r in rows.items() if k[:2] == ("a", "type")} == {"71"}
    for r in rows.values():
        assert r["percent_of_base"] == f"{int(r['n']) / int(r['base']) * 100:.1f}"


def test_sections_of_2010(koganei, tmp_path):
    sections = read(next(p for p in write_all(koganei, tmp_path) if p.stem == "sections"))
    assert (len(sections), sum(int(r["a_forms"]) for r in sections)) == (52, 70)
    assert {r["kind"] for r in sections} == {"section", "charge", "office"}
    assert {r["overall_state"] for r in sections} == {"submitted"}


def test_answers_read_back(koganei, tmp_path):
    answers = read(next(p for p in write_all(koganei, tmp_path) if p.stem == "answers"))
    amounts = [int(r["value"]) for r in answers if r["question"] == "city_budget" and r["value"]]
    assert (len(amounts), sum(amounts)) == (62, 342_817)
    texts = {r["text"] for r in answers}
    assert {f.answer("name").text for f in koganei.by_questionnaire["a"]} <= texts


def test_no_form_leaves_percentages_empty(tmp_path):
    counts = next(p for p in write_all(small_round(()), tmp_path) if p.stem == "counts")
    assert {(r["n"], r["base"], r["percent_of_base"], r["percent_of_mentions"]) for r in read(counts)} == {
        ("0", "0", "", "")
    }


def test_stored_words_and_overwriting(tmp_path):
    data = small_round()
    write_all(data, tmp_path)
    write_all(data, tmp_path, {"s": round_words(data, "s").repeat(2, axis=0)})
    rows = [r for r in read(tmp_path / "counts.csv") if r["form"] == "s"]
    assert {r["base"] for r in rows} == {"6"}
