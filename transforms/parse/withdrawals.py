"""Whether an answer says that whoever gives it calls the registration off, or takes the consent back."""

import re

_SENTENCE = re.compile(r"[.!?。\n;]+|(?<=다)\s|(?<=요)\s")
_PLEASE = (
    r"(?:\s?(?:신청|요청))?\s?(?:합니다|함(?![가-힣])|해\s?요|해\s?주|하겠|할게|할께|부탁|바랍|드립|드려|요청|원합|원해|원함|희망|하고\s?싶|"
    r"하려고\s?합|하려\s?합|입니다|이요|요(?![가-힣])|해야\s?(?:할|될|겠))"
)
_OF_REGISTRATION = r"(?:참가|참여|신청서?|등록|접수|신청\s?내역|참가\s?신청|참여\s?신청|행사\s?신청)"
_CALLED_OFF = re.compile(
    # 신청을 취소합니다, 참여 취소 부탁드려요
    rf"{_OF_REGISTRATION}\s?(?:[을를은는도]\s?)?(?:전부\s?|모두\s?|이만\s?)?(?:취소|철회){_PLEASE}|"
    # 동의를 철회합니다
    rf"동의\s?(?:[을를은는도]\s?)?(?:철회|취소){_PLEASE}|"
    # 신청 빼 주세요, 명단에서 지워 주세요
    rf"(?:{_OF_REGISTRATION}|명단|목록)\s?(?:에서|[을를은는도])?\s?(?:저희\s?(?:[를는을])?\s?)?(?:빼|지워|삭제해?|제외해)\s?(?:주|달라|바랍)|"
    # 제 연락처 다 지워 주세요
    r"(?:제|저희|내|우리)\s?(?:개인\s?)?(?:정보|연락처|전화번호|자료|이름|기록)\S{0,2}\s?(?:\S{1,4}\s)?(?:빼|지워|삭제|파기|없애)\s?(?:해)?\s?(?:주세|주시|주십|달라|바랍|부탁)"
)
# [신청취소] 나루도서관
_HEADED = re.compile(
    r"^\s?[\[(<【*]?\s?(?:신청|참가|참여|접수|등록)?\s?(?:취소|철회)(?:함|됨|요청)?\s?(?:[\])>】*]|[:：-]|$)"
)
_ENDED = r"(?:니다|습니다|드립니다|드려요|드림|세요|십시오|시기\s?바랍니다|시길\s?바랍니다|합니다|함|해\s?요|요)?"
_OF_DATA = r"(?:(?:제|저희|내|우리)\s?)?(?:개인\s?정보|연락처|전화번호)\s?[를을]?\s?(?:(?:모두|전부|다)\s?)?"
_OF_CONSENT = r"(?:개인\s?정보\s?(?:수집\s?|이용\s?|제공\s?|및\s?|[·,]\s?)*)?동의\s?[를을]?\s?"
# An answer, or a sentence of one, that is nothing else: 동의 철회, 취소합니다, 개인정보 삭제 요청
_WHOLE = re.compile(
    rf"\s*(?:(?:{_OF_CONSENT})?(?:취소|철회)(?:{_PLEASE}\s?{_ENDED})?|"
    rf"{_OF_DATA}(?:삭제|파기)\s?(?:{_PLEASE}|(?:해\s?)?(?:주|달라|바랍|부탁))\s?{_ENDED})[\s.!~]*"
)
_CUT = re.compile(r"[.!?。\n;]+")
_SAID = re.compile(r"(?:니다|요|십시오)[\s.!~]*$")
# Another registration, a reason to do so, or an event that is called off.
_OTHER = re.compile(
    r"앞|이전|먼저|처음|아까|중복|두\s?번|한\s?번\s?더|지난|어제|위의|위에|1차|첫\s?번째|잘못|기존|전에|작년|"
    r"취소\s?(?:되|될|시|하려면|가능|수수료|방법|는\s?어|할\s?수|하게\s?되|여부|율|표)|않|안\s?(?:하|됩|되)|아니|말아|철회\s?(?:시|하려면|가능|방법)"
)


def calls_off(text: str) -> bool:
    """True where the answer says plainly that this registration is called off or its consent taken back.

    >>> [calls_off(text) for text in ("신청 취소합니다", "동의를 철회합니다. 지워주세요", "[신청취소] 나루도서관")]
    [True, True, True]
    >>> [calls_off(text) for text in ("앞서 낸 신청은 취소해 주세요", "비로 취소되면 알려 주세요", "규제 철회 운동")]
    [False, False, False]
    """
    if "취소" not in text and "철회" not in text and not re.search("빼|지워|삭제|제외|파기|없애", text):
        return False
    if _HEADED.match(text):
        return True
    # Of a list of activities a line may be called so; a sentence of its own is meant.
    is_whole = _WHOLE.fullmatch(text) or any(_WHOLE.fullmatch(each) and _SAID.search(each) for each in _CUT.split(text))
    if is_whole and not _OTHER.search(text):
        return True
    return any(_CALLED_OFF.search(each) and not _OTHER.search(each) for each in _SENTENCE.split(text))
