"""The Excel way: what the pages say, what is taken in, and what is never lost."""

from io import BytesIO

import openpyxl
import pytest

from app.organisation import service as organisation
from app.responses.service import reading
from app.security import SECTION, Actor
from forms.questions import Answer


@pytest.fixture
def place(small_round, db):
    """The address of the first section's Excel page."""
    return f"/fill/{small_round}/{organisation.all_sections(db)[0].id}/workbook"


@pytest.fixture
def someone(db):
    """The account of the first section."""
    row = db.one("SELECT id, name FROM account WHERE login = 'section'")
    return Actor(row["id"], row["name"], SECTION, frozenset({organisation.all_sections(db)[0].id}))


def opened(client, place):
    """The downloaded workbook, open."""
    response = client.get(f"{place}.xlsx")
    assert response.status_code == 200
    return openpyxl.load_workbook(BytesIO(response.data))


def cell_of(sheet, name):
    """The cell of a part: `name.text`, in a sheet that is one form."""
    for row in range(2, sheet.max_row + 1):
        names = str(sheet.cell(row, 1).value or "").split(",")
        if name in names:
            return sheet.cell(row, (4, 6)[names.index(name)])
    raise AssertionError(f"no {name} on {sheet.title}")


def send(client, place, book, name="kaito.xlsx"):
    """Send a workbook back."""
    data = book
    if not isinstance(book, bytes):
        made = BytesIO()
        book.save(made)
        data = made.getvalue()
    client.get(place)
    return client.send(place, {"workbook": (BytesIO(data), name)}, content_type="multipart/form-data")


def test_a_blank_round_is_filled_in_through_excel(section, place, db, small_round):
    assert "Excelで記入する" in section.get(place.removesuffix("workbook")).text
    book = opened(section, place)
    assert book.sheetnames[:4] == ["はじめに", "全体", "Ａ-1", "Ａ-2"]
    cell_of(book["全体"], "status.choice").value = "② 現在実施しており、将来実施したい事業もある"
    cell_of(book["Ａ-1"], "name.text").value = "花壇づくり"
    cell_of(book["Ａ-1"], "activity.c8").value = "〇"
    answer = send(section, place, book)
    assert answer.status_code == 303
    page = section.get(answer.location).text
    assert "花壇づくり" in page
    assert "⑧地域活動" in page
    done = section.send(answer.location, {"seen": page.split('name="seen" value="')[1].split('"')[0]})
    assert done.status_code == 303
    assert "下書きに取り込みました" in section.get(done.location).text
    own = list(db.all("SELECT id, questionnaire FROM form ORDER BY id"))
    assert [f["questionnaire"] for f in own] == ["overall", "a"]
    assert reading.drafts(db, own[0]["id"]) == {"status": Answer((2,))}
    assert reading.drafts(db, own[1]["id"]) == {"name": Answer(text="花壇づくり"), "activity": Answer((8,))}
