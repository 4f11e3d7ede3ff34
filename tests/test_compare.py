"""Several campaigns side by side: their public numbers as they stand, by what they mean, and clear refusals."""

import csv
import json
import re
import shutil

import pandas as pd
import pytest

from flows.commands.cli import main
from flows.sources.public_release import read_public
from output.report.compare_page import comparison_page
from tests.conftest import command
from tests.output.report.test_report import Tables
from transforms.errors.consumers import ContractError, NoPublicReleaseError, PublicReleaseDamagedError
from transforms.publishing.side_by_side import Named, beyond, side_by_side, told_apart
from transforms.schema import contract


@pytest.fixture(scope="module")
def other(release_a, tmp_path_factory):
    """Another council's public folder of the year before: other numbers, districts, fields."""
    folder = tmp_path_factory.mktemp("other") / "public"
    (folder / "tables").mkdir(parents=True)
    facts = pd.read_parquet(release_a / "public/tables/facts.parquet")
    facts["n"] = facts["n"] + facts.index.to_series().mod(7)
    facts["base"] = facts["base"] + 40
    facts["share"] = (facts["n"] / facts["base"]).where(facts["share"].notna()).astype("Float64")
    facts["item"] = facts["item"].mask(facts["topic"].eq("district"), "다른 " + facts["item"])
    facts["item"] = facts["item"].mask(facts["topic"].eq("field"), facts["item"].str.replace("1.", "4.", regex=False))
    facts["item"] = facts["item"].str.replace("1.빈곤퇴치", "1. 빈곤 퇴치", regex=False)
    facts.to_parquet(folder / "tables/facts.parquet")
    (folder / "datapackage.json").write_text(
        json.dumps({"version": contract(), "title": "2023 제천 네트워크: 공개 자료"}), "utf-8"
    )
    return folder.parent


@pytest.fixture(scope="module")
def made(other, release_a, tmp_path_factory):
    out = tmp_path_factory.mktemp("out") / "compare.html"
    done = command("compare", str(other), str(release_a.parents[1]), "--out", str(out))
    assert done.returncode == 0, done.stderr
    return out


