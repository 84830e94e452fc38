"""A questionnaire as defined in TOML: loading, checking, refusing a broken one by file, key and reason."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Final

from forms.comparing import Difference
from forms.questions import EMPTY, KINDS, Answer, Choice, ChoiceQuestion, Question, Text, ValueQuestion
from forms.reader import DefinitionError, Reader

__all__ = ["Block", "DefinitionError", "Questionnaire", "load", "load_all", "parse"]

DEFINITIONS: Final = Path(__file__).parent / "definitions"
SCOPES: Final = ("section", "project")
ROLES: Final = ("", "title", "unit")
HIGHEST_CODE: Final = 60
_CODES: Final = re.compile(r"([0-9]{1,3})(?:-([0-9]{1,3}))?")
_COLUMN_PARTS: Final = ("codes", "text", "other", "page", "thousand_yen", "nonanswer")
#: The table of an import folder that no questionnaire may have.
SECTIONS_TABLE: Final = "sections"
#: Columns of an import file that belong to the record, not to a question.
RECORD_COLUMNS: Final = ("no", "order", "department", "section", "notes", "other_texts")


@dataclass(frozen=True)
class Block:
    """A part of a form that is filled in and saved together."""

    key: str
    title: Text
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Questionnaire:
    """One questionnaire. scope: "section" (one per section) or "project" (none to many).

    prefix stands before a project's number (`Ｂ１`); source is the TOML text, kept whole in a round's
    snapshot.
    """

    key: str
    order: int
    scope: str
    title: Text
    short: Text
    intro: Text
    prefix: str
    blocks: tuple[Block, ...]
    source: str = field(repr=False, compare=False, default="")

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Every question in the order of the form."""
        return tuple(q for b in self.blocks for q in b.questions)

    @cached_property
    def _by_key(self) -> Mapping[str, Question]:
        return {q.key: q for q in self.questions}

    def question(self, key: str) -> Question | None:
        """The question with this key."""
        return self._by_key.get(key)

    def block(self, key: str) -> Block | None:
        """The block with this key."""
        return next((b for b in self.blocks if b.key == key), None)

    def role(self, role: str) -> Question | None:
        """The question with this role ("title": the project's name; "unit": 係)."""
        return next((q for q in self.questions if q.role == role), None)

    def compare(
        self, old: Mapping[str, Answer], new: Mapping[str, Answer]
    ) -> tuple[tuple[Block, tuple[tuple[Question, Difference], ...]], ...]:
        """Two sets of answers, block by block and question by question in the order of the form."""
        return tuple(
            (b, tuple((q, q.compare(old.get(q.key, EMPTY), new.get(q.key, EMPTY))) for q in b.questions))
            for b in self.blocks
        )

    @property
    def per_project(self) -> bool:
        """True where a section answers it once per project."""
        return self.scope == "project"

    @property
    def wide_file(self) -> str:
        """The name of its table in an import folder, without ending: `overall`, `a_projects`."""
        return f"{self.key}_projects" if self.per_project else self.key

    def number(self, number: int | None) -> str:
        """A project's number as printed: `12`, `Ｂ１` (full-width after a full-width prefix)."""
        digits = "" if number is None else str(number)
        if self.prefix and not self.prefix.isascii():
            digits = digits.translate({ord("0") + i: "０１２３４５６７８９"[i] for i in range(10)})
        return self.prefix + digits


_CHOICE_KEYS: Final = ("code", "label", "short", "explain", "exclusive", "takes_value", "offered")
_QUESTION_KEYS: Final = (
    "key", "number", "kind", "label", "short", "help", "example", "required", "role", "counted", "max_length",
    "choices", "unrecorded", "columns",
)  # fmt: skip
_TOP_KEYS: Final = ("key", "order", "scope", "title", "short", "intro", "prefix", "blocks")


def parse(source: str, file: str = "definition") -> Questionnaire:
    """Read a definition from its TOML text. Raises DefinitionError: `file`, the key's path, the reason."""
    try:
        table = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError(file, "(syntax)", str(error)) from error
    top = Reader(file, "", table, _TOP_KEYS)
    blocks = tuple(_block(b) for b in top.tables("blocks", ("key", "title", "questions")))
    scope = top.get("scope", str, required=True)
    if scope not in SCOPES:
        top.fail("scope", f"must be one of {', '.join(SCOPES)}")
    result = Questionnaire(
        key=top.name(),
        order=top.get("order", int, required=True),
        scope=scope,
        title=top.text("title", True),
        short=top.text("short", True),
        intro=top.text("intro"),
        prefix=top.get("prefix", str, ""),
        blocks=blocks,
        source=source,
    )
    _check_whole(top, result)
    return result


def _block(reader: Reader) -> Block:
    questions = tuple(_question(q) for q in reader.tables("questions", _QUESTION_KEYS))
    return Block(reader.name(), reader.text("title", True), questions)


def _check_columns(top: Reader, made: Questionnaire) -> None:
    """No two questions may read or write the same column of an import file, nor a record's own."""
    owners = dict.fromkeys(RECORD_COLUMNS, "the record itself")
    for question in made.questions:
        for column in (*question.to_wide(EMPTY), f"other_{question.key}"):
            if column in owners:
                top.fail("blocks", f"column {column!r} of {question.key!r} belongs to {owners[column]!r}")
            owners[column] = question.key


