"""依頼文・記入要領・記入例: written by the secretariat, read by the sections asked, as texts and files."""

import io
import re

import pytest

from app import web
from app.errors import RoundArchived
from app.files import service as files
from app.files.kinds import MOST_BYTES
from app.materials import page, service
from app.materials.service import Wanted
from app.organisation import service as organisation
from app.rounds import dates_service
from app.rounds import service as rounds
from app.security import SYSTEM
from tests.unit.test_files import DOCX, PDF

TEXT = "■ 記入の対象\n令和8年度に実施する事業です。\n二行目\n\n・市の予算の有無は問いません\n・=1+1 <script>"


@pytest.fixture
def folder(app):
    return web.runtime(app).instance


def send(client, address, *, name="依頼文.pdf", data=PDF, **fields):
    token = re.search(r'name="request" value="([0-9a-f]*)"', client.get(address).text)[1]
    known = {"kind": "guide", "title": "記入要領", "body": TEXT, "request": token} | fields
    if data is not None:
        known["file"] = (io.BytesIO(data), name)
    return client.send(address, known, content_type="multipart/form-data")


def test_written_read_and_downloaded(secretariat, section, member, small_round):
    assert section.get(f"/fill/{small_round}/1/").text.count("記入要領") == 0
    answer = send(secretariat, f"/rounds/{small_round}/materials/new", name="依頼文（第２版）.pdf")
    assert answer.status_code == 303
    assert "依頼文（第２版）.pdf" in secretariat.get(answer.location).text
    shown = section.get(f"/materials/{small_round}").text
    assert "<h3>記入の対象</h3>" in shown
    assert "<li>市の予算の有無は問いません</li>" in shown
    assert "&lt;script&gt;" in shown
    file = section.get(re.search(r'href="(/materials/\d+/\d+/file)"', shown)[1])
    assert file.data == PDF
    assert file.mimetype == "application/pdf"
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert member.get(f"/materials/{small_round}").status_code == 403


def test_every_block_page_leads_there(db, section, clock, small_round, folder):
    service.add(db, folder, SYSTEM, clock(), small_round, Wanted("guide", "記入要領", TEXT))
    made = rounds.questionnaire(db, small_round, "overall")
    for block in made.blocks:
        shown = section.get(f"/fill/{small_round}/1/q/overall/0/{block.key}").text
        assert f'href="/materials/{small_round}"' in shown
    assert f'href="/materials/{small_round}"' in section.get(f"/fill/{small_round}/1/").text


def test_only_the_sections_asked_read_them(db, clock, client_for, folder):
    ids = [s.id for s in organisation.all_sections(db)]
    made = rounds.create(db, SYSTEM, clock(), "一課だけの調査", 2026, ids[:1])
    one = service.add(db, folder, SYSTEM, clock(), made, Wanted("guide", "記入要領", TEXT))
    own, other = client_for("section"), client_for("section2")
    assert own.get(f"/materials/{made}").status_code == 404  # still in preparation
    rounds.change(db, SYSTEM, clock(), made, state="open")
    assert own.get(f"/materials/{made}").status_code == 200
    assert own.get(f"/materials/{made}/{one}/file").status_code == 404  # it has none
    assert other.get(f"/materials/{made}").status_code == 404
    assert other.get(f"/materials/{made}/{one}/file").status_code == 404


