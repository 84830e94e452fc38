"""Addresses of the pages of filling in, and the words for how far a form is."""

from __future__ import annotations

from flask import url_for

from app.responses.service.submitting import Item, Work
from forms.questionnaire import Block, Questionnaire
from forms.questions import Text

STATES = {
    "missing": Text("未記入", "Not started"),
    "draft": Text("記入中", "In progress"),
    "ready": Text("未提出（提出できます）", "Ready to submit"),
    "submitted": Text("提出済み", "Submitted"),
    "none": Text("該当事業なし（提出済み）", "Declared none"),
    "none_draft": Text("該当事業なし（未提出）", "None (not submitted)"),
    "changed": Text("提出後に変更あり（未提出）", "Changed since submission"),
}


def home_url(work: Work) -> str:
    """The section's page of this round."""
    return url_for("responses.section", round_id=work.round.id, section_id=work.section_id)


def block_url(work: Work, key: str, form_id: int, block: str, anchor: str = "") -> str:
    """The page of one block; form 0 is a section's own form that was not saved yet."""
    return url_for(
        "responses.block", round_id=work.round.id, section_id=work.section_id, key=key, form_id=form_id,
        block=block, _anchor=anchor or None, check=1 if anchor else None,
    )  # fmt: skip


def save_url(work: Work, made: Questionnaire, item: Item | None, block: Block) -> str:
    """Where a block saves itself while somebody types; the same before and after a section's own form is made."""
    return url_for(
        "drafts.save", round_id=work.round.id, section_id=work.section_id, key=made.key,
        form_id=item.form.id if item and made.per_project else 0, block=block.key,
    )  # fmt: skip


def list_url(work: Work, key: str) -> str:
    """The list of one questionnaire's projects (or the section's own form)."""
    return url_for("responses.questionnaire", round_id=work.round.id, section_id=work.section_id, key=key)


def check_url(work: Work) -> str:
    """The page to look everything over before submitting."""
    return url_for("responses.check", round_id=work.round.id, section_id=work.section_id)


def versions_url(work: Work, form_id: int | None = None) -> str:
    """Every version the section submitted, or those of one form."""
    if form_id is not None:
        return url_for("versions.of_form", form_id=form_id)
    return url_for("versions.index", round_id=work.round.id, section_id=work.section_id)


def print_url(work: Work, form_id: int | None = None) -> str:
    """The A4 print of everything, or of one form."""
    return url_for("responses.printed", round_id=work.round.id, section_id=work.section_id, form=form_id)
