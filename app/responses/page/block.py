"""The page of one block of one form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.clock import moment_text, read
from app.responses.page.links import block_url, check_url, home_url, list_url, save_url
from app.responses.service.carrying import LastTime
from app.responses.service.submitting import Item, Work
from forms.fields import AnswerField
from forms.questionnaire import Block, Questionnaire
from forms.questions import Text


@dataclass(frozen=True, slots=True)
class BlockLink:
    """One block in the sense-of-place list. state: "complete", "attention" or "" (nothing yet)."""

    title: Text
    url: str
    state: str
    current: bool


@dataclass(frozen=True, slots=True)
class BlockPage:
    """One block of one form. last: what was said last time; kin: the same project in other rounds, with addresses."""

    questionnaire: Questionnaire
    block: Block
    blocks: Sequence[BlockLink]
    title: str
    errors: Sequence[tuple[str, Text]]
    saved_text: Text | None
    previous_url: str
    next_url: str
    is_last: bool
    list_url: str
    check_url: str
    can_edit: bool
    conflicts: int
    number_keys: bool
    save_url: str
    last: LastTime | None = None
    kin: Sequence[tuple[Text, str]] = ()


def block_links(work: Work, made: Questionnaire, item: Item | None, current: Block) -> list[BlockLink]:
    """The blocks of a form with how far each one is."""
    links = []
    for block in made.blocks:
        keys = {q.key for q in block.questions}
        begun = item is not None and any(not a.empty for k, a in item.answers.items() if k in keys)
        wrong = item is not None and any(q.key in keys for q, _ in item.problems)
        state = ("attention" if wrong else "complete") if begun else ""
        url = block_url(work, made.key, item.form.id if item else 0, block.key)
        links.append(BlockLink(block.title, url, state, block is current or block.key == current.key))
    return links


def block_page(
    work: Work, made: Questionnaire, block: Block, item: Item | None, fields: Sequence[AnswerField],
    *, can_edit: bool, number_keys: bool, tell_errors: bool,
) -> BlockPage:  # fmt: skip
    """Everything the page of one block shows."""
    links = block_links(work, made, item, block)
    here = [link.current for link in links].index(True)
    errors = [
        (f"#q-{f.key}", Text(f"{f.question.number} {f.question.short.ja}：{s.message.ja}".strip(),
                             f"{f.question.number} {f.question.short.en}: {s.message.en}".strip()))
        for f in fields for s in f.blocking
    ]  # fmt: skip
    stale = [
        (f"#q-{f.key}", Text(f"{f.question.short.ja}：ほかの方が先に保存しました。内容をご確認ください。",
                             f"{f.question.short.en}: somebody else saved this first."))
        for f in fields if f.conflict
    ]  # fmt: skip
    last = here == len(links) - 1
    after = check_url(work) if last else links[here + 1].url
    listing = list_url(work, made.key) if made.per_project else home_url(work)
    return BlockPage(
        made, block, links, item.title if item else "", [*stale, *(errors if tell_errors else [])],
        moment_text(read(item.saved_at)) if item and item.saved_at else None,
        links[here - 1].url if here else "", after, last, listing, check_url(work), can_edit, len(stale),
        number_keys, save_url(work, made, item, block),
    )  # fmt: skip
