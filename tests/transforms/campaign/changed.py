"""The sample campaign with something written differently, read from its texts."""

from flows.campaigns import campaign_folder
from tests.conftest import CAMPAIGN
from transforms.campaign.files import campaign_from, read_agreement, read_fields, read_places, read_settings
from transforms.campaign.words import Words
from transforms.errors.campaign import SettingsError

SETTINGS, FIELDS, PLACES = "campaign.toml", "fields.csv", "districts.csv"


def read_with(*changes, file=SETTINGS):
    """The campaign with ``changes`` (old, new, old, new, …), each in the first place where it stands in ``file``."""
    texts = {name: (campaign_folder(CAMPAIGN) / name).read_text("utf-8") for name in (SETTINGS, FIELDS, PLACES)}
    for old, new in zip(changes[::2], changes[1::2], strict=True):
        assert old in texts[file]
        texts[file] = texts[file].replace(old, new, 1)
    fields, places = read_fields(texts[FIELDS], FIELDS), read_places(texts[PLACES], PLACES)
    return campaign_from(CAMPAIGN, read_settings(texts[SETTINGS]), fields, places, read_agreement(None, Words()))


def faults_with(*changes, file=SETTINGS):
    """The faults that the campaign is refused for with ``changes``; none where it is not."""
    try:
        read_with(*changes, file=file)
    except SettingsError as error:
        return error.faults
    return ()
