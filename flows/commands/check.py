"""``sdgnet check``: whether a sync could read its source, said step by step in Korean; nothing is changed."""

from flows.sources.sheets_client import SheetsClient
from flows.stages.checking import steps
from flows.telling.words import words as words_of
from transforms.errors.base import SdgnetError


def look(campaign: str, source: str, client: SheetsClient | None = None) -> int:
    """0 when a sync could read ``source`` ('' is the campaign's own), 1 when not; each step is printed when taken."""
    words = words_of("check")
    try:
        for mark, sentence in steps(campaign, source, client):
            print(words[mark], sentence)
    except SdgnetError as error:
        print(words["bad"], error)
        print(words["failed"])
        return 1
    print(words["done"])
    return 0
