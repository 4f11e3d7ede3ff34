"""``sdgnet settings``: every setting of a campaign, with what it means and what may stand there."""

from flows.telling.words import words
from transforms.campaign.files import settings_schema
from transforms.campaign.json_schema import listed
from transforms.campaign.questions import KIND_OF
from transforms.reference import themes


def run() -> int:
    """0 when all was printed."""
    said = words("settings")
    print(said["head"])
    print(said["known"])
    for column, about in said["columns"].items():
        print(f'    column = "{column}" · kind = "{KIND_OF[column]}"  {about}')
    print()
    print(listed(settings_schema(), said))
    print(said["files"].format(themes=" ".join(sorted(themes()))))
    return 0
