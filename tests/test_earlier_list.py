"""A campaign with a list of last year's participants: counts for everybody, names for the office alone."""

import json
import re
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pypdf
import pytest

from flows.campaigns import campaign_folder, read_campaign
from flows.sources.list_file import read_list
from tests.conftest import CAMPAIGN, SAMPLE
from tests.output.report.test_numbers_agree import hwpx_tables, page_tables, plain
from transforms.bodies.earlier import read_earlier
from transforms.errors.campaign import SettingsError
from transforms.errors.guests import EarlierEmptyError, EarlierFileError, EarlierHeadingsError

# Nobody of these takes part this year; each is named by no other word of any file.
GONE = ["가람누리솔빛모임", "다온새결두레", "미르솔채움회", "소담결온누리"]
# Enough that the numbers are told beside those whom both lists name.
PEOPLE_GONE = ["남궁빛여울", "선우가온별", "황보새벽솔"]
LIST = "participants-2023.xlsx"


def campaign(folder, earlier):
    shutil.copytree(campaign_folder(CAMPAIGN), folder)
    settings = folder / "campaign.toml"
    text = settings.read_text("utf-8")
    assert "participants = 189" in text
    settings.write_text(re.sub(r"participants = 189.*", earlier, text), "utf-8")
    return folder


@pytest.fixture(scope="module")
def released(sync, release_a, tmp_path_factory):
    """The release of a campaign with a messy list, the bodies on the list that took part again, the campaign."""
    home = tmp_path_factory.mktemp("earlier")
    people = pd.read_parquet(release_a / "restricted/tables/participants.parquet")
    once = people[~people["name"].duplicated(keep=False)].sort_values("participant_id")
    came = pd.concat([once[~once["is_person"]].head(40), once[once["is_person"]].head(6)])
    bare = came["legal_form"].isna() & ~came["is_person"]
    spelled = [
        f"(사){name}" if at % 3 == 0 and is_bare else name.replace(" ", "") if at % 3 == 1 else name
        for at, (name, is_bare) in enumerate(zip(came["name"], bare, strict=True))
    ]
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["2023 네트워크 참여자"])
    sheet.append(["연번", "구분", "단체명", "비고"])
    rows = [
        *zip(came["kind"], spelled, strict=True),
        *(("단체", name) for name in GONE),
        *(("개인", name) for name in PEOPLE_GONE),
    ]
    for at, row in enumerate(rows, 1):
        sheet.append([at, *row, ""])
    sheet.append(["", "합계", "", len(rows)])
    folder = campaign(home / "council", f'file = "{LIST}"')
    book.save(folder / LIST)
    return sync(home / "data", SAMPLE, str(folder), products=()), came, folder


def facts_of(release, place="public"):
    return pd.read_parquet(release / place / "tables/facts.parquet").set_index(["topic", "item"])["n"]


@pytest.mark.long
def test_returning_new_and_lapsed_are_counted_by_the_list(released):
    release, came, _ = released
    for place in ("public", "restricted"):
        told = facts_of(release, place)
        n, n_gone = told["total", "participants"], len(GONE) + len(PEOPLE_GONE)
        assert told["total", "earlier_participants"] == len(came) + n_gone
        assert told["earlier"].to_dict() == {"returning": len(came), "lapsed": n_gone}
        assert told["standing"].to_dict() == {"returning": len(came), "new": n - len(came)}
    table = pd.read_parquet(release / "restricted/tables/earlier_participants.parquet")
    assert set(table["participant_id"].dropna()) == set(came["participant_id"])
    assert set(table.loc[table["status"].eq("lapsed"), "name"]) == {*GONE, *PEOPLE_GONE}


@pytest.mark.long
def test_what_was_declared_stands_beside_and_its_disagreement_is_a_finding(released, release_a):
    release, came, _ = released
    assert facts_of(release)["is_returning"].equals(facts_of(release_a)["is_returning"])
    people = pd.read_parquet(release / "restricted/tables/participants.parquet")
    before = pd.read_parquet(release_a / "restricted/tables/participants.parquet")
    assert people["is_returning"].equals(before["is_returning"])
    is_listed = people["participant_id"].isin(came["participant_id"])
    declared = people["is_returning"].astype("boolean")
    differs = people.loc[(declared.notna() & declared.ne(is_listed)).fillna(False), "response_id"]
    findings = pd.read_parquet(release / "restricted/tables/findings.parquet")
    assert set(findings.loc[findings["code"].eq("returning_disagrees"), "response_id"]) == set(differs)
    sheet = openpyxl.load_workbook(release / "restricted/review.xlsx", read_only=True)["확인할 점"]
    reasons = [row for row in sheet.iter_rows(values_only=True) if any("명단이 다릅니다" in str(c) for c in row)]
    assert len(reasons) == len(differs) > 5


