"""E-mail cells: the table of what people type, and what holds for any text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.parse.cells import ANY_TEXT, spec
from transforms.parse.emails import emails
from transforms.reference import rows

SPEC = spec("emails")

EMAIL_LIKE = st.lists(
    st.sampled_from(
        [
            "kim",
            "lee.s",
            "@",
            ".",
            "naver",
            "gmail",
            "com",
            ",",
            " ",
            "네이버",
            "골뱅이",
            "닷",
            "ㅜㅁㅍㄷㄱ",
            "채ㅡ",
            "-",
            "#",
            "\n",
            "입니다",
            "at",
        ]
    ),
    max_size=14,
).map("".join)


@pytest.mark.parametrize("row", SPEC, ids=[row["typed"] for row in SPEC])
def test_reads_what_was_typed(row):
    found = emails(row["typed"])
    assert " ".join(email.address for email in found) == row["expected"]
    assert bool(found and found[0].is_corrected) == (row["is_corrected"] == "true")


@pytest.mark.parametrize("domain", sorted({row["domain"] for row in rows("email_domains")}))
def test_a_known_domain_is_never_mended(domain):
    assert emails(f"example@{domain}") == [(f"example@{domain}", False)]


@pytest.mark.parametrize("row", rows("email_domains"), ids=lambda row: row["typed"])
def test_each_listed_slip_is_mended(row):
    assert emails(f"example@{row['typed']}") == [(f"example@{row['domain']}", True)]


@given(st.one_of(ANY_TEXT, EMAIL_LIKE))
@settings(max_examples=400)
def test_reading_the_result_again_changes_nothing(text):
    addresses = [email.address for email in emails(text)]
    again = emails(" ".join(addresses))
    assert [email.address for email in again] == addresses
    assert not any(email.is_corrected for email in again)


@given(
    st.from_regex(r"[A-Za-z0-9]{1,8}([._+-][a-z0-9]{1,5}){0,2}@[a-z0-9-]{1,8}(\.[a-z0-9-]{1,5}){1,3}", fullmatch=True)
)
def test_plain_addresses_read_alike_on_both_paths(typed):
    assert emails(typed) == emails(f" {typed}")
