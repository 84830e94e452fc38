"""What people do with rounds, and what other features ask about them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.audit.service import record
from app.db import Database
from app.errors import NotFound, Refused, RoundArchived
from app.organisation import service as organisation
from app.organisation.service import Section
from app.rounds import dates, rulings, store
from app.rounds.dates import Window
from app.rounds.store import Round
from app.security import Actor
from forms.questionnaire import DefinitionError, Questionnaire, load_all
from forms.questions import Text

__all__ = ["Round", "Section", "Window"]


def all_rounds(db: Database) -> list[Round]:
    """Every round, the newest first."""
    return store.all_rounds(db)


def get(db: Database, round_id: int) -> Round:
    """One round by number. Raises NotFound."""
    found = store.get(db, round_id)
    if found is None:
        raise NotFound
    return found


def find(db: Database, reference: str) -> Round:
    """A round by its name or its number, as people name it on the command line. Raises Refused."""
    found = store.by_name(db, reference)
    # Longer numbers than SQLite can hold are nobody's.
    if found is None and reference.isascii() and reference.isdigit() and len(reference) < 19:
        found = store.get(db, int(reference))
    if found is None:
        names = "、".join(f"{r.id}: {r.name}" for r in store.all_rounds(db)) or "―"
        raise Refused(
            Text(
                f"調査「{reference}」はありません（登録されている調査：{names}）。",
                f"There is no round {reference!r} (there are: {names}).",
            )
        )
    return found


def of_section(db: Database, section_id: int) -> list[Round]:
    """The rounds that ask this section and are or were open, the newest first."""
    return store.of_section(db, section_id)


def living_of_section(db: Database, section_id: int) -> list[Round]:
    """The same without those that were disposed of: there is nothing left to read or write."""
    return [r for r in store.of_section(db, section_id) if not r.disposed_at]


def contact(db: Database) -> str:
    """Whom to ask where no round is spoken of: the newest open round's contact, else the newest one's."""
    known = [r for r in store.all_rounds(db) if r.contact]
    return next((r.contact for r in known if r.is_open), known[0].contact if known else "")


def sections(db: Database, round_id: int) -> list[Section]:
    """The sections a round asks, in its order."""
    return store.sections(db, round_id)


def section(db: Database, round_id: int, section_id: int) -> Section:
    """A section of a round, as the round calls it. Raises NotFound: it is not asked."""
    for found in store.sections(db, round_id):
        if found.id == section_id:
            return found
    raise NotFound


def questionnaires(db: Database, round_id: int) -> tuple[Questionnaire, ...]:
    """The round's own questionnaires."""
    return store.questionnaires(db, round_id)


def questionnaire(db: Database, round_id: int, key: str) -> Questionnaire:
    """One of the round's own questionnaires. Raises NotFound."""
    for made in store.questionnaires(db, round_id):
        if made.key == key:
            return made
    raise NotFound


def create(
    db: Database,
    actor: Actor,
    now: datetime,
    name: str,
    year: int,
    section_ids: Sequence[int],
    definitions: Sequence[Questionnaire] | None = None,
    fingerprint: str = "",
    previous: Round | None = None,
) -> int:
    """A new round, preparing, with today's definitions (or those given) and the usual rules on non-answers.

    year: the western year the survey belongs to. previous: the round it follows, whose rules on non-answers, contact
    and approval it takes over. Raises Refused for an empty or used name, and where one of
    today's definitions is broken.
    """
    name = name.strip()  # as an import takes it: the same name must be found again
    with db.write():
        if not name:
            raise Refused(Text("調査の名称を記入してください。", "Please name the round."))
        if store.by_name(db, name):
            raise Refused(Text(f"調査「{name}」は既にあります。", f"There is already a round {name!r}."))
        made = definitions_of_today() if definitions is None else tuple(definitions)
        called = {s.id: s for s in organisation.all_sections(db, now)}
        asked = [called[i] for i in dict.fromkeys(section_ids) if i in called]
        round_id = store.add(db, now, name, year, asked, made, fingerprint)
        if previous is None:
            rulings.add_usual(db, round_id)
        else:
            rulings.copy_rules(db, previous.id, round_id)
            store.update(db, round_id, {"contact": previous.contact, "approval": previous.approval})
            store.set_previous(db, round_id, previous.id)
        record(db, actor, now, "rounds.create", f"round {round_id}", name=name, sections=len(section_ids))
    return round_id


def definitions_of_today() -> tuple[Questionnaire, ...]:
    """What the definition files say today. Raises Refused where one is broken."""
    try:
        return load_all()
    except DefinitionError as error:
        raise Refused(
            Text(f"調査票の定義に誤りがあります：{error}", f"A questionnaire's definition is broken: {error}")
        ) from error


#: What may still change of an archived round: that it is one, how long it is kept, whom to ask.
_OF_ARCHIVED = {"archived_at", "keep_until", "contact"}


def require_changeable(db: Database, round_id: int) -> Round:
    """The round, where anything in it may be changed at all. Raises RoundArchived."""
    found = get(db, round_id)
    if found.read_only:
        raise RoundArchived
    return found


def change(db: Database, actor: Actor, now: datetime, round_id: int, **wanted: str | bool) -> None:
    """Open, close or re-date a round; what is not given stays. No change: nothing happens.

    wanted: state, deadline, new_until, edit_until, contact, approval, keep_until, archived_at (store.Round).
    Raises RoundArchived where an archived round would become another one than by taking it out of the archive.
    """
    with db.write():
        old = get(db, round_id)
        new = {k: v for k, v in wanted.items() if v != getattr(old, k)}
        if not new:
            return
        if old.disposed_at or (old.read_only and not set(new) <= _OF_ARCHIVED):
            raise RoundArchived
        store.update(db, round_id, new)
        shown = {k: v for k, v in new.items() if k != "contact"}
        record(db, actor, now, "rounds.change", f"round {round_id}", **shown)


def is_disposed(db: Database, round_id: int) -> bool:
    """Nothing is left of it but its name; also False for one that never was."""
    found = store.get(db, round_id)
    return found is not None and bool(found.disposed_at)


def mark_disposed(db: Database, now: datetime, round_id: int) -> None:
    """Nothing is left of it but its name (app/disposal); it never changes again. Inside the caller's write."""
    store.mark_disposed(db, now, round_id)


def window(db: Database, now: datetime, round_id: int, section_id: int) -> Window:
    """What the dates still allow this section: see app/rounds/dates.py."""
    return dates.window(get(db, round_id), store.extension(db, round_id, section_id), now)


def windows(db: Database, now: datetime, round_id: int) -> dict[int, Window]:
    """The same for every section of the round, by section id."""
    with db.read():
        round_, extended = get(db, round_id), store.extensions(db, round_id)
        asked = store.sections(db, round_id)
    return {s.id: dates.window(round_, extended.get(s.id), now) for s in asked}
