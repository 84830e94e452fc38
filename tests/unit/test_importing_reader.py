"""Tables out of files: encodings, broken rows, workbooks that mean harm."""

import zipfile
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Refused
from app.importing import reader, tables, workbook
from app.importing.tables import Unreadable, csv_rows, decode, table
from forms.questionnaire import load_all

QUESTIONNAIRES = load_all()
HEAD = "order,department,section,unit_kind\r\n"


def read_text(text):
    lines = []
    return table("t.csv", csv_rows(text), lines), lines


def folder(tmp_path, **files):
    for name, data in files.items():
        path = tmp_path / f"{name}.csv"
        path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8-sig"))
    return tmp_path


# Encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_csv_file_is_read_in_the_encodings_of_city_halls(tmp_path, encoding):
    data = (HEAD + "1,総務部,（法務担当）～①,charge\r\n").encode(encoding)
    source = reader.read(folder(tmp_path, sections=data), QUESTIONNAIRES)
    assert source.lines == []
    assert source.tables["sections"].rows[0].cells["section"] == "（法務担当）～①"


@pytest.mark.parametrize("data", [b"\xff\xfea\x00", b"\xfe\xff\x00a", b"a\x81"])
def test_other_bytes_are_refused_in_words(tmp_path, data):
    source = reader.read(folder(tmp_path, sections=data), QUESTIONNAIRES)
    (line,) = source.lines
    assert (line.level, line.file, line.rule) == ("refused", "sections.csv", "encoding")
    assert source.broken == {"sections"}


# Rows


def test_line_ends_commas_and_quotes_inside_a_cell_are_kept():
    found, lines = read_text('a,b\r\n"1\r\n2\n3\r4, ""5""",=x\r\n')
    assert lines == []
    assert found.rows[0].cells == {"a": '1\r\n2\n3\r4, "5"', "b": "=x"}


def test_rows_are_numbered_as_a_spreadsheet_does_and_empty_ones_are_skipped():
    found, lines = read_text('a,b\n"1\n2",x\n\n,\n3,y\n')
    assert [(r.number, r.cells["a"]) for r in found.rows] == [(2, "1\n2"), (5, "3")]
    assert lines == []


def test_a_row_longer_than_the_heading_is_refused_and_a_shorter_one_flagged():
    found, lines = read_text("a,b\n1,2,3\n4\n5,6,,\n")
    assert [(line.level, line.row, line.rule) for line in lines] == [
        ("refused", 2, "ragged_row"),
        ("flagged", 3, "ragged_row"),
    ]
    assert [dict(r.cells) for r in found.rows] == [{"a": "4"}, {"a": "5", "b": "6"}]


@pytest.mark.parametrize(
    ("text", "rule", "row"),
    [
        ("", "empty_file", None),
        (",,\n", "empty_file", None),
        ("a,b,a\n", "column_twice", 1),
        ('a,b\n1,"2\n', "broken_csv", 2),
        ('a,b\n1,2\n"3"4,5\n', "broken_csv", 3),
        (",".join(f"c{i}" for i in range(301)), "too_large", None),
    ],
)
def test_a_broken_table_is_refused_with_its_row(text, rule, row):
    with pytest.raises(Unreadable) as error:
        read_text(text)
    assert (error.value.rule, error.value.row) == (rule, row)


def test_rows_are_bounded(monkeypatch):
    monkeypatch.setattr(tables, "MAX_ROWS", 2)
    assert len(read_text("a\n1\n2\n\n\n")[0].rows) == 2
    with pytest.raises(Unreadable, match="Too many rows"):
        read_text("a\n1\n2\n\n3\n")


def test_the_size_of_a_file_is_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(reader, "MAX_BYTES", 10)
    source = reader.read(folder(tmp_path, sections=HEAD), QUESTIONNAIRES)
    assert [line.rule for line in source.lines] == ["too_large"]


# The folder


def test_files_that_are_no_part_of_an_import_are_named(tmp_path):
    source = reader.read(folder(tmp_path, sections=HEAD, b_project="no\r\n"), QUESTIONNAIRES)
    assert [(line.level, line.file) for line in source.lines] == [("noted", "b_project.csv")]


def test_file_names_may_be_in_capitals(tmp_path):
    (tmp_path / "Sections.CSV").write_text(HEAD)
    assert set(reader.read(tmp_path, QUESTIONNAIRES).tables) == {"sections"}


@pytest.mark.parametrize("made", ["nothing", "empty", "other"])
def test_a_place_without_tables_is_refused(tmp_path, made):
    if made == "other":
        (tmp_path / "codes.csv").write_text("a\n")
    with pytest.raises(Refused):
        reader.read(tmp_path / "absent" if made == "nothing" else tmp_path, QUESTIONNAIRES)


