"""Minutes as a Word file, in the city's own template or in ours.

A template is a .docx with places to fill in, in double braces (`{{ 会議名 }}`), and lines that are repeated
(`{%p for 議題 in 会議要旨 %}` … `{%p endfor %}`); what there is, and what it means: reports.minutes.places. It is worked
with docxtpl in a closed Jinja (reports.minutes.closed), after a look at what it is made of (reports.minutes.container).
Texts are always escaped. What the template was written by and with is taken out of the file (reports.minutes.remains).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final

from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import TemplateError, TemplateSyntaxError, UndefinedError

from forms.questions import Text
from reports.minutes import remains
from reports.minutes.closed import Closed, unknown_place
from reports.minutes.container import MOST_BYTES, look
from reports.minutes.form import default_template
from reports.minutes.headless import leave_out
from reports.minutes.model import Item, Minutes
from reports.minutes.problem import BROKEN, TemplateProblem
from reports.minutes.sample import SAMPLE
from reports.writers import docx

__all__ = ["MOST_BYTES", "SAMPLE", "TemplateProblem", "check", "context", "default_template", "write"]

_SPEECHES: Final = "要旨の見出し"


def write(minutes: Minutes, template: bytes | None = None, created: datetime = docx.UNDATED) -> bytes:
    """The minutes as a .docx. Raises TemplateProblem where the template cannot be used.

    A row that the cover does not have is empty (項目): frozen minutes keep the cover of their day.
    """
    values = context(minutes)
    return _written(minutes, template, {**values, "項目": _Rows(values["項目"])}, created)


def check(template: bytes, minutes: Minutes = SAMPLE) -> bytes:
    """Raise TemplateProblem where a template cannot be used; else the minutes in it.

    minutes: made-up ones with one of everything; a row of the cover that they do not have is a mistake.
    """
    return _written(minutes, template, context(minutes), docx.UNDATED)


class _Rows(dict[str, str]):
    """Rows of the cover by label; empty for one that is not there."""

    def __missing__(self, label: str) -> str:
        return ""


def context(minutes: Minutes) -> Mapping[str, Any]:
    """What a template may name (reports.minutes.places). 項目 gives the text of a row of the cover by its label."""
    clean = docx.clean
    return {
        "標題": clean(minutes.heading), "状態": clean(minutes.status), "会議名": clean(minutes.title),
        "表紙": [{"項目": clean(r.label), "内容": clean(r.text)} for r in minutes.cover],
        "項目": {clean(r.label): clean(r.text) for r in minutes.cover},
        "結果の見出し": clean(minutes.results_heading),
        "会議結果": [{"見出し": clean(r.heading), "段落": [clean(p) for p in r.paragraphs]} for r in minutes.results],
        _SPEECHES: clean(minutes.speeches_heading),
        "会議要旨": [{"見出し": clean(i.heading), "行": _lines(i), "発言": _speeches(i)} for i in minutes.items],
        "末尾": [clean(line) for line in minutes.closing],
    }  # fmt: skip


def _speeches(item: Item) -> list[dict[str, Any]]:
    return [
        {"番号": s.number, "役割": docx.clean(s.role), "本文": docx.clean("\n".join(s.paragraphs))}
        for s in item.speeches
    ]


def _lines(item: Item) -> list[dict[str, str]]:
    """A line for each paragraph: the label stands before a speech's first one."""
    return [
        {"役割": docx.clean(s.label) if nth == 0 else "", "本文": docx.clean(words)}
        for s in item.speeches
        for nth, words in enumerate(s.paragraphs or ("",))
    ]


def _written(minutes: Minutes, template: bytes | None, values: Mapping[str, Any], created: datetime) -> bytes:
    if template is not None:
        look(template)
    made = _filled(default_template() if template is None else template, values)
    _sourceless(made.docx)
    properties = made.core_properties
    properties.title, properties.language = docx.clean(minutes.title), "ja-JP"
    for name in (
        "author", "last_modified_by", "comments", "keywords", "category", "subject", "content_status", "identifier", "version",
    ):  # fmt: skip
        setattr(properties, name, "")
    properties.created = properties.modified = created.astimezone(UTC).replace(tzinfo=None)
    properties.revision, properties.last_printed = 1, datetime(2000, 1, 1)  # noqa: DTZ001 - Word's dates bear no zone
    return remains.without(docx.saved(made.docx))


def _filled(template: bytes, values: Mapping[str, Any]) -> DocxTemplate:
    try:
        made = DocxTemplate(BytesIO(template))
        if not values[_SPEECHES]:
            leave_out(made.get_docx().element.body, _SPEECHES)
        made.render(dict(values), jinja_env=Closed(values), autoescape=True)
    except TemplateProblem:
        raise
    except UndefinedError as error:
        raise TemplateProblem(unknown_place(str(error.message))) from error
    except TemplateError as error:
        raise TemplateProblem(_mistaken(error)) from error
    except Exception as error:  # whatever a broken file makes docxtpl, python-docx or lxml raise
        raise TemplateProblem(BROKEN) from error
    return made


def _mistaken(error: TemplateError) -> Text:
    """Where Jinja stumbled: the words of that line, and its own (English) reason."""
    lines = list(getattr(error, "docx_context", ()))
    number = error.lineno if isinstance(error, TemplateSyntaxError) else 0
    at = lines[min(number - 1, 3)].strip()[:60] if lines and 0 < min(number, 4) <= len(lines) else ""
    near = Text(f"「{at}」の近くの", f" near “{at}”") if at else Text("", "")
    reason = error.message or type(error).__name__
    return Text(
        f"ひな形の{near.ja}差し込み箇所に誤りがあります。for と endfor、if と endif の対応も確かめてください（{reason}）。",
        f"There is a mistake in a place of the template{near.en}. Look also that each for has its endfor, each if its endif ({reason}).",
    )


def _sourceless(made: Any) -> None:
    """Without the address of the template the document was begun from: it names somebody's folder."""
    part = made.part._settings_part
    for node in part.element.findall(qn("w:attachedTemplate")):
        part.element.remove(node)
    for key in [k for k, relation in part.rels.items() if relation.reltype.endswith("/attachedTemplate")]:
        del part.rels[key]
