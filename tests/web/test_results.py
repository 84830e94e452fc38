"""The tables on screen and as files: the committee's numbers, who sees what, one number everywhere."""

import csv
import io
import re
import zipfile
from datetime import timedelta

import html5lib
import openpyxl
import pytest

from app import web
from app.importing.service import import_folder
from app.responses.service import reading
from app.responses.service.freezing import Frozen, freeze
from app.results import page, service
from app.rounds import service as rounds
from app.security import SYSTEM
from app.settings import service as settings
from forms.questions import Answer, Facts
from tests.support.application import lent
from tests.support.koganei import DEMO
from tests.web import html
from tests.web.conftest import Clock, settle

NAME = "協働実態調査"
HOSTILE = "=1+1 <script>𠮷㈶髙</script>"
#: What a count line says on the page of counts: question, code → n, base, mentions.
CHECKED = {
    ("1 なぜ必要か", "記入あり"): (38, 52),
    ("3 計画など", "記入あり"): (9, 52),
    ("4 自由記入", "記入あり"): (8, 52),
}


def imported(db, clock, folder, name=NAME):
    with db.write():
        settings.put(db, settings.CITY, "小金井市")
    report = import_folder(db, SYSTEM, clock(), folder, name, year=2010, accept_flagged=True)
    assert report.ok, report.text("en")
    return report.round_id


@pytest.fixture(scope="module")
def surveyed(tmp_path_factory):
    """The small city with the demonstration's round of 2010, imported once."""
    folder = tmp_path_factory.mktemp("surveyed") / "instance"
    with lent(folder, testing=True) as app:
        settle(web.runtime(app).db, Clock()())
        imported(web.runtime(app).db, Clock(), DEMO)
    return folder


@pytest.fixture
def pattern(request, pattern):
    """Who asks for the survey works on a copy of it."""
    return request.getfixturevalue("surveyed") if "survey" in request.fixturenames else pattern


@pytest.fixture
def survey(db):
    """The id of the demonstration's round of 2010."""
    return rounds.find(db, NAME).id