# Workbooks


def book(path, **sheets):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


def test_one_workbook_takes_the_place_of_the_folder(tmp_path):
    path = book(
        tmp_path / "調査.xlsx", sections=[["order", "section"], [1, "総務課"], [2.0, None]], memo=[["x"]]
    )
    for place in (path, tmp_path):
        source = reader.read(place, QUESTIONNAIRES)
        assert dict(source.tables["sections"].rows[0].cells) == {
            "order": "1",
            "section": "総務課",
        }
        assert [line.file for line in source.lines] == ["調査.xlsx［memo］"]


def test_a_workbook_beside_csv_files_is_named_and_left_alone(tmp_path):
    book(tmp_path / "b.xlsx", sections=[["order"]])
    source = reader.read(folder(tmp_path, sections=HEAD), QUESTIONNAIRES)
    assert [(line.level, line.file) for line in source.lines] == [("noted", "b.xlsx")]


def test_cells_become_text_as_a_csv_would_hold_it():
    from datetime import date, datetime

    values = [
        None,
        "a_x000D_b",
        "_x005F_x000D_",
        True,
        1180.0,
        0.5,
        7,
        datetime(2010, 10, 6),
        date(2010, 10, 6),
    ]
    assert [workbook.cell_text(v) for v in values] == [
        "", "a\rb", "_x000D_", "TRUE", "1180", "0.5", "7", "2010-10-06", "2010-10-06",
    ]  # fmt: skip


@pytest.mark.parametrize("address", ["XFD2", "KP2"])
def test_a_cell_far_to_the_right_is_refused(tmp_path, address):
    made = openpyxl.Workbook()
    made.active.title = "sections"
    made.active["A1"] = "order"
    made.active[address] = "far"
    made.save(tmp_path / "far.xlsx")
    source = reader.read(tmp_path, QUESTIONNAIRES)
    assert [line.rule for line in source.lines] == ["too_large"]


def test_a_cell_far_below_is_refused(tmp_path):
    made = openpyxl.Workbook()
    made.active.title = "sections"
    made.active["A1"] = "order"
    made.active["A1048576"] = "far"
    made.save(tmp_path / "far.xlsx")
    assert [line.rule for line in reader.read(tmp_path, QUESTIONNAIRES).lines] == ["too_large"]


def test_a_made_up_cell_address_fills_no_memory(tmp_path):
    path = book(tmp_path / "x.xlsx", sections=[["order"], ["1"]])
    rewrite(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'r="A2"', b'r="ZZZZZZZ2"'))
    source = reader.read(path, QUESTIONNAIRES)
    assert [line.rule for line in source.lines] == ["broken_workbook"]


def rewrite(path, part, change):
    data = BytesIO(path.read_bytes())
    with zipfile.ZipFile(data) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == part else content)


def test_an_entity_bomb_is_refused(tmp_path):
    path = book(tmp_path / "bomb.xlsx", sections=[["order"], ["1"]])
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    rewrite(path, "xl/worksheets/sheet1.xml", lambda xml: bomb + xml)
    with pytest.raises(Refused, match="Not readable as a workbook") as error:
        reader.read(path, QUESTIONNAIRES)
    causes, cause = [], error.value
    while cause := cause.__cause__:
        causes.append(type(cause).__name__)
    assert "EntitiesForbidden" in causes


def test_a_workbook_that_unpacks_to_too_much_is_refused_unopened(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "MAX_UNPACKED", 1000)
    monkeypatch.setattr(workbook.openpyxl, "load_workbook", lambda *a, **k: pytest.fail("it was opened"))
    with pytest.raises(Refused, match="Unpacks"):
        reader.read(book(tmp_path / "big.xlsx", sections=[["order"]]), QUESTIONNAIRES)


@pytest.mark.parametrize("data", [b"", b"no zip", b"\xd0\xcf\x11\xe0" + b"\0" * 600])
def test_what_is_no_workbook_is_refused(tmp_path, data):
    (tmp_path / "x.xlsx").write_bytes(data)
    with pytest.raises(Refused, match="Not readable as a workbook"):
        reader.read(tmp_path / "x.xlsx", QUESTIONNAIRES)


# Whatever people write comes back

CELLS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]) | st.sampled_from(',"\n\r𠮷㈶=+-@　'))


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=5))
def test_any_text_survives_a_csv_file(rows):
    import csv
    import io

    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\r\n").writerows([["a", "b", "c"], *rows])
    lines = []
    found = table("t.csv", csv_rows(decode(stream.getvalue().encode("utf-8-sig"))), lines)
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    assert [list(r.cells.values()) for r in found.rows] == kept
    assert lines == []
