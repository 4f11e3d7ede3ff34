"""What a careful officer takes for the same body by what two responses share, and what stays two whatever they share.

A pair is two names and what both responses give alike: p telephone, e e-mail, r representative, c contact, a address;
k, the contact of the first is the representative of the second. All else is given by both, and differs. The address of
both may name a 읍, 면 or 동 behind these.
"""

from tests.transforms.bodies.test_same_body import REGION, A, kept
from transforms.bodies.customs import Customs
from transforms.bodies.same_body import resolve

ONE_BODY = {
    "an apartment house's A": """
        가온숲A 입대의|대명가온숲아파트 입주자대표회의|perc
        한누리@ 관리사무소|한누리아파트 관리사무소|pr
        별솔마을2단지APT 부녀회|별솔마을 2단지 아파트 부녀회|c
        푸른들a 입주자대표회의|푸른들아파트 입대의|er
    """,
    "the main house, named or not": """
        다솜신협|다솜신용협동조합 본점|perc
        누리솔새마을금고 본점|누리솔새마을금고|pc
        (주)해나라 본사|해나라|pr
        물빛복지재단 본부|물빛복지재단|er
    """,
    "a branch, named or not": """
        한누리새마을금고|한누리새마을금고 모충지점|pec
        도담소비자모임 흥덕지회|도담소비자모임|prc
        바르게살기운동협의회|바르게살기운동 흥덕구협의회|pr
    """,
    "one letter mistyped": """
        새들마을 작은도사관|새들마을 작은도서관|per
        나루골 작은도서간|나루골작은도서관|perc
        새벽별 어린이짐|새벽별어린이집|pr
        물오름 공동채|물오름 공동체|ec
        가람 지역아동샌터|가람지역아동센터|c
    """,
    "a sound spelt otherwise": """
        ㈜그린누리테크|그린누리텍(주)|perc
        한울로보트 교실|한울로봇교실|pc
        솔빛케이크공방|솔빛케잌 공방|er
        새움리더쉽센터|새움리더십센터|pr
        늘봄쥬스나눔터|늘봄주스 나눔터|ec
        다온콘텐츠랩|다온컨텐츠랩|c
    """,
    "the first letters of its words": """
        무심천을 사랑하는 사람들의 모임|무사모|prc
        건강한 먹거리 나눔 연대|건먹나연|pr
        참교육을 위한 학부모 연대|참학연|er
        전국교직원노동조합 충북지부|전교조 충북지부|pr
        청주지속가능발전협의회|청주지속협|per
        한빛소비자시민모임|한빛소시모|pr
        두레환경운동연합|두레환경련|ec
        물오름2동주민자치위|물오름2동 주민자치위원회|p
        충북시민환경교육네트워크|충북환교넷|prc
        온누리여성인권상담소협의회|온누리여상협|pr
    """,
    "what it was called before": """
        물오름3동주민자치위원회(현 주민자치회)|물오름3동 주민자치회|er
        늘푸른산책단(현 늘벗산책단)|늘벗산책단|c
        늘벗산책단 (구 늘푸른산책단)|늘푸른산책단|p
    """,
    "where it is, in brackets": """
        달래울 마을도서관|달래울마을도서관(상당구)|r
        청주새은혜뜰교회 사회복지부|새은혜뜰교회(청주) 복지부|pr
        온네팔공동체(Nepali Community)|온 네팔 공동체|p
        너른나눔텃밭|너른 나눔텃밭 회원일동|a
        새들베트남공동체 (Cộng đồng người Việt)|새들 베트남공동체|p
        온고려인모임(Союз корейцев)|온고려인 모임|r
        나루평2동 통장협의회|나루평이동통장협의회|-
        청주새터울중학교|새터울중|-
        물결수달지킹이|물결 수달지킴이|a
        가온동주민자치회(구.주민자치위원회)|가온동 주민자치위원회|perc
    """,
    "whose term it is": """
        나래대학교 총학생회|나래대학교 제37대 총학생회 '이음'|pr
        한누리대 학생회|한누리대 12대 학생회|ec
    """,
    "the 면 or 동 where it is": """
        나루평2리 경로당|가온면 나루평2리 경로당|pr|가온면
        바르게살기운동 새들1동위원회|새들1동 바르게살기위원회|p|새들1동
        다솜면 노인대학|노인대학 (다솜면)|r|다솜면
    """,
    "its own name alone": """
        청소년운영위원회 두드림|두드림|pc
        극단 나비잠|나비잠|pr
        마을학교 별터|별터|perc
        새솔고 목공동아리 나무결|나무결|pc
        은샘교회 부설 은샘지역아동센터|은샘지역아동센터|er
        천주교 새터성당|새터성당|pr
        의료법인 나루울의료재단 새벽별병원|새벽별병원|rc
        의료법인 나루의료재단 맑은병원|맑은병원|pe
        느루시니어일터|느루 시니어 일터 (노인일자리 수행기관)|per
        이주여성모임 누리|누리 (이주여성 자조모임)|pr
    """,
    "another script or tongue": """
        한울 그린랩|Hanul Green Lab|pr
        청주 YMCA|청주기독교청년회|pr
        Blue Sky Farm|블루스카이팜|ec
        Cheongju Bike Friends|청주바이크프렌즈|pec
        Culture Station|컬처스테이션|pc
        나루문화硏究會|나루문화연구회|rc
        女性敎育會 솔|여성교육회 솔|r
        老人會 다솜마을|다솜마을 노인회|p
    """,
    "another legal form, all else alike": """
        영농조합법인 산들바람|농업회사법인 산들바람(주)|perca
        사회적협동조합 이음길|이음길 주식회사|perca
    """,
    "officers and an address": """
        푸른숲 환경지킴이|푸른숲환경지킴이단|rc
        다온마을 가꾸기 모임|다온마을가꾸기모임회|ra
        새물결 환경모임|청주 새물결환경모임|k
        잎새별|가온숲대학교 환경동아리 잎새별|ra
        극단 온나비|온나비|ca
        천주교 해밀골성당 레지오|해밀골성당 레지오회|r
        한국온누리문화협회 충북지회|온누리문화협회 충북지회|r
        의료법인 나울의료재단 나울숲병원|나울숲병원|r
        사회복지법인 다온 다온누리종합사회복지관|다온누리종합사회복지관 지역조직팀|ra
    """,
    "an abbreviation that everybody knows": """
        푸른솔JCI|청주푸른솔청년회의소(JCI)|r
        청주물결로타리클럽|청주물결RC|r
        해든라이온스클럽|해든LC|c
        한국토지주택공사 바름지사|LH 바름지사|e
        국민건강보험공단 나루지사|건보공단 나루지사|p
    """,
    "a department of its office": """
        한누리전자 ESG팀|한누리전자|pr
        물빛시설관리공단 체육시설팀|물빛시설관리공단|prc
        나루구청 환경정책과|나루구청|ec
        별솔종합복지관 사례관리팀|별솔종합복지관|perc
        해오름테크(주) 경영지원실|해오름테크 주식회사|pc
        다솜재단 대외협력부|다솜재단|er
    """,
}
TWO = """
가온숲A 입대의|가온숲A 부녀회|perc
가온숲A 1단지 입대의|가온숲A 2단지 입대의|perc
한누리새마을금고 모충지점|한누리새마을금고 분평지점|perc
한누리새마을금고 본점|한누리새마을금고 분평지점|perc
도담소비자모임 충북지부|도담소비자모임 청주지회|pec
도담소비자모임 흥덕지회|도담소비자모임 서원지회|perc
참두레생활협동조합|참두레생협 환경위원회|perc
가온봉사단|가온청년봉사단|perc
가람합창단|가람소년소녀합창단|perc
늘품|늘품청소년자립센터|prc
은샘교회|은샘교회 부설 은샘지역아동센터|per
새솔고|새솔고 목공동아리 나무결|per
새솔고 목공동아리 나무결|새솔고 방송부 온에어|per
한빛 주식회사|한빛 사회적협동조합|prc
푸른소비자시민모임|푸른시민농장모임|per
산들어린이집|산들유치원|perc
솔빛초 학부모회|솔빛중 학부모회|perc
극단 나비잠|극단 달빛|perc
마을학교 별터|마을학교 샘터|perc
마을학교 별터|마을카페 별터|perc
두드림 청소년운영위원회|두드림 청년운영위원회|perc
청주YMCA|청주YWCA|perc
청주YMCA|청주여자기독교청년회|perc
다솜신협|다솜생협|perc
다솜신협|다솜농협|perc
한울학습지원센터|한울돌봄지원센터|perc
맑은물 환경연합|맑은물 소비자연합|perc
미소 노인복지관|미소 장애인복지관|perc
미소복지관|미소복지관 자원봉사단|perc
Green Farm|블루팜|perc
한울청년회|한울마을청소년협의회|perc
푸른들아파트 입대의|푸른들아파트 경로당|perc
무심천을 사랑하는 사람들의 모임|무한동력 시민모임|perc
두드림|청소년운영위원회 두드림 방송부|perc
새터성당|새터성당 청년회|perc
새터성당|나루성당|perc
빈첸시오회 새터성당|새터성당|perc
물오름 공동체|물오름 공동육아|perc
한솔마을 사랑방|한솔마을 놀이방|perc
보람 어린이도서관|보람 어린이집|perc
가온 1호점|가온 본점|perc
가온교회|가온교회 봉사팀|perc
나루시민환경교육네트워크|나루시민환경네트워크|pe
청주여성회|청주女性合唱團|perc
충북환경교육넷|충북환경운동넷|perc
온산책모임(Alpha Team)|온산책모임(Beta Team)|r
나루평2동 통장협의회|나루평삼동통장협의회|a
물결수달지킴이|물결노루지킴이|a
한누리전자|한누리전자 축구팀|perc
가온면 주민자치회|다솜면 주민자치회|perc|가온면 다솜면
가온면 부녀회|가온면 청년회|perc|가온면
가온 푸른마을5단지 관리사무소|푸른마을5단지 입주자대표회의|pec
청주새들모임|새들모임|-
나래대 제36대 총학생회|나래대 제37대 총학생회|perc
그린누리테크|그린누리팜|perc
솔빛국악단|솔빛극단|perc
하늘농원|하늘농장|perc
달빛서점|달빛상점|perc
은하수|은하숲|perc
""".strip().splitlines()
PAIRS = [pair.strip() for pairs in ONE_BODY.values() for pair in pairs.strip().splitlines()]
SYLLABLES = "가나다라마바사아자차카타파하"


