"""Stored files: what is taken, that bytes stay what they were, and that nothing is lost or left over."""

import io
import os
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import NotFound, Refused
from app.files import kinds, service, store
from app.security import SYSTEM
from tests.support.city import NOW, make_city

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def container(**entries):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in entries.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), text)
    return made.getvalue()


def office(main, **more):
    entries = {"[Content_Types].xml": "<Types/>", main: "<x/>", **more}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in entries.items():
            archive.writestr(name, text)
    return made.getvalue()


DOCX, XLSX = office("word/document.xml"), office("xl/workbook.xml")
ODT = container(mimetype=kinds.ODT)


@pytest.fixture
def city(tmp_path):
    made = make_city(tmp_path)
    yield made
    made.db.close()


def put(city, tmp_path, name="依頼文.pdf", data=PDF):
    return service.put(city.db, SYSTEM, NOW, tmp_path, name, kinds.PDF, data)


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("依頼文.pdf", PDF, kinds.PDF), ("図.PNG", PNG, kinds.PNG), ("写真.jpeg", b"\xff\xd8\xff\xe0abc", kinds.JPEG),
        ("記入要領.docx", DOCX, kinds.DOCX), ("記入例.xlsx", XLSX, kinds.XLSX), ("例.odt", ODT, kinds.ODT),
        ("連絡.txt", "ご記入ください。\r\n".encode("cp932"), kinds.TXT), ("連絡.txt", "𠮷田".encode(), kinds.TXT),
    ],
)  # fmt: skip
def test_papers_and_pictures_are_taken(name, data, kind):
    made = kinds.checked(name, data)
    assert (made.media_type, made.data) == (kind, data)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("依頼文.pdf", b""), ("依頼文.pdf", PNG), ("依頼文.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99)),
        ("実行.exe", b"MZ\x90\x00" + bytes(60)), ("束.zip", container(a="x")), ("悪.docx", b"PK\x03\x04broken"),
        ("マクロ.xlsx", office("xl/workbook.xml", **{"xl/vbaProject.bin": "x"})),
        ("マクロ.docx", office("word/document.xml", **{"word/vbaProject.bin": "x"})),
        ("頁.html", b"<script>alert(1)</script>"), ("依頼文", PDF), ("連絡.txt", b"\x00\x01\x02"),
        ("大.pdf", PDF + bytes(kinds.MOST_BYTES)),
    ],
)  # fmt: skip
def test_everything_else_is_refused_with_a_reason(name, data):
    with pytest.raises(Refused) as refused:
        kinds.checked(name, data)
    assert refused.value.message.ja.endswith("。") or "MB" in refused.value.message.ja
    assert refused.value.message.en


@given(st.text(max_size=300))
def test_names_are_harmless_whatever_they_were(name):
    made = kinds.safe_name(name)
    assert made
    assert len(made) <= 130
    assert not set(made) & set('\\/:*?"<>|\r\n\0')
    assert not made.startswith(".")
    assert kinds.safe_name(made) == made


def test_names_keep_what_people_read():
    assert kinds.safe_name("C:\\Users\\髙橋\\記入要領（第２版）.pdf") == "記入要領（第２版）.pdf"
    assert kinds.safe_name("../../etc/passwd") == "passwd"
    assert kinds.safe_name("長" * 300 + ".docx").endswith(".docx")


def test_bytes_come_back_as_they_were_and_lie_once(city, tmp_path):
    one, other = put(city, tmp_path), put(city, tmp_path, "写し.pdf")
    assert service.read(city.db, tmp_path, one) == service.read(city.db, tmp_path, other) == PDF
    assert len(list(store.on_disk(tmp_path))) == 1
    assert service.get(city.db, other).name == "写し.pdf"
    with pytest.raises(NotFound):
        service.read(city.db, tmp_path, 999)


def test_a_failed_write_leaves_no_row_and_no_half_file(city, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda handle: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        put(city, tmp_path)
    assert store.every(city.db) == []
    assert list(store.on_disk(tmp_path)) == []


def test_a_row_whose_transaction_failed_leaves_only_a_stray_file(city, tmp_path):
    def begun():
        with city.db.write():
            put(city, tmp_path)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        begun()
    assert [f.kind for f in service.faults(city.db, tmp_path)] == ["stray"]
    assert service.drop_unused(city.db, SYSTEM, NOW, tmp_path) == 1
    assert service.faults(city.db, tmp_path) == []


def test_missing_and_damaged_files_are_told_and_never_handed_out(city, tmp_path):
    missing, damaged = put(city, tmp_path), put(city, tmp_path, "図.png", PNG)
    store.path_of(tmp_path, service.get(city.db, missing).sha256).unlink()
    store.path_of(tmp_path, service.get(city.db, damaged).sha256).write_bytes(b"x")
    assert [f.kind for f in service.faults(city.db, tmp_path)] == ["missing", "damaged"]
    for file_id in (missing, damaged):
        with pytest.raises(Refused):
            service.read(city.db, tmp_path, file_id)


def test_only_what_nothing_points_to_is_dropped(city, tmp_path):
    needed, spare = put(city, tmp_path), put(city, tmp_path, "図.png", PNG)
    with city.db.write():
        city.db.insert(
            "round_material", round_id=city.round_id, kind="guide", title="記入要領", file_id=needed,
            position=1, changed_at="x",
        )  # fmt: skip
    assert service.drop_unused(city.db, SYSTEM, NOW, tmp_path) == 1
    assert service.read(city.db, tmp_path, needed) == PDF
    with pytest.raises(NotFound):
        service.get(city.db, spare)
    assert service.drop_unused(city.db, SYSTEM, NOW, tmp_path) == 0
