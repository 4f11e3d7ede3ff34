"""Whether a short text tells of a person, so that it is no option of a form and is repeated to nobody."""

from transforms.parse.emails import emails
from transforms.parse.people import People, Person, is_name
from transforms.parse.people import people as people_in
from transforms.parse.people.words import is_usual_name
from transforms.parse.phones import phones

_SCHOOLS = ("대", "고", "중", "초")
_OF_SCHOOLS = ("연구실", "연구소", "학과", "학부")


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
    return bears_title(people_in(text))


def bears_title(listed: People) -> bool:
    """True where any of those who are named has a title and a name of a usual shape.

    >>> [bears_title(people_in(text)) for text in ("가람대 식물연구실", "나래고 교사", "김현중 총무부")]
    [False, True, True]
    """
    return any(person.title and is_name(person.name) and not _is_of_school(person) for person in listed.named)


def _is_of_school(person: Person) -> bool:
    """가람대 식물연구실: what studies at a school, where the school's name is no usual one of a person."""
    is_school = person.name.endswith(_SCHOOLS) and not is_usual_name(person.name)
    return is_school and person.title.endswith(_OF_SCHOOLS)


def tells_of_somebody(text: str) -> bool:
    """True where a cell names or reaches a person, so that no message repeats it.

    >>> [tells_of_somebody(text) for text in ("산책", "산책;김나리 대표", "산책 010-0000-7301")]
    [False, True, True]
    """
    return has_contact(text) or names_somebody(text)
