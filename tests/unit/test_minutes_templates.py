"""A body's own Word template: what it may name, what is refused and in which words, and that it does no harm."""

from __future__ import annotations

import contextlib
import re
import time
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from docx.oxml import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.minutes import places, word
from reports.minutes.model import CoverRow, Item, Line, Speech

DOCUMENT, RELATIONS = "word/document.xml", "word/_rels/document.xml.rels"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def with_line(*lines):
    """Our own template with lines at its end, as somebody would type them in Word."""
    made = Document(BytesIO(word.default_template()))
    for line in lines:
        made.add_paragraph(line)
    changed = BytesIO()
    made.save(changed)
    return changed.getvalue()


def packed(template, more=(), **changed):
    """A template whose parts are changed as only a program would: name (`__` for /) → what is replaced by what."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(template)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            was, now = changed.get(name, (b"", b""))
            content = old.read(name)
            assert was in content
            new.writestr(name, content.replace(was, now, 1) if was else content)
        for name, content in more:
            new.writestr(name, content)
    return made.getvalue()


def in_body(xml):
    """Our template with these elements at the beginning of its text."""
    return packed(word.default_template(), **{DOCUMENT: (b"<w:body>", b"<w:body>" + xml)})


def related(kind, target, mode='TargetMode="External"'):
    """Our template with a relation to something."""
    added = f'<Relationship Id="rId99" Type="{KIND}{kind}" Target="{target}" {mode}/></Relationships>'
    return packed(word.default_template(), **{RELATIONS: (b"</Relationships>", added.encode())})


def refused(template):
    """What is said of a template, in Japanese."""
    with pytest.raises(word.TemplateProblem) as told:
        word.check(template)
    assert told.value.problem.en
    return told.value.problem.ja


def field(instruction):
    """A field as Word writes it, cut in two."""
    run = "<w:r><w:instrText>{}</w:instrText></w:r>"
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    half = len(instruction) // 2
    parts = run.format(instruction[:half]) + run.format(instruction[half:])
    return f"<w:p>{mark.format('begin')}{parts}{mark.format('end')}</w:p>".encode()


def test_the_citys_own_template():
    own = packed(
        word.default_template(),
        **{DOCUMENT: ("{{ 標題 }}".encode(), "本市会議録　場所：{{ 項目[“開催場所”] }}".encode())},
    )
    file = Document(BytesIO(word.write(word.SAMPLE, own)))
    assert file.paragraphs[0].text == "本市会議録　場所：第１会議室（案）"


def test_every_place_is_explained_and_every_explained_place_is_there():
    def said(entries, scope):
        for one in entries:
            if isinstance(one, places.Place):
                yield re.sub(r'^(\w+)\["[^"]*"\]$', r"\1", one.written.strip("{} "))
            else:
                yield re.search(r" in (\S+) %}", one.begins)[1]
                yield from said(one.places, scope)

    def given_(values, name):
        yield name
        for one in values[:1]:
            for key, inner in one.items() if isinstance(one, dict) else ():
                yield from given_(inner, key) if isinstance(inner, list) else (key,)

    known = word.context(word.SAMPLE)
    names = {key for key in known if not isinstance(known[key], list)}
    names |= {n for key in known if isinstance(known[key], list) for n in given_(known[key], key)}
    explained = {n.rpartition(".")[2] for n in said((*places.SINGLE, *places.REPEATED), ())}
    assert explained - {"行", "段落"} == names - {"行", "段落"}
    lines = [p.written for p in places.SINGLE]
    for part in places.REPEATED:
        lines += written(part)
    assert word.check(with_line(*lines[:6]))
    assert word.check(with_line(*(line for line in lines if "%tr" not in line and "行.項目" not in line and "行.内容" not in line)))  # fmt: skip


def written(part):
    """A repetition as it is typed, with all that stands in it."""
    if isinstance(part, places.Place):
        return [part.written]
    return [part.begins, *(line for one in part.places for line in written(one)), part.ends]


def test_a_row_the_cover_does_not_have_is_a_mistake_when_tried_and_empty_when_written():
    own = with_line("所管：{{ 項目['所管課'] }}。")
    assert "「所管課」という差し込み箇所はありません" in refused(own)
    assert Document(BytesIO(word.write(word.SAMPLE, own))).paragraphs[-1].text == "所管：。"
    other = replace(word.SAMPLE, cover=(CoverRow("所管課", (Line("市民課"),)),))
    assert "市民課" in Document(BytesIO(word.check(own, other))).paragraphs[-1].text


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_BREAK = '<w:r><w:br w:type="page"/></w:r>'
_LINE = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"


@pytest.mark.parametrize(
    "before",
    [
        "<w:p><w:pPr><w:pageBreakBefore/></w:pPr><w:r><w:t>■{{ 要旨</w:t></w:r><w:r><w:t>の見出し }}</w:t></w:r></w:p>",
        f"<w:p>{_BREAK}</w:p>" + _LINE.format("{{ 要旨の見出し }}"),
        f"<w:p>{_BREAK}<w:r><w:t> {{{{要旨の見出し}}}}</w:t></w:r></w:p>",
        f"<w:p><w:r><w:t>以上</w:t></w:r>{_BREAK}</w:p><w:p/>" + _LINE.format("{{ 要旨の見出し }}"),
        f"<w:p>{_BREAK}</w:p>" + _LINE.format("{%p if 要旨の見出し %}") + _LINE.format("{{ 要旨の見出し }}") + _LINE.format("{%p endif %}"),
        "<w:p><w:pPr><w:sectPr/></w:pPr></w:p>" + _LINE.format("{{ 要旨の見出し }}"),
    ],
)  # fmt: skip
def test_a_summary_has_no_empty_page_where_the_speeches_would_be(before):
    """However a template of the city's own puts its speeches on a sheet of their own."""
    body = _LINE.format("{{ 標題 }}") + before + _LINE.format("{%p for 議題 in 会議要旨 %}") + _LINE.format("{%p endfor %}")  # fmt: skip
    own = BytesIO()
    with zipfile.ZipFile(BytesIO(word.default_template())) as old, zipfile.ZipFile(own, "w") as new:
        for name in old.namelist():
            whole = f"<w:document {_W}><w:body>{body}<w:sectPr/></w:body></w:document>"
            new.writestr(name, whole if name == DOCUMENT else old.read(name))
    with_speeches = Document(BytesIO(word.check(own.getvalue())))
    assert "会議要旨" in "".join(p.text for p in with_speeches.paragraphs)
    summary = replace(word.SAMPLE, items=(), speeches_heading="")
    made = Document(BytesIO(word.write(summary, own.getvalue())))
    kept = made.element.body
    assert not kept.xpath(".//w:br | .//w:pageBreakBefore")
    assert "".join(p.text for p in made.paragraphs) in ("会議録", "会議録以上")
    assert [s.start_type.name for s in made.sections][1:] in ([], ["CONTINUOUS"])


