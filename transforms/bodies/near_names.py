"""What of a body's name tells it from others, and what does not: for comparing names, never for showing them."""

import re
from functools import cache

from transforms.parse.text import key
from transforms.reference import rows

# Words that people add or leave out without meaning another body.
_REGION = re.compile(r"^(?:충청북도|충북|청주시|청주)")
_BRANCH = re.compile(r"(?:청주|충북)?(?:지회|지부)$")
_SCHOOLS = (
    ("초등학교", "초"),
    ("초교", "초"),
    ("여자중학교", "여중"),
    ("중학교", "중"),
    ("여자고등학교", "여고"),
    ("고등학교", "고"),
    ("고교", "고"),
    ("대학교", "대"),
)
# Words that make near names different bodies, whatever else they share.
_CONTRASTS = re.compile(
    r"\d+|[일이삼사](?=단지|동|통|리|차|호)|ymca|ywca|유치원|어린이집|초(?=$|등|학)|중(?=$|학)|여중$|여고$|고(?=$|등)|대(?=$|학)|남성|여성|남자|여자|"
    r"어머니|아버지|부녀회|청년회|노인회|청소년|청년|노인|어르신|시니어|아동|장애인|상인|학부모|교사|상당|서원|흥덕|청원|오창|오송|내수|"
    r"지회|지부|본부|연합회|[동서남북]부"
)
_LEAST = 3


@cache
def _forms() -> tuple[str, ...]:
    typed = {key(row["typed"]) for row in rows("legal_forms") if len(key(row["typed"])) >= 3}
    return tuple(sorted(typed | {"준비위원회", "추진위원회", "가칭"}, key=lambda form: (-len(form), form)))


def core(name_key: str) -> str:
    """A name key without any legal form, attached or not, and with schools in their short form.

    >>> core("햇살이음사회적협동조합") == core("사회적협동조합햇살이음") == core("햇살이음")
    True
    >>> core("청주새터울초등학교")
    '청주새터울초'
    """
    value, forms = name_key, _forms()
    # Most names bear no form: one look at both ends spares them the round of all forms.
    for form in forms if value.startswith(forms) or value.endswith(forms) else ():
        for shorter in (value.removeprefix(form), value.removesuffix(form)):
            if len(shorter) >= 2:
                value = min(value, shorter, key=len)
    for long, short in _SCHOOLS:
        if value.endswith(long):
            return value.removesuffix(long) + short
    return value


def essence(core_: str) -> str:
    """A core name without the region in front and the branch behind.

    >>> essence("청주새터울초"), essence("참교육학부모모임청주지회")
    ('새터울초', '참교육학부모모임')
    """
    value = core_
    for pattern in (_REGION, _BRANCH):
        shorter = pattern.sub("", value)
        if len(shorter) >= _LEAST:
            value = shorter
    return value


def distinguishing(core_: str) -> str:
    """The words that tell near names apart: numbers, districts, schools, whom a body is for, YMCA from YWCA.

    >>> distinguishing("한빛솔초") == distinguishing("한빛솔중")
    False
    """
    return " ".join(sorted(set(_CONTRASTS.findall(core_))))
