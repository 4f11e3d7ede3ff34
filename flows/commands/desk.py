"""``sdgnet desk``: the staff's page in the browser, on this computer."""

from pathlib import Path

from flows.campaigns import campaign_folder, read_campaign
from flows.desk.office import Office
from flows.desk.server import serve
from output.formats.files import make_folder


def run(campaign: str, source: str, data: Path, *, is_opened: bool) -> int:
    """0 when it was told to stop; raises SdgnetError where the campaign cannot be read."""
    read_campaign(campaign)
    here = Path(source)
    office = Office(
        str(campaign_folder(campaign).resolve()),
        str(here.resolve()) if here.is_file() else source,
        make_folder(data.resolve(), private=False),
    )
    serve(office, is_opened=is_opened)
    return 0
