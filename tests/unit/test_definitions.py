"""The questionnaires ask what the survey of 2010 asked; a broken definition is refused with its place."""

import csv
from pathlib import Path

import pytest

from forms.questionnaire import DEFINITIONS, DefinitionError, load, load_all, parse
from forms.questions import KINDS, UNRECORDED, Answer, ChoiceQuestion, Level

DATA = Path(__file__).parents[1] / "data"
BY_KEY = {q.key: q for q in load_all()}
EVERY_QUESTION = [(form, q.key) for form, made in BY_KEY.items() for q in made.questions]
KIND_NAMES = {
    "single": {"one_choice"},
    "multi": {"many_choice"},
    "single+year": {"era_year", "fiscal_year"},
    "single+money": {"money"},
    "single+text": {"plan"},
    "text": {"short_text", "long_text"},
}
NEVER_RECORDED = {
    ("a", "decision"): [5, 6],
    ("a", "issue"): [5, 8],
    ("b", "reason"): [3, 5, 7, *range(9, 21)],
    ("c", "timing"): [2, 3, 4],
}


def facts():
    """The codes of 2010, frozen here so that a plain clone can check itself."""
    with (DATA / "codes.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def question(form, key):
    return BY_KEY[form].question(key)


def test_the_frozen_facts_are_those_of_the_real_survey(shared_data):
    with (shared_data / "koganei-2010/codes.csv").open(encoding="utf-8-sig", newline="") as file:
        real = [(*list(row.values())[:-1], row["note"]) for row in csv.DictReader(file)]
    assert [tuple(row.values())[:-1] for row in facts()] == [row[:-1] for row in real]
    for row, (*_, note) in zip(facts(), real, strict=True):
        assert (row["mark"] == "explain") == ("with explanation" in note)
        assert (row["mark"] == "exclusive") == ("excludes" in note)


def test_four_questionnaires_in_order():
    assert [(q.key, q.order, q.scope, q.prefix) for q in load_all()] == [
        ("overall", 1, "section", ""),
        ("a", 2, "project", ""),
        ("b", 3, "project", "Ｂ"),
        ("c", 4, "project", "Ｃ"),
    ]
    assert [q.wide_file for q in load_all()] == ["overall", "a_projects", "b_projects", "c_projects"]
    assert (BY_KEY["a"].number(12), BY_KEY["b"].number(3)) == ("12", "Ｂ３")


@pytest.mark.parametrize("form", ["overall", "a", "b", "c"])
def test_questions_numbers_and_kinds_are_those_of_2010(form):
    wanted = {r["key"]: (r["question"], r["topic"], r["kind"]) for r in facts() if r["form"].lower() == form}
    asked = [q for q in BY_KEY[form].questions if q.role != "unit"]
    assert [(q.key, q.number, q.short.ja) for q in asked] == [(k, n, t) for k, (n, t, _) in wanted.items()]
    assert all(q.kind in KIND_NAMES[wanted[q.key][2]] for q in asked)


def test_codes_and_short_labels_are_those_of_2010():
    wanted, asked = {}, {}
    for row in facts():
        if row["code"]:
            marks = (
                row["mark"] == "explain",
                row["mark"] == "exclusive",
                row["mark"] not in ("unrecorded", "uncertain"),
            )
            line = (int(row["code"]), row["short"], *marks)
            wanted.setdefault((row["form"].lower(), row["key"]), []).append(line)
    for form, key in EVERY_QUESTION:
        choices = [c for c in question(form, key).choices if c.recorded or form == "a"]
        if choices:
            asked[form, key] = [(c.code, c.short.ja, c.explain, c.exclusive, c.offered) for c in choices]
    assert asked == wanted


def test_only_the_issue_list_has_an_excluding_choice():
    excluding = {(f, k, c.code) for f, k in EVERY_QUESTION for c in question(f, k).choices if c.exclusive}
    assert excluding == {("a", "issue", 12)}


def test_roles():
    for form in "abc":
        made = BY_KEY[form]
        assert (made.role("unit").key, made.role("title").key) == ("unit", "name")
        assert not made.role("unit").counted
        assert not made.role("unit").required
        assert made.role("title").required
    assert BY_KEY["overall"].role("title") is None


@pytest.mark.parametrize(("form", "key"), EVERY_QUESTION)
def test_every_question_helps_in_both_languages(form, key):
    asked = question(form, key)
    for words in (asked.label, asked.short, asked.help, asked.example):
        assert words.ja.strip()
        assert words.en.strip()
        assert words.ja != words.en
    for choice in asked.choices:
        if choice.recorded:
            assert choice.label.ja.strip()
            assert choice.label.en.strip()
            assert choice.short.en.strip()


def test_every_question_with_choices_but_no_text_must_be_answered():
    for form, key in EVERY_QUESTION:
        assert question(form, key).required or not isinstance(question(form, key), ChoiceQuestion)


@pytest.mark.parametrize(("form", "key", "codes"), [(*k, v) for k, v in NEVER_RECORDED.items()])
def test_numbers_without_a_label_are_taken_on_import_and_never_offered(form, key, codes):
    asked = question(form, key)
    assert [c.code for c in asked.choices if not c.recorded] == codes
    assert not set(codes) & {c.code for c in asked.offered}
    for code in codes:
        found = [f for f in asked.check(Answer((code,))) if f.rule == "unrecorded_code"]
        assert [(f.level(), f.level(imported=True)) for f in found] == [(Level.REFUSE, Level.FLAG)]
        assert asked.counted_as(Answer((code,))) == (str(code),)
    lines = {line.code: line for line in asked.count_lines()}
    assert all(lines[str(code)].label == UNRECORDED for code in codes)


def test_the_open_end_of_a_list_is_counted_only_where_it_occurs():
    listed = [line.code for line in question("b", "reason").count_lines() if line.listed]
    assert listed == ["1", "2", "3", "4", "5", "6", "7", "8", "blank"]


def test_the_uncertain_outcome_is_taken_on_import_and_never_offered():
    asked = question("a", "outcome")
    assert 4 not in {c.code for c in asked.offered}
    assert asked.choice(4).short.ja == "不十分"
    assert [(f.rule, f.level(imported=True)) for f in asked.check(Answer((4,)))] == [
        ("unrecorded_code", Level.FLAG)
    ]


def test_the_made_up_questionnaire_has_every_kind():
    made = load(DATA / "definitions/d.toml")
    assert {q.kind for q in made.questions} == set(KINDS)
    assert made.number(7) == "Ｄ７"


# Broken definitions

SOUND = """
key = "x"
order = 9
scope = "project"
title.ja = "試しの調査票"
short.ja = "試"
[[blocks]]
key = "one"
title.ja = "一"
[[blocks.questions]]
key = "name"
kind = "short_text"
role = "title"
label.ja = "名称"
short.ja = "名称"
[[blocks.questions]]
key = "cost"
kind = "money"
unrecorded = [3]
columns = { codes = "cost_code" }
label = { ja = "費用", en = "Cost" }
short.ja = "費用"
choices = [
  { code = 1, takes_value = true, label.ja = "金額", short.ja = "金額" },
  { code = 2, label.ja = "無し", short.ja = "無し" },
]
"""
BROKEN = [
    ("order = 9", "order = 9\nordre = 9", "ordre", "is not known here"),
    ('key = "cost"', 'key = "cost"\nhelpp.ja = "額"', "blocks.one.cost.helpp", "is not known here"),
    ("code = 2,", "code = 2, explains = true,", "blocks.one.cost.2.explains", "is not known here"),
    ('kind = "money"', 'kind = "purse"', "blocks.one.cost.kind", "'purse' is not one of short_text"),
    ("code = 2,", "code = 1,", "blocks.one.cost.choices", "code 1 is used twice"),
    ("code = 2,", "code = 3,", "blocks.one.cost.choices", "code 3 is used twice"),
    ("code = 2,", "code = 0,", "blocks.one.cost.0.code", "must be 1 to 60"),
    ("code = 2,", 'code = "2",', "blocks.one.cost.2.code", "must be int, is str"),
    ('{ ja = "費用", en = "Cost" }', '{ en = "Cost" }', "blocks.one.cost.label", "needs Japanese words"),
    ('{ ja = "費用", en = "Cost" }', '{ ja = "費用", fr = "Coût" }', "blocks.one.cost.label", "takes { ja"),
    (", takes_value = true", "", "blocks.one.cost.choices", "exactly one choice with takes_value"),
    ("code = 2,", "code = 2, takes_value = true,", "blocks.one.cost.choices", "exactly one choice with"),
    ("code = 2,", "code = 2, explain = 1,", "blocks.one.cost.2.explain", "must be bool, is int"),
    ('kind = "money"', 'kind = "one_choice"', "blocks.one.cost.choices", "no choice with takes_value"),
    ('kind = "money"', 'kind = "long_text"', "blocks.one.cost.choices", "has no choices"),
    ("choices = [", "choices = []\nx = [", "blocks.one.cost.x", "is not known here"),
    ('key = "cost"', 'key = "name"', "blocks", "question key 'name' is used twice"),
    ('key = "name"', 'key = "notes"', "blocks", "column 'notes' of 'notes' belongs to 'the record itself'"),
    ('key = "cost"', 'key = "Cost"', "blocks.one.Cost.key", "must be lower-case letters"),
    ('key = "cost"', "key = 5", "blocks.one.5.key", "must be str, is int"),
    ('role = "title"', 'role = "boss"', "blocks.one.name.role", "must be one of"),
    ('role = "title"', "", "blocks", 'needs one question with role = "title"'),
    ('scope = "project"', 'scope = "town"', "scope", "must be one of section, project"),
    ('scope = "project"', "", "scope", "is missing"),
    ("order = 9", "order = true", "order", "must be int, is bool"),
    ("order = 9", 'order = "9"', "order", "must be int, is str"),
    ("unrecorded = [3]", 'unrecorded = ["9-5"]', "blocks.one.cost.unrecorded", "must be a number or a range"),
    ("unrecorded = [3]", "unrecorded = [true]", "blocks.one.cost.unrecorded", "must be a number or a range"),
    ("unrecorded = [3]", 'unrecorded = ["²"]', "blocks.one.cost.unrecorded", "must be a number or a range"),
    ('codes = "cost_code"', 'code = "cost_code"', "blocks.one.cost.columns", "'code' is not one of codes"),
    ('codes = "cost_code"', "codes = 1", "blocks.one.cost.columns", "must be names"),
    ('title.ja = "一"', "title.ja = 一", "(syntax)", "line 9"),
    ('key = "x"', 'key = "y"', "key", "'y' must be the file's name, 'x'"),
    ('role = "title"', 'role = "title"\nmax_length = 0', "blocks.one.name.max_length", "at least 1"),
    ('label.ja = "名称"', 'label.ja = " "', "blocks.one.name.label", "needs Japanese words"),
    (
        'label.ja = "名称"',
        'label.ja = "名称"\nhelp.en = "Its name"',
        "blocks.one.name.help",
        "needs Japanese",
    ),
    ('key = "cost"', 'key = "cost"\nrole = "unit"', "blocks.one.cost.role", "belongs to a text question"),
    (
        "takes_value = true",
        "takes_value = true, offered = false",
        "blocks.one.cost.choices",
        "must be offered",
    ),
]


def refusal(path):
    with pytest.raises(DefinitionError) as caught:
        load(path)
    assert str(caught.value) == f"{path.name}: {caught.value.key}: {caught.value.reason}"
    assert caught.value.file == path.name
    return caught.value.key, caught.value.reason


def test_the_sound_definition_is_taken():
    assert [q.key for q in parse(SOUND).questions] == ["name", "cost"]


@pytest.mark.parametrize(("old", "new", "key", "reason"), BROKEN)
def test_a_broken_definition_is_refused_with_its_place_and_reason(tmp_path, old, new, key, reason):
    assert SOUND.count(old) == 1
    path = tmp_path / "x.toml"
    path.write_text(SOUND.replace(old, new), encoding="utf-8")
    told_key, told_reason = refusal(path)
    assert told_key == key
    assert reason in told_reason


def test_no_question_no_choice(tmp_path):
    path = tmp_path / "x.toml"
    path.write_text(SOUND.partition("[[blocks]]")[0], encoding="utf-8")
    assert refusal(path) == ("blocks", "has no question")
    path.write_text(
        SOUND.partition("unrecorded")[0] + 'label.ja = "費用"\nshort.ja = "費用"', encoding="utf-8"
    )
    assert refusal(path) == ("blocks.one.cost.choices", "is missing or empty")


def test_files_as_windows_editors_write_them(tmp_path):
    path = tmp_path / "x.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SOUND.replace("\n", "\r\n").encode())
    assert load(path).title.ja == "試しの調査票"
    path.write_bytes(SOUND.encode("cp932"))
    assert refusal(path) == ("(encoding)", "is not UTF-8 text")


def test_two_definitions_cannot_take_one_place(tmp_path):
    (tmp_path / "x.toml").write_text(SOUND, encoding="utf-8")
    (tmp_path / "y.toml").write_text(SOUND.replace('"x"', '"y"'), encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"y\.toml: order: 9 is also that of x\.toml"):
        load_all(tmp_path)


def test_a_choice_question_that_offers_nothing_is_refused(tmp_path):
    (tmp_path / "x.toml").write_text(
        SOUND.replace('"money"', '"one_choice"')
        .replace("takes_value = true", "offered = false")
        .replace("code = 2,", "code = 2, offered = false,"),
        encoding="utf-8",
    )
    key, reason = refusal(tmp_path / "x.toml")
    assert (key, "at least one choice must be offered" in reason) == ("blocks.one.cost.choices", True)


def test_two_definitions_cannot_have_one_import_table(tmp_path):
    (tmp_path / "x.toml").write_text(SOUND, encoding="utf-8")
    other = SOUND.replace("order = 9", "order = 10").replace('"project"', '"section"')
    for key, owner in (("x_projects", r"x\.toml"), ("sections", "the list of sections")):
        path = tmp_path / f"{key}.toml"
        path.write_text(other.replace('"x"', f'"{key}"'), encoding="utf-8")
        with pytest.raises(DefinitionError, match=rf"{key}\.toml: key: .*{key}.* is also that of {owner}"):
            load_all(tmp_path)
        path.unlink()


def test_the_snapshot_of_a_definition_loads_again():
    for made in load_all(DEFINITIONS):
        assert parse(made.source, "snapshot") == made