@pytest.mark.long
def test_every_body_of_the_report_shows_them(released):
    release, came, _ = released
    told = facts_of(release)
    want = {
        "올해 참여자의 지난 참여(명단 기준)": [("다시 참여", "returning"), ("처음 참여(명단에 없음)", "new")],
        "지난 참여자의 재참여(명단 기준)": [("올해 다시 참여", "returning"), ("올해 참여하지 않음", "lapsed")],
    }
    page, figures = page_tables((release / "public/report.html").read_text("utf-8"))
    hangul = hwpx_tables((release / "public/report.hwpx").read_bytes())
    reader = pypdf.PdfReader(release / "public/report.pdf")
    pdf = plain("".join(each.extract_text() for each in reader.pages))
    assert str(len(came)) in figures
    for title, parts in want.items():
        topic = "standing" if title.startswith("올해") else "earlier"
        rows = [[name, f"{told[topic, item]:,}"] for name, item in parts]
        assert [[cell for cell in row if cell][:2] for row in page[title][1:]] == rows
        assert [row[:2] for row in hangul[title][0][1:]] == rows
        assert all(plain("".join(row)) in pdf for row in rows)


@pytest.mark.long
def test_the_lapsed_are_named_for_the_office_alone(released):
    release, _, _ = released
    office = (release / "restricted/report.html").read_text("utf-8")
    for name in (*GONE, *PEOPLE_GONE):
        assert name in office
    for path in (release / "public").rglob("*"):
        if not path.is_file():
            continue
        content = path.read_bytes()
        parts = [content]
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                parts += [archive.read(each) for each in archive.namelist()]
        if path.suffix == ".pdf":
            parts.append("".join(each.extract_text() for each in pypdf.PdfReader(path).pages).encode())
        if path.suffix == ".parquet":
            parts.append(pd.read_parquet(path).to_csv().encode())
        for name in (*GONE, *PEOPLE_GONE):
            assert not any(name.encode() in part for part in parts), path.name
    assert "earlier_participants" not in json.dumps(
        json.loads((release / "public/datapackage.json").read_text("utf-8"))["resources"]
    )


@pytest.mark.slow
def test_the_same_list_makes_the_same_release(released, sync, tmp_path):
    release, _, folder = released
    assert sync(tmp_path / "again", SAMPLE, str(folder), products=()).name == release.name


@pytest.mark.parametrize(
    ("setting", "write", "error", "said"),
    [
        ('file = "no.csv"', None, EarlierFileError, r"no\.csv.*\n.*\[earlier\] file"),
        ('file = "x.xlsx"', "PK\x03\x04, cut off", EarlierFileError, r"x\.xlsx"),
        ('file = "x.csv"', "아무 제목,다른 제목\nㄱ,ㄴ\n", EarlierHeadingsError, r"x\.csv.*\n.*제목 줄"),
        ('file = "x.csv"', "단체명,구분\n,단체\n합계,\n", EarlierEmptyError, r"이름이 하나도 없습니다: x\.csv"),
        ('file = "x.csv"\nheadings = { nmae = ["이름"] }', "", SettingsError, r"earlier\.headings\.nmae"),
        ("participants = 0", None, SettingsError, r"earlier\.participants"),
        ("fiel = 'x.csv'\nparticipants = 3", None, SettingsError, r"earlier\.fiel: .*'file'"),
    ],
)
def test_a_list_that_cannot_be_used_is_said_with_its_setting(tmp_path, setting, write, error, said):
    folder = campaign(tmp_path / "council", setting)
    if write is not None:
        (folder / setting.split('"')[1]).write_text(write, "utf-8")
    with pytest.raises(error, match=said):
        settings = read_campaign(str(folder))
        read_earlier(read_list(Path(settings.earlier.file), EarlierFileError)[0], settings)


def test_a_run_without_its_list_publishes_nothing(sync, tmp_path):
    folder = campaign(tmp_path / "council", 'file = "no.csv"')
    with pytest.raises(EarlierFileError):
        sync(tmp_path / "data", SAMPLE, str(folder))
    assert not (tmp_path / "data/current").exists()


@pytest.mark.long
def test_check_looks_at_the_list(released, tmp_path, here):
    _, _, folder = released
    told = here("check", "--campaign", str(folder), "--source", str(SAMPLE))
    assert told.returncode == 0
    assert "지난 참여자 명단: 53줄" in told.stdout
    broken = campaign(tmp_path / "council", 'file = "no.csv"')
    told = here("check", "--campaign", str(broken), "--source", str(SAMPLE))
    assert told.returncode == 1
    assert "no.csv" in told.stdout