def test_a_break_before_something_else_stays():
    own = packed(
        with_line("別紙", "{{ 要旨の見出し }}"),
        **{
            DOCUMENT: (
                "別紙</w:t></w:r>".encode(),
                f"前{'</w:t></w:r>' + _BREAK}<w:r><w:t>別紙</w:t></w:r>".encode(),
            )
        },
    )
    made = Document(BytesIO(word.write(replace(word.SAMPLE, items=(), speeches_heading=""), own)))
    assert len(made.element.body.xpath(".//w:br[@w:type='page']")) == 1


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("{{ 議事録 }}", "「議事録」という差し込み箇所はありません"),
        ("{%p for 行 in 表紙 %}{{ 行.役名 }}{%p endfor %}", "for"),
        ("{% for 行 in 表紙 %}{{ 行.役名 }}{% endfor %}", "「役名」という差し込み箇所はありません"),
        ("{{ 標題", "閉じていない"),
        ("標題 }}", "閉じていない"),
        ("{{ {{ 標題 }} }}", "閉じていない"),
        ("｛｛ 標題 ｝｝", "全角"),
        ("｛％ for 行 in 表紙 ％｝", "全角"),
        ("{%p for 行 in 会議要旨 %}", "endfor"),
        ("{% for 行 in 標題 %}{% endfor %}", "一覧ではありません"),
        ("{{ 会議要旨 }}", "そのままでは書き出せません"),
        ("{{ 標題.upper }}", "そのままでは書き出せません"),
        ("{{ ''.__class__.__mro__ }}", "ひな形"),
        ("{{ 標題.__init__.__globals__ }}", "ひな形"),
        ("{{ 標題.upper() }}", "計算や関数"),
        ("{{ 9 ** 9 ** 9 }}", "計算や関数"),
        ("{{ 標題 * 999999999 }}", "計算や関数"),
        ("{{ '%999999999d' % 1 }}", "計算や関数"),
        ("{% set a = 1 %}", "計算や関数"),
        ("{% include 'a' %}", "計算や関数"),
        ("{% macro a() %}{% endmacro %}", "計算や関数"),
        ("{% for i in range(9) %}{% endfor %}", "計算や関数"),
        ("{{ 標題|center(999999999) }}", "計算や関数"),
        ("{% for a in 表紙 recursive %}{% endfor %}", "計算や関数"),
    ],
)
def test_a_wrong_place_is_refused_in_words(place, told):
    assert told in refused(with_line(place))


