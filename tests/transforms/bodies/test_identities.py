"""Identities last, and reveal nothing without the key."""

import pandas as pd

from transforms.bodies.identities import assign_identities, derive_key

KEY = b"k" * 32
NOBODY = pd.DataFrame({name: pd.Series(dtype="str") for name in ("participant_id", "mark", "kind_of_mark")})


def bodies(*rows) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["name_key", "phone", "email"])
    return table.assign(is_person=False, kind="단체")


def test_a_body_keeps_its_id_when_it_answers_again():
    first, marks = assign_identities(bodies(("무심천", "+821", "a@b.kr"), ("미호강", "+822", "c@d.kr")), NOBODY, KEY)
    again, _ = assign_identities(bodies(("미호강", "+829", "z@z.kr"), ("무심천", "+821", "a@b.kr")), marks, KEY)
    assert again.tolist() == first.tolist()[::-1]


def test_a_renamed_body_is_known_by_its_contact():
    first, marks = assign_identities(bodies(("무심천", "+821", "a@b.kr")), NOBODY, KEY)
    renamed, marks = assign_identities(bodies(("무심천지킴이", "+821", "a@b.kr")), marks, KEY)
    assert renamed.tolist() == first.tolist()
    by_new_name, _ = assign_identities(bodies(("무심천지킴이", "+825", "")), marks, KEY)
    assert by_new_name.tolist() == first.tolist()


def test_a_contact_never_takes_the_id_of_a_body_that_is_there_by_name():
    first, marks = assign_identities(bodies(("무심천", "+821", "")), NOBODY, KEY)
    both, _ = assign_identities(bodies(("새모임", "+821", ""), ("무심천", "+823", "")), marks, KEY)
    assert both[1] == first[0]
    assert both[0] != first[0]
    assert both.is_unique


def test_two_people_of_one_name_are_two():
    table = bodies(("김하늘", "+821", ""), ("김하늘", "+822", "")).assign(is_person=True, kind="개인")
    ids, _ = assign_identities(table, NOBODY, KEY)
    assert ids.is_unique


def test_another_key_gives_other_ids_and_marks():
    one, marks = assign_identities(bodies(("무심천", "+821", "")), NOBODY, KEY)
    two, other = assign_identities(bodies(("무심천", "+821", "")), NOBODY, b"x" * 32)
    assert one[0] != two[0]
    assert set(marks["mark"]).isdisjoint(other["mark"])


def test_the_derived_key_depends_on_what_was_answered():
    base = pd.DataFrame(
        {c: ["x"] for c in ("submitted_at", "name_key", "phone", "email", "representative", "contact_name", "address")}
    )
    assert derive_key(base) == derive_key(base.copy())
    assert derive_key(base) != derive_key(base.assign(phone="y"))
    assert len(derive_key(base)) == 32