def grid(page, table=0):
    """A table of a page as rows of texts; a cell that spans rows stands in each of them."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    rows, reaching = [], {}
    for element in tree.findall(".//table")[table].iter("tr"):
        row, cells = [], iter(element)
        while True:
            at = len(row)
            if reaching.get(at, (0, ""))[0]:
                left, text = reaching[at]
                reaching[at] = left - 1, text
                row.append(text)
                continue
            cell = next(cells, None)
            if cell is None:
                break
            row.append(html.words(cell))
            reaching[at] = int(cell.get("rowspan", 1)) - 1, row[-1]
        rows.append(row)
    return rows


def records(page):
    head, *rows = grid(page)
    return [dict(zip(head, row, strict=False)) for row in rows]


def number(text):
    return int(text.replace(",", ""))


def workbook(client, survey, **more):
    answer = client.get(f"/rounds/{survey}/results.xlsx", query_string=more)
    assert answer.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(answer.data)), answer


def count_file(client, survey):
    with zipfile.ZipFile(io.BytesIO(client.get(f"/rounds/{survey}/results-csv.zip").data)) as archive:
        assert sorted(archive.namelist()) == ["answers.csv", "codes.csv", "counts.csv", "sections.csv"]
        rows = csv.DictReader(io.StringIO(archive.read("counts.csv").decode("utf-8-sig")))
        return {(r["form"], r["question"], r["code"]): r for r in rows}


def submit(db, survey, form_id, moment, **change):
    form = reading.form(db, form_id)
    old = next(f.answers for f in reading.submitted_forms(db, survey) if f.form_id == form_id)
    freeze(
        db, SYSTEM, moment, survey, form.section_id, [Frozen(form_id, {**old, **change})], {},
        source="section", respondent="秘密太郎", extension="9876", facts=Facts(2010),
    )  # fmt: skip


def form_ids(db, survey, key):
    return [f.form_id for f in reading.submitted_forms(db, survey) if f.questionnaire == key]


# The committee's numbers, on screen, in the workbook, in counts.csv


def check_screen(client, survey):
    overall = records(client.get(f"/rounds/{survey}/results/counts-overall").text)
    told = {(r["設問"], r["選択肢"]): (number(r["件数"]), number(r["提出数"])) for r in overall}
    assert told | CHECKED == told
    counts = records(client.get(f"/rounds/{survey}/results/counts-a").text)
    kind = [r for r in counts if r["設問"].startswith("5 ")]
    assert sum(number(r["件数"]) for r in kind if r["選択肢"] != "記入なし") == 71
    assert {(number(r["延べ回答数"]), number(r["提出数"])) for r in kind} == {(71, 70)}
    amounts = records(client.get(f"/rounds/{survey}/results/amounts-a").text)
    assert [(r["金額の記入数"], r["合計（千円）"], r["中央値（千円）"]) for r in amounts] == [
        ("62", "342,817", "863"),
        ("59", "394,216", "1,005"),
    ]
    for key, n in (("b", 5), ("c", 4)):
        rows = records(client.get(f"/rounds/{survey}/results/answers-{key}").text)
        assert sum("未提出" not in r.values() for r in rows) == n
        assert len({(r["部"], r["課"]) for r in rows}) == 52


def check_files(client, survey):
    book, _ = workbook(client, survey)
    amounts = next(
        [cell.value for cell in row]
        for sheet in book
        for row in sheet.iter_rows()
        if 342817 in [c.value for c in row]
    )
    assert {62, 342817, 863} <= set(amounts)
    found = count_file(client, survey)
    why = {
        code: found["overall", "why_needed", code]["n"]
        for code in ("answered", "nothing", "not_applicable", "blank")
    }
    assert why.pop("answered") == "38"
    assert sum(map(int, why.values())) == 14
    assert found["overall", "why_needed", "answered"]["percent_of_base"] == "73.1"
    kind = [r for (form, question, _), r in found.items() if (form, question) == ("a", "type")]
    assert {(r["mentions"], r["base"]) for r in kind} == {("71", "70")}
    assert sum(int(r["n"]) for r in kind if r["code"] != "blank") == 71


def test_the_committees_numbers(secretariat, survey):
    check_screen(secretariat, survey)
    check_files(secretariat, survey)


def test_the_real_surveys_numbers(secretariat, db, clock, shared_data):
    real = imported(db, clock, shared_data / "koganei-2010")
    check_screen(secretariat, real)
    check_files(secretariat, real)


def test_one_number_everywhere(secretariat, survey):
    """Every count line: the page, the workbook's sheet and counts.csv say the same."""
    book, _ = workbook(secretariat, survey)
    lines = count_file(secretariat, survey)
    for key, name in (("overall", "全体 集計"), ("a", "Ａ 集計"), ("b", "Ｂ 集計"), ("c", "Ｃ 集計")):
        screen = [
            number(r["件数"]) for r in records(secretariat.get(f"/rounds/{survey}/results/counts-{key}").text)
        ]
        rows = [[c.value for c in row] for row in book[name].iter_rows()]
        head = next(i for i, row in enumerate(rows) if "件数" in row)
        n, base = rows[head].index("件数"), rows[head].index("提出数")
        printed = [
            row[n] for row in rows[head + 1 :] if isinstance(row[n], int) and isinstance(row[base], int)
        ]
        assert screen == printed == [int(r["n"]) for (form, _, _), r in lines.items() if form == key]
        assert len(screen) > 10


# Who sees what


def addresses(survey, form):
    tables = ("answers-a", "counts-a", "data", "codes")
    return [
        f"/rounds/{survey}/results", *(f"/rounds/{survey}/results/{t}" for t in tables),
        f"/rounds/{survey}/projects/{form}", f"/rounds/{survey}/results.xlsx", f"/rounds/{survey}/results-csv.zip",
    ]  # fmt: skip


