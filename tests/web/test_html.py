"""The page checker itself: a good page passes, each breach is named."""

import pytest

from tests.web.html import faults

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
