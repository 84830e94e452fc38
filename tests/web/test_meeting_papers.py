"""Minutes as files, as the secretariat takes them from the page."""

from io import BytesIO

import pytest
from docx import Document

from tests.support.meetings import make_body, make_meeting


@pytest.fixture
def meeting(db, clock):
    with db.write():
        return make_meeting(db, clock(), make_body(db, clock()), [(0, "委員", "一つ目。<b>\n二つ目。")])


def test_the_page_and_its_files(secretariat, client_for, meeting):
    address = f"/meetings/{meeting}/papers"
    page = secretariat.get(address).text
    assert "【委員】" in page
    assert "<b>" not in page.split("<main")[1]
    found = {end: secretariat.get(f"{address}/minutes.{end}") for end in ("pdf", "docx", "txt")}
    assert all(
        f.status_code == 200 and "attachment" in f.headers["Content-Disposition"] for f in found.values()
    )
    assert found["pdf"].data.startswith(b"%PDF")
    assert "【委員】\t一つ目。<b>" in [p.text for p in Document(BytesIO(found["docx"].data)).paragraphs]
    assert "【委員】一つ目。<b>\n　二つ目。" in found["txt"].text
    assert secretariat.get(f"{address}/minutes.exe").status_code == 404
    assert secretariat.get(f"{address}/corrections.pdf").data.startswith(b"%PDF")
    for role in ("member", "section"):
        assert client_for(role).get(f"{address}/minutes.pdf").status_code == 403
