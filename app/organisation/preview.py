"""What an uploaded file would change, in words, group by group."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.organisation.plan import Edit, Plan, UnitEdit
from app.organisation.store.sections import Section
from app.organisation.words import KINDS, listed, span_text
from forms.questions import Text

_HEADS: Final = {
    "departments": Text("新しい部", "New departments"),
    "renamed_departments": Text("部の名称変更", "Renamed departments"),
    "new": Text("新しい課", "New sections"),
    "renamed": Text("課の名称・部の変更", "Renamed or moved sections"),
    "days": Text("期間（廃止など）の変更", "First and last days"),
    "kind": Text("区分の変更", "Kinds"),
    "mailbox": Text("共有メールアドレスの変更", "Shared mail addresses"),
    "new_units": Text("新しい係", "New units"),
    "units": Text("係の変更", "Changed units"),
    "order": Text("並び順の変更", "New order"),
}
_DAYS: Final = {"valid_from", "valid_until"}
_NONE: Final = Text("なし", "none")
Group = tuple[Text, list[Text]]


def groups(plan: Plan) -> list[Group]:
    """Every kind of change with its lines; kinds without any are left out."""
    lines = {
        "departments": [Text(d.name, d.name) for d in plan.departments],
        "renamed_departments": [_arrow(d.name, new) for d, new in plan.renamed_departments],
        "new": [_new(s) for s in plan.new],
        "renamed": [_arrow(_place(r.section), f"{r.new.department}　{r.new.name}") for r in plan.renamed],
        "days": [_days(e, _place(e.section)) for e in plan.edited if _DAYS & set(e.values)],
        "kind": [_kind(e) for e in plan.edited if "kind" in e.values],
        "mailbox": [_mailbox(e) for e in plan.edited if "mailbox" in e.values],
        "new_units": [_new_unit(plan.unit_places[u.id], u.name) for u in plan.new_units],
        "units": [_unit(e) for e in plan.edited_units],
        "order": list(_orders(plan)),
    }
    return [(head, lines[key]) for key, head in _HEADS.items() if lines[key]]


def _place(section: Section) -> str:
    return f"{section.department}　{section.name}"


def _arrow(old: str, new: str) -> Text:
    return Text(f"{old} → {new}", f"{old} → {new}")


def _new(section: Section) -> Text:
    kind, span = KINDS[section.kind], span_text(section.valid_from, section.valid_until)
    return Text(
        f"{_place(section)}（{kind.ja}{span.ja and '、' + span.ja}）",
        f"{_place(section)} ({kind.en}{span.en and ', ' + span.en})",
    )


def _between(before: str, old: Text, new: Text) -> Text:
    return Text(
        f"{before}：{old.ja or _NONE.ja} → {new.ja or _NONE.ja}",
        f"{before}: {old.en or _NONE.en} → {new.en or _NONE.en}",
    )


def _days(edit: Edit | UnitEdit, name: str) -> Text:
    known = edit.section if isinstance(edit, Edit) else edit.unit
    first = edit.values.get("valid_from", (known.valid_from,) * 2)
    last = edit.values.get("valid_until", (known.valid_until,) * 2)
    old, new = (span_text(str(first[i]), str(last[i])) for i in (0, 1))
    return _between(name, old, new)


def _kind(edit: Edit) -> Text:
    old, new = edit.values["kind"]
    return _between(_place(edit.section), KINDS[old], KINDS[new])


def _mailbox(edit: Edit) -> Text:
    old, new = edit.values["mailbox"]
    return _between(_place(edit.section), Text(old, old), Text(new, new))


def _new_unit(place: str, name: str) -> Text:
    return Text(f"{place}　{name}", f"{place}　{name}")


def _unit(edit: UnitEdit) -> Text:
    told = []
    if "name" in edit.values:
        old, new = edit.values["name"]
        told.append(_arrow(str(old), str(new)))
    if "section_id" in edit.values:
        name = edit.unit.name
        told.append(Text(f"{name}：別の課へ移動", f"{name} moves to another section"))
    if _DAYS & set(edit.values):
        told.append(_days(edit, edit.unit.name))
    return Text("、".join(t.ja for t in told), ", ".join(t.get("en") for t in told))


def _orders(plan: Plan) -> Iterator[Text]:
    for department_id in sorted(plan.reordered):
        ordered = [s for s in plan.orders[department_id] if not s.valid_until]
        if ordered:
            names = listed([s.name for s in ordered])
            where = ordered[0].department
            yield Text(f"{where}：{names.ja}", f"{where}: {names.get('en')}")
    for section_id in sorted(plan.reordered_units):
        yield listed([u.name for u in plan.unit_orders[section_id] if not u.valid_until])
