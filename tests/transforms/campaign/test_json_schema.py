"""What an editor is told of ``campaign.toml``: as the program reads it, in the office's words, and up to date."""

import json
import tomllib
from datetime import date, time

import jsonschema
import pytest

from flows.campaigns import bundled, campaign_folder
from tests.conftest import CAMPAIGN
from tests.transforms.campaign.changed import faults_with
from tests.transforms.campaign.test_campaign import REFUSED
from transforms.campaign.files import schema_text, settings_schema
from transforms.campaign.json_schema import allowed, schema_of, walk
from transforms.campaign.sections import Agreement, Settings
from transforms.campaign.tables import FieldMeeting, GoalLabel, NamedPlace
from transforms.reference import texts

FOLDER = campaign_folder(CAMPAIGN)
SAMPLE = (FOLDER / "campaign.toml").read_text("utf-8")
CHECK = jsonschema.Draft7Validator(settings_schema())
# What a schema cannot say: what one setting makes of another, and which names and numbers there are in the world.
BEYOND = {
    "too_early",
    "too_late",
    "doubled",
    "no_option",
    "two_options",
    "no_code",
    "no_meaning",
    "not_in_order",
    "zone",
    "location",
    "staff_asked",
    "no_name",
    "no_words",
}
TOLD_BY_THE_COLUMN = 'individual = ["개인"] '


def as_json(text):
    return json.loads(json.dumps(tomllib.loads(text), default=lambda value: value.isoformat()))


@pytest.mark.parametrize("name", bundled())
def test_the_file_beside_each_campaign_is_what_the_program_reads(name):
    # CONTRIBUTING.md says how to write it anew.
    assert (campaign_folder(name) / "campaign.schema.json").read_text("utf-8") == schema_text()
    head = (campaign_folder(name) / "campaign.toml").read_text("utf-8").split("\n")[0]
    assert head == "#:schema ./campaign.schema.json"


def test_an_editor_finds_nothing_wrong_with_the_sample():
    assert [each.message for each in CHECK.iter_errors(as_json(SAMPLE))] == []


@pytest.mark.parametrize(("old", "new", "key", "said"), REFUSED)
def test_an_editor_refuses_what_the_program_refuses(old, new, key, said):
    codes = {fault.code for fault in faults_with(old, new)}
    # JSON has no dates, and its numbers are numbers.
    is_of_toml_alone = (codes & {"datetime_type", "time_type"} and '"' in new) or "nan" in new
    if not codes & BEYOND and not is_of_toml_alone and old != TOLD_BY_THE_COLUMN:
        assert not CHECK.is_valid(as_json(SAMPLE.replace(old, new, 1)))


@pytest.mark.parametrize("model", [Settings, Agreement, FieldMeeting, GoalLabel, NamedPlace])
def test_every_setting_is_described_in_the_offices_words(model):
    schema = schema_of(model)
    for node in (schema, *schema.get("$defs", {}).values()):
        assert node["description"]
        for name, described in node.get("properties", {}).items():
            assert any("가" <= letter <= "힣" for letter in described["description"]), name


def test_every_description_is_of_a_setting_there_is():
    described = {}
    for model in (Settings, Agreement, FieldMeeting, GoalLabel, NamedPlace):
        described |= {model.__name__: schema_of(model)} | schema_of(model).get("$defs", {})
    shared = {name for node in described.values() for name in node.get("properties", {})}
    for name, settings in texts("settings").items():
        known = described[name].get("properties", {}) if name in described else shared
        assert set(settings) - {"about"} <= set(known), name


def test_every_example_is_a_value_that_could_be_written():
    schema = settings_schema()
    for node in schema["$defs"].values():
        for name, described in node.get("properties", {}).items():
            for example in described.get("examples", ()):
                check = jsonschema.Draft7Validator({**described, "$defs": schema["$defs"]})
                assert check.is_valid(example), name


def test_dates_stand_in_the_schema_as_text():
    for settings in texts("settings").values():
        for said in settings.values():
            if isinstance(said, dict) and isinstance(said.get("example"), date | time):
                assert said["example"].isoformat() in json.dumps(settings_schema())


def test_a_node_is_found_through_kinds_lists_and_tables():
    path, nodes = walk(settings_schema(), ("questions", 3, "choice", "aliases", "예"))
    assert path == ("questions", 3, "aliases", "예")
    assert nodes[-1]["format"] == "form_text"
    assert walk(settings_schema(), ("event", "guest_headings", "x", "[key]"))[1][-1]["enum"][0] == "name"
    assert walk(settings_schema(), ("nothing", "of", "it"))[1][-1] == {}


def test_what_is_allowed_leaves_nothing_to_be_filled_in():
    for model in (Settings, FieldMeeting, GoalLabel, NamedPlace):
        schema = schema_of(model)
        for node in (schema, *schema.get("$defs", {}).values()):
            for value in node.get("properties", {}).values():
                assert "{low}" not in allowed(value)


def test_the_page_of_settings_tells_every_key():
    from transforms.campaign.files import settings_schema
    from transforms.campaign.json_schema import listed

    schema = settings_schema()
    said = {"required": "꼭", "default": "기본 {value}", "every": "모두", "also": "위의 것도: {keys}"}
    sections = listed(schema, said)
    told = "\n".join(line for head, paragraphs in sections for line in (head, *paragraphs))
    # What all kinds of questions have is told once.
    assert told.count("설문지에 있는 지금 제목 그대로. ") == 1
    for name, node in schema["$defs"].items():
        for key, value in node.get("properties", {}).items():
            assert key in told, (name, key)
            if "const" not in value and "$ref" not in value:
                assert value.get("description", "") in told, (name, key)
    assert "{value}" not in told