def bodies_of(pairs: list[str]) -> dict[str, int]:
    """How many bodies each pair is, all resolved together: no two pairs share anything."""
    sent = []
    for at, pair in enumerate(pairs):
        one, other, shared, *home = pair.split("|")
        for n, name in enumerate((one, other)):
            unlike = {each: "" if each in shared else "가나"[n] for each in "perca"}
            own = f"{SYLLABLES[at // 14]}{SYLLABLES[at % 14]}"
            phone = f"+82101{at:03}000{n if unlike['p'] else 2}"
            email = f"{at}.{n if unlike['e'] else 2}@example.com"
            officers = (f"김{own}{unlike['r']}", f"이{own}{unlike['c']}")
            officers = (f"이{own}가", f"최{own}") if "k" in shared and n else officers
            address = " ".join(["상당구", *home, f"{own}{unlike['a']}로 {at}번길"])
            sent.append((name, A, phone, email, *officers, address, "상당구"))
    of_each = resolve(kept(*sent), customs=Customs(REGION))[0]["body"].to_numpy().reshape(-1, 2)
    return {pair: len({*bodies}) for pair, bodies in zip(pairs, of_each.tolist(), strict=True)}


def test_what_two_responses_share_makes_one_body_of_two_spellings() -> None:
    assert bodies_of(PAIRS) == dict.fromkeys(PAIRS, 1)


def test_sisters_that_share_their_officers_stay_two() -> None:
    assert bodies_of(TWO) == dict.fromkeys(TWO, 2)