def test_changed_ordered_and_removed(db, clock, secretariat, small_round, folder):
    base = f"/rounds/{small_round}/materials"
    send(secretariat, f"{base}/new", kind="request", title="依頼文")
    send(secretariat, f"{base}/new", data=None)
    one, two = (m.id for m in service.of_round(db, small_round))
    for _ in range(2):  # a click sent twice moves once
        secretariat.send(f"{base}/{two}/move", {"action": "up", "place": "2"})
    assert [m.id for m in service.of_round(db, small_round)] == [two, one]
    seen = service.get(db, small_round, one).changed_at
    clock.advance(minutes=1)
    answer = secretariat.send(
        f"{base}/{one}",
        {"kind": "request", "title": "依頼文", "body": "本文", "seen": seen, "drop_file": "1"},
    )
    assert answer.status_code == 303
    assert service.get(db, small_round, one).file_id is None
    assert files.faults(db, folder) == []
    assert not list((folder / "files").rglob("*.*"))
    stale = secretariat.send(
        f"{base}/{one}", {"kind": "request", "title": "別の題", "body": "打った文", "seen": seen}
    )
    assert stale.status_code == 409
    assert "打った文" in stale.text
    assert "ほかの方が先に変更" in stale.text
    secretariat.get(f"{base}/{one}/remove")
    for _ in range(2):
        assert secretariat.send(f"{base}/{one}/remove").status_code == 303
    assert [m.id for m in service.of_round(db, small_round)] == [two]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"title": " "}, "題名を"), ({"body": "", "data": None}, "本文かファイル"),
        ({"data": b"MZ\x90\x00\x00"}, "受け付けられません"), ({"data": DOCX}, "合いません"),
        ({"kind": "x"}, "種類を選んで"), ({"data": b""}, "空です"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(db, secretariat, small_round, fields, told):
    answer = send(
        secretariat, f"/rounds/{small_round}/materials/new", **{"body": "打った文 " + TEXT} | fields
    )
    assert answer.status_code == 422
    assert told in answer.text
    assert fields.get("body") == "" or "打った文" in answer.text
    assert service.of_round(db, small_round) == []
    assert db.value("SELECT count(*) FROM file") == 0


def test_the_same_click_twice_adds_once(db, secretariat, small_round):
    address = f"/rounds/{small_round}/materials/new"
    token = re.search(r'name="request" value="([0-9a-f]*)"', secretariat.get(address).text)[1]
    for _ in range(2):
        secretariat.send(address, {"kind": "guide", "title": "要領", "body": "x", "request": token})
    assert len(service.of_round(db, small_round)) == 1


def post_large(client, address, data, **fields):
    """By hand: werkzeug's client leaves the temporary file of a large body open."""
    known = {"csrf_token": client.token, "kind": "guide", "title": "要領", "body": ""} | fields
    parts = [f'--x\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in known.items()]
    head = '--x\r\nContent-Disposition: form-data; name="file"; filename="x.pdf"\r\n\r\n'
    body = ("".join(parts) + head).encode() + data + b"\r\n--x--\r\n"
    return client.post(address, data=body, content_type="multipart/form-data; boundary=x")


def test_large_files_are_taken_here_and_nowhere_else(secretariat, section, small_round):
    big, new = PDF + bytes(6 * 1024 * 1024), f"/rounds/{small_round}/materials/new"
    assert post_large(secretariat, new, big).status_code == 303
    assert "10MB" in post_large(secretariat, new, PDF + bytes(MOST_BYTES)).text
    assert post_large(secretariat, new, PDF + bytes(2 * MOST_BYTES)).status_code == 413
    assert post_large(secretariat, f"/rounds/{small_round}/rulings", big).status_code == 413
    assert post_large(section, new, big).status_code == 403


def test_plain_text_becomes_paragraphs_lists_and_headings():
    told = [(p.kind, p.lines) for p in page.parts("■一\r\n本文\n続き\n\n\n・あ\n　・い\n■\n・")]
    assert told == [
        ("heading", ("一",)), ("text", ("本文", "続き")), ("list", ("あ", "い")), ("text", ("■", "・")),
    ]  # fmt: skip


def test_the_contact_stands_on_every_page(db, app, client, client_for, small_round):
    """Also where something went wrong, for members, and before signing in."""
    section, secretariat, member = (client_for(n) for n in ("section", "secretariat", "member"))
    for who, address in (
        (client, "/sign-in"), (client, "/nowhere"), (member, "/"), (member, "/rounds"), (member, "/account"),
        (section, f"/fill/{small_round}/1/"), (section, "/account"), (section, "/fill/9/9/"),
        (section, f"/materials/{small_round}"), (secretariat, "/"), (secretariat, "/rounds"),
        (secretariat, f"/rounds/{small_round}/editions"), (secretariat, f"/rounds/{small_round}/results"),
        (secretariat, "/accounts"), (secretariat, "/rounds/99"),
    ):  # fmt: skip
        assert "事務局 内線2111" in who.get(address).text, address
    assert (
        "事務局 内線2111" in section.post("/fill/1/1/check", data={}).text
    )  # no token: the page that says so


def test_an_archived_round_keeps_its_papers_as_they_are(secretariat, db, folder, small_round, clock):
    wanted = Wanted("guide", "記入要領", TEXT)
    material = service.add(db, folder, SYSTEM, clock(), small_round, wanted)
    for state in ("closed", "archived"):
        dates_service.move(db, SYSTEM, clock(), small_round, state)
    place = f"/rounds/{small_round}/materials"
    acts = (
        lambda: service.add(db, folder, SYSTEM, clock(), small_round, wanted),
        lambda: service.change(
            db, folder, SYSTEM, clock(), small_round, material, Wanted("guide", "x", "x"), ""
        ),
        lambda: service.move(db, SYSTEM, clock(), small_round, material, 1, 1),
        lambda: service.remove(db, folder, SYSTEM, clock(), small_round, material),
    )
    for act in acts:
        with pytest.raises(RoundArchived):
            act()
    listed = secretariat.get(place).text
    assert "記入要領" in listed
    assert f"{place}/new" not in listed
    assert f"{place}/{material}" not in listed
    answer = send(secretariat, f"{place}/new", data=None)
    assert answer.status_code == 409
    assert "読み取り専用" in answer.text
