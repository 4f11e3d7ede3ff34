"""A campaign's settings: a misspelt one is an error that names the one that was meant, never a silent default."""

import shutil

import pytest

from flows.campaigns import bundled, campaign_folder, read_campaign
from tests.conftest import CAMPAIGN
from transforms.errors.campaign import CampaignValueError, DistrictsError, SettingsSyntaxError, UnknownNameError


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(campaign_folder(CAMPAIGN), tmp_path / "council")


def change(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize("name", bundled())
def test_every_setting_of_the_bundled_campaigns_is_known(name):
    read_campaign(name)


@pytest.mark.parametrize(
    ("old", "new", "name", "nearest"),
    [
        ("small_cell =", "smal_cell =", "campaign.smal_cell", "campaign.small_cell"),
        ("largest_fall =", "larges_fall =", "changes.larges_fall", "changes.largest_fall"),
        ("[changes]", "[change]", "change", "changes"),
        ("required = true", 'required = true\naliasses = { a = "b" }', "questions[1].aliasses", "aliases"),
        ("queues = 3", "quues = 3", "documents.quues", "documents.queues"),
    ],
)
def test_a_misspelt_setting_is_told_with_the_one_that_was_meant(folder, old, new, name, nearest):
    change(folder / "campaign.toml", old, new)
    with pytest.raises(UnknownNameError) as caught:
        read_campaign(str(folder))
    assert caught.value.facts["name"] == name
    assert caught.value.facts["nearest"] == nearest
    assert caught.value.facts["file"] == "campaign.toml"


def test_an_unknown_theme_is_told_with_the_nearest(folder):
    change(folder / "fields.csv", "farming food", "farmnig food")
    with pytest.raises(UnknownNameError, match=r"3 themes: farmnig") as caught:
        read_campaign(str(folder))
    assert caught.value.facts["nearest"] == "farming"


@pytest.mark.parametrize(
    ("old", "new", "allowed"),
    [
        ('deleted = "withdrawn"', 'deleted = "gone"', "withdrawn · keep"),
        ("largest_fall = 0.2", "largest_fall = 20", "0-1"),
        ("largest_fall = 0.2", "largest_fall = true", "0-1"),
    ],
)
def test_a_rule_about_changes_is_one_of_those_there_are(folder, old, new, allowed):
    change(folder / "campaign.toml", old, new)
    with pytest.raises(CampaignValueError, match=allowed):
        read_campaign(str(folder))


def test_a_campaign_without_the_rules_has_the_defaults(folder):
    text = (folder / "campaign.toml").read_text("utf-8")
    start = text.index("[changes]")
    (folder / "campaign.toml").write_text(text[:start] + text[text.index("[", start + 1) :], "utf-8")
    rules = read_campaign(str(folder)).changes
    assert (rules.deleted, rules.largest_fall) == ("withdrawn", 0.2)


def test_all_districts_that_have_no_place_in_the_order_are_named(folder):
    change(folder / "campaign.toml", 'order = ["상당구", "서원구", ', "order = [")
    with pytest.raises(DistrictsError, match=r"districts.csv 에 있는 구가 places.order 에 없습니다: 상당구, 서원구\n→"):
        read_campaign(str(folder))


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("2024-05-11T00:00:00", "2024-5-11", r"campaign.toml 9번째 줄 \d+번째 글자를 읽을 수 없습니다"),
        ('name = "2024', "name = 2024", r"campaign.toml 3번째 줄 \d+번째 글자를"),
        ("small_cell = 3 ", "small_cell = 3\nsmall_cell = 4", r"campaign.toml 12번째 줄 \d+번째 글자를"),
        ('order = ["상당구"', 'order = "상당구\n', r"campaign.toml \d+번째 줄 \d+번째 글자를"),
    ],
)
def test_settings_that_are_no_toml_are_told_by_line_and_column(folder, old, new, place):
    change(folder / "campaign.toml", old, new)
    with pytest.raises(SettingsSyntaxError, match=place) as caught:
        read_campaign(str(folder))
    assert '글은 "따옴표" 안에' in str(caught.value)


def test_settings_in_another_encoding_are_told_so(folder):
    text = (folder / "campaign.toml").read_text("utf-8")
    (folder / "campaign.toml").write_bytes(text.encode("cp949"))
    with pytest.raises(SettingsSyntaxError, match="UTF-8로 저장했는지"):
        read_campaign(str(folder))
