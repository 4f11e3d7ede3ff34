"""E-mail cells: the table of what people type, and what holds for any text."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.parse.cells import ANY_TEXT, misread
from transforms.parse.emails import emails
from transforms.reference import rows

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


def _read(text):
    found = emails(text)
    return " ".join(email.address for email in found), str(bool(found and found[0].is_corrected)).lower()


def test_reads_what_was_typed():
    assert misread("emails", _read, "expected", "is_corrected") == []


def test_a_known_domain_is_never_mended_and_each_listed_slip_is():
    for row in rows("email_domains"):
        assert emails(f"example@{row['domain']}") == [(f"example@{row['domain']}", False)]
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
