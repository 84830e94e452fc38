"""What every page has to keep, whoever made it: checked on each page that a test fetches."""

import re
from urllib.parse import urlsplit

import html5lib
from html5lib.constants import E as MESSAGES

EVENT = re.compile(r"^on[a-z]+$")
ADDRESSES = ("href", "src", "action", "formaction", "poster", "data")
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "headers", "list", "form")


class PageError(AssertionError):
    """A page breaks a rule; the message names them all."""


def words(element):
    return " ".join("".join(element.itertext()).split())


def elements(tree):
    return [e for e in tree.iter() if isinstance(e.tag, str)]


def parse(html):
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(html)
    return tree, [
        f"not valid HTML, line {line}: {MESSAGES.get(code, code) % (details or {})}"
        for (line, _), code, details in parser.errors
    ]


def heading_faults(tree):
    headings = [words(e) for e in elements(tree) if e.tag == "h1"]
    titles = [words(e) for e in elements(tree) if e.tag == "title" and words(e)]
    if len(headings) != 1:
        yield f"{len(headings)} h1: {headings}"
    elif not titles or not titles[0].startswith(headings[0]):
        yield f"title {titles[:1]} does not begin with h1 {headings[0]!r}"


def id_faults(tree):
    ids = [e.get("id") for e in elements(tree) if e.get("id") is not None]
    yield from (f"id {i!r} is used twice" for i in sorted({i for i in ids if ids.count(i) > 1}))
    for element in elements(tree):
        for name in REFERENCES:
            for wanted in (element.get(name) or "").split():
                if wanted not in ids:
                    yield f"<{element.tag} {name}={wanted!r}>: there is no such id"
        fragment = element.get("href", "") if element.tag == "a" else ""
        if fragment.startswith("#") and fragment[1:] not in ids:
            yield f"<a href={fragment!r}>: there is no such id"


def inline_faults(tree):
    for element in elements(tree):
        if element.tag == "style" or (element.tag == "script" and element.get("src") is None):
            yield f"inline <{element.tag}>"
        yield from (
            f"<{element.tag} {name}>: inline"
            for name in element.attrib
            if name == "style" or EVENT.match(name)
        )


def address_faults(tree):
    for element in elements(tree):
        for name in ADDRESSES:
            address = element.get(name)
            parts = urlsplit(address or "")
            if address and (parts.scheme or parts.netloc):
                yield f"<{element.tag} {name}={address!r}>: leaves this site"


def form_faults(tree):
    for form in (e for e in elements(tree) if e.tag == "form"):
        names = [e.get("name") for e in elements(form)]
        if form.get("method", "").lower() == "post" and names.count("csrf_token") != 1:
            yield f"<form action={form.get('action')!r}>: {names.count('csrf_token')} csrf_token"
    for element in elements(tree):
        if element.tag in {"input", "select", "textarea"} and element.get("type") not in {"hidden", "submit"}:
            labelled = (
                element.get("aria-label")
                or element.get("aria-labelledby")
                or any(
                    e.get("for") == element.get("id")
                    for e in elements(tree)
                    if e.tag == "label" and e.get("for")
                )
            )
            if not labelled:
                yield f"<{element.tag} name={element.get('name')!r}> has no label"


def faults(html):
    """Every rule that a page breaks, as sentences."""
    tree, found = parse(html)
    root = next(e for e in elements(tree) if e.tag == "html")
    if root.get("lang") not in {"ja", "en"}:
        found.append(f"lang is {root.get('lang')!r}")
    for check in (heading_faults, id_faults, inline_faults, address_faults, form_faults):
        found.extend(check(tree))
    return found


def check(html, where):
    """Raise PageError with everything that is wrong."""
    found = faults(html)
    if found:
        raise PageError(f"{where}:\n  " + "\n  ".join(found))
