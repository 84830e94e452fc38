"""Final minutes: what is missing, freezing, correcting, publishing; who reads them, and no name anywhere outside."""

import json
import re
import subprocess
import zipfile
from html import unescape
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from app.meetings.service import correcting, finishing, meetings, outcomes, people, summing, writing
from app.notices.service import posting
from app.security import SYSTEM
from app.selfsaving.rule import Typed
from forms.questions import Answer
from tests.support.meetings import make_body, make_meeting

NAMES = ("ズッキーニ太郎", "苗字無双院", "𠮷桜花")
SAID = [(0, "小委員長", "調査結果を議題とする。"), (0, "委員", "意見がある。"), (1, "事務局", "お答えする。")]


@pytest.fixture
def body(db, clock):
    with db.write():
        return make_body(db, clock(), audience="public")


@pytest.fixture
def meeting(db, clock, body):
    with db.write():
        made = make_meeting(db, clock(), body, SAID)
    roles = ("小委員長", "委員", "事務局")
    rows = [
        {"id": 0, "name": name, "post": "", "role": role, "kind": "member", "chair": int(role == "小委員長"), "presence": "present", "key": ""}
        for name, role in zip(NAMES, roles, strict=True)
    ]  # fmt: skip
    people.put_people(db, SYSTEM, clock(), made, rows, people.seen([]))
    return made


def finish(secretariat, meeting, **changed):
    page = secretariat.get(f"/meetings/{meeting}/papers").text
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    return secretariat.send(
        f"/meetings/{meeting}/papers/final", {"seen": seen, "confirmed_by": NAMES[0]} | changed
    )


@pytest.fixture
def result(db, clock, meeting):
    """The first item's result; gives its field's key."""
    key = outcomes.key_of(meetings.items(db, meeting, "minutes")[0].id)
    outcomes.save(db, SYSTEM, clock(), meeting, {key: Typed(Answer(text="承認した。"), 0, "x")})
    return key


@pytest.fixture
def published(secretariat, meeting):
    assert finish(secretariat, meeting).status_code == 303
    secretariat.send(f"/meetings/{meeting}/papers/publish", {"on": "1"})
    page = secretariat.get(f"/meetings/{meeting}/read").text
    return re.search(r'href="(/minutes/[^"]+)/minutes\.pdf"', page)[1]


def test_what_is_missing_is_said_and_forbids_nothing(secretariat, db, clock, meeting):
    first = writing.speeches(db, meeting)[0].id
    with db.write():
        db.run(
            "UPDATE meeting_speech SET text = ?, role = '会長' WHERE id = ?",
            (f"{NAMES[1]}さんの意見。", first),
        )
    page = unescape(secretariat.get(f"/meetings/{meeting}/papers").text)
    assert "議題「調査結果について」に結果がありません。" in page
    assert f"発言1に氏名があります：{NAMES[1]}" in page
    assert "発言1の「会長」が出席者にいません。" in page
    assert finish(secretariat, meeting).status_code == 303


def test_a_name_in_whatever_is_printed_is_pointed_out(secretariat, db, clock, body, meeting):
    """In the label of a speaker, on the cover, in a result, in a correction: before and after they are final."""
    with db.write():
        db.run("UPDATE meeting_speech SET role = '苗字無双院委員' WHERE position = 2")
        db.run("UPDATE meeting SET other = '𠮷桜花から資料が出された。'")
        db.run("UPDATE meeting_item SET title = 'ズッキーニ太郎の提案' WHERE position = 1")
        db.insert(
            "meeting_material", meeting_id=meeting, list="minutes", position=1, title="ズッキーニ太郎提出資料"
        )
    key = outcomes.key_of(meetings.items(db, meeting, "minutes")[0].id)
    outcomes.save(db, SYSTEM, clock(), meeting, {key: Typed(Answer(text="𠮷桜花の案とした。"), 0, "x")})
    page = unescape(secretariat.get(f"/meetings/{meeting}/minutes/missing").text)
    for where, name in (
        ("change", "表紙に氏名があります：𠮷桜花"), ("agenda?list=minutes", "会議次第に氏名があります：ズッキーニ太郎"),
        ("materials?list=minutes", "提出資料に氏名があります：ズッキーニ太郎"), ("results", "会議結果に氏名があります：𠮷桜花"),
        ("minutes/speakers", "発言者の表記に氏名があります：苗字無双院"),
    ):  # fmt: skip
        assert f'href="/meetings/{meeting}/{where}">{name}</a>' in page, where
    assert finish(secretariat, meeting).status_code == 303
    warned = "公開する内容に氏名があります：" + "、".join(sorted(NAMES))
    assert warned in unescape(secretariat.get(f"/meetings/{meeting}/papers").text)


