"""Who a label in pasted minutes means."""

import pytest

from app.meetings.service.whose import speaker
from app.meetings.store.meetings import Person


def person(number, name, role):
    return Person(
        number, 0, None, name, "", role, "member", chair=False, presence="present", key="", position=0
    )


PEOPLE = [
    person(1, "秋山 花子", "委員長"), person(2, "石川太郎", "委員"), person(3, "石田 次郎", "委員"), person(4, "南 三郎", "委員"),
    person(5, "川島四郎", "事務局"), person(6, "𠮷田 五月", "副委員長"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("label", "number"),
    [
        ("委員長", 1), ("事務局", 5), ("副委員長", 6),
        ("秋山委員長", 1), ("委員長（秋山花子君）", 1), ("秋山　花子", 1), ("秋山さん", 1), ("委員長　秋山", 1),
        ("石川委員", 2), ("石田委員", 3), ("南委員", 4), ("委員（石川 太郎）", 2), ("𠮷田（副委員長）", 6), ("川島", 5), ("５番（石川君）", 2),
        ("委員", None), ("石委員", None), ("南", None), ("石", None), ("山本委員", None), ("秋山委員", None), ("石川部長", None),
        ("秋山花子山委員長", None), ("花子委員長", None), ("", None), ("：", None), ("参加者", None), ("５番", None),
    ],
)  # fmt: skip
def test_a_label_means_the_one_person_who_is_called_so(label, number):
    found = speaker(label, PEOPLE)
    assert (found and found.id) == number


def test_two_people_of_one_name_are_not_told_apart():
    twins = [*PEOPLE, person(7, "石川 花", "委員")]
    assert speaker("石川委員", twins) is None
    assert speaker("委員（石川花）", twins).id == 7