def rows_of(path):
    with path.with_suffix(".csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_csv_has_every_number_of_every_campaign_as_it_stands(made, other, release_a):
    rows = rows_of(made)
    for mark, release in (("A", other), ("B", release_a)):
        facts = read_public(release).facts
        facts = facts[~facts["topic"].isin(("day", "goal_field"))]
        told = sorted((r["topic"], r["n"], r["base"], r["note"]) for r in rows if r["mark"] == mark)
        whole = facts[["topic", "n", "base", "note"]].astype("str").fillna("").replace("<NA>", "")
        assert told == sorted(whole.itertuples(index=False, name=None))
    assert {row["campaign"] for row in rows} == {"2023 제천 네트워크", "2024 지속가능청주 시민실천 네트워크"}


def test_a_difference_is_between_exact_numbers_of_one_part(made, other, release_a):
    was, now = (
        read_public(each).facts.assign(item=lambda t: t["item"].str.replace(r"\W", "", regex=True))
        for each in (other, release_a)
    )
    both = now.merge(was, on=["topic", "item", "by"], suffixes=("", "_was"))
    both = both[both["topic"].isin(("kind", "attendance", "goals_matched"))]
    assert len(both) > 20
    rows = {(row["topic"], row["name"].replace(" ", "")): row for row in rows_of(made) if row["mark"] == "B"}
    kinds = both[both["topic"].eq("kind")]
    for row in kinds.itertuples():
        told = next(r for (topic, _), r in rows.items() if topic == "kind" and re.sub(r"\W", "", r["item"]) == row.item)
        share = row.share - row.share_was
        assert told["change"] == "" if pd.isna(share) else float(told["change"]) == pytest.approx(share, abs=1e-5)
    totals = {r["item"]: r for r in rows_of(made) if r["topic"] == "total" and r["mark"] == "B"}
    then = was[was["topic"].eq("total")].set_index("item")["n"]
    assert float(totals["participants"]["change"]) == int(totals["participants"]["n"]) - then["participants"]


def test_parts_meet_by_what_they_mean(other, release_a):
    table = side_by_side([read_public(other).facts, read_public(release_a).facts])
    sides = table.groupby(["topic", "part"])["release"].agg(list)
    assert sides["goals_matched"].map(len).eq(2).all()
    assert len(sides["goals_matched"]) == 17
    assert sides["field"].map(len).eq(2).sum() >= 6
    assert sides["district"].map(len).eq(1).any()


def test_the_page_shows_the_csv_and_stands_alone(made):
    page = made.read_text("utf-8")
    assert len(page.encode()) < 300_000
    assert not re.search(r"url\(|@import|https?://|src=|\son\w+=|<script|<link", page)
    assert "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'" in page
    shown = {cell.split(" (")[0].replace(",", "") for row in Tables(page).rows for cell in row}
    skipped = ("disposition", "activity", "wish_1", "wish_2")
    missing = {r["n"] for r in rows_of(made) if r["topic"] not in skipped and r["n"] and not r["note"]} - shown
    assert not missing


def test_the_same_releases_make_the_same_bytes_and_markup_is_text(other, release_a):
    one, two = read_public(other), read_public(release_a)
    facts = one.facts.copy()
    facts.loc[facts.index[facts["topic"].eq("together")][0], "item"] = "<img src=x onerror=alert(1)>"
    table = side_by_side([facts, two.facts])
    page = comparison_page(table, [Named("<b>하나</b>", "", "", "", ""), Named("둘", "", "", "", "")], {})
    assert page == comparison_page(table, [Named("<b>하나</b>", "", "", "", ""), Named("둘", "", "", "", "")], {})
    assert b"<img" not in page
    assert b"<b>" not in page


def test_three_campaigns_stand_side_by_side(other, release_a):
    releases = [read_public(each) for each in (other, release_a, other)]
    page = comparison_page(
        side_by_side([each.facts for each in releases]), [each.named for each in releases], {}
    ).decode()
    heads = [row for row in Tables(page).rows if row[:2] == ["항목", ""]]
    assert {tuple(row[2:]) for row in heads} == {("A", "B", "A→B", "C", "B→C")}


@pytest.mark.parametrize("version", ["1", "3", "4"])
def test_a_release_of_an_earlier_contract_is_read_as_one_of_ours(other, tmp_path, version):
    old = shutil.copytree(other, tmp_path / "old") / "public"
    (old / "datapackage.json").write_text(json.dumps({"version": version, "title": "2019 제천: 공개 자료"}), "utf-8")
    facts = pd.read_parquet(old / "tables/facts.parquet").drop(columns=["position", "edition", "as_of"])
    facts["note"] = facts["note"].fillna("").replace("covered", "small" if version < "4" else "covered")
    facts.to_parquet(old / "tables/facts.parquet")
    read, now = read_public(old), read_public(other)
    shared = ["topic", "item", "by", "n", "base", "share", "note", "shape"]
    pd.testing.assert_frame_equal(read.facts[shared], now.facts[shared])
    assert (now.facts["note"] == "covered").any()
    assert read.named.name == "2019 제천"


def test_what_cannot_be_read_is_said(other, tmp_path, here):
    with pytest.raises(NoPublicReleaseError, match="datapackage"):
        read_public(tmp_path)
    broken = shutil.copytree(other, tmp_path / "broken")
    package = broken / "public/datapackage.json"
    package.write_text('{"version": "99", "title": "x"}', "utf-8")
    with pytest.raises(ContractError, match="99"):
        read_public(broken)
    done = here("compare", str(other), str(broken), "--out", str(tmp_path / "x.html"))
    assert done.returncode == 1
    assert "계약 버전" in done.stderr
    assert not (tmp_path / "x.html").exists()
    package.write_text("{", "utf-8")
    with pytest.raises(PublicReleaseDamagedError, match=r"datapackage\.json"):
        read_public(broken)
    shutil.copy(other / "public/datapackage.json", package)
    (broken / "public/tables/facts.parquet").write_bytes(b"x")
    with pytest.raises(PublicReleaseDamagedError, match="facts"):
        read_public(broken)
    pd.DataFrame({"topic": ["total"]}).to_parquet(broken / "public/tables/facts.parquet")
    with pytest.raises(PublicReleaseDamagedError, match="facts"):
        read_public(broken)


def test_one_release_is_wrong_use(other):
    assert main(["compare", str(other)]) == 2


def test_more_campaigns_than_letters_are_refused(tmp_path, capsys):
    assert main(["compare", *[str(tmp_path)] * 27, "--out", str(tmp_path / "c.html")]) == 1
    assert "26개까지" in capsys.readouterr().err


def numbers(*values):
    return [pd.Series(each, dtype="Float64") for each in zip(*values, strict=True)]


@pytest.mark.parametrize(
    ("then", "now", "n_tried", "is_sure"),
    [
        # Worked by hand: 50 of 100 and 65 of 100 are 0.147 apart, 1.96 times their spread is 0.134.
        ((50, 100), (65, 100), 1, True),
        ((50, 100), (63, 100), 1, False),
        ((50, 100), (65, 100), 17, False),
        # None of five and two of five is nothing, however far in percents.
        ((0, 5), (2, 5), 1, False),
        ((0, 5), (5, 5), 1, True),
        ((3, 3), (0, 3), 17, False),
        ((200, None), (150, None), 1, True),
        ((200, None), (170, None), 1, False),
        ((0, None), (0, None), 1, False),
    ],
)
def test_a_difference_is_beyond_chance_or_not(then, now, n_tried, is_sure):
    told = beyond(*numbers((*then, *now)), pd.Series([n_tried]))
    assert told.tolist() == [is_sure]


def test_the_page_says_what_differs_beyond_chance_and_marks_it(other, release_a):
    one, two = read_public(other), read_public(release_a)
    names = [one.named, two.named]
    alike = comparison_page(side_by_side([two.facts, two.facts]), names, two.titles).decode()
    assert "달라진 항목은 없습니다" in alike and '<td class="n change sure">' not in alike
    facts = one.facts.copy()
    at = facts.index[facts["topic"].eq("attendance") & facts["item"].eq("yes")][0]
    facts.loc[at, ["n", "share"]] = [20, 20 / float(facts.loc[at, "base"])]
    table = side_by_side([facts, two.facts])
    sure = table[table["is_beyond"].fillna(False)]
    assert {("attendance", "yes")} <= set(zip(sure["topic"], sure["item"], strict=True))
    assert table.loc[table["change"].isna(), "is_beyond"].isna().all()
    page = comparison_page(table, names, two.titles).decode()
    summary = page.partition("<ul>")[2].partition("</ul>")[0]
    assert "함께하고 싶은 활동</h3>" in page and ">together<" not in page
    assert "참석" in summary and "10% → 73%" in summary
    assert "▲" in page and "애그레스티" in page


def test_campaigns_of_one_name_are_told_apart():
    a = Named("시민 네트워크", "2023-04-22", "2023-05-10", "가시", "a")
    assert told_apart([a, a._replace(name="다른 모임")]) == ["시민 네트워크", "다른 모임"]
    assert told_apart([a, a._replace(start="2024-04-22", name="시민네트워크")]) == [
        "시민 네트워크 (2023)",
        "시민네트워크 (2024)",
    ]
    assert told_apart([a, a._replace(host="나시")])[1] == "시민 네트워크 (나시)"
    assert told_apart([a, a._replace(start="2023-09-01")])[1] == "시민 네트워크 (2023-09-01~2023-05-10)"
    assert told_apart([a, a._replace(folder="b")]) == ["시민 네트워크 (a)", "시민 네트워크 (b)"]
    assert told_apart([a, a, a]) == ["시민 네트워크 (1)", "시민 네트워크 (2)", "시민 네트워크 (3)"]
