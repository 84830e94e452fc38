"""The pages of editions: make one, read its tables and files, see what changed, release it to members."""

import hashlib
import re

import pytest

from app.clock import stored
from app.responses.service import reading
from app.responses.service.freezing import Frozen, freeze
from app.rounds import service as rounds
from app.security import SYSTEM
from forms.questions import Answer, Facts
from tests.web.test_results import DEMO, grid, imported, records

NAME = "第１回会議資料 <b>"


@pytest.fixture
def survey(db, clock):
    return imported(db, clock, DEMO)


def make(client, survey, name=NAME, **more):
    page = client.get(f"/rounds/{survey}/editions").text
    request = re.search(r'name="request" value="([0-9a-f]+)"', page)[1]
    return client.send(f"/rounds/{survey}/editions", {"name": name, "request": request, **more})


def replaced(db, clock, survey, place=0, **change):
    form = [f for f in reading.submitted_forms(db, survey) if f.questionnaire == "a"][place]
    withdrawn = change.pop("withdrawn", False)
    clock.advance(hours=1)
    freeze(
        db, SYSTEM, clock(), survey, form.section_id, [Frozen(form.form_id, {**form.answers, **change}, withdrawn)],
        {}, source="section", facts=Facts(2010),
    )  # fmt: skip
    return form


def test_an_edition_from_making_to_its_difference(db, clock, secretariat, survey):
    answer = make(secretariat, survey, note="二行の\n備考")
    assert answer.status_code == 303
    page = secretariat.get(answer.location).text
    assert "第１回会議資料 &lt;b&gt;" in page
    assert "二行の\n備考" in page
    addresses = re.findall(r'href="(/rounds/\d+/editions/\d+/files/[^"]+)"', page)
    assert len(addresses) == 3
    assert "この版での「記入なし」等の扱い" in page
    assert '<th scope="row">特になし</th>' in page
    first = {a: secretariat.get(a) for a in addresses}
    for answer in first.values():
        assert hashlib.sha256(answer.data).hexdigest() in page
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    one = replaced(db, clock, survey, name=Answer(text="差し替えた名前"))
    two = replaced(db, clock, survey, 1, withdrawn=True)
    page = secretariat.get(f"/rounds/{survey}/editions/difference").text
    told = [{k: v for k, v in r.items() if k in ("番号", "変更")} for r in records(page)]
    assert told == [
        {"番号": str(one.number), "変更": "＊差し替え"}, {"番号": str(two.number), "変更": "取下げ"},
    ]  # fmt: skip
    assert f"/versions/of/{one.form_id}/compare?old=" in page
    assert "edition=" in page  # the withdrawn one leads to where it still is
    count = next(r for r in grid(page, 1) if r[0] == "提出された調査票")
    assert count[3:6] == ["70", "69", "△1"]
    book = secretariat.get(f"/rounds/{survey}/editions/difference.xlsx")
    assert book.mimetype.endswith("spreadsheetml.sheet")
    assert {a: secretariat.get(a).data for a in addresses} == {a: r.data for a, r in first.items()}
    edition = re.search(r"editions/(\d+)/files", addresses[0])[1]
    then = secretariat.get(f"/rounds/{survey}/results/answers-a?edition={edition}").text
    assert "差し替えた名前" not in then
    assert f"/rounds/{survey}/projects/{two.form_id}?edition={edition}" in then
    now = secretariat.get(f"/rounds/{survey}/results/answers-a").text
    assert "差し替えた名前" in now
    assert "欠番" in now
    assert "＊差し替え" in now
    narrowed = secretariat.get(f"/rounds/{survey}/results/answers-a?q=＊差し替え").text
    assert len(records(narrowed)) == 1


def test_making_says_what_is_missing_and_keeps_what_was_typed(secretariat, survey):
    answer = make(secretariat, survey, " ", note="残る備考")
    assert answer.status_code == 422
    assert "残る備考" in answer.text
    assert make(secretariat, survey).status_code == 303
    answer = make(secretariat, survey, note="残る備考")
    assert answer.status_code == 422
    assert "既にあります" in answer.text
    assert "残る備考" in answer.text