def test_names_the_body_settled_to_print_are_not_pointed_out(secretariat, db, body, meeting):
    with db.write():
        db.run("UPDATE meeting_body SET settings = ?", ('{"names": true}',))
    assert finish(secretariat, meeting).status_code == 303
    page = unescape(secretariat.get(f"/meetings/{meeting}/papers").text)
    assert NAMES[1] in page
    assert "公開する内容に氏名があります" not in page


def test_final_minutes_are_frozen(secretariat, db, clock, meeting):
    assert finish(secretariat, meeting, confirmed_by=" ").status_code == 422
    assert finish(secretariat, meeting, seen="old").status_code == 409
    assert finishing.newest(db, meeting) is None
    for _ in range(2):
        answer = secretariat.send(
            f"/meetings/{meeting}/papers/final",
            {"seen": finishing.shown(db, meeting), "confirmed_by": NAMES[0]},
        )
        assert answer.status_code == 303
    (version,) = finishing.versions(db, meeting)
    assert version.confirmed_by == NAMES[0]
    with pytest.raises(Exception, match="kept as they are"), db.write():
        db.run("UPDATE meeting_minutes SET outside = '{}'")


def test_a_correction_is_a_new_version_with_a_numbered_notice(secretariat, db, clock, meeting, published):
    second = writing.speeches(db, meeting)[1].id
    address = f"/meetings/{meeting}/papers/correct/speech/{second}"
    page = secretariat.get(address).text
    assert 'name="version" value="1"' in page
    assert secretariat.send(address, {"text": "意見。", "notice": "", "version": "1"}).status_code == 422
    typed = {"text": "異論がある。", "notice": "発言２の「意見」を「異論」に訂正する。", "version": "1"}
    for _ in range(2):
        assert secretariat.send(address, typed).status_code == 303
    assert [v.version for v in finishing.versions(db, meeting)] == [2, 1]
    late = secretariat.send(address, typed | {"text": "別の文。"})
    assert late.status_code == 409
    assert "別の文。</textarea>" in late.text
    assert ">異論がある。</p>" in late.text, "both texts"
    read = secretariat.get(published).text
    assert "異論がある。" in read
    assert "訂正第１号　発言２の「意見」を「異論」に訂正する。（令和８年１１月２１日（土）訂正）" in read
    first = finishing.versions(db, meeting)[1]
    assert "意見がある。" in json.dumps(first.outside, ensure_ascii=False), "what was final stays readable"
    clock.advance(days=1)
    again = {"text": "異論が残る。", "notice": "発言２を\n改める。", "version": "2"}
    with db.write():
        place = correcting.Place(correcting.SPEECH, second)
        correcting.correct(db, SYSTEM, clock(), meeting, place, again["text"], again["notice"], 2)
    closing = finishing.newest(db, meeting).outside["closing"]
    assert [line[-len("（令和８年１１月２１日（土）訂正）") :] for line in closing] == [
        "（令和８年１１月２１日（土）訂正）", "（令和８年１１月２２日（日）訂正）",
    ]  # fmt: skip
    assert closing[1].startswith("訂正第２号　発言２を 改める。")


def correct(client, meeting, where, version, **typed):
    return client.send(
        f"/meetings/{meeting}/papers/correct/{where}",
        {"version": str(version), "notice": "誤記のため改める。"} | typed,
    )


