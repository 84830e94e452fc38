"""What a page adds about the same project in other rounds: last year's answers, and links both ways."""

from __future__ import annotations

from dataclasses import replace

from flask import url_for

from app.db import Database
from app.responses.page.block import BlockPage
from app.responses.service import carrying
from app.responses.service.permits import may_enter
from app.security import Actor
from forms.questions import Text


def with_last_time(db: Database, actor: Actor, page: BlockPage, form_id: int, lang: str) -> BlockPage:
    """The page of a block with what was said last time beside its fields."""
    words = (
        Text("前回の事業：{words}", "Last time: {words}"),
        Text("次の調査に引き継いだ事業：{words}", "Carried over to: {words}"),
    )
    links = []
    for told, kin in zip(words, carrying.kin(db, form_id), strict=True):
        if kin is not None and kin.ready:
            own = may_enter(actor, kin.section_id)
            address = url_for(
                "responses.block", round_id=kin.round_id, section_id=kin.section_id, key=kin.key,
                form_id=kin.form_id, block=kin.block,
            )  # fmt: skip
            links.append((told.fill(words=kin.words), address if own else ""))
    return replace(page, last=carrying.last_time(db, form_id, lang), kin=links)
