"""Dossiers as people read them: the list, one section's page, and what stands in the files."""

import re
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from app.accounts import service as accounts
from app.demo import hearing_days, hearings
from app.hearings.service import candidates, dossiers
from app.importing.service import import_folder
from app.organisation.service import sections
from app.responses.service.freezing import Frozen, freeze
from app.results import service as results
from app.rounds import service as rounds
from app.security import SYSTEM
from forms.questions import Answer, Facts
from tests.support.hearings import make_series
from tests.support.koganei import DEMO
from tests.web.test_results import grid

MOST = "生涯学習課"
UNRELEASED = "委員にまだ公開していない回答"


@pytest.fixture
def survey(db, clock):
    report = import_folder(db, SYSTEM, clock(), DEMO, "平成22年度 調査", year=2010, accept_flagged=True)
    assert report.ok, report.text("en")
    return report.round_id


@pytest.fixture
def series(db, clock, survey):
    """The hearings of 2010 with their published schedule."""
    made = hearings.add(db, clock(), survey)
    hearing_days.add(db, clock(), made)
    return made


@pytest.fixture
def section_id(db, survey):
    return next(s.id for s in rounds.sections(db, survey) if s.name == MOST)


@pytest.fixture
def read(tmp_path, pdftoppm_path):
    """The pages of a PDF as texts, and what pdfinfo says of it."""

    def both(data):
        file = tmp_path / "a.pdf"
        file.write_bytes(data)
        tools = Path(pdftoppm_path).parent
        text, told = [tools / "pdftotext", "-layout", file, "-"], [tools / "pdfinfo", file]
        out = [subprocess.run(c, capture_output=True, text=True, check=True).stdout for c in (text, told)]
        return out[0].rstrip("\f").split("\f"), out[1]

    return both


def test_the_list_has_every_heard_section_by_day_with_its_files(secretariat, series, section_id):
    page = secretariat.get(f"/hearings/{series}/dossiers").text
    assert page.count('class="dossier-day"') == 5
    assert len(re.findall(r"/dossiers/\d+/dossier\.pdf", page)) == 15
    assert "平成22年10月27日(水)　前原Ａ会議室" in page
    assert f"/hearings/{series}/dossiers/{section_id}/dossier.docx" in page
    assert f'href="/hearings/{series}/dossiers"' in secretariat.get(f"/hearings/{series}").text


def test_a_series_without_days_or_sections_says_so(secretariat, db, clock, small_round):
    asked = rounds.sections(db, small_round)
    heard = make_series(db, clock(), small_round, [asked[2].id])
    page = secretariat.get(f"/hearings/{heard}/dossiers").text
    assert "日程未定" in page
    assert asked[2].name in page
    assert secretariat.get(f"/hearings/{heard}/dossiers/dossiers.pdf").status_code == 200
    assert "未提出" in secretariat.get(f"/hearings/{heard}/dossiers/{asked[2].id}").text


def test_one_section_page_shows_projects_findings_and_questions(secretariat, series, section_id, survey):
    page = secretariat.get(f"/hearings/{series}/dossiers/{section_id}").text
    words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "平成22年11月17日(水) 10:00〜10:40 前原Ａ会議室" in words
    assert "実施中の事業が最も多く、分野も広い。" in words
    assert "Ａ調査票（実施している協働事業） 11件" in words
    table = grid(page)
    assert table[0][:3] == ["番号", "1 協働事業名2-1 協働事業の内容", "5 類型"]
    assert table[1][2] == "10 関わり"
    assert len(table) == 2 * (1 + 11)
    assert re.search(rf'href="/rounds/{survey}/projects/\d+#q-city_budget"', page)
    assert "分野の広さ" in words
    assert "調査票の回答は、課の中で誰が" in words