def test_a_row_of_the_cover_a_result_and_a_speaker_are_corrected(
    secretariat, member, db, meeting, result, published
):
    page = secretariat.get(f"/meetings/{meeting}/papers").text
    row = next(
        n for n, r in enumerate(finishing.newest(db, meeting).outside["cover"]) if r["label"] == "会議次第"
    )
    assert f'href="/meetings/{meeting}/papers/correct/cover/{row}"' in page
    form = unescape(secretariat.get(f"/meetings/{meeting}/papers/correct/cover/{row}").text)
    assert "（１）調査結果について\n（２）対象課の選定について</textarea>" in form
    typed = {"text": "（１）調査の結果について\n　ア　細目\n"}
    for _ in range(2):
        assert correct(secretariat, meeting, f"cover/{row}", 1, **typed).status_code == 303, "twice is once"
    assert correct(secretariat, meeting, "result/0", 2, text=" ").status_code == 422
    assert correct(secretariat, meeting, "result/0", 1, text="古い画面から。").status_code == 409
    assert (
        correct(secretariat, meeting, "result/0", 2, text="了承した。\n\nただし、数を改める。").status_code
        == 303
    )
    first = writing.speeches(db, meeting)[0]
    answer = correct(secretariat, meeting, f"speech/{first.id}", 3, text=first.text, who="r事務局")
    assert answer.status_code == 303
    newest = finishing.minutes_of(finishing.newest(db, meeting))
    assert [(line.text, line.level) for line in newest.cover[row].lines] == [
        ("（１）調査の結果について", 0), ("ア　細目", 1),
    ]  # fmt: skip
    assert newest.results[0].paragraphs == ("了承した。", "ただし、数を改める。")
    assert outcomes.kept(db, meeting)[result].answer.text == "了承した。\n\nただし、数を改める。"
    assert next(newest.speeches()).role == "事務局"
    assert [x[:5] for x in newest.closing] == ["訂正第１号", "訂正第２号", "訂正第３号"]
    read = member.get(published).text
    assert "【事務局】" in read
    assert "ただし、数を改める。" in read
    for wrong in ("cover/99", "result/9", "speech/999"):
        assert correct(secretariat, meeting, wrong, 4, text="文。").status_code == 404


def test_a_correction_changes_nothing_but_its_place(secretariat, db, clock, meeting, published):
    """What the body prints by now, and what was entered since, are not taken along."""
    before = finishing.newest(db, meeting).outside
    with db.write():
        db.run("UPDATE meeting SET place = '別の部屋'")
        db.run("UPDATE meeting_body SET settings = ?", ('{"headings": {"heading": "議事録"}}',))
    second = writing.speeches(db, meeting)[1].id
    assert correct(secretariat, meeting, f"speech/{second}", 1, text="異論がある。").status_code == 303
    after = finishing.newest(db, meeting).outside
    assert {k for k in after if after[k] != before[k]} == {"items", "closing"}


def test_somebody_else_in_the_same_role_is_corrected_inside(secretariat, db, clock, meeting, published):
    there = [p for p in meetings.people(db, meeting) if p.role == "委員"]
    second = writing.speeches(db, meeting)[1]
    typed = {"text": second.text, "who": f"p{there[-1].id}"}
    assert correct(secretariat, meeting, f"speech/{second.id}", 1, **typed).status_code == 303
    assert finishing.speakers(db, meeting)[2] == there[-1].name
    assert [v.version for v in finishing.versions(db, meeting)] == [2, 1]


