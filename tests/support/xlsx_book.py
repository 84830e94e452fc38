"""Made-up result tables for the workbook's tests: many sections, wide rows, endless answers, rare characters."""

from forms.questions import Text
from reports.book import Book, Sheet
from reports.tables import Chart, Column, ResultTable, Row

DEPARTMENTS = (
    "企画財政部",
    "市民部",
    "環境部",
    "福祉保健部",
    "子ども家庭部",
    "都市整備部",
    "生涯学習部",
    "議会事務局",
)
SENTENCE = "市民と市が、それぞれの役割を分け合いながら進める（特に地域の課題について）。"
RARE = "𠮷野家㈶髙橋😀神～―①②ｶﾞ"
ODD = (
    "=1+1",
    "+81-42",
    "-5",
    "@SUM(A1)",
    "123",
    "http://example.jp/a",
    "０４２－３８３",
    "<b>&amp;",
    "_x0041_",
    " 空白 ",
)
CODES = (
    "①現在実施",
    "②現在＋将来\n⑧その他（団体と話し合って決めている）",
    "③ノウハウ",
    "⑪その他（公募市民）",
)


def text_of(n):
    """Text of about n characters, unlike any other length's, with line breaks."""
    parts = [f"{i}　{SENTENCE}" for i in range(n // len(SENTENCE) + 1)]
    return "\n".join(parts)[:n]


def sections():
    """52 sections as (department, section)."""
    return [
        (DEPARTMENTS[i * 8 // 52], f"第{i + 1}課" if i % 7 else f"（{i + 1}施設開設準備担当）")
        for i in range(52)
    ]


def project_columns():
    """20 columns: 部, 課, 係, 番号, name, content, 2 amounts, 12 choices; the last nine on the lower line of a band."""
    choices = [
        Column(f"c{i}", Text(f"{i + 3} 設問その{i}", f"Question {i}"), width=12, band=int(i > 2))
        for i in range(12)
    ]
    return (
        Column(".department", Text("部", "Department"), width=12, merge=True),
        Column(".section", Text("課", "Section"), width=16, merge=True),
        Column("unit", Text("係", "Unit"), width=12),
        Column(".number", Text("番号", "No."), "code", width=6),
        Column("name", Text("1 事業名", "Name"), width=26),
        Column("content", Text("2 事業の内容", "Content"), width=44),
        *choices[:3],
        Column("city", Text("7 市の予算（千円）", "City"), "thousand_yen", width=14, band=1),
        Column("all", Text("8 全体予算（千円）", "All"), "thousand_yen", width=14, band=1),
        *choices[3:],
    )


def project_rows():
    """70 projects and the states of the sections without one; answers of 6,000 and 10,000 characters among them."""
    rows, number = [], 0
    for i, (department, section) in enumerate(sections()):
        if i % 3 == 1:
            word = Text("未提出", "Not submitted") if i % 2 else Text("該当事業なし", "None (declared)")
            cells = (department, section, None, None, word, *[None] * 15)
            rows.append(Row(cells, state="missing" if i % 2 else "none", group=str(i)))
            continue
        for _ in range(2):
            number += 1
            rows.append(project_row(number, department, section, str(i)))
    return tuple(rows)


def project_row(n, department, section, group):
    long = {7: 6_000, 20: 10_000, 33: 1_500}.get(n, 40 + n * 7)
    choices = [CODES[(n + i) % len(CODES)] for i in range(12)]
    choices[11] = RARE if n % 5 == 0 else choices[11]
    choices[4] = ODD[n % len(ODD)]
    choices[6] = "記入なし" if n % 4 == 0 else choices[6]
    amounts = (n * 1_234, "②不明" if n % 6 == 0 else n * 12_345_678)
    cells = (
        department,
        section,
        f"{n}係",
        f"Ａ{n}",
        f"事業その{n}",
        text_of(long),
        *choices[:3],
        *amounts,
        *choices[3:],
    )
    return Row(
        cells,
        ref=str(n),
        group=group,
        marks=frozenset({"c3", "city"} if n % 9 == 0 else ()),
        blanks=frozenset({"c6"} if n % 4 == 0 else ()),
    )


BASE = Text("提出 43／52課、令和8年11月21日 9時05分現在", "Submitted by 43 of 52 sections")


def projects():
    note = Text("「記入なし」は空欄の回答です。", "Blank is an empty answer.")
    return ResultTable(
        "a", Text("Ａ調査票　回答一覧", "Answers A"), project_columns(), project_rows(), BASE, note
    )


def opinions():
    """One form per section: 部, 課 and four answers."""
    columns = (
        *project_columns()[:2],
        Column("why", Text("1 なぜ必要か", "Why"), width=44),
        Column("status", Text("2 実施状況", "Status"), width=12),
        Column("plans", Text("3 計画など", "Plans"), width=44),
        Column("free", Text("4 自由記入", "Free"), width=44),
    )
    rows = [
        Row(
            (d, s, text_of(30 + i * 11), CODES[i % 4], RARE if i % 10 == 0 else text_of(i * 5), "記入なし"),
            group=str(i),
        )
        for i, (d, s) in enumerate(sections())
    ]
    return ResultTable("o", Text("全体調査票　回答一覧", "Answers"), columns, tuple(rows), BASE)


def counts():
    columns = (
        Column(".question", Text("設問", "Question"), width=20, merge=True),
        Column(".code", Text("番号", "Code"), "code", width=6),
        Column(".label", Text("選択肢", "Choice"), width=22),
        Column(".n", Text("件数", "Forms"), "number", width=8),
        Column(".percent", Text("提出数に占める割合", "% of forms"), "percent", width=12),
    )
    rows, charts = [], []
    for q in range(9):
        first = len(rows)
        for c in range(3 + q):
            n = (q * 7 + c * 5) % 44
            rows.append(
                Row(
                    (f"{q + 1} 設問その{q}", "①②③④⑤⑥⑦⑧⑨⑩⑪"[c], f"選択肢{c + 1}", n * 100, n / 52),
                    group=str(q),
                )
            )
        charts.append(Chart(Text(f"{q + 1} 設問その{q}"), ".label", ".n", first, len(rows) - 1))
    return ResultTable(
        "k", Text("単純集計", "Counts"), columns, tuple(rows), BASE, Text("割合の読み方"), tuple(charts)
    )


def crosstab(rows=14):
    columns = (
        Column(".department", Text("部", "Department"), width=12, merge=True),
        *(Column(f"n{i}", Text(f"{i}番の選択肢"), "number", width=10) for i in range(5)),
    )
    body = [
        Row((f"{DEPARTMENTS[i % 8]}{i}", *((i * j) % 9 for j in range(5))), group=str(i)) for i in range(rows)
    ]
    total = Row((Text("計", "Total"), 1, 2, 3, 4, 5), state="total")
    return ResultTable("x", Text("部別", "Departments"), columns, (*body, total), BASE)


def data():
    columns = (
        Column("section", Text("課", "Section"), width=16),
        Column("text", Text("記述", "Text"), width=40),
        Column("value", Text("値", "Value"), "number", width=12),
        Column("share", Text("割合", "Share"), "percent", width=8),
        Column("label", Text("略称", "Label"), width=16),
    )
    texts = [*ODD, RARE, text_of(10_000), "", None]
    rows = [Row((f"第{i}課", t, i * 1_000, i / 7, Text("実施", "Now"))) for i, t in enumerate(texts)]
    return ResultTable("d", Text("回答データ", "Data"), columns, tuple(rows), BASE)


def book(paper="A3"):
    """One sheet of each purpose and more."""
    return Book(
        Text("見本市　協働実態調査　集計表", "Sample city: results"),
        (
            Sheet(Text("全体 一覧", "All"), "print", (opinions(),), paper),
            Sheet(Text("Ａ 一覧", "A"), "print", (projects(),), paper),
            Sheet(Text("Ａ 集計", "A counts"), "counts", (counts(),), "A4"),
            Sheet(Text("部別", "Departments"), "counts", (crosstab(), crosstab(40), crosstab(3)), "A4"),
            Sheet(Text("回答データ", "Data"), "data", (data(),), "A4"),
        ),
    )