def test_members_see_nothing_until_it_is_released(secretariat, member, section, db, survey):
    asked = addresses(survey, form_ids(db, survey, "a")[0])
    assert {member.get(a).status_code for a in asked} == {404}
    assert {section.get(a).status_code for a in asked} == {403}
    assert {secretariat.get(a).status_code for a in asked} == {200}
    assert "まだ" in member.get("/").text
    secretariat.get(f"/rounds/{survey}/results")
    assert secretariat.send(f"/rounds/{survey}/release").status_code == 303
    assert {member.get(a).status_code for a in asked} == {200}
    assert {section.get(a).status_code for a in asked} == {403}
    assert f"/rounds/{survey}/results" in member.get("/").text
    assert secretariat.send(f"/rounds/{survey}/release/withdraw").status_code == 303
    assert {member.get(a).status_code for a in asked} == {404}


def test_members_do_not_release(member, section, survey):
    for client in (member, section):
        assert client.send(f"/rounds/{survey}/release").status_code == 403
        assert client.send(f"/rounds/{survey}/release/withdraw").status_code == 403


def test_members_see_the_state_of_the_release(secretariat, member, db, clock, survey):
    secretariat.get(f"/rounds/{survey}/results")
    secretariat.send(f"/rounds/{survey}/release")
    changed, *_ = form_ids(db, survey, "a")
    clock.advance(minutes=5)
    submit(db, survey, changed, clock(), name=Answer(text="差し替えた名称"))
    for address in (f"/rounds/{survey}/projects/{changed}", f"/rounds/{survey}/results/answers-a"):
        assert "差し替えた名称" in secretariat.get(address).text
        assert "差し替えた名称" not in member.get(address).text
    told = secretariat.get(f"/rounds/{survey}/results").text
    assert "その後、1件の提出がありました" in told
    for client, seen in ((secretariat, True), (member, False)):
        book, _ = workbook(client, survey)
        words = {c.value for sheet in book for row in sheet.iter_rows() for c in row}
        assert ("差し替えた名称" in words) == seen
        assert not any("秘密太郎" in str(w) or str(w) == "9876" for w in words)
    secretariat.send(f"/rounds/{survey}/release")
    assert "差し替えた名称" in member.get(f"/rounds/{survey}/projects/{changed}").text
    assert "その後の提出はありません" in secretariat.get(f"/rounds/{survey}/results").text


def test_a_form_of_another_round_or_a_draft_has_no_page(secretariat, db, clock, survey, small_round):
    from app.responses.service import drafting

    home = rounds.sections(db, survey)[0].id
    draft = drafting.add_form(db, SYSTEM, clock(), survey, home, "a")
    form = form_ids(db, survey, "a")[0]
    assert secretariat.get(f"/rounds/{survey}/projects/{draft}").status_code == 404
    assert secretariat.get(f"/rounds/{small_round}/projects/{form}").status_code == 404
    assert secretariat.get("/rounds/99/results").status_code == 404
    assert secretariat.get(f"/rounds/{survey}/results/answers-z").status_code == 404


def test_rulings_and_flags_are_the_secretariats(secretariat, member, db, survey):
    flagged = form_ids(db, survey, "a")[8]  # two codes where one was asked for
    secretariat.get(f"/rounds/{survey}/results")
    secretariat.send(f"/rounds/{survey}/release")
    ours, theirs = (c.get(f"/rounds/{survey}/projects/{flagged}").text for c in (secretariat, member))
    assert "一つだけ選ぶ設問に" in ours
    assert "一つだけ選ぶ設問に" not in theirs
    assert "版の履歴" in ours
    assert "版の履歴" not in theirs


# Finding one's way


def test_every_table_of_the_book_is_listed_and_opens(secretariat, db, clock, survey):
    index = secretariat.get(f"/rounds/{survey}/results").text
    keys = re.findall(rf'href="/rounds/{survey}/results/([^"]+)"', index)
    book = service.build(db, survey, clock()).book
    assert keys == [table.key for sheet in book.sheets for table in sheet.tables]
    assert "提出 52／52課" in index
    for key in keys:
        assert secretariat.get(f"/rounds/{survey}/results/{key}").status_code == 200