def test_who_reads_published_minutes(secretariat, client, client_for, db, meeting, body, published):
    listing = published.rsplit("/", 1)[0]
    visitors = {
        "nobody": client,
        "section": client_for("section"),
        "member": client_for("member"),
        "office": secretariat,
    }

    def seen():
        return {
            name: (who.get(published).status_code, who.get(listing).status_code)
            for name, who in visitors.items()
        }

    fine, gone = (200, 200), (404, 404)
    assert seen() == {"nobody": fine, "section": fine, "member": fine, "office": fine}
    with db.write():
        db.run("UPDATE meeting_body SET audience = 'hall'")
    found = seen()
    assert found["nobody"] not in (fine, gone), "asked to sign in"
    assert {k: v for k, v in found.items() if k != "nobody"} == {
        "section": fine,
        "member": fine,
        "office": fine,
    }
    with db.write():
        db.run("UPDATE meeting_body SET audience = 'members'")
    assert {k: v for k, v in seen().items() if k != "nobody"} == {
        "section": gone,
        "member": gone,
        "office": fine,
    }
    with db.write():
        member = db.value("SELECT id FROM account WHERE role = 'member'")
        db.insert("meeting_member", body_id=body, account_id=member, name="委員", role="委員", position=1)
    assert seen()["member"] == fine
    secretariat.get(f"/meetings/{meeting}/papers")
    secretariat.send(f"/meetings/{meeting}/papers/publish", {"on": ""})
    assert seen()["office"] == (404, 200), "taken back: nothing at the address"
    assert client_for("member").get(f"/meetings/{meeting}/read").status_code == 200, (
        "members keep their own page"
    )


def test_the_city_hall_finds_what_is_published(secretariat, client, client_for, db, published):
    """From the menu of a section, and from the page of meetings of everybody else; each what may be read."""
    section, member = client_for("section"), client_for("member")
    assert 'href="/minutes"' in section.get("/").text
    assert 'href="/minutes"' in member.get("/meetings").text
    listing = published.rsplit("/", 1)[0]
    for audience, finds in (("public", [section, member]), ("hall", [section, member]), ("members", [])):
        with db.write():
            db.run("UPDATE meeting_body SET audience = ?", (audience,))
        for who in (section, member):
            assert (f'href="{listing}"' in who.get("/minutes").text) is (who in finds)
        assert f'href="{listing}"' in secretariat.get("/minutes").text
    assert "/sign-in" in client.get("/minutes").headers["Location"]


def test_the_address_is_told_where_minutes_are_published(secretariat, client, db, meeting, published):
    """As config.toml calls this place, on the page and in the feed; the way back to the meeting beside it."""
    posting.remember_base_url(db, "https://minutes.example.lg.jp")
    page = secretariat.get(f"/meetings/{meeting}/papers").text
    assert f'<a href="{published}">https://minutes.example.lg.jp{published}</a>' in page
    assert f'<a href="/meetings/{meeting}">' in page
    feed = client.get(f"{published.rsplit('/', 1)[0]}/feed.xml").text
    assert f"<id>https://minutes.example.lg.jp{published}</id>" in feed
    assert client.get(f"{published}/minutes.txt").headers["Content-Type"] == "text/plain; charset=utf-8"


@pytest.fixture
def told_outside(client, client_for, tmp_path, pdftoppm_path):
    """Everything that is told outside of what stands at an address, in pages, files and their properties."""
    return lambda place, name: told(client, client_for, place, name, tmp_path, Path(pdftoppm_path).parent)


def told(client, client_for, published, name, tmp_path, tools):
    listing = published.rsplit("/", 1)[0]
    doors = [published, listing, f"{listing}/feed.xml", "/sign-in"]
    told = [client.get(door).text for door in doors]
    told.append(client_for("section").get("/meetings/search?word=意見").text)
    pdf = tmp_path / f"{name}.pdf"
    pdf.write_bytes(client.get(f"{published}/{name}.pdf").data)
    for tool, more in (("pdftotext", ["-"]), ("pdfinfo", [])):
        told.append(
            subprocess.run([tools / tool, pdf, *more], capture_output=True, text=True, check=True).stdout
        )
    with zipfile.ZipFile(BytesIO(client.get(f"{published}/{name}.docx").data)) as packed:
        told += [packed.read(part).decode("utf-8", "replace") for part in packed.namelist()]
    files = [client.get(f"{published}/{name}.{end}") for end in ("txt", "pdf", "docx")]
    assert {f.status_code for f in files} == {200}
    told += [files[0].text, *(unescape(f.headers.get("Content-Disposition", "")) for f in files)]
    return told


