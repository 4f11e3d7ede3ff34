"""``sdgnet settings``: every setting of a campaign, with what it means and what may stand there."""

from flows.telling.words import words
from transforms.campaign.files import settings_schema
from transforms.campaign.json_schema import listed


def run() -> int:
    """0 when all was printed."""
    said = words("settings")
    print(said["head"])
    print(listed(settings_schema(), said))
    print(said["files"])
    return 0
