"""The page checker itself: a good page passes, each breach is named."""

import pytest

from tests.web.html import PageError, check, faults

GOOD = (
    '<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>見出し | 聞き取り</title></head>'
    '<body><h1>見出し</h1><a href="#x">x</a><p id="x">{}</p></body></html>'
)


def test_good_page():
    assert faults(GOOD.format("")) == []


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ("<h1>見出し</h1>", "2 h1"),
        ('<b id="x"></b>', "id 'x' is used twice"),
        ("<p><div></p>", "not valid HTML"),
        ('<b style="color:red">a</b>', "style>: inline"),
        ('<b onclick="a()">a</b>', "onclick>: inline"),
        ("<script>a()</script>", "inline <script>"),
        ('<img alt="" src="https://example.org/a.png">', "leaves this site"),
        ('<a href="javascript:a()">a</a>', "leaves this site"),
        ('<label for="y">a</label>', "there is no such id"),
        ('<a href="#y">a</a>', "there is no such id"),
        ('<form method="post" action="/a"></form>', "0 csrf_token"),
        ('<input name="n">', "has no label"),
    ],
)
def test_breach_is_named(part, told):
    assert any(told in fault for fault in faults(GOOD.format(part)))


def test_title_and_language():
    assert any("does not begin" in f for f in faults(GOOD.replace("<title>見出し", "<title>別")))
    assert any("lang is" in f for f in faults(GOOD.replace(' lang="ja"', "")))


def test_a_page_is_read_again_unless_only_its_token_differs(monkeypatch):
    read = []
    monkeypatch.setattr("tests.web.html.faults", lambda page: read.append(page) or [])
    field = '<input type="hidden" name="csrf_token" value="{}">'
    pages = [
        GOOD.format(words + field.format(token)) for words in "あい" for token in ("a" * 91, "b.-_" * 23)
    ]
    for page in pages:
        check(page, "here")
    assert read == [pages[0], pages[2]]


def test_a_bad_page_is_refused_each_time():
    for _ in range(2):
        with pytest.raises(PageError, match="there is no such id"):
            check(GOOD.format('<a href="#y">a</a>'), "here")
