"""The wording of agreements: the campaign's own, or the one for every council."""

import copy
import shutil
from pathlib import Path

import pytest

from flows.campaigns import campaign_folder, read_campaign
from tests.conftest import CAMPAIGN
from transforms.campaign.files import agreement_from
from transforms.errors.campaign import CampaignValueError
from transforms.reference import texts


def test_a_campaign_without_wording_or_documents_has_what_serves_everybody(tmp_path: Path) -> None:
    folder = tmp_path / "other"
    shutil.copytree(campaign_folder(CAMPAIGN), folder, ignore=shutil.ignore_patterns("templates"))
    settings = folder / "campaign.toml"
    head, _, _ = settings.read_text("utf-8").partition("[documents]")
    settings.write_text(head, "utf-8")
    campaign = read_campaign(str(folder))
    assert campaign.agreement == agreement_from(texts("agreement"), "agreement.toml")
    assert campaign.documents.queues == 3 and campaign.documents.talking_points == ()
    # Nothing of one council stands in what every council shares.
    assert "청주" not in str(campaign.agreement)
    assert read_campaign(CAMPAIGN).agreement != campaign.agreement


@pytest.mark.parametrize("text", ["{nam}", "{name", "{name.__class__}", "{}"])
def test_a_strange_placeholder_is_refused_with_those_there_are(text: str) -> None:
    settings = copy.deepcopy(texts("agreement"))
    settings["organisation"]["closing"] = text
    with pytest.raises(CampaignValueError, match="organisation") as found:
        agreement_from(settings, "agreement.toml")
    assert "{representative}" in str(found.value)
