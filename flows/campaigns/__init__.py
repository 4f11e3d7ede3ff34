"""Campaign folders, bundled or anywhere: all that is one council's and one year's."""

import csv
import hashlib
import tomllib
from pathlib import Path
from typing import Any

from transforms.campaign.campaign import Campaign
from transforms.campaign.files import campaign_from
from transforms.errors.campaign import CampaignNotFoundError, CampaignValueError, SettingsSyntaxError

_BUNDLED = Path(__file__).parent
_SETTINGS = "campaign.toml"
_AGREEMENT = "templates/agreement.toml"


def bundled() -> list[str]:
    """Names of the campaigns that come with the program."""
    return sorted(path.parent.name for path in _BUNDLED.glob(f"*/{_SETTINGS}"))


def campaign_folder(campaign: str) -> Path:
    """The folder that a name or path means; raises CampaignNotFoundError."""
    for folder in (_BUNDLED / campaign, Path(campaign).expanduser()):
        if (folder / _SETTINGS).is_file():
            return folder
    raise CampaignNotFoundError(campaign=campaign, known=", ".join(bundled()))


def is_sample(folder: Path) -> bool:
    """Whether a campaign's folder comes with the program: its people are invented."""
    return folder.resolve().parent == _BUNDLED.resolve()


def read_campaign(campaign: str) -> Campaign:
    """The checked settings of a campaign; raises CampaignNotFoundError or CampaignValueError."""
    folder = campaign_folder(campaign)
    settings = _parsed(folder, _SETTINGS)
    fields = _rows(folder, settings, "fields")
    places = _rows(folder, settings, "places")
    google = settings.get("google")
    if isinstance(google, dict) and isinstance(named := google.get("service_account"), str) and named:
        google["service_account"] = str(folder.resolve() / Path(named).expanduser())
    earlier = settings.get("earlier")
    if isinstance(earlier, dict) and isinstance(listed := earlier.get("file"), str) and listed:
        earlier["file"] = str(folder.resolve() / Path(listed).expanduser())
    return campaign_from(folder.resolve().name, settings, fields, places, _agreement(folder))


def default_source(campaign: str) -> str:
    """The source that the campaign names for itself: a path made absolute, anything else as it stands."""
    named = read_campaign(campaign).source
    beside = campaign_folder(campaign) / named
    return str(beside) if named and beside.is_file() else named


def is_of_sample(sha256: str) -> bool:
    """True for the content of a file of responses that comes with the program."""
    sources = [Path(default_source(name)) for name in bundled()]
    return any(hashlib.sha256(source.read_bytes()).hexdigest() == sha256 for source in sources if source.is_file())


def _parsed(folder: Path, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads((folder / name).read_text("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsSyntaxError.of(name, str(error)) from None


def _agreement(folder: Path) -> dict[str, Any] | None:
    """The campaign's own wording of its agreements, or None where it has none."""
    return _parsed(folder, _AGREEMENT) if (folder / _AGREEMENT).is_file() else None


def _rows(folder: Path, settings: dict[str, Any], section: str) -> list[dict[str, str]]:
    name = settings.get(section, {}).get("file", f"{section}.csv")
    needed = {"fields": {"field", "name", "goals", "themes", "colour"}, "places": {"place", "district", "kind"}}[
        section
    ]
    try:
        table = list(csv.DictReader((folder / str(name)).read_text("utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError):
        raise CampaignValueError(file=_SETTINGS, key=f"{section}.file", value=name, allowed="CSV, UTF-8") from None
    if not table or not needed <= set(table[0]):
        raise CampaignValueError(file=name, key="1", value="-", allowed=", ".join(sorted(needed)))
    return table
