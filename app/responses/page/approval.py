"""What waits for the section head, on one page; and the history of a section's answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.clock import moment_text, read
from app.responses.page.check import CheckForm, Rest, check_forms, rest
from app.responses.page.links import approval_url, check_url, history_url, home_url, print_url
from app.responses.service.approving import Request
from app.responses.service.submitting import Work
from forms.questions import Text


@dataclass(frozen=True, slots=True)
class ApprovalPage:
    """One waiting request with everything it names. role: "head", "deputy" or "" (who may not approve); late: the
    dates are over: what is sent back or pulled back could not be sent again; switched_off: no approval is asked for
    any more; approvers: who can approve."""

    request: Request | None
    sent_at: Text
    forms: Sequence[CheckForm]
    rest: Rest
    role: str
    late: bool
    switched_off: bool
    approvers: Sequence[str]
    contact: str
    url: str
    check_url: str
    print_url: str
    history_url: str
    home_url: str


def approval_page(work: Work, lang: str, role: str, approvers: Sequence[str]) -> ApprovalPage:
    """Everything the page of what waits shows."""
    request = work.waiting
    named = request.locked if request else frozenset()
    late = any(not work.permit.within_dates(i.form.id, i.version is not None)
               for i in work.items if i.form.id in named)  # fmt: skip
    return ApprovalPage(
        request, moment_text(read(request.requested_at)) if request else Text(),
        check_forms(work, lang, named) if request else [],
        rest(work, request.declared if request else {}, named), role, late,
        not work.round.approval, approvers, work.round.contact, approval_url(work), check_url(work), print_url(work),
        history_url(work), home_url(work),
    )  # fmt: skip