@settings(max_examples=8, deadline=None)
@given(st.text(alphabet='{}%# "表紙行.|for in endfor(){{}}', max_size=30))
def test_whatever_is_typed_gives_a_file_or_a_sentence(typed):
    with contextlib.suppress(word.TemplateProblem):
        assert word.check(with_line(typed)).startswith(b"PK")


@pytest.mark.parametrize("file", [b"", b"PK\x05\x06" + b"\0" * 18, b"%PDF-1.7", b"\xd0\xcf\x11\xe0" * 9])
def test_what_is_no_word_file_is_refused_in_words(file):
    assert "「.docx」形式" in refused(file)


def test_a_template_without_any_place_is_refused():
    made, file = Document(), BytesIO()
    made.add_paragraph("会議録")
    made.save(file)
    assert "差し込み箇所が一つもありません" in refused(file.getvalue())


@pytest.mark.parametrize(
    ("template", "told"),
    [
        (packed(word.default_template(), [("word/vbaProject.bin", b"x")]), "マクロ"),
        (packed(word.default_template(), **{"[Content_Types].xml": (
            b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            b"application/vnd.ms-word.document.macroEnabled.main+xml")}), "マクロ"),
        (related("image", "http://example.org/a.png"), "ほかの場所のファイル"),
        (related("image", "file:///C:/a.png"), "ほかの場所のファイル"),
        (related("hyperlink", "file://server/a.exe"), "ほかの場所のファイル"),
        (related("oleObject", "embeddings/a.bin", ""), "埋め込んだ"),
        (related("aFChunk", "a.html", ""), "埋め込んだ"),
        (in_body(field("INCLUDEPICTURE http://example.org/a.png")), "INCLUDEPICTURE"),
        (in_body(field(" DDEAUTO c:\\\\a.exe ")), "DDEAUTO"),
        (in_body(b'<w:p><w:fldSimple w:instr="USERNAME"/></w:p>'), "USERNAME"),
        (in_body(field("")), "フィールド"),
        (packed(word.default_template(), [("word/more.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')]), "読めません"),
        (packed(word.default_template(), **{DOCUMENT: (b"encoding='UTF-8'", b"encoding='UTF-7'")}), "読めません"),
        (packed(word.default_template(), [("word/more.xml", b"<a>" + b" " * (2 * 1024 * 1024) + b"</a>")]), "大きすぎ"),
        (in_body(b"<w:p/>" * 70_000), "大きすぎ"),
        (packed(word.default_template(), [("word/a.png", b" " * (21 * 1024 * 1024))]), "大きすぎ"),
        (b"PK\x03\x04" + b" " * word.MOST_BYTES, "大きすぎ"),
    ],
)  # fmt: skip
def test_what_could_do_harm_is_refused_in_words(template, told):
    assert told in refused(template)


def test_what_templates_have_is_taken():
    """A link to the city's page, page numbers, the template the document was begun from (its address is taken out)."""
    linked = related("hyperlink", "https://www.city.example.lg.jp/")
    assert word.check(
        packed(linked, **{DOCUMENT: (b"<w:body>", b"<w:body>" + field(" PAGE \\* MERGEFORMAT "))})
    )
    rels = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{KIND}attachedTemplate" Target="file:///C:/Users/見本花子/a.dotx" TargetMode="External"/></Relationships>'
    begun = packed(word.default_template(), [("word/_rels/settings.xml.rels", rels.encode())])
    with zipfile.ZipFile(BytesIO(word.check(begun))) as file:
        assert not [n for n in file.namelist() if "見本花子" in file.read(n).decode("utf-8", "replace")]


def test_no_template_keeps_the_server_busy():
    said = tuple(Speech(n, "委員", "発言。") for n in range(2_000))
    many = replace(word.SAMPLE, items=tuple(Item(f"議題{n}", said) for n in range(5)))
    loops = (
        "{% for a in 会議要旨 %}{% for b in a.行 %}{% for c in a.行 %}.{% endfor %}{% endfor %}{% endfor %}"
    )
    nested = with_line(loops)
    assert word.check(nested), "the sample is small"
    deep = "".join("{% for x in 表紙 %}" for _ in range(9)) + "{% endfor %}" * 9
    unclosed = in_body(b"<w:p><w:r><w:t>" + b"<w:t/>{{ " * 50_000 + b"</w:t></w:r></w:p>")
    wide = in_body(b"<w:tc>" * 10 + ("<w:p><w:r><w:t>{% if 標題 %}" + "あ" * 2000).encode() * 200)
    started = time.monotonic()
    with pytest.raises(word.TemplateProblem, match="too large"):
        word.write(many, nested)
    for hostile in (with_line(deep), unclosed, wide):
        refused(hostile)
    assert time.monotonic() - started < 10


def test_nothing_its_makers_left_comes_along_with_the_template():
    """Names in its properties, what a colleague remarked or struck out, the small picture of its first page."""
    made, template = Document(BytesIO(word.default_template())), BytesIO()
    made.core_properties.author = made.core_properties.last_modified_by = "見本花子"
    made.core_properties.comments = made.core_properties.subject = "見本花子"
    made.add_comment(made.paragraphs[0].runs, text="見本花子さんに確認", author="見本花子", initials="見")
    run = "<w:r><w:{0}>{1}</w:{0}></w:r>"
    tracked = 'w:id="9" w:author="見本花子" w:date="2026-01-01T00:00:00Z"'
    struck = f"<w:del {tracked}>{run.format('delText', '見本花子様')}</w:del>"
    added = f"<w:ins {tracked}>{run.format('t', '本市')}</w:ins>"
    made.add_paragraph("最後")._p.append(parse_xml(f"<w:body {_W}>{struck}{added}</w:body>")[0])
    made.paragraphs[-1]._p.append(parse_xml(f"<w:body {_W}>{added}</w:body>")[0])
    made.save(template)
    with zipfile.ZipFile(template) as file:
        assert any("見本花子" in file.read(n).decode("utf-8", "replace") for n in file.namelist())
        assert [n for n in file.namelist() if "thumbnail" in n]
    written = word.write(word.SAMPLE, template.getvalue())
    assert Document(BytesIO(written)).paragraphs[-1].text == "最後本市"
    with zipfile.ZipFile(BytesIO(written)) as file:
        for name in file.namelist():
            content = file.read(name).decode("utf-8", "replace")
            assert not [
                w
                for w in ("見本花子", "thumbnail", "<w:ins ", "<w:comment ", "commentReference")
                if w in name + content
            ], name