def test_last_times_survey_and_former_names_stand_beside(secretariat, db, clock, series, section_id, survey):
    report = import_folder(db, SYSTEM, clock(), DEMO, "平成21年度 調査", year=2009, accept_flagged=True)
    with db.write():
        db.run("UPDATE round SET previous_id = ? WHERE id = ?", (report.round_id, survey))
    place = db.value("SELECT department_id FROM section WHERE id = ?", (section_id,))
    sections.rename_section(db, SYSTEM, clock(), section_id, "学習課", place, "2026-04-01")
    words = secretariat.get(f"/hearings/{series}/dossiers/{section_id}").text
    assert words.count("前回：今回と同じ") == 4
    assert "Ａ 11件→11件" in words
    assert "令和8年4月1日　「生涯学習課」から「学習課」に名称変更" in words
    word = Document(BytesIO(secretariat.get(f"/hearings/{series}/dossiers/{section_id}/dossier.docx").data))
    table = next(t for t in word.tables if t.cell(0, 0).text == "区分" and len(t.columns) > 4)
    assert [c.text for c in table.rows[1].cells][:6] == [
        "継続",
        "Ａ",
        "51",
        "51",
        "成人の日記念行事",
        "1,557",
    ]
    # last time's answers stand beside: they count among what members must have been shown
    path = f"/hearings/{series}/dossiers/{section_id}"
    results.release(db, SYSTEM, clock(), survey)
    assert UNRELEASED in secretariat.get(path).text
    results.release(db, SYSTEM, clock(), report.round_id)
    assert UNRELEASED not in secretariat.get(path).text


def test_members_words_are_in_it(secretariat, db, clock, series, section_id):
    candidates.nominate(
        db, SYSTEM, clock(), series, section_id, remark="相手方の話も聞きたい", member="甲委員"
    )
    candidates.note_unlisted(
        db, SYSTEM, clock(), series, section_id, title="花いっぱい運動", why="公園で見た", who="乙委員"
    )  # fmt: skip
    page = secretariat.get(f"/hearings/{series}/dossiers/{section_id}").text
    for words in ("推薦：甲委員", "相手方の話も聞きたい", "調査票にない事業：花いっぱい運動", "公園で見た"):
        assert words in page
    word = secretariat.get(f"/hearings/{series}/dossiers/{section_id}/dossier.docx").data
    assert "調査票にない事業：花いっぱい運動" in [p.text for p in Document(BytesIO(word)).paragraphs]


def test_members_see_only_what_was_released_and_nobody_to_ask(
    member, secretariat, db, clock, series, section_id, survey
):
    path = f"/hearings/{series}/dossiers/{section_id}"
    hidden = member.get(path).text
    assert "調査の回答はまだ公開されていません" in hidden
    assert "成人の日" not in hidden
    closed = member.get(f"{path}/dossier.docx").data
    assert not any("実施している協働事業" in p.text for p in Document(BytesIO(closed)).paragraphs)
    assert "公開されていないため" in member.get(f"/hearings/{series}/dossiers").text
    results.release(db, SYSTEM, clock(), survey)
    shown = member.get(path).text
    assert "成人の日" in shown
    assert "連絡先" not in shown
    assert "連絡先" in secretariat.get(path).text


def test_the_secretariat_is_warned_of_answers_that_members_do_not_see(
    member, client_for, db, clock, series, section_id, survey
):
    desk = accounts.find(db, "secretariat").actor()

    def warned(client):
        paths = (f"/hearings/{series}/dossiers", f"/hearings/{series}/dossiers/{section_id}")
        return [UNRELEASED in client.get(path).text for path in paths]

    office = client_for("secretariat")
    assert warned(office) == [True, True]
    assert warned(member) == [False, False]
    results.release(db, SYSTEM, clock(), survey)
    assert warned(office) == [False, False]
    form = next(
        f for f in results.edition(db, desk, clock(), survey).data.forms if f.section_id == section_id
    )
    answers = {"title": Answer(text="差し替えた事業")}
    clock.advance(hours=1)
    office = client_for("secretariat")
    freeze(
        db, SYSTEM, clock(), survey, section_id, [Frozen(form.id, answers)], {}, source="section", respondent="係",
        extension="1", facts=Facts(2010),
    )  # fmt: skip
    assert warned(office) == [True, True]
    other = next(
        s
        for g in dossiers.groups(dossiers.Desk(db, desk, clock(), series))
        for s, _ in g.lines
        if s.id != section_id
    )
    assert UNRELEASED not in office.get(f"/hearings/{series}/dossiers/{other.id}").text
    results.withdraw_release(db, desk, clock(), survey)
    assert warned(office) == [True, True]
    office.send("/language", {"lang": "en", "next": "/"})
    assert "have not been released to members yet" in office.get(f"/hearings/{series}/dossiers").text


