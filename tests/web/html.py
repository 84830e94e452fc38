"""What every page has to keep, whoever made it: checked on each page that a test fetches."""

import hashlib
import re
from collections import Counter
from urllib.parse import urlsplit

import html5lib
from html5lib.constants import E as MESSAGES

#: What `check` found nothing wrong with, as digests: every sign-in begins with the same page.
GOOD = set()
#: As Flask-WTF makes them: no character of it means anything in HTML.
TOKEN = re.compile(r'(?<=value=")[\w.-]{80,100}(?=")')
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


def heading_faults(nodes):
    headings = [words(e) for e in nodes if e.tag == "h1"]
    titles = [words(e) for e in nodes if e.tag == "title" and words(e)]
    if len(headings) != 1:
        yield f"{len(headings)} h1: {headings}"
    elif not titles or not titles[0].startswith(headings[0]):
        yield f"title {titles[:1]} does not begin with h1 {headings[0]!r}"


def id_faults(nodes):
    ids = Counter(e.get("id") for e in nodes if e.get("id") is not None)
    yield from (f"id {i!r} is used twice" for i in sorted(i for i, times in ids.items() if times > 1))
    for element in nodes:
        for name in REFERENCES:
            for wanted in (element.get(name) or "").split():
                if wanted not in ids:
                    yield f"<{element.tag} {name}={wanted!r}>: there is no such id"
        fragment = element.get("href", "") if element.tag == "a" else ""
        if fragment.startswith("#") and fragment[1:] not in ids:
            yield f"<a href={fragment!r}>: there is no such id"


def inline_faults(nodes):
    for element in nodes:
        if element.tag == "style" or (element.tag == "script" and element.get("src") is None):
            yield f"inline <{element.tag}>"
        yield from (
            f"<{element.tag} {name}>: inline"
            for name in element.attrib
            if name == "style" or EVENT.match(name)
        )


def address_faults(nodes):
    for element in nodes:
        for name in ADDRESSES:
            address = element.get(name)
            parts = urlsplit(address or "")
            if address and (parts.scheme or parts.netloc):
                yield f"<{element.tag} {name}={address!r}>: leaves this site"


def form_faults(nodes):
    for form in (e for e in nodes if e.tag == "form"):
        names = [e.get("name") for e in elements(form)]
        if form.get("method", "").lower() == "post" and names.count("csrf_token") != 1:
            yield f"<form action={form.get('action')!r}>: {names.count('csrf_token')} csrf_token"
    labelled = {e.get("for") for e in nodes if e.tag == "label" and e.get("for")}
    for element in nodes:
        if element.tag in {"input", "select", "textarea"} and element.get("type") not in {"hidden", "submit"}:
            named = element.get("aria-label") or element.get("aria-labelledby")
            if not named and element.get("id") not in labelled:
                yield f"<{element.tag} name={element.get('name')!r}> has no label"


def faults(html):
    """Every rule that a page breaks, as sentences."""
    tree, found = parse(html)
    nodes = elements(tree)
    root = next(e for e in nodes if e.tag == "html")
    if root.get("lang") not in {"ja", "en"}:
        found.append(f"lang is {root.get('lang')!r}")
    for check in (heading_faults, id_faults, inline_faults, address_faults, form_faults):
        found.extend(check(nodes))
    return found


def check(html, where):
    """Raise PageError with everything that is wrong. Of pages that differ in their token only one is read."""
    known = hashlib.sha256(TOKEN.sub("token", html).encode()).digest()
    if known in GOOD:
        return
    found = faults(html)
    if found:
        raise PageError(f"{where}:\n  " + "\n  ".join(found))
    GOOD.add(known)
