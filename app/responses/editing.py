"""What the pages of filling in do between the request and the services."""

from __future__ import annotations

from datetime import datetime

from flask import url_for
from flask_babel import gettext

from app import web
from app.clock import moment_text, read
from app.db import Database
from app.errors import FormDeleted, NotFound
from app.flags import service as flags
from app.oversight import service as oversight
from app.responses import page
from app.responses.service import approving, drafting, permits, proxy, submitting
from app.responses.service.autosaving import Place
from app.responses.service.facts import round_facts
from app.responses.service.returning import WHOLE
from app.responses.service.submitting import Item, Work
from app.rounds import service as rounds
from app.security import Actor, actor
from app.selfsaving import telling
from app.selfsaving.rule import Kept, Saved, Typed
from forms.fields import AnswerField, Base, Remark, Shown, Stale
from forms.questionnaire import Block, Questionnaire
from forms.questions import EMPTY, Answer, Facts, Level, Text
from forms.response import ResponseForm, response_form


class BlockEdit:
    """One block of one form being shown or saved. item None: a section's own form before its first save."""

    def __init__(
        self, work: Work, made: Questionnaire, block: Block, item: Item | None, facts: Facts
    ) -> None:
        self.work, self.made, self.block, self.item, self.facts = work, made, block, item, facts
        self.form: ResponseForm = response_form(block)()

    @property
    def fields(self) -> list[AnswerField]:
        """The block's fields in order."""
        return self.form.answer_fields

    def show(self, missing: bool, saved: bool = False) -> None:
        """Fill the fields from the draft. missing: also say what is still to be filled in; saved: after saving."""
        kept = drafting.kept_answers(web.db(), self.item.form.id) if self.item else {}
        foreign = frozenset() if saved else proxy.foreign(web.db(), self.work, self.item)
        for field in self.fields:
            one = kept.get(field.key)
            field.show(one.answer if one else EMPTY, one.revision if one else 0)
            field.saved_by = telling.saved_by(one, actor(), web.now()) if one else ""
            field.readonly = not self.work.may_write(self.item)
            field.remark = self._remark(field)
            if field.key in foreign:  # a change of it is asked about first, like a colleague's newer answer
                field.base = Base(0, field.base.digest)
            if one or missing:
                field.judge(self.facts, missing)

    def require(self, db: Database, who: Actor, now: datetime) -> None:
        """Raises what `permits.require` raises where this form may not be written now."""
        own, submitted = (self.item.form.id, self.item.version is not None) if self.item else (None, False)
        permits.require(db, who, now, self.work.round.id, self.work.section_id, own, submitted=submitted)

    def save(self, db: Database, who: Actor, now: datetime) -> Saved:
        """Save what was typed; afterwards the fields show what is stored, stale ones what was typed."""
        typed = {f.key: Typed(f.answer, f.base.revision, f.base.digest) for f in self.fields}
        with db.write():
            form_id = (
                self.item.form.id
                if self.item
                else drafting.single_form(
                    db, who, now, self.work.round.id, self.work.section_id, self.made.key
                )
            )
            saved = drafting.save_draft(db, who, now, form_id, typed)
        self.work = submitting.section_work(db, now, self.work.round.id, self.work.section_id, who)
        self.item = next(i for i in self.work.items if i.form.id == form_id)
        mine = {f.key: f.answer for f in self.fields}
        self.show(missing=True, saved=True)
        for field in self.fields:
            if field.key in saved.conflicts:
                self._stale(field, mine[field.key], saved.conflicts[field.key])
        return saved

    def _stale(self, field: AnswerField, mine: Answer, kept: Kept) -> None:
        field.answer = mine
        field.judge(self.facts, missing=True)
        lang = web.lang()
        field.conflict = Stale(
            kept.answer, field.question.lines(kept.answer, lang), field.question.lines(mine, lang),
            kept.saved_by, moment_text(read(kept.saved_at)) if kept.saved_at else Text(),
        )  # fmt: skip

    @property
    def blocked(self) -> bool:
        """Something in this block keeps the form from being submitted."""
        return any(f.blocking for f in self.fields)

    def render(self, tell_errors: bool = False) -> str:
        """The page."""
        self._tell_asked()
        shown = page.block_page(
            self.work, self.made, self.block, self.item, self.fields,
            can_edit=self.work.may_write(self.item), number_keys=actor().number_keys,
            tell_errors=tell_errors or any(f.rule in ("blank_text", "blank_choice", "blank_title")
                                           for field in self.fields for f in field.findings),
        )  # fmt: skip
        if self.item is not None:
            shown = page.with_last_time(web.db(), actor(), shown, self.item.form.id, web.lang())
        whole = self.work.remarks(self.item.form.id).get(WHOLE, "") if self.item else ""
        return web.render(
            "responses/block.html", page=shown, form=self.form, round_=self.work.round, whole=whole,
            company=self._company(),
        )  # fmt: skip

    def _company(self) -> list[str]:
        """Who else has this form open; this page counts as open, too, even without JavaScript."""
        form_id = self.item.form.id if self.item else 0
        place = Place(self.work.round.id, self.work.section_id, self.made, form_id)
        return telling.here(place.name, web.now())

    def _remark(self, field: AnswerField) -> Remark | None:
        """What the secretariat wants corrected here, with what was submitted."""
        words = self.work.remarks(self.item.form.id).get(field.key, "") if self.item else ""
        if not words or self.item is None or self.item.version is None:
            return None
        was = self.item.frozen.get(field.key, EMPTY)
        return Remark(words, field.question.lines(was, web.lang()), self.item.version.number)

    def _tell_asked(self) -> None:
        """What the secretariat asks is shown where it is answered, too."""
        for form_id, question, note, _ in flags.asked_of_section(
            web.db(), self.work.round.id, self.work.section_id
        ):
            for field in self.fields:
                if note and self.item and (form_id, question) == (self.item.form.id, field.key):
                    told = Text(f"事務局からの確認：{note}", f"The secretariat asks: {note}")
                    field.findings.insert(0, Shown(Level.FLAG.value, told, "asked"))

    def url_after(self, then: str) -> str:
        """Where a button leads: "next" block (or the check page), "previous", "list"."""
        links = page.block_links(self.work, self.made, self.item, self.block)
        here = [link.current for link in links].index(True)
        if then == "previous" and here:
            return links[here - 1].url
        if then == "next":
            return links[here + 1].url if here + 1 < len(links) else page.check_url(self.work)
        return page.list_url(self.work, self.made.key) if self.made.per_project else page.home_url(self.work)


