"""人事異動: sections, roles and open work go from those who leave to their successors, in one step or not at all.

`planned` says what would happen and what stands in the way; `apply` makes the same plan anew inside its transaction.
Drafts, returned forms and everything submitted belong to the section: they stay where they are. What the leaver sent
for approval keeps the leaver's name; the act itself says who stands for it since (queries.heir).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from app.accounts import service
from app.accounts.moving import Arrival, Plan, Wish, planned
from app.accounts.store import accounts as store
from app.accounts.store import handovers
from app.accounts.store.accounts import Account
from app.accounts.store.handovers import Move
from app.audit.service import record
from app.db import Database
from app.errors import Conflict, NotFound, Refused
from app.notices.service.moving import readdress
from app.security import SECTION, Actor
from forms.questions import Text

__all__ = ["Arrival", "Move", "Plan", "Wish", "planned"]


class PlanChanged(Conflict):
    """Between preview and confirmation somebody changed an account that the plan touches."""

    message = Text(
        "確認画面を開いたあとに、関係するアカウントが変更されました。内容をもう一度確認してください。",
        "An account concerned was changed after you opened the preview. Please look at it again.",
    )


def of_account(db: Database, account_id: int) -> list[Move]:
    """What an account handed over or took over, the newest first."""
    return handovers.of_account(db, account_id)


def get(db: Database, handover_id: int) -> list[Move]:
    """What one act moved. Raises NotFound."""
    found = handovers.of_handover(db, handover_id)
    if not found:
        raise NotFound
    return found


def apply(
    db: Database, actor: Actor, now: datetime, request: str, wishes: Sequence[Wish],
    arrivals: Sequence[Arrival] = (), *, seen: str | None = None,
) -> int:  # fmt: skip
    """Carry a plan out; the act's number. The same request a second time does nothing and gives that number.

    seen: the fingerprint of the plan that was shown, None where none was. Raises Refused (the first problem), PlanChanged.
    """
    with db.write():
        done = handovers.by_request(db, request)
        if done is not None:
            return done
        plan = planned(db, wishes, arrivals)
        if plan.problems:
            raise Refused(plan.problems[0].message)
        if not plan.moves:
            raise Refused(Text("引き継ぐ課を選んでください。", "Choose a section to hand over."))
        if seen is not None and plan.fingerprint != seen:
            raise PlanChanged
        ids = _with_newcomers(db, actor, now, plan)
        for login, roles in plan.roles.items():
            store.set_sections(db, ids[login], roles)
        for account in plan.off:
            service.set_active(db, actor, now, account.id, False)
        moves = [(m.old.id, ids[m.new], m.section.id, m.role) for m in plan.moves]
        for move in plan.moves:
            successor = service.get(db, ids[move.new])
            readdress(db, now, move.section.id, move.old.email, successor.email)
        handover_id = handovers.add(db, actor, now, request, moves)
        told = [f"{old}>{new}:{section_id}:{role}" for old, new, section_id, role in moves]
        record(db, actor, now, "accounts.hand_over", f"handover {handover_id}", moves=told)
    return handover_id


def _with_newcomers(db: Database, actor: Actor, now: datetime, plan: Plan) -> dict[str, int]:
    """Account ids by login name, the new accounts made."""
    ids = {account.login: account.id for account in plan.known}
    for new in plan.newcomers:
        roles: Mapping[int, str] = plan.roles[new.login]
        ids[new.login] = service.add(db, actor, now, new.login, new.name, SECTION, roles, email=new.email)
    return ids


def without_password(db: Database, moves: Sequence[Move]) -> list[Account]:
    """Successors who cannot sign in yet: they need a link."""
    ids = {move.new_id for move in moves}
    return [a for a in store.all_accounts(db) if a.id in ids and a.active and not a.password_hash]
