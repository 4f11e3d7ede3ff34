"""Addresses: the table of what people type, the campaign's own places, and what holds for any text."""

import pytest
from hypothesis import given

from flows.campaigns import read_campaign
from tests.transforms.parse.cells import ANY_TEXT, misread
from transforms.parse.addresses import Places, district

PLACES = read_campaign("cheongju-2024").places


def _district(text):
    return district(text, PLACES)


def test_reads_what_was_typed():
    assert misread("addresses", lambda text: (_district(text),), "district") == []


def test_every_listed_place_says_its_district():
    typed = {
        each: where
        for place, where in PLACES.districts.items()
        for each in (place, f"청주시 {place} 12-3", f"충북 청주시{place}")
    }
    assert {each: _district(each) for each in typed} == typed


@given(ANY_TEXT)
def test_says_one_of_the_districts(text):
    assert _district(text) in {*PLACES.districts.values(), PLACES.outside, PLACES.unknown}


def test_a_district_chosen_from_a_list_is_the_one_of_that_name():
    here = Places({"해율읍(본섬)": "해율읍(본섬)", "외달출장소": "외달출장소"}, ("해율군",), "군 밖(뭍)", "미상")
    typed = ["해율읍(본섬)", "해율읍 (본섬)", "해율읍 선창길 3", "외달출장소", "군 밖(뭍)", "뭍"]
    assert [district(each, here) for each in typed] == [*["해율읍(본섬)"] * 3, "외달출장소", "군 밖(뭍)", "미상"]


def test_a_bracketed_place_of_the_list_is_known_whole_and_a_district_by_how_it_begins():
    listed = {"해율읍": "해율읍", "외달출장소": "외달출장소", "외북면": "외북면", "물 건너(섬 밖)": "뭍"}
    here = Places(listed, ("해율군", "해율"), "군 밖", "미상")
    typed = ["물 건너(섬 밖)", "외달", "외", "해율", "외달 선창"]
    assert [district(each, here) for each in typed] == ["뭍", "외달출장소", "미상", "미상", "미상"]


def test_a_ward_of_another_city_is_none_of_ours():
    wards = {"중구": "중구", "남구": "남구", "삼산동": "남구"}
    here = Places(wards, ("울산광역시", "울산"), "시외", "미상")
    typed = (
        "본사 서울 중구 을지로 9 / 공장 울산 남구 두왕로 3",
        "부산 남구 대연동",
        "울산 중구 성남동(본사 서울 남구)",
        "서울 중구, 울산 삼산동",
    )
    assert [district(each, here) for each in typed] == ["남구", "시외", "중구", "남구"]


def test_a_place_that_goes_first_decides_beside_the_town_it_lies_in():
    listed = {"새재읍": "새재읍", "두물면": "두물면", "산단로": "산업단지", "두물농공단지": "산업단지"}
    park = Places(listed, ("한들군",), "군 밖", "미상", first_names=frozenset({"산단로", "두물농공단지"}))
    said = (
        "새재읍 대평리 산단로 101",
        "한들군 두물면 두물농공단지 22",
        "새재읍 대평리 3",
        "두물면 산단로길 7",
        "서울 강남구 산단로 1",
    )
    assert [district(text, park) for text in said] == ["산업단지", "산업단지", "새재읍", "두물면", "군 밖"]


def test_a_neighbour_that_is_listed_as_outside_has_its_own_places():
    here = Places({"구암면": "구암면", "한율군": "은내군 외"}, ("은내군",), "은내군 외", "미상")
    typed = {"한율군 구암면 상리": "은내군 외", "은내군 구암면": "구암면", "구암면 상리": "구암면"}
    assert {each: district(each, here) for each in typed} == typed


@pytest.mark.parametrize(
    ("home", "address", "where"),
    [
        ("등대구", "동항광역시 갈매구 나루동", "밖"),
        ("등대구", "동항광역시 갈매구 새빛로 3", "밖"),
        ("등대구", "갈매구 나루동", "밖"),
        ("등대구", "갈매구 등대구 나루동", "강변권"),
        ("등대구", "동항광역시 등대구 나루동 12", "강변권"),
        ("등대구", "나루동 갈매구청 옆", "강변권"),
        ("등대구", "신도시지구 나루동", "강변권"),
        ("푸른시", "푸른시 중앙구 나루동", "강변권"),
        ("푸른시", "중앙구 나루동", "강변권"),
        ("푸른시", "붉은군 나루동", "밖"),
    ],
)
def test_a_place_behind_an_equal_of_the_home_is_that_ones(home, address, where):
    places = Places({"나루동": "강변권"}, (home,), "밖", "미상", province=("동항광역시",))
    assert district(address, places) == where
