"""Why a Word template cannot be used, in words."""

from __future__ import annotations

from typing import Final

from forms.questions import Text


class TemplateProblem(Exception):
    """The template cannot be used; says why."""

    def __init__(self, problem: Text) -> None:
        super().__init__(problem.en)
        self.problem = problem


BROKEN: Final = Text(
    "ひな形として読めません。Word の「.docx」形式で保存したものを選んでください。",
    "This cannot be read as a template. Choose a file saved by Word as .docx.",
)
TOO_MUCH: Final = Text(
    "このひな形では、出来上がる文書が大きくなりすぎます。くり返しの中に、ほかのくり返しを重ねていないか確かめてください。",
    "This template makes too large a document. Please look whether repetitions stand inside each other.",
)
