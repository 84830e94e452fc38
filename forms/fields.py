"""Question → form field: what a page posts for one question, read as one Answer; office fields for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from wtforms import Field

from forms.questions import EMPTY, Answer, Facts, Level, Question, Text, ValueQuestion

#: Findings about what is still missing: not shown while a person is only beginning.
STILL_MISSING: Final = frozenset({"blank_text", "blank_title", "blank_choice"})


class Posted(Protocol):
    """What a browser sent: werkzeug's MultiDict, as WTForms hands it on."""

    def get(self, name: str, default: str) -> str: ...

    def getlist(self, name: str) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding as shown at its field. level: "refuse", "ask" or "flag"."""

    level: str
    message: Text
    rule: str


@dataclass(frozen=True, slots=True)
class Stale:
    """Somebody else saved this field meanwhile: what stands now, and what this person typed, line by line."""

    theirs: Answer
    theirs_lines: Sequence[str]
    mine_lines: Sequence[str]
    who: str
    when: Text


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be corrected here, with what was submitted (line by line) as which version."""

    words: str
    submitted_lines: Sequence[str]
    version: int


@dataclass(frozen=True, slots=True)
class Base:
    """What the page showed: the answer's revision and fingerprint (`3:9f2c…`)."""

    revision: int = 0
    digest: str = field(default=EMPTY.mark())

    @classmethod
    def of(cls, answer: Answer, revision: int) -> Base:
        """The base of a stored answer."""
        return cls(revision, answer.mark())

    @classmethod
    def read(cls, raw: str) -> Base:
        """Read what came back from a page; anything odd is the base of a field never saved."""
        number, _, digest = raw.partition(":")
        return (
            cls(int(number), digest) if number.isascii() and number.isdigit() and len(number) < 10 else cls()
        )

    def __str__(self) -> str:
        return f"{self.revision}:{self.digest}"


class AnswerField(Field):
    """One question on a page. Posts `{key}-codes`, `-text`, `-other`, `-page`, `-confirm` and `-base`."""

    def __init__(self, label: str | None = None, *, question: Question, **kwargs: object) -> None:
        super().__init__(label, **kwargs)  # type: ignore[arg-type]
        self.question = question
        self.answer = EMPTY
        self.base = Base()
        self.findings: list[Shown] = []
        self.conflict: Stale | None = None
        self.saved_by = ""
        self.remark: Remark | None = None
        self.readonly = False

    @property
    def key(self) -> str:
        """The question's key: the first part of every input's name."""
        return self.question.key

    @property
    def confirmable(self) -> bool:
        """There is something the person may confirm as it stands."""
        return any(f.level == Level.ASK for f in self.findings)

    @property
    def blocking(self) -> list[Shown]:
        """What keeps the form from being submitted."""
        return [f for f in self.findings if f.level != Level.FLAG]

    def process(self, formdata: Posted | None, data: object = None, extra_filters: object = None) -> None:  # type: ignore[override]
        """Read the posted parts; without posted data the field keeps what `show` gives it."""
        self.process_errors = []
        self.data = self.answer
        if formdata is None:
            return
        self.base = Base.read(formdata.get(f"{self.key}-base", ""))
        codes = {
            int(c)
            for c in formdata.getlist(f"{self.key}-codes")
            if c.isascii() and c.isdigit() and len(c) < 4
        }
        text = _lines(formdata.get(f"{self.key}-text", ""))
        typed = Answer(
            tuple(sorted(codes)),
            text,
            _lines(formdata.get(f"{self.key}-other", "")),
            _lines(formdata.get(f"{self.key}-page", "")),
        )
        if text and _lines(formdata.get(f"{self.key}-confirm", "")) == text:
            typed = replace(typed, confirmed=text)
        self.answer = self.data = self.question.tidy(typed)

    def show(self, answer: Answer, revision: int) -> None:
        """Show a stored answer."""
        self.answer = self.data = answer
        self.base = Base.of(answer, revision)

    def judge(self, facts: Facts, missing: bool) -> None:
        """Check the answer; `missing` False leaves out what is merely not filled in yet."""
        self.findings = [
            Shown(level.value, f.message, f.rule)
            for f in self.question.check(self.answer, facts)
            if (level := f.level()) and (missing or f.rule not in STILL_MISSING)
        ]

    @property
    def takes_value(self) -> bool:
        """A value (year, amount, plan) is typed beside a choice."""
        return isinstance(self.question, ValueQuestion)


def _lines(posted: str) -> str:
    """Browsers post line ends as CRLF whatever was typed; they are kept as LF. Nothing else is touched."""
    return posted.replace("\r\n", "\n")