def test_sections_and_strangers_stay_outside(client_for, secretariat, series, section_id):
    who = client_for("section")
    for path in (
        "",
        f"/{section_id}",
        f"/{section_id}/dossier.pdf",
        "/dossiers.docx",
        "/days/2010-10-20/dossiers.pdf",
    ):
        assert who.get(f"/hearings/{series}/dossiers{path}").status_code == 403
    for path in (
        "/99999",
        "/99999/dossier.pdf",
        f"/{section_id}/dossier.odt",
        "/days/2010-10-21/dossiers.pdf",
    ):
        assert secretariat.get(f"/hearings/{series}/dossiers{path}").status_code == 404
    assert secretariat.get("/hearings/99999/dossiers").status_code == 404


def test_the_pdf_of_a_section_reads_back_in_full(secretariat, read, series, section_id):
    answer = secretariat.get(f"/hearings/{series}/dossiers/{section_id}/dossier.pdf")
    pages, told = read(answer.data)
    assert "Tagged:          yes" in told
    assert "595.276 x 841.89" in told
    flat = ["".join(p.split()) for p in pages]
    for number, page in enumerate(flat, 1):
        assert MOST in page[:60], "every page says whose it is"
        assert page.endswith(f"{number}/{len(flat)}")
    tables = [p for p in flat if "協働事業の内容" in p]
    assert len(tables) > 1
    assert all("1協働事業名" in p and "16課題" in p for p in tables), "heads stand on every page of the table"
    whole = "".join(flat)
    for title in ("心身障害児学校外活動", "名勝小金井（サクラ）復活プロジェクト"):
        assert title in whole
    assert "8これから新しい事業を協働で行うとしたら" in whole


def test_all_dossiers_of_the_series_have_contents_that_lead_to_their_pages(secretariat, read, series):
    pages, _ = read(secretariat.get(f"/hearings/{series}/dossiers/dossiers.pdf").data)
    listed = re.findall(r"\d\d:\d\d〜\d\d:\d\d\s+(\S+)\s+(\d+)\n", pages[0])
    assert len(listed) == 15
    for name, page in listed:
        assert name in pages[int(page) - 1].split("課の概要")[0], f"{name} begins on page {page}"


def test_a_days_file_has_that_day_only(secretariat, read, series):
    day = f"/hearings/{series}/dossiers/days/2010-10-27/dossiers"
    pages, _ = read(secretariat.get(f"{day}.pdf").data)
    assert re.findall(r"〜\d\d:\d\d\s+(\S+)\s+\d+\n", pages[0]) == ["経済課", "環境政策課", "地域福祉課"]
    word = Document(BytesIO(secretariat.get(f"{day}.docx").data))
    heads = [p.text for p in word.paragraphs if p.style.name == "Heading 1"]
    assert heads == ["経済課", "環境政策課", "地域福祉課"]
    assert len(word.sections) == 4


def test_both_files_are_there_in_english(secretariat, series, section_id):
    secretariat.get("/hearings")
    assert secretariat.send("/language", {"lang": "en", "next": "/hearings"}).status_code in (302, 303)
    page = secretariat.get(f"/hearings/{series}/dossiers/{section_id}").text
    assert "What stands out in the answers" in page
    word = Document(BytesIO(secretariat.get(f"/hearings/{series}/dossiers/{section_id}/dossier.docx").data))
    assert "Questions" in [p.text for p in word.paragraphs if p.style.name == "Heading 2"]
