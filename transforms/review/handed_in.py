"""What a file is that staff hand in, told by its headings and never by its name."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from transforms.campaign.campaign import Campaign
from transforms.decisions.decisions import is_asking
from transforms.event.attended import is_ticked
from transforms.event.guest_lines import is_list
from transforms.reading.headings import heading_row
from transforms.reading.pages import Page

Kind = Literal["responses", "attendance", "review", "guests", "unknown"]


def kind_of(pages: Sequence[Page], ticked: Mapping[str, Any], asking: Mapping[str, str], campaign: Campaign) -> Kind:
    """What the pages of one file are; ``ticked`` and ``asking`` are the words of the two sheets that staff fill in.

    A list of people has a name and a telephone, as the form does: half of the form's questions make it responses.
    """
    if any(heading_row(page.rows, campaign)[1] * 2 >= len(campaign.questions) for page in pages):
        return "responses"
    if any(is_ticked(page, ticked) for page in pages):
        return "attendance"
    if any(is_asking(page, asking) for page in pages):
        return "review"
    return "guests" if any(is_list(page, campaign) for page in pages) else "unknown"
