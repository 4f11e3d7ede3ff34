"""The wording of agreements: the campaign's own, or the one for every council."""

import shutil
from pathlib import Path

import pytest

from flows.campaigns import campaign_folder, read_campaign
from tests.conftest import CAMPAIGN
from transforms.campaign.files import read_agreement
from transforms.campaign.words import Words
from transforms.errors.campaign import SettingsError


def test_a_campaign_without_wording_or_documents_has_what_serves_everybody(tmp_path: Path) -> None:
    folder = tmp_path / "other"
    shutil.copytree(campaign_folder(CAMPAIGN), folder, ignore=shutil.ignore_patterns("templates"))
    settings = folder / "campaign.toml"
    head, _, _ = settings.read_text("utf-8").partition("[documents]")
    settings.write_text(head, "utf-8")
    campaign = read_campaign(str(folder))
    assert campaign.agreement == read_agreement(None, campaign.wording.words)
    assert campaign.documents.queues == 3 and campaign.documents.talking_points == ()
    # Nothing of one council stands in what every council shares.
    assert "청주" not in str(campaign.agreement)
    assert read_campaign(CAMPAIGN).agreement != campaign.agreement


@pytest.mark.parametrize(
    "text", ["{nam}", "{name", "{name.__class__}", "{}", "{name!r}", "{name:>999999999}", "{name:{host}}"]
)
def test_a_strange_placeholder_is_refused_with_those_there_are(text: str) -> None:
    wording = (campaign_folder(CAMPAIGN) / "templates/agreement.toml").read_text("utf-8")
    closing = next(line for line in wording.splitlines() if line.startswith("closing"))
    with pytest.raises(SettingsError, match=r"agreement\.toml 16번째 줄 organisation\.closing") as found:
        read_agreement(wording.replace(closing, f'closing = "{text}"', 1), Words())
    assert "{representative}" in str(found.value)
