"""Campaign folders, bundled or anywhere: all that is one council's and one year's."""

import hashlib
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

from output.formats.files import as_on_disk
from output.formats.labels import sections
from output.store.book import chosen_source
from output.store.last_sync import last_source
from transforms.campaign.campaign import Campaign
from transforms.campaign.faults import line_of
from transforms.campaign.files import (
    AGREEMENT,
    GOALS,
    LABELS,
    SETTINGS,
    campaign_from,
    read_agreement,
    read_fields,
    read_goals,
    read_labels,
    read_places,
    read_settings,
)
from transforms.campaign.tables import NamedPlace
from transforms.errors.campaign import CampaignNotFoundError, Fault, SettingsError, SettingsSyntaxError

_BUNDLED = Path(__file__).parent
# Every district of the country takes a twentieth of it.
_MOST_BYTES = 4 << 20


def bundled() -> list[str]:
    """Names of the campaigns that come with the program."""
    return sorted(path.parent.name for path in _BUNDLED.glob(f"*/{SETTINGS}"))


def campaign_folder(campaign: str) -> Path:
    """The folder that a name or path means; raises CampaignNotFoundError."""
    for folder in (_BUNDLED / campaign, as_on_disk(Path(campaign).expanduser())):
        if (folder / SETTINGS).is_file():
            return folder
    raise CampaignNotFoundError(campaign=campaign, known=", ".join(bundled()))


def is_sample(folder: Path) -> bool:
    """Whether a campaign's folder comes with the program: its people are invented."""
    return folder.resolve().parent == _BUNDLED.resolve()


def read_campaign(campaign: str) -> Campaign:
    """The checked settings of a campaign; raises CampaignNotFoundError, SettingsSyntaxError or SettingsError."""
    folder = campaign_folder(campaign)
    text = _text(folder, SETTINGS)
    settings = read_settings(text)
    fields, places, agreement, said, goals = _all_told(
        lambda: read_fields(_table(folder, settings.fields.file, "fields.file"), settings.fields.file),
        lambda: _places(folder, settings.places.file),
        lambda: read_agreement(_text(folder, AGREEMENT) if (folder / AGREEMENT).is_file() else None, settings.words),
        lambda: read_labels(_own_labels(folder), sections(), settings),
        lambda: read_goals(_table(folder, GOALS, "goals.csv"), GOALS) if (folder / GOALS).is_file() else (),
    )
    name = unicodedata.normalize("NFC", folder.resolve().name)
    made = campaign_from(name, settings, fields, places, agreement, said, goals, line_of(text))
    account, earlier = made.google.service_account, made.earlier
    # Where the folder is, is known here alone.
    return made.model_copy(
        update={
            "google": made.google.model_copy(update={"service_account": _beside(folder, account)}),
            "earlier": earlier and earlier.model_copy(update={"file": _beside(folder, earlier.file)}),
        }
    )


def _places(folder: Path, file: str) -> tuple[NamedPlace, ...]:
    """The places of the folder's table; none where the council tells no districts apart."""
    return read_places(_table(folder, file, "places.file"), file) if file else ()


def default_source(campaign: str) -> str:
    """The source that the campaign names for itself: a path made absolute, anything else as it stands."""
    named = read_campaign(campaign).source
    beside = as_on_disk(campaign_folder(campaign) / named)
    return str(beside) if named and beside.exists() else named


def source_for(campaign: str, data: Path) -> str:
    """Where the responses are when nobody says: what was chosen on the staff's page, else what the campaign names, else
    what the data folder last read.

    The sample that comes with a bundled campaign gives way to what the folder last read: it is nobody's own.
    """
    if chosen := chosen_source(data):
        return chosen
    own, last = default_source(campaign), last_source(data)
    return (last or own) if is_sample(campaign_folder(campaign)) else (own or last)


def is_sample_source(source: str) -> bool:
    """True for a file that comes with the program, where it stands; settings are not read for it."""
    return Path(source).resolve().is_relative_to(_BUNDLED.resolve())


def is_of_sample(sha256: str) -> bool:
    """True for the content of a file of responses that comes with the program."""
    sources = [Path(default_source(name)) for name in bundled()]
    return any(hashlib.sha256(source.read_bytes()).hexdigest() == sha256 for source in sources if source.is_file())


def _beside(folder: Path, name: str) -> str:
    return str(as_on_disk(folder.resolve() / Path(name).expanduser())) if name else ""


def _all_told(*readers: Callable[[], Any]) -> list[Any]:
    """What each reads; raises SettingsError with the faults of all files, not of the first alone."""
    read, faults = [], list[Fault]()
    for reader in readers:
        try:
            read.append(reader())
        except SettingsError as error:
            faults += error.faults
    if faults:
        raise SettingsError.of(faults)
    return read


def _text(folder: Path, name: str) -> str:
    _refuse_large(folder / name)
    try:
        return (folder / name).read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SettingsSyntaxError.of(name, str(error)) from None


def _refuse_large(path: Path) -> None:
    if path.is_file() and path.stat().st_size > _MOST_BYTES:
        raise SettingsSyntaxError.large(path.name)


def _own_labels(folder: Path) -> dict[str, str]:
    """The council's own words by section, as they stand in its folder."""
    return {
        path.stem: _text(folder, LABELS.format(section=path.stem))
        for path in sorted((folder / LABELS).parent.glob("*.toml"))
    }


def _table(folder: Path, name: str, setting: str) -> str:
    path = as_on_disk(folder / name)
    _refuse_large(path)
    try:
        payload = path.read_bytes()
        try:
            return payload.decode("utf-8-sig")
        except UnicodeDecodeError:
            # As a spreadsheet of a Korean office saves a CSV file.
            return payload.decode("cp949")
    except (OSError, UnicodeDecodeError):
        raise SettingsError.of([Fault(SETTINGS, setting, "no_table", value=name)]) from None