def _check_whole(top: Reader, made: Questionnaire) -> None:
    if not made.questions:
        top.fail("blocks", "has no question")
    for what, things in (("block", made.blocks), ("question", made.questions)):
        keys = [thing.key for thing in things]
        for key in (k for k in keys if keys.count(k) > 1):
            top.fail("blocks", f"{what} key {key!r} is used twice")
    for role in ROLES[1:]:
        if sum(q.role == role for q in made.questions) > 1:
            top.fail("blocks", f"role {role!r} is used twice")
    if made.per_project and made.role("title") is None:
        top.fail("blocks", 'a project questionnaire needs one question with role = "title"')
    _check_columns(top, made)


def _question(reader: Reader) -> Question:
    kind = reader.get("kind", str, required=True)
    if kind not in KINDS:
        reader.fail("kind", f"{kind!r} is not one of {', '.join(KINDS)}")
    role = reader.get("role", str, "")
    if role not in ROLES:
        reader.fail("role", f"must be one of {', '.join(r or '(none)' for r in ROLES)}")
    columns = reader.get("columns", dict, {})
    if not all(isinstance(v, str) for v in columns.values()):
        reader.fail("columns", "must be names")
    for part in columns.keys() - set(_COLUMN_PARTS):
        reader.fail("columns", f"{part!r} is not one of {', '.join(_COLUMN_PARTS)}")
    max_length = reader.get("max_length", int, 20_000)
    if max_length < 1:
        reader.fail("max_length", "must be at least 1")
    choices = (*(_choice(c) for c in reader.tables("choices", _CHOICE_KEYS)), *_unrecorded(reader))
    made = KINDS[kind](
        key=reader.name(),
        number=reader.get("number", str, ""),
        label=reader.text("label", True),
        short=reader.text("short", True),
        help=reader.text("help"),
        example=reader.text("example"),
        required=reader.get("required", bool, False),
        role=role,
        counted=reader.get("counted", bool, True),
        max_length=max_length,
        choices=tuple(sorted(choices, key=lambda c: c.code)),
        columns=columns,
    )
    if role and not made.is_text:
        reader.fail("role", "belongs to a text question")
    _check_choices(reader, made)
    return made


def _choice(reader: Reader) -> Choice:
    code = reader.get("code", int, required=True)
    if not 1 <= code <= HIGHEST_CODE:
        reader.fail("code", f"must be 1 to {HIGHEST_CODE}")
    return Choice(
        code=code,
        label=reader.text("label", True),
        short=reader.text("short", True),
        explain=reader.get("explain", bool, False),
        exclusive=reader.get("exclusive", bool, False),
        takes_value=reader.get("takes_value", bool, False),
        offered=reader.get("offered", bool, True),
    )


def _unrecorded(reader: Reader) -> Iterator[Choice]:
    """Numbers without a label: `[5, 6]`, or `"9-20"` for the open end of a list (counted only where used)."""
    for item in reader.get("unrecorded", list, []):
        match = _CODES.fullmatch(str(item))
        if not match or not 1 <= int(match[1]) <= int(match[2] or match[1]) <= HIGHEST_CODE:
            raise reader.error("unrecorded", f'{item!r} must be a number or a range such as "9-20"')
        for code in range(int(match[1]), int(match[2] or match[1]) + 1):
            yield Choice(code, offered=False, listed=match[2] is None)


def _check_choices(reader: Reader, made: Question) -> None:
    if not isinstance(made, ChoiceQuestion):
        if made.choices:
            reader.fail("choices", f"kind {made.kind!r} has no choices")
        return
    if not made.choices:
        reader.fail("choices", "is missing or empty")
    codes = [c.code for c in made.choices]
    if len(set(codes)) < len(codes):
        reader.fail("choices", f"code {next(c for c in codes if codes.count(c) > 1)} is used twice")
    valued = isinstance(made, ValueQuestion)
    if sum(c.takes_value for c in made.choices) != int(valued):
        wanted = "exactly one choice with takes_value = true" if valued else "no choice with takes_value"
        reader.fail("choices", f"kind {made.kind!r} needs {wanted}")
    if not made.offered or (isinstance(made, ValueQuestion) and not made.value_choice.offered):
        which = "the choice with takes_value" if valued else "at least one choice"
        reader.fail("choices", f"{which} must be offered, or nobody can answer")


def load(path: Path) -> Questionnaire:
    """Load one definition file. Raises DefinitionError."""
    try:
        source = path.read_text(encoding="utf-8-sig")  # Windows editors put a mark before the text
    except UnicodeDecodeError as error:
        raise DefinitionError(path.name, "(encoding)", "is not UTF-8 text") from error
    made = parse(source, path.name)
    if made.key != path.stem:
        raise DefinitionError(path.name, "key", f"{made.key!r} must be the file's name, {path.stem!r}")
    return made


def load_all(folder: Path = DEFINITIONS) -> tuple[Questionnaire, ...]:
    """Every definition in a folder, by `order`. Raises DefinitionError (also for two with one order or one import table)."""
    made = sorted((load(p) for p in sorted(folder.glob("*.toml"))), key=lambda q: q.order)
    for a, b in pairwise(made):
        if a.order == b.order:
            raise DefinitionError(f"{b.key}.toml", "order", f"{b.order} is also that of {a.key}.toml")
    tables = {SECTIONS_TABLE: "the list of sections"}
    for q in made:
        if q.wide_file in tables:
            reason = f"its import table {q.wide_file!r} is also that of {tables[q.wide_file]}"
            raise DefinitionError(f"{q.key}.toml", "key", reason)
        tables[q.wide_file] = f"{q.key}.toml"
    return tuple(made)
