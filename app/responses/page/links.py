"""Addresses of the pages of filling in."""

from __future__ import annotations

from flask import url_for

from app.responses.service import states
from app.responses.service.submitting import Item, Work
from forms.questionnaire import Block, Questionnaire

STATES = states.WORDS


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


def approval_url(work: Work) -> str:
    """What waits for the section head."""
    return url_for("responses.approval", round_id=work.round.id, section_id=work.section_id)


def done_url(work: Work, submission_id: int) -> str:
    """The receipt of a submission."""
    return url_for(
        "responses.done", round_id=work.round.id, section_id=work.section_id, submission_id=submission_id
    )


def history_url(work: Work) -> str:
    """Everything that happened to the section's answers."""
    return url_for("responses.events", round_id=work.round.id, section_id=work.section_id)


def withdraw_url(form_id: int) -> str:
    """Where a submitted project is withdrawn, with a reason."""
    return url_for("responses.withdraw", form_id=form_id)


def print_url(work: Work, form_id: int | None = None) -> str:
    """The A4 print of everything, or of one form."""
    return url_for("responses.printed", round_id=work.round.id, section_id=work.section_id, form=form_id)