def test_no_name_leaves_by_any_door(client, published, told_outside):
    told = told_outside(published, "minutes")
    data = client.get(f"{published}/minutes.json").json
    told.append(json.dumps(data, ensure_ascii=False))
    named = [f"speech-{speech['id']}" for item in data["items"] for speech in item["speeches"]]
    assert named == re.findall(r'id="(speech-\d+)"', told[0]), "a speech of the data is found on the page"
    assert sum("意見がある。" in one for one in told) >= 5, "these are the minutes"
    for name in NAMES:
        assert not [one for one in told if name in one], name


def test_data_with_names_are_the_secretariats_alone(secretariat, client, client_for, db, meeting):
    address = f"/meetings/{meeting}/papers/minutes.json"
    with db.write():
        db.run(
            "UPDATE meeting_speech SET person_id = (SELECT id FROM meeting_person p WHERE p.role = meeting_speech.role)"
        )
    draft = secretariat.get(address)
    finish(secretariat, meeting)
    secretariat.send(f"/meetings/{meeting}/papers/publish", {"on": "1"})
    published = re.search(
        r'href="(/minutes/[^"]+)/minutes\.pdf"', secretariat.get(f"/meetings/{meeting}/read").text
    )[1]
    with db.write():
        db.run("UPDATE meeting_person SET name = 'あとで変わった名' WHERE name = ?", (NAMES[1],))
    final = secretariat.get(address)
    wanted = [
        (n, role, name, text) for n, ((_, role, text), name) in enumerate(zip(SAID, NAMES, strict=True), 1)
    ]
    for given, version in ((draft, 0), (final, 1)):
        said = [s for item in given.json["items"] for s in item["speeches"]]
        assert [(s["number"], s["role"], s["name"], s["text"]) for s in said] == wanted
        assert given.json["version"] == version
        assert "氏名入り" in unquote(given.headers["Content-Disposition"])
    assert final.json["id"] == published.rsplit("/", 1)[1]
    outside = client.get(f"{published}/minutes.json").json
    assert [s for item in outside["items"] for s in item["speeches"] if "name" in s] == []
    assert client.get(address).status_code == 303, "asked to sign in"
    for role in ("member", "section"):
        refused = client_for(role).get(address)
        assert refused.status_code == 403
        assert not [name for name in NAMES if name in refused.text]


def test_no_name_and_no_speech_leaves_in_a_summary(secretariat, db, clock, meeting, told_outside):
    key = outcomes.key_of(meetings.items(db, meeting)[0].id)
    outcomes.save(db, SYSTEM, clock(), meeting, {key: Typed(Answer(text="原案のとおりとした。"), 0, "")})
    summing.publish(db, SYSTEM, clock(), meeting, summing.standing(db, meeting).seen)
    page = secretariat.get(f"/meetings/{meeting}/papers").text
    place = re.search(r'href="(/minutes/[^"/]+/[^"]+)"', page)[1]
    told = told_outside(place, "summary")
    assert sum("原案のとおりとした。" in one for one in told) >= 4, "this is the summary"
    for word in (*NAMES, *(text for _, _, text in SAID)):
        assert not [one for one in told if word in one], word


def test_the_feed_is_atom(client, published, db, meeting):
    feed = ElementTree.fromstring(client.get(f"{published.rsplit('/', 1)[0]}/feed.xml").data)
    atom = "{http://www.w3.org/2005/Atom}"
    (entry,) = feed.findall(f"{atom}entry")
    assert entry.find(f"{atom}title").text == "第3回"
    assert entry.find(f"{atom}link").get("href").endswith(published)


def test_nothing_is_read_before_it_is_final(client_for, secretariat, meeting):
    for who in (client_for("member"), client_for("section"), secretariat):
        assert who.get(f"/meetings/{meeting}/read").status_code == 404
    assert "/read" not in secretariat.get(f"/meetings/{meeting}").text
    secretariat.get(f"/meetings/{meeting}/papers")
    assert secretariat.send(f"/meetings/{meeting}/papers/publish", {"on": "1"}).status_code == 422