def test_narrow_by_department_and_words(secretariat, survey):
    address = f"/rounds/{survey}/results/answers-a"
    everything = records(secretariat.get(address).text)
    mine = records(secretariat.get(address, query_string={"department": "環境部"}).text)
    assert mine == [r for r in everything if r["部"] == "環境部"]
    assert mine
    both = secretariat.get(address, query_string={"department": "環境部", "q": " ＮＰＯ "}).text
    assert 0 < len(records(both)) < len(mine)
    assert 'value="環境部" selected' in both
    assert "該当する行はありません" in secretariat.get(address, query_string={"q": "どこにもない語"}).text
    assert (
        "<script>x" not in secretariat.get(address, query_string={"q": "<script>x", "department": "x"}).text
    )


def test_a_crosstab_narrowed_has_no_total_of_others(secretariat, survey):
    address = f"/rounds/{survey}/results/departments-projects"
    assert len(records(secretariat.get(address, query_string={"department": "環境部"}).text)) == 1
    assert records(secretariat.get(address).text)[-1]["部"] == "計"
    rows = records(secretariat.get(address, query_string={"q": "5"}).text)
    assert rows
    assert "計" not in {r["部"] for r in rows}


def test_large_tables_come_in_pages(secretariat, survey, monkeypatch):
    monkeypatch.setattr(page, "ROWS", 20)
    address = f"/rounds/{survey}/results/answers-b"
    everything = records(secretariat.get(address, query_string={"page": 0}).text)
    first, second = (records(secretariat.get(address, query_string={"page": p}).text) for p in (1, 2))
    assert len(everything) == 52
    assert "1行目から52行目まで" in secretariat.get(address, query_string={"page": 0}).text
    assert (first, second) == (everything[:20], everything[20:40])
    last = secretariat.get(address, query_string={"page": 999}).text
    assert records(last) == everything[40:]
    assert "41行目から52行目まで" in last
    assert "page=2" in secretariat.get(address).text
    for wrong in ("x", "-3"):
        assert secretariat.get(address, query_string={"page": wrong}).status_code == 200


def test_a_huge_table_is_never_put_on_one_page(secretariat, survey, monkeypatch):
    monkeypatch.setattr(page, "ROWS", 20)
    monkeypatch.setattr(page, "WHOLE", 50)
    address = f"/rounds/{survey}/results/answers-a"
    assert len(grid(secretariat.get(f"{address}?page=0").text)) == 1 + 20
    assert "page=0" not in secretariat.get(address).text
    monkeypatch.setattr(page, "WHOLE", 3_000)
    assert len(grid(secretariat.get(f"{address}?page=0").text)) == 1 + 97
    assert "page=0" in secretariat.get(address).text


def test_a_project_and_its_neighbours(secretariat, db, survey):
    forms = form_ids(db, survey, "a")
    table = secretariat.get(f"/rounds/{survey}/results/answers-a").text
    assert all(f'href="/rounds/{survey}/projects/{form}"' in table for form in forms)
    seen, at = [], f"/rounds/{survey}/projects/{forms[0]}"
    while at:
        shown = secretariat.get(at).text
        seen.append(int(at.rpartition("/")[2]))
        found = re.search(r'href="([^"]+)" rel="next"', shown)
        at = found and found[1]
    assert seen == forms
    assert 'rel="prev"' not in secretariat.get(f"/rounds/{survey}/projects/{forms[0]}").text
    assert (
        "企画政策課"
        in secretariat.get(f"/rounds/{survey}/projects/{form_ids(db, survey, 'overall')[0]}").text
    )


