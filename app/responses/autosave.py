"""What a page that saves itself is told: per answer its new base, what to say about it, and what others wrote."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from flask import current_app, get_template_attribute, request
from flask_babel import gettext as _

from app import i18n, web
from app.clock import read, time_text
from app.db import Database
from app.errors import Conflict, NotFound
from app.responses.service import autosaving, facts
from app.responses.service.autosaving import Outcome, Place
from app.responses.service.drafting import Typed
from app.responses.service.presence import Company, Presence
from app.responses.store.answers import Kept
from app.rounds import service as rounds
from app.security import Actor, actor
from forms.fields import AnswerField, Base, Stale
from forms.questions import EMPTY, Facts, Text
from forms.response import response_form

#: Not said while somebody is still on the way to it: a choice comes before its value.
_TOO_EARLY: Final = frozenset({"value_missing", "explanation_missing"})
_MOST_NAME: Final = 64
_NEVER: Final = Kept(EMPTY, 0, "", "")


class OtherAccount(Conflict):
    """This browser is signed in as somebody else by now: nobody's text is saved under another name."""

    message = Text(
        "このパソコンは、いま別の方のログインになっています。入力した内容は保存していません。",
        "This browser is signed in as somebody else now. What you typed was not saved.",
    )


def presence() -> Presence:
    """Who has which form open, in this process."""
    made: Presence = current_app.extensions.setdefault("kikitori.presence", Presence())
    return made


def answer(round_id: int, section_id: int, key: str, form_id: int, block_key: str) -> dict[str, Any]:
    """Save what changed on a page and tell it what it needs to know. Raises what autosaving.save raises."""
    db, who, now = web.db(), actor(), web.now()
    if request.form.get("account") != str(who.id):
        raise OtherAccount
    made = rounds.questionnaire(db, round_id, key)
    block = made.block(block_key)
    if block is None:
        raise NotFound
    fields = response_form(block)().answer_fields
    sent = [f for f in fields if f"{f.key}-base" in request.form]
    typed = {f.key: Typed(f.answer, f.base.revision, f.base.digest) for f in sent}
    place = Place(round_id, section_id, made, form_id)
    outcome = autosaving.save(db, who, now, place, typed)
    company = presence().note(place.name, who, request.form.get("window", "")[:_MOST_NAME], now)
    news = _News(db, who, now, round_id, outcome)
    return {
        "saved": i18n.translate(time_text(now, now)),
        "company": company_words(company),
        "fields": {f.key: told for f in fields if (told := news.of(f, f.key in typed))},
    }


def company_words(company: Company) -> list[str]:
    """Who else is here, in sentences."""
    words = [_("%(name)s has this questionnaire open, too.", name=name) for name in company.names]
    if company.elsewhere:
        words.append(_("You have this questionnaire open in another window, too."))
    return words


def saved_by(kept: Kept, who: Actor, now: datetime) -> str:
    """Who saved an answer last, and when; "" where it was oneself, or nobody."""
    if not kept.saved_by or kept.by == who.id:
        return ""
    when = i18n.translate(time_text(read(kept.saved_at), now))
    return str(_("Saved by %(name)s, %(when)s", name=kept.saved_by, when=when))


def _macro(name: str, *arguments: Any) -> str:
    return str(get_template_attribute("macros/questions.html", name)(*arguments)).strip()


class _News:
    """What one page does not know yet."""

    def __init__(self, db: Database, who: Actor, now: datetime, round_id: int, outcome: Outcome) -> None:
        self.db, self.who, self.now, self.round_id, self.outcome = db, who, now, round_id, outcome
        shown = (pair.partition(":") for pair in request.form.get("known", "").split())
        self.known = {key: Base.read(base) for key, _colon, base in shown}
        self._facts: Facts | None = None

    def of(self, field: AnswerField, sent: bool) -> dict[str, Any] | None:
        """The news about one answer; None where the page shows what is stored."""
        kept = self.outcome.kept.get(field.key, _NEVER)
        if not sent:
            return self._by_others(field, kept)
        typed, stale = field.answer, field.key in self.outcome.saved.conflicts
        told = self._as_stored(field, kept)
        if stale or kept.answer.mark() != typed.mark():
            told["inputs"] = _macro("inputs", field)
        if stale:
            lines = field.question.lines
            when = time_text(read(kept.saved_at), self.now) if kept.saved_at else Text()
            field.conflict = Stale(
                kept.answer, lines(kept.answer, web.lang()), lines(typed, web.lang()), kept.saved_by, when
            )
            told["conflict"] = _macro("choose", field)
        return told

    def _by_others(self, field: AnswerField, kept: Kept) -> dict[str, Any] | None:
        """An answer that this page did not send: new is what differs from what it shows.

        The secretariat's pages keep the base of “never seen”, so that a change of what the section typed is asked
        about first (BlockEdit.show does the same).
        """
        base = Base.of(kept.answer, 0 if self.who.is_secretariat else kept.revision)
        known = self.known.get(field.key, base)
        if known.digest == base.digest:
            return None if known == base or self.who.is_secretariat else {"base": str(base)}
        told = self._as_stored(field, kept)
        field.base = base
        return told | {"base": str(base), "inputs": _macro("inputs", field)}

    def _as_stored(self, field: AnswerField, kept: Kept) -> dict[str, Any]:
        field.show(kept.answer, kept.revision)
        self._judge(field)
        return {
            "base": str(field.base),
            "by": saved_by(kept, self.who, self.now),
            "wrong": bool(field.blocking),
            "findings": _macro("said", field),
        }

    def _judge(self, field: AnswerField) -> None:
        if self._facts is None:
            self._facts = facts.known_facts(self.db, self.round_id)
        field.judge(self._facts, missing=False)
        field.findings = [f for f in field.findings if f.rule not in _TOO_EARLY]
