"""Whether a person named is said to be dead, and to live with the writer. Nothing is set that is not said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import List, Optional, Sequence

from nlu.core.person import Person

_AGE_END = re.compile(
    r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})(?:歳|才|代)?(?:半ば|前半|後半|くらい|過ぎ|"
    r"近い)?の?$|(?:認知症|要介護\d|高齢|障害のある|病気)の$"
)
_DEAD_BEFORE = re.compile(r"(?:亡くなった|亡くした|他界した|死んだ|亡き|死別した|逝った|先立った|今は亡き)$")
_DEAD_AFTER = re.compile(
    r"(?:さん|ちゃん)?(?:(?:死んで(?:から|しま)|亡くなって|亡くして|他界し|死別)|(?:は|"
    r"が|も|を|に|と|、|とは)[^。！？!?\n]{0,14}?"
    r"(?:亡くな(?:り(?!そう)|って|った(?!ら))|亡くし(?!そう)|他界|死別|先立た|死なれ|"
    r"死んだ(?!ら)|死にました|死んで(?:から|しまっ|、|もう|る|いる|おり)|看取(?:っ|り)|"
    r"逝った(?!ら)|逝き|逝って|この世にい)"
    r"|の(?:葬儀|葬式|お葬式|四十九日|一周忌|三回忌|遺産|遺品|仏壇|死後|死んだ|死から|遺族年金|お墓|命日))"
)
_APART = (
    r"離れて(?:暮ら|住|い)|別居(?!し(?:た[いく]|よう)|を考|する)|別々に(?:暮ら|住)|遠方|"
    r"遠くに|県外|他県|単身赴任|別世帯|家を出て(?:い|行っ|っ)|独居|"
    r"(?:一人|ひとり|独り|1人)(?:暮らし|ぐらし|で暮ら|住まい)(?!を?(?:した[いく]|させ|でき|始め|考え))|"
    r"(?:施設|老人ホーム|老健|特養|グループホーム|ホーム|サ高住|有料)(?:に(?:入って(?:い|"
    r"る|ま|て)|入った|入りました|入所(?:して|中|しま|し)|入居(?:して|中|しま)|いる|いま|"
    r"おり|い(?:て|ます))|で(?:暮ら|生活)|入所中|入居中)|"
    r"実家(?:に(?:い|住|ひ|一|1)|で(?:一|ひ|暮|二|ふ|1|2))"
)
_APART_BEFORE = re.compile(
    r"(?:離れて(?:暮らす|暮らしている|暮らしてる|住む|住んでいる|住んでる|いる)|別居(?:中|"
    r"している|してる)?の?|実家の|実家に(?:いる|住む)|田舎の|田舎に(?:いる|住む|住んでる)|"
    r"郷里の|故郷の|"
    r"(?:遠方|遠く|県外|他県|隣の県|隣県|地方|海外|東京|大阪|名古屋|福岡|北海道|九州|"
    r"東北|関西|関東)(?:の|に(?:いる|住む|住んでいる|住んでる|暮らす))|単身赴任(?:中|"
    r"している|してる)?の?|"
    r"(?:施設|老人ホーム|特養|グループホーム|老健|サ高住)(?:の|にいる|に入っている|に入ってる|"
    r"に入った|に入居している|に入所している|入所中の|入居中の)|"
    r"(?:一人|ひとり|独り|1人)(?:暮らし|ぐらし|で暮らす|で暮らしている|で暮らしてる)(?:の|"
    r"をしている|をする|している|してる|する)?|独居の|家を出た|嫁いだ|嫁に行った|嫁にいった|"
    r"結婚して家を出た)$"
)
_WITH_BEFORE = re.compile(
    r"(?:同(?:居|棲)(?:の|している|してる|中の|する)|(?:一緒|いっしょ)に(?:住む|暮らす|住んでいる|"
    r"住んでる|暮らしている|暮らしてる))$"
)
_COUNT = r"(?:[0-9一二三四五六七八九]人|ふたり|二人|さんにん|家族)"
_LIVE = (
    r"(?:暮ら(?!せな|した[いく]|せ)|住ん|住ま|同居(?!し(?:た[いく]|よう)|を(?:迫|考|求|"
    r"提案|勧)|する(?:こと|か|話))|ぐらし|くらし(?!た[いく])|生活して)"
)
_WITH_AFTER = re.compile(
    rf"(?:さん|ちゃん)?(?:とは?(?:今|現在|ずっと|今も|もう|[、])?(?:私|わたし|僕|俺)?の?{_COUNT}?(?:で|"
    rf"の)?(?:一緒に|いっしょに)?{_LIVE}"
    rf"|と(?![^、。]{{0,8}}(?:離れ|別))[^、。\n]{{1,8}}(?:暮らし(?!た)|ぐらし|暮らして)|"
    rf"の{_COUNT}(?:暮らし|家族|世帯|ぐらし)"
    rf"|との(?:同居(?!を|話)|{_COUNT}(?:暮らし|家族)|暮らし)|(?:は|が|も|、)[^。！？!?\n]{{0,6}}?(?:同居(?:して|"
    rf"中|です|で|、|し)|(?:一緒|いっしょ)に(?:住ん|暮らして|住み|暮らす|いま)))"
)
_APART_AFTER = re.compile(
    rf"(?:さん|ちゃん)?(?:(?:は|が|も|とは|と|、)[^。！？!?\n]{{0,10}}?(?:{_APART})|の(?:単身赴任|"
    rf"一人暮らし|ひとり暮らし))"
)
_AGE_BESIDE = re.compile(
    r"^(?:さん|ちゃん)?(?:\([^()\n]{0,12}\)|[はが]?(?:\d{1,3}|[小中高]\d)(?:歳|才|代)?(?=[とやも、" r"・の]))"
)
_AND = ("と", "や", "も", "、", "・", "と、", "とか", "に")


@dataclass(frozen=True)
class MemberState:
    """What is said of a person: alive, living with the writer; None when it is not said."""

    alive: Optional[bool] = None
    lives_together: Optional[bool] = None


def _before(folded: str, person: Person, floor: int) -> str:
    window = folded[max(floor, person.word_start - 20) : person.word_start]
    cut = max(window.rfind(mark) for mark in "。、！？!?\n ")
    window = window[cut + 1 :]
    for _ in range(2):
        window = _AGE_END.sub("", window)
    return window


def _after(folded: str, person: Person, ceiling: int) -> str:
    return _AGE_BESIDE.sub("", folded[person.end : min(person.end + 34, ceiling)])


def said_to_be_dead(folded: str, person: Person) -> bool:
    """True when the words before a person name them as dead: 死んだ女房, 亡き父."""
    return _DEAD_BEFORE.search(_before(folded, person, 0)) is not None


def _alive(person: Person, before: str, after: str, ceiling: Optional[int]) -> Optional[bool]:
    if person.word.startswith("亡") or _DEAD_BEFORE.search(before):
        return False
    match = _DEAD_AFTER.match(after)
    # 「母が亡くなった父の…」: the death is said of the person behind it.
    if match and not (person.end + match.end() == ceiling and after.endswith(("亡くなった", "他界した", "死んだ"))):
        return False
    return None


def _together(before: str, after: str) -> Optional[bool]:
    if _WITH_BEFORE.search(before):
        return True
    if _APART_BEFORE.search(before):
        return False
    together, apart = _WITH_AFTER.match(after), _APART_AFTER.match(after)
    if together and (not apart or together.end() <= apart.end()):
        return True
    if apart:
        return False
    return None


def read_states(folded: str, people: Sequence[Person], answering: bool) -> List[MemberState]:
    """Read the state of each person; people named together (夫と娘と3人暮らし) share what follows.

    Args:
        folded: width-folded text.
        people: resolved people, in order.
        answering: the question just asked was ``lives_with``.
    """
    states: List[MemberState] = [MemberState()] * len(people)
    for index in range(len(people) - 1, -1, -1):
        person = people[index]
        if person.is_outsider:
            continue
        ceiling = people[index + 1].start if index + 1 < len(people) else len(folded)
        floor = people[index - 1].end if index else 0
        before = _before(folded, person, floor)
        gap = _AGE_BESIDE.sub("", folded[person.end : ceiling])
        shared = states[index + 1] if index + 1 < len(people) and gap in _AND else MemberState()
        after = _after(folded, person, ceiling)
        alive = _alive(person, before, after, ceiling if ceiling < len(folded) else None)
        lives = _together(before, after)
        lives = shared.lives_together if lives is None else lives
        if answering and lives is None and alive is not False:
            lives = True
        states[index] = MemberState(shared.alive if alive is None and gap in ("も", "と") else alive, lives)
    return states
