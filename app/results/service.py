"""A round's result tables: as they stand (secretariat), as released (members); releasing and withdrawing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app import queries
from app.audit.service import record
from app.db import Database
from app.editions.service import records as editions
from app.editions.service.records import Record
from app.errors import NotAllowed, NotFound, Refused
from app.responses.service import reading
from app.results import store
from app.results.building import Edition, build, kept, round_data, rules_at
from app.results.shelf import Shelf
from app.results.store import Release
from app.rounds import rulings
from app.rounds import service as rounds
from app.security import MEMBER, Actor
from app.settings import service as settings
from forms.questionnaire import Questionnaire
from forms.questions import Text
from reports.stored import Tabulation, tabulate

__all__ = ["Edition", "Release", "Released", "build", "round_data"]


@dataclass(frozen=True, slots=True)
class Released:
    """A round that members may see, as of `at` (in the city's zone). edition: its name, "" for a plain release."""

    id: int
    name: str
    at: datetime
    edition: str = ""


# Reading


_SHELF: Final[Shelf[Edition]] = Shelf()


def edition(
    db: Database, actor: Actor, now: datetime, round_id: int, wanted: int | datetime | None = None
) -> Edition:
    """The tables this person may see: released ones for members, today's for the secretariat.

    wanted: an edition's id (members: one that was released), or for the secretariat any moment. Made once and kept
    until something changes. Raises NotFound for everybody else, and for a member as long as nothing is released.
    """
    if isinstance(wanted, int):
        return _kept(db, _record(db, actor, round_id, wanted))
    if actor.is_secretariat:
        stamp = queries.change_stamp(db, round_id)
        if wanted is None:
            return _SHELF.get(db, (round_id, None), stamp, now, lambda: build(db, round_id, now))
        rules = rules_at(db, round_id, wanted)
        return _SHELF.get(db, (round_id, wanted), stamp, now, lambda: build(db, round_id, now, wanted, rules))
    shown = shown_to_members(db, now, round_id) if actor.role == MEMBER and wanted is None else None
    if shown is None:
        raise NotFound
    return shown


def shown_to_members(db: Database, now: datetime, round_id: int) -> Edition | None:
    """The tables members see; None where nothing is released."""
    release = store.current(db, round_id)
    if release is None:
        return None
    if release.edition_id is not None:
        return _kept(db, editions.get(db, round_id, release.edition_id))
    return _SHELF.get(
        db, (round_id, -release.id), settings.city(db), release.at,
        lambda: build(db, round_id, now, release.at, release.rules),
    )  # fmt: skip


def _kept(db: Database, found: Record) -> Edition:
    return _SHELF.get(db, (found.round_id, found.id), "kept", found.made_at, lambda: kept(db, found))


def _record(db: Database, actor: Actor, round_id: int, edition_id: int) -> Record:
    """An edition this person may see. Raises NotFound."""
    found = editions.get(db, round_id, edition_id)
    if not (actor.is_secretariat or (actor.role == MEMBER and edition_id in store.released(db, round_id))):
        raise NotFound
    return found


def visible_editions(db: Database, actor: Actor, round_id: int) -> list[Record]:
    """The editions this person may see, the newest first: every one, or for members those that were released."""
    known = editions.of_round(db, round_id)
    if actor.is_secretariat:
        return known
    shown = store.released(db, round_id) if actor.role == MEMBER else frozenset[int]()
    return [e for e in known if e.id in shown]


def fast_counts(db: Database, round_id: int, questionnaire: Questionnaire) -> Tabulation:
    """All counts of one questionnaire, and by department in organisation order, from the packed rows alone.

    Needs no answer to be read: 122,000 forms take a tenth of a second. The counting is that of every table.
    """
    asked = rounds.sections(db, round_id)
    place = {name: i for i, name in enumerate(dict.fromkeys(s.department for s in asked))}
    group_of = {s.id: place[s.department] for s in asked}
    return tabulate(questionnaire, queries.packed_rows(db, round_id, questionnaire.key), group_of, len(place))


# Releasing


def released_rounds(db: Database) -> list[Released]:
    """The rounds members may see, the newest round first."""
    standing = store.all_current(db)
    return [
        Released(r.id, r.name, standing[r.id].at, standing[r.id].edition)
        for r in rounds.all_rounds(db)
        if r.id in standing
    ]


def release_of(db: Database, round_id: int) -> Release | None:
    """The release that stands, None where members see nothing of this round."""
    return store.current(db, round_id)


def release(db: Database, actor: Actor, now: datetime, round_id: int, edition_id: int | None = None) -> None:
    """Let members see this round's tables as they stand at this moment, or as an edition kept them.

    What comes later stays hidden. Raises NotFound; Refused where nothing was submitted.
    """
    _must_be_secretariat(actor)
    with db.write():
        rounds.get(db, round_id)
        if edition_id is not None:
            editions.get(db, round_id, edition_id)
            standing = store.current(db, round_id)
            if standing is not None and standing.edition_id == edition_id:
                return  # the same click once more
        must_be_something(db, round_id)
        store.add(db, actor, now, round_id, rulings.rules(db, round_id), edition_id)
        record(db, actor, now, "results.release", f"round {round_id}", edition=edition_id)


def must_be_something(db: Database, round_id: int) -> None:
    """Raises Refused where nothing was submitted."""
    if not reading.submitted_forms(db, round_id) and not reading.declared_none(db, round_id):
        raise Refused(
            Text(
                "まだ何も提出されていないため、公開できません。",
                "Nothing was submitted yet, so nothing can be released.",
            )
        )


def withdraw_release(db: Database, actor: Actor, now: datetime, round_id: int) -> None:
    """Members see nothing of this round any more; nothing happens where they did not."""
    _must_be_secretariat(actor)
    with db.write():
        rounds.get(db, round_id)
        if store.withdraw(db, now, round_id):
            record(db, actor, now, "results.withdraw_release", f"round {round_id}")


def _must_be_secretariat(actor: Actor) -> None:
    if not actor.is_secretariat:
        raise NotAllowed