def open_block(db: Database, work: Work, key: str, form_id: int, block_key: str) -> BlockEdit:
    """The block a page names. Raises NotFound for what is not this section's, FormDeleted for a deleted project."""
    made = next((q for q in work.questionnaires if q.key == key), None)
    block = made.block(block_key) if made else None
    if made is None or block is None:
        raise NotFound
    item = next((i for i in work.of(key) if i.form.id == form_id), None)
    if item is None and not made.per_project:
        item = next(iter(work.of(key)), None)  # form 0: not saved yet when the page was opened
    if item is None and (form_id or made.per_project):
        if form_id in dict(drafting.deleted_forms(db, work.round.id, work.section_id, key)):
            raise FormDeleted(page.list_url(work, key))
        raise NotFound
    return BlockEdit(work, made, block, item, round_facts(db, work.round.id))


def asked(db: Database, work: Work) -> list[tuple[str, str]]:
    """What the secretariat asks of this section, with the place it asks about."""
    out = []
    for form_id, question, note, message in flags.asked_of_section(db, work.round.id, work.section_id):
        item = next((i for i in work.items if i.form.id == form_id), None)
        if item is None:
            continue
        made = item.questionnaire
        block = next((b for b in made.blocks if any(q.key == question for q in b.questions)), made.blocks[0])
        short = q.short.get(web.lang()) if (q := made.question(question)) else ""
        said = message.get(web.lang()) if isinstance(message, Text) else str(message)
        words = "：".join(x for x in (item.title, short, note or said) if x)
        out.append((words, page.block_url(work, made.key, form_id, block.key, f"q-{question}")))
    return out


def contradicted(db: Database, now: datetime, work: Work) -> list[tuple[str, str]]:
    """What the secretariat asks about answers that contradict each other, with the first place it is about."""
    out = []
    for found in oversight.asked_of_section(db, now, work.round.id, work.section_id):
        forms = {i.form.id: i for i in work.items}
        place = next((p for p in found.signal.places if p.form_id in forms), None)
        if place is None:
            continue
        made = forms[place.form_id].questionnaire
        block = next(
            (b for b in made.blocks if any(q.key == place.question for q in b.questions)), made.blocks[0]
        )
        anchor = f"q-{place.question}" if place.question else ""
        out.append((found.decision.note, page.block_url(work, made.key, place.form_id, block.key, anchor)))
    return out


def around(db: Database, work: Work) -> page.Around:
    """What the section's page shows besides its own work."""
    place, who = (work.round.id, work.section_id), actor()
    others = [
        (
            gettext("%(name)s (disposed of)", name=r.name) if r.disposed_at else r.name,
            url_for("responses.section", round_id=r.id, section_id=work.section_id),
        )
        for r in rounds.of_section(db, work.section_id)
        if r.id != work.round.id
    ]
    return page.Around(
        asked(db, work) + contradicted(db, web.now(), work), others, proxy.unseen(db, *place), approving.approvers(db, work.section_id),
        approving.role(who, work.section_id),
    )  # fmt: skip
