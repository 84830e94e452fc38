"""Jinja that reaches nothing: a template writes out what it is given, repeats it and leaves it out, and that is all.

What may stand in a template is a list of what is allowed (`_ALLOWED`), not of what is forbidden: no calls, no
sums, no definitions, nothing from elsewhere. Unknown names are mistakes. How often things are repeated and how much
is written is counted, so that no template keeps the server busy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import CodeType
from typing import Any, Final

from jinja2 import StrictUndefined, Undefined, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from forms.questions import Text
from reports.minutes.problem import TOO_MUCH, TemplateProblem

_ALLOWED: Final = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Const, nodes.For,
    nodes.If, nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Filter, nodes.Test,
)  # fmt: skip
_FILTERS: Final = ("first", "last", "length", "join", "trim", "default")
_TESTS: Final = ("defined", "none", "equalto", "eq", "ne", "odd", "even")
_DEEPEST: Final = 6
#: A meeting of 10,000 speeches has so many lines, with room; and so many characters, with Word's own words around each.
_MOST_ROUNDS: Final = 200_000
_MOST_CHARACTERS: Final = 20_000_000
_COUNTED: Final = "kikitori_counted"
_NOT_ALLOWED: Final = Text(
    "ひな形の差し込み箇所で使えるのは、書き出し（{{ }}）、くり返し（for）、場合分け（if）だけです。計算や関数などは使えません。",
    "Places of a template can write out ({{ }}), repeat (for) and leave out (if); no sums, functions or the like.",
)
_A_LIST: Final = Text(
    "一覧は、そのままでは書き出せません。{% for %} と {% endfor %} でくり返すか、その中の項目の名前を続けてください。",
    "A list cannot be written out as it is. Repeat it by {% for %} and {% endfor %}, or name what is wanted of it.",
)
_NO_LIST: Final = Text("くり返し（for）の相手が一覧ではありません。", "What is repeated (for) is not a list.")


class _Unknown(StrictUndefined):
    """A name nobody gave: using it says the name, and nothing about Python."""

    @property
    def _undefined_message(self) -> str:
        return str(self._undefined_name)


class Closed(ImmutableSandboxedEnvironment):
    """The environment of one rendering. known: the names a template may use."""

    def __init__(self, known: Mapping[str, Any]) -> None:
        super().__init__(autoescape=True, undefined=_Unknown, finalize=self._written)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in _FILTERS} | {_COUNTED: self._counted}
        self.tests = {name: self.tests[name] for name in _TESTS}
        self._known, self._rounds, self._characters = frozenset(known), 0, 0

    def compile(self, source: Any, *args: Any, **kwargs: Any) -> CodeType:  # type: ignore[override]
        """As Jinja does, after a look at what stands there; every repetition is made to count itself."""
        tree = self.parse(source) if isinstance(source, str) else source
        self._look(tree)
        for loop in list(tree.find_all(nodes.For)):
            loop.iter = nodes.Filter(loop.iter, _COUNTED, [], [], None, None, environment=self)
        made: CodeType = super().compile(tree, *args, **kwargs)
        return made

    def _look(self, tree: nodes.Template) -> None:
        if _depth(tree) > _DEEPEST:
            raise TemplateProblem(TOO_MUCH)
        for node in _every(tree):
            if not isinstance(node, _ALLOWED) or (isinstance(node, nodes.For) and node.recursive):
                raise TemplateProblem(_NOT_ALLOWED)
            if isinstance(node, nodes.Filter) and node.name not in _FILTERS:
                raise TemplateProblem(_NOT_ALLOWED)
        if unknown := sorted(meta.find_undeclared_variables(tree) - self._known):
            raise TemplateProblem(unknown_place(unknown[0]))

    def _counted(self, values: Any) -> Sequence[Any]:
        if isinstance(values, Undefined):
            str(values)  # says which name nobody knows
        if not isinstance(values, list):
            raise TemplateProblem(_NO_LIST)
        self._rounds += len(values)
        if self._rounds > _MOST_ROUNDS:
            raise TemplateProblem(TOO_MUCH)
        return values

    def _written(self, value: Any) -> Any:
        if isinstance(value, Undefined):
            return value
        if not isinstance(value, str | int):
            raise TemplateProblem(_A_LIST)
        self._characters += len(str(value))
        if self._characters > _MOST_CHARACTERS:
            raise TemplateProblem(TOO_MUCH)
        return value


def unknown_place(name: str) -> Text:
    """What is said of a name that minutes do not have."""
    return Text(
        f"「{name}」という差し込み箇所はありません。差し込み箇所の一覧と、書き方が同じか確かめてください。",
        f"There is no place called “{name}”. Please compare it with the list of places.",
    )


def _every(node: nodes.Node) -> list[nodes.Node]:
    return [node, *(deeper for child in node.iter_child_nodes() for deeper in _every(child))]


def _depth(node: nodes.Node) -> int:
    below = max((_depth(child) for child in node.iter_child_nodes()), default=0)
    return below + isinstance(node, nodes.For)