def test_every_answer_is_on_the_projects_page(secretariat, db, clock, survey):
    edition = service.build(db, survey, clock())
    for form in edition.data.forms[::7]:
        shown = " ".join(secretariat.get(f"/rounds/{survey}/projects/{form.id}").text.split())
        for question in edition.data.questionnaire(form.questionnaire).questions:
            for line in question.lines(form.answer(question.key)):
                assert " ".join(line.split()).replace("&", "&amp;") in shown.replace("&#39;", "'").replace(
                    "&#34;", '"'
                )


def test_what_people_typed_stays_text(secretariat, db, clock, survey):
    form = form_ids(db, survey, "a")[0]
    clock.advance(minutes=1)
    submit(db, survey, form, clock(), name=Answer(text=HOSTILE), content=Answer(text="長" * 10_000))
    for address in (f"/rounds/{survey}/projects/{form}", f"/rounds/{survey}/results/answers-a"):
        shown = secretariat.get(address).text
        assert "=1+1 &lt;script&gt;𠮷㈶髙&lt;/script&gt;" in shown
        assert "長" * 10_000 in shown
    book, _ = workbook(secretariat, survey)
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row if HOSTILE in str(c.value)]
    assert cells
    assert {c.data_type for c in cells} == {"s"}


# Files


def test_files_have_names_of_their_own(secretariat, survey):
    _, answer = workbook(secretariat, survey, paper="A4")
    told = answer.headers["Content-Disposition"]
    assert "filename*=UTF-8''%E5%B0%8F%E9%87%91%E4%BA%95%E5%B8%82_" in told
    assert told.endswith("_A4_20261121-1200.xlsx")
    assert answer.headers["Cache-Control"] == "no-store"


def test_papers_and_languages(secretariat, small_round):
    sizes = {
        p: workbook(secretariat, small_round, paper=p)[0].worksheets[1].page_setup.paperSize
        for p in ("A3", "A4")
    }
    assert {p: int(n) for p, n in sizes.items()} == {"A3": 8, "A4": 9}
    english, _ = workbook(secretariat, small_round, lang="en")
    assert english.sheetnames[0] == "Overall answers" or english.sheetnames[0].endswith("answers")
    for wrong in ({"paper": "B5"}, {"lang": "xx"}):
        assert secretariat.get(f"/rounds/{small_round}/results.xlsx", query_string=wrong).status_code == 404


def test_english_pages(secretariat, survey):
    secretariat.get(f"/rounds/{survey}/results")
    secretariat.send("/language", {"lang": "en", "next": "/"})
    index = secretariat.get(f"/rounds/{survey}/results").text
    assert "Result tables" in index
    assert "Submitted by 52 of 52 sections" in index
    assert "A release shows members" in index


def test_an_empty_round_has_empty_tables(secretariat, small_round):
    index = secretariat.get(f"/rounds/{small_round}/results").text
    assert "提出 0／4課" in index
    rows = records(secretariat.get(f"/rounds/{small_round}/results/answers-a").text)
    assert [r["課"] for r in rows] == ["企画政策課", "（行政経営担当）", "コミュニティ文化課", "議会事務局"]
    assert all("未提出" in r.values() for r in rows)
    for key in ("counts-a", "amounts-a", "decades-a", "data", "departments-projects"):
        assert secretariat.get(f"/rounds/{small_round}/results/{key}").status_code == 200
    assert workbook(secretariat, small_round)[0].sheetnames
    secretariat.get(f"/rounds/{small_round}/results")
    assert secretariat.send(f"/rounds/{small_round}/release").status_code == 422


def test_a_new_submission_is_on_the_page_at_once(secretariat, db, clock, survey):
    form = form_ids(db, survey, "overall")[0]
    address = f"/rounds/{survey}/results/counts-overall"

    def answered():
        return next(
            number(r["件数"]) for r in records(secretariat.get(address).text) if r["選択肢"] == "記入あり"
        )

    assert answered() == 38
    clock.moment += timedelta(seconds=1)
    submit(db, survey, form, clock(), why_needed=Answer(text="特になし"))
    assert answered() == 37
