"""Names of bodies: the table of what people type, and what holds for any text."""

import pytest
from hypothesis import given

from tests.transforms.parse.cells import ANY_TEXT, spec
from transforms.parse.bodies import body
from transforms.parse.text import key
from transforms.reference import rows

SPEC = spec("bodies")


@pytest.mark.parametrize("row", SPEC, ids=[row["typed"] for row in SPEC])
def test_reads_what_was_typed(row):
    assert body(row["typed"])[:2] == (row["name"], row["legal_form"])


@pytest.mark.parametrize("row", rows("legal_forms"), ids=[row["typed"] for row in rows("legal_forms")])
def test_every_form_comes_off_at_the_head_and_set_apart_at_the_end(row):
    assert body(f"{row['typed']} 무심천")[:2] == ("무심천", row["legal_form"])
    assert body(f"무심천 {row['typed']}")[:2] == ("무심천", row["legal_form"])


@given(ANY_TEXT)
def test_the_key_is_the_key_of_the_name(text):
    found = body(text)
    assert found.key == key(found.name)
