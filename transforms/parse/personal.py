"""Whether a short text tells of a person, so that it is no option of a form and is repeated to nobody."""

import re

from transforms.parse.emails import emails
from transforms.parse.people import People, Person, is_name
from transforms.parse.people import people as people_in
from transforms.parse.people.words import is_usual_name, words
from transforms.parse.phones import phones

_SCHOOLS = ("대", "고", "중", "초")
_OF_SCHOOLS = ("연구실", "연구소", "학과", "학부")
# And houses beside those of people_words.csv; a 의원 of two syllables is a person's title.
_HOUSES = ("센터", "약국", "건강의원", "치과의원", "한의원", "요양원", "보호소", "상담소", "쉼터", "문화의집", "지킴이")
_NUMBERED = re.compile(r"\d(?:단지|동|호점|차)$")
_TWO = 2


def has_contact(text: str) -> bool:
    """True where a telephone number or an address for mail stands in it.

    >>> [has_contact(text) for text in ("산책 010-0000-7313", "a@example.org", "2024.05.30 14:00", "공동 캠페인")]
    [True, True, False, False]
    """
    return bool(phones(text) or emails(text))


def names_somebody(text: str) -> bool:
    """True where somebody is named beside a title.

    >>> [names_somebody(text) for text in ("김철수 대표와 산책", "전통시장 회장 모임", "정보 공유 및 홍보")]
    [True, False, False]
    """
    return bears_title(text, people_in(text))


def bears_title(text: str, listed: People) -> bool:
    """True where any of those who are named in the text has a title and a name of a usual shape.

    >>> said = ("가람대 식물연구실", "나래고 교사", "김현중 총무부", "나루청소년센터 마루", "나루청소년센터 김마루")
    >>> [bears_title(text, people_in(text)) for text in said]
    [False, True, True, False, True]
    """
    return any(
        person.title and is_name(person.name) and _stands_apart(person.name, text) and not _is_of_house(person)
        for person in listed.named
    )


def _stands_apart(name: str, text: str) -> bool:
    """False of 복지분 in 사회복지분과: at an end of no word."""
    return any(word.startswith(name) or word.endswith(name) for word in re.split(r"[^\w]+", text)) or " " in name


def _is_of_house(person: Person) -> bool:
    """가람대 식물연구실, 햇살약국 공릉점, 나루청소년센터 마루: a house and a part of it or its own name; 강둑지킴이 are
    many, and 성모의 집 is whose house it is.

    A usual name of three syllables beside a house is a person's still.
    """
    is_school = person.name.endswith(_SCHOOLS) and not is_usual_name(person.name)
    if is_school and person.title.endswith(_OF_SCHOOLS):
        return True
    owner = person.name.removesuffix("의")
    is_house = person.title.endswith((*words("body"), *_HOUSES)) or _NUMBERED.search(person.title) is not None
    return (is_house or owner != person.name) and not (is_usual_name(owner) and len(owner) > _TWO)


def tells_of_somebody(text: str) -> bool:
    """True where a cell names or reaches a person, so that no message repeats it.

    >>> [tells_of_somebody(text) for text in ("산책", "산책;김나리 대표", "산책 010-0000-7301")]
    [False, True, True]
    """
    return has_contact(text) or names_somebody(text)
