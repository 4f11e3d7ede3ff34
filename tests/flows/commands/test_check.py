"""What a check says of settings that the responses do not meet."""

import shutil

from flows.campaigns import campaign_folder
from flows.stages.checking import steps
from tests.transforms.reading.forms import TITLE, plain

CAMPAIGN = "cheongju-2024"


def test_a_name_that_no_body_bears_in_the_sheet_is_told_and_a_persons_stays(tmp_path):
    folder = tmp_path / CAMPAIGN
    shutil.copytree(campaign_folder(CAMPAIGN), folder)
    table = plain()
    table.loc[0, [TITLE["kind"], TITLE["name"]]] = ["개인", "오다은"]
    body = table.loc[1, TITLE["name"]]
    settings = folder / "campaign.toml"
    said = f'"오다은" = "꽃길 모임"\n"{body}" = "강둑 모임"\n"들어 본 적 없는 곳" = "물길 모임"'
    text = settings.read_text("utf-8").replace("[staff_columns]", f"[form.other_names]\n{said}\n\n[staff_columns]", 1)
    settings.write_text(text, "utf-8")
    table.loc[2, TITLE["goals"]] = "동물권 보호\n4번"
    table.to_csv(tmp_path / "own.csv", index=False)
    sentences = [sentence for _, sentence in steps(str(folder), str(tmp_path / "own.csv"))]
    # What several columns or lines say is one cell.
    assert any("4행" in each and "동물권 보호 / 4번" in each for each in sentences if TITLE["goals"] in each)
    told = [each for each in sentences if "form.other_names" in each]
    assert [each.partition("→ ")[2].partition(")")[0] for each in told] == ["꽃길 모임 · 물길 모임"]


def test_it_tells_by_row_what_the_office_s_own_columns_say(tmp_path):
    folder = tmp_path / CAMPAIGN
    shutil.copytree(campaign_folder(CAMPAIGN), folder)
    settings = folder / "campaign.toml"
    said = '[staff_columns]\ntitles = ["처리"]\nwithdrawn = ["취소"]\nheld = ["보류"]\n\n[unread'
    text = settings.read_text("utf-8")
    own = text[text.index("[staff_columns]") :].split("\n[", 1)[0]
    settings.write_text(text.replace(own, said.removesuffix("\n[unread")), "utf-8")
    table = plain().assign(처리="")
    table.loc[[0, 2, 3], "처리"] = ["취소", "보류", "10/3 취소 전화"]
    table.to_csv(tmp_path / "own.csv", index=False)
    [told] = [each for _, each in steps(str(folder), str(tmp_path / "own.csv")) if "취소 2건" in each]
    assert "취소 2건(2, 5) · 보류 1건(4)" in told