def test_the_same_click_twice_makes_one(secretariat, survey):
    page = secretariat.get(f"/rounds/{survey}/editions").text
    data = {"name": NAME, "request": re.search(r'name="request" value="([0-9a-f]+)"', page)[1]}
    one, two = (secretariat.send(f"/rounds/{survey}/editions", data) for _ in range(2))
    assert one.location == two.location


def test_members_read_a_released_edition_and_its_files(db, clock, secretariat, member, survey):
    assert make(secretariat, survey).status_code == 303
    replaced(db, clock, survey, name=Answer(text="差し替えた名前"))
    page = secretariat.get(make(secretariat, survey, "第２回").location).text
    two = int(re.search(r"editions/(\d+)/files", page)[1])
    one = two - 1
    file = f"/rounds/{survey}/editions/{one}/files/csv"
    assert member.get(file).status_code == 404
    assert member.get(f"/rounds/{survey}/results").status_code == 404
    answer = secretariat.send(f"/rounds/{survey}/editions/{one}/release")
    assert "公開しました" in secretariat.get(answer.location).text
    assert "第１回会議資料" in member.get("/").text
    shown = member.get(f"/rounds/{survey}/results").text
    assert "第１回会議資料" in shown
    assert file in shown
    assert member.get(file).data == secretariat.get(file).data
    assert "差し替えた名前" not in member.get(f"/rounds/{survey}/results/answers-a").text
    for hidden in (
        f"/rounds/{survey}/results?edition={two}", f"/rounds/{survey}/editions/{two}/files/csv",
        f"/rounds/{survey}/results?as_of=2026-11-20", f"/rounds/{survey}/editions/{one}/files/none",
    ):  # fmt: skip
        assert member.get(hidden).status_code == 404
    assert member.get(f"/rounds/{survey}/editions/difference").status_code == 403
    assert "第１回会議資料" in secretariat.get(f"/rounds/{survey}/results").text


def test_tables_as_of_a_day(db, clock, client_for, survey):
    imported_at = clock.moment
    clock.advance(days=2)
    secretariat = client_for("secretariat")
    replaced(db, clock, survey, name=Answer(text="差し替えた名前"))
    day = f"{imported_at:%Y-%m-%d}"
    shown = secretariat.get(f"/rounds/{survey}/results?day={day}&time=").text
    assert f"as_of={day}" in shown
    assert "差し替えた名前" not in secretariat.get(f"/rounds/{survey}/results/answers-a?as_of={day}").text
    assert (
        "差し替えた名前"
        in secretariat.get(f"/rounds/{survey}/results/answers-a?as_of={day[:8]}23T13:00").text
    )
    assert secretariat.get(f"/rounds/{survey}/results.xlsx?as_of={day}").status_code == 200
    today = secretariat.get(f"/rounds/{survey}/results/answers-a?as_of={clock.moment:%Y-%m-%d}").text
    assert "差し替えた名前" in today
    for wrong in ("2026-13-01", "x", "2999-01-01", "2026-11-23T13:01"):
        assert secretariat.get(f"/rounds/{survey}/results?as_of={wrong}").status_code == 422
    assert secretariat.get(f"/rounds/{survey}/results?edition=x").status_code == 404


def test_odd_addresses_are_not_found(secretariat, survey):
    for address in (
        "editions/99", "editions/99/files/csv", "editions/difference", "editions/difference?old=1&new=x",
        "results?edition=99", "editions/difference.xlsx?old=99",
    ):  # fmt: skip
        assert secretariat.get(f"/rounds/{survey}/{address}").status_code == 404
    assert secretariat.get("/rounds/99/editions").status_code == 404


def test_an_archived_round_gets_no_further_edition(db, clock, secretariat, survey):
    make(secretariat, survey)
    old = re.search(
        r'name="request" value="([0-9a-f]+)"', secretariat.get(f"/rounds/{survey}/editions").text
    )[1]
    rounds.change(db, SYSTEM, clock(), survey, state="closed", archived_at=stored(clock()))
    page = secretariat.get(f"/rounds/{survey}/editions").text
    assert "新しい版は作れません" in page
    assert 'name="request"' not in page
    answer = secretariat.send(f"/rounds/{survey}/editions", {"name": "第２回", "request": old})
    assert answer.status_code == 409
    assert "保存（読み取り専用）" in answer.text
    assert db.value("SELECT count(*) FROM edition") == 1
